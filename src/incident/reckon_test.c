#include "incident/reckon.h"

#include <stdlib.h>

#include "test/test.h"

struct scene {
	struct intern	  names;
	struct skew	  at[8];
	struct skew_list  skews;
	uint32_t	  told;
	struct clock_list clocks;
};

static void
scene_open(struct scene *s)
{
	*s = (struct scene){ 0 };
	intern_init(&s->names);
	s->skews.at = s->at;
}

static void
scene_close(struct scene *s)
{
	free(s->clocks.at);
	intern_fini(&s->names);
}

static uint32_t
name(struct scene *s, const char *stream)
{
	return intern_add(&s->names, str_from(stream));
}

static void
apart(struct scene *s, const char *a, const char *b, int64_t ms,
    uint32_t accounts)
{
	s->at[s->skews.count++] = (struct skew){ name(s, a), name(s, b), ms,
		1000, accounts };
}

static bool
is_told(void *self, uint32_t stream)
{
	return ((struct scene *)self)->told == stream;
}

static struct clock
clock_in(struct scene *s, const char *stream)
{
	if (s->clocks.at == NULL)
		clocks_reckon(&s->skews, &s->names, is_told, s, &s->clocks);
	for (size_t i = 0; i < s->clocks.count; i++)
		if (s->clocks.at[i].stream == name(s, stream))
			return s->clocks.at[i];
	return (struct clock){ 0 };
}

TEST(the_clock_that_most_hosts_agree_with_is_right)
{
	struct scene s;
	struct clock clock;

	scene_open(&s);
	apart(&s, "roundcube", "dovecot@mail", 45000, 12);
	apart(&s, "roundcube", "nginx", 1000, 12);
	apart(&s, "postfix@mail", "dovecot@mail", 0, 7);
	clock = clock_in(&s, "dovecot@mail");
	CHECK(clock.off && clock.ahead_ms == 45000);
	CHECK_U64(clock.by, name(&s, "roundcube"));
	CHECK_I64(clock.spread_ms, 1000);
	clock = clock_in(&s, "postfix@mail");	/* by way of Dovecot's */
	CHECK(clock.off && clock.ahead_ms == 45000);
	CHECK_I64(clock.spread_ms, 2000);
	CHECK_U64(clock.accounts, 7);
	CHECK(!clock_in(&s, "nginx").off);
	CHECK(!clock_in(&s, "roundcube").off);
	scene_close(&s);
}

TEST(what_the_site_file_tells_of_is_right)
{
	struct scene s;

	scene_open(&s);
	apart(&s, "roundcube", "dovecot@mail", 45000, 12);
	apart(&s, "roundcube", "nginx", 0, 12);
	s.told = name(&s, "dovecot@mail");
	CHECK(!clock_in(&s, "dovecot@mail").off);
	CHECK(clock_in(&s, "roundcube").off);
	CHECK_I64(clock_in(&s, "nginx").ahead_ms, -45000);
	scene_close(&s);
}

TEST(little_and_unsure_differences_are_none)
{
	struct scene s;

	scene_open(&s);
	apart(&s, "a@one", "b@two", 2400, 12);
	apart(&s, "c@three", "d@four", 5000, 12);
	s.at[1].spread_ms = 9000;
	CHECK(!clock_in(&s, "a@one").off && !clock_in(&s, "b@two").off);
	CHECK(!clock_in(&s, "c@three").off && !clock_in(&s, "d@four").off);
	CHECK_U64(s.clocks.count, 4);
	scene_close(&s);
}

TEST(the_order_of_pairs_tells_nothing)
{
	struct scene a, b;

	scene_open(&a);
	scene_open(&b);
	apart(&a, "w@x", "d@m", 45000, 9);
	apart(&a, "w@x", "n@x", 0, 9);
	apart(&b, "w@x", "n@x", 0, 9);
	apart(&b, "w@x", "d@m", 45000, 9);
	CHECK_I64(clock_in(&a, "d@m").ahead_ms, clock_in(&b, "d@m").ahead_ms);
	CHECK_I64(clock_in(&a, "w@x").ahead_ms, clock_in(&b, "w@x").ahead_ms);
	scene_close(&a);
	scene_close(&b);
}
