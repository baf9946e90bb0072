#include "app/cuts.h"

#include "app/plan.h"
#include "test/test.h"

/* Two files, the first of them cut. */
struct bench {
	struct found	    found[2];
	struct plan_members members[2];
	struct input	    inputs[2];
	uint32_t	    firsts[2];
	struct wire_unit    unit;
	struct plan	    plan;
	struct ingest	    ingest;
	struct cuts	    cuts;
	uint32_t	    mail;
};

static void
bench_open_packed(struct bench *b, enum unit_work work, uint32_t members)
{
	*b = (struct bench){ .firsts = { 0, 1 } };
	b->inputs[0].cut = true;
	b->members[0].count = members;
	b->unit.work = work;
	b->plan.found.at = b->found;
	b->plan.found.count = 2;
	b->plan.members = b->members;
	b->plan.inputs = b->inputs;
	b->plan.firsts = b->firsts;
	b->plan.units = &b->unit;
	b->plan.unit_count = 1;
	arena_init(&b->ingest.arena);
	intern_init(&b->ingest.names);
	b->mail = intern_add(&b->ingest.names, STR("dovecot@mail"));
	cuts_open(&b->cuts, &b->plan);
}

static void
bench_open(struct bench *b, enum unit_work work)
{
	bench_open_packed(b, work, 0);
}

static void
see_many(struct bench *b, uint32_t file, int64_t hour, uint64_t events)
{
	struct wire_hour slot = { .slot = 1, .stream = b->mail,
		.input = file, .events = events };

	cuts_see(&b->cuts, &slot, hour * HOUR_MS);
}

static void
see(struct bench *b, uint32_t file, int64_t hour)
{
	see_many(b, file, hour, 1);
}

/* Is the one cut that there is of that stream, from that hour on?  And how
 * long, in hours; -1: to the end. */
static void
cut_last(struct bench *b, struct str stream, int64_t hour, int64_t hours)
{
	int64_t end = (hour + hours) * HOUR_MS + SLOT_MS - 1;

	cuts_close(&b->cuts, &b->ingest);
	CHECK(b->ingest.cut_count == 1);
	CHECK_STR(b->ingest.cuts[0].stream, stream);
	CHECK(b->ingest.cuts[0].from.ms == (hour < 0 ? INT64_MIN :
	    hour * HOUR_MS));
	CHECK_I64(b->ingest.cuts[0].to.ms, hours < 0 ? INT64_MAX : end);
	intern_fini(&b->ingest.names);
	arena_fini(&b->ingest.arena);
}

static void
cut_check(struct bench *b, struct str stream, int64_t hour)
{
	cut_last(b, stream, hour, -1);
}

TEST(a_source_is_blind_from_its_last_line_on)
{
	struct bench b;

	bench_open(&b, UNIT_WHOLE);
	see(&b, 0, 7);
	see(&b, 0, 9);
	see(&b, 0, 8);		/* an hour back is a clock */
	cut_check(&b, STR("dovecot@mail"), 9);
}

TEST(a_source_is_blind_until_the_input_that_goes_on)
{
	struct bench b;

	bench_open(&b, UNIT_WHOLE);
	see(&b, 0, 7);
	see(&b, 1, 40);
	see(&b, 0, 9);
	see(&b, 1, 50);
	cut_last(&b, STR("dovecot@mail"), 9, 31);
}

TEST(an_input_beside_the_one_that_was_cut_ends_nothing)
{
	struct bench b;

	bench_open(&b, UNIT_WHOLE);
	see(&b, 0, 7);
	see(&b, 0, 9);
	see(&b, 1, 8);		/* at the same time */
	see(&b, 1, 40);
	cut_check(&b, STR("dovecot@mail"), 9);
	bench_open(&b, UNIT_WHOLE);
	see_many(&b, 0, 7, 500);
	see_many(&b, 0, 9, 500);
	see_many(&b, 1, 40, 99);	/* of errors alone, perhaps */
	cut_check(&b, STR("dovecot@mail"), 9);
	bench_open_packed(&b, UNIT_WHOLE, 1);	/* members may be lost */
	see(&b, 0, 7);
	see(&b, 0, 9);
	see(&b, 1, 40);
	cut_check(&b, STR("dovecot@mail"), 9);
}

TEST(time_that_does_not_go_forward_tells_no_last_line)
{
	struct bench b;

	bench_open(&b, UNIT_WHOLE);
	see(&b, 0, 9);
	see(&b, 0, 7);
	see(&b, 0, 10);
	cut_check(&b, STR("dovecot@mail"), -1);
	bench_open(&b, UNIT_WHOLE);
	see(&b, 0, 9);
	cut_check(&b, STR("dovecot@mail"), -1);
	bench_open(&b, UNIT_RANGE);
	see(&b, 0, 7);
	see(&b, 0, 9);
	cut_check(&b, STR("dovecot@mail"), -1);
}

TEST(where_no_line_was_read_the_source_is_not_known)
{
	struct bench b;

	bench_open(&b, UNIT_WHOLE);
	see(&b, 1, 7);
	see(&b, 1, 9);
	cut_check(&b, STR(""), -1);
}

/* What a part's sources lie with elsewhere may have been behind its cut. */
TEST(a_source_that_lies_beside_one_that_was_cut_is_blind_too)
{
	struct bench b;
	struct wire_hour slot = { .slot = 1, .input = 1, .events = 1 };
	uint32_t postfix;

	bench_open(&b, UNIT_WHOLE);
	postfix = slot.stream = intern_add(&b.ingest.names,
	    STR("postfix@mail"));
	see(&b, 0, 7);
	see(&b, 0, 9);
	see(&b, 1, 40);
	cuts_see(&b.cuts, &slot, 41 * HOUR_MS);
	cuts_close(&b.cuts, &b.ingest);
	MUST_CHECK(b.ingest.cut_count == 2);
	CHECK_STR(b.ingest.cuts[1].stream, intern_str(&b.ingest.names,
	    postfix));
	CHECK_I64(b.ingest.cuts[1].from.ms, 9 * HOUR_MS);
	intern_fini(&b.ingest.names);
	arena_fini(&b.ingest.arena);
}
