#include "detect/habits.h"

#include <stdlib.h>

#include "base/arena.h"
#include "detect/pairs.h"

struct habits {
	struct pairs  index;	/* number of a habit + 1 */
	struct habit *at;
	size_t	      count, cap;
};

struct habits *
habits_open(void)
{
	struct habits *h = mem_zero(sizeof *h);

	pairs_init(&h->index);
	return h;
}

void
habits_close(struct habits *h)
{
	pairs_fini(&h->index);
	free(h->at);
	free(h);
}

/* Note one more; *fresh: it is the first. */
static struct habit *
habit_add(struct habits *h, uint32_t user, uint32_t place,
    struct event_time at, bool *fresh)
{
	uint64_t *number = pairs_at(&h->index, user, place);

	*fresh = *number == 0;
	if (*fresh) {
		h->at = mem_room(h->at, h->count, &h->cap, sizeof *h->at);
		h->at[h->count++] = (struct habit){ .first = at };
		*number = h->count;
	}
	h->at[*number - 1].last = at;
	h->at[*number - 1].count++;
	return &h->at[*number - 1];
}

void
habits_add(struct habits *h, uint32_t user, uint32_t place,
    struct event_time at)
{
	bool pair_is_new, fresh;

	if (user == 0 || place == 0)
		return;
	habit_add(h, user, place, at, &pair_is_new);
	habit_add(h, user, 0, at, &fresh)->others += pair_is_new;
	habit_add(h, 0, place, at, &fresh)->others += pair_is_new;
}

/* The table is looked into, the habits behind it are only fetched. */
void
habits_warm(const struct habits *h, uint32_t user, uint32_t place)
{
	uint64_t alone[] = { dense_get(&h->index.users, user),
		dense_get(&h->index.places, place) };

	table_warm(&h->index.both, table_pair(user, place));
	for (int i = 0; i < 2; i++)
		if (alone[i] != 0)
			__builtin_prefetch(&h->at[alone[i] - 1]);
}

static const struct habit *
habit_of(const struct habits *h, uint32_t user, uint32_t place)
{
	uint64_t number = pairs_get(&h->index, user, place);

	return number == 0 ? NULL : &h->at[number - 1];
}

const struct habit *
habits_of_user(const struct habits *h, uint32_t user)
{
	return habit_of(h, user, 0);
}

const struct habit *
habits_of_place(const struct habits *h, uint32_t place)
{
	return habit_of(h, 0, place);
}

const struct habit *
habits_of_pair(const struct habits *h, uint32_t user, uint32_t place)
{
	return habit_of(h, user, place);
}

uint32_t
habits_owners(const struct habits *h, uint32_t place)
{
	const struct habit *habit = habits_of_place(h, place);

	return habit == NULL ? 0 : habit->others;
}

bool
habits_has_past(const struct habits *h, uint32_t user, struct event_time now,
    const struct site *site)
{
	const struct habit *past = habits_of_user(h, user);

	return past != NULL && past->count >= site_count(site, TH_PAST_SIGN_INS) &&
	    now.ms - past->first.ms >= site_ms(site, TH_PAST);
}

bool
habits_is_old(const struct habits *h, uint32_t user, uint32_t place,
    struct event_time now, int64_t past_ms)
{
	const struct habit *habit = habits_of_pair(h, user, place);

	return habit != NULL && now.ms - habit->first.ms >= past_ms;
}
