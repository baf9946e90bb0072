#include "app/spill.h"

#include <stdlib.h>

#include "base/arena.h"
#include "test/test.h"

enum { BRIEFS = 1000 };

static uint64_t
next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Few times and hashes, so that many are equal. */
static void
briefs_make(struct brief *briefs, size_t count, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		briefs[i] = (struct brief){
			.time.ms = (int64_t)(next_random(&seed) % 50),
			.kind = K_QUERY,
			.offset = i,
			.input = (uint32_t)(next_random(&seed) % 3),
		};
		briefs[i].sha256[0] = (uint8_t)(next_random(&seed) % 4);
		briefs[i].sha256[9] = (uint8_t)(next_random(&seed) % 2);
		if (next_random(&seed) % 5 == 0)
			briefs[i].flags = BRIEF_NO_YEAR;
	}
}

/* Year-less ones lie a hundred later; one offset in seven is dropped. */
static bool
settle(void *self, struct brief *brief)
{
	(void)self;
	if (brief->flags & BRIEF_NO_YEAR) {
		brief->time.ms += 100;
		brief->flags = 0;
	}
	return brief->offset % 7 != 0;
}

static int
by_all(const void *left, const void *right)
{
	const struct brief *a = left, *b = right;
	int order = memcmp(a->sha256, b->sha256, sizeof a->sha256);

	if (a->time.ms != b->time.ms)
		return a->time.ms < b->time.ms ? -1 : 1;
	if (order != 0)
		return order;
	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* The same by qsort() in memory. */
static size_t
sorted_plainly(struct brief *briefs, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (settle(NULL, &briefs[i]))
			briefs[kept++] = briefs[i];
	qsort(briefs, kept, sizeof *briefs, by_all);
	for (size_t i = 0; i < kept; i++)
		if (i > 0 && briefs[i - 1].time.ms == briefs[i].time.ms &&
		    memcmp(briefs[i - 1].sha256, briefs[i].sha256,
		    sizeof briefs[i].sha256) == 0)
			briefs[i].ordinal = briefs[i - 1].ordinal + 1;
	return kept;
}

static void
check_spill(size_t count, size_t in_run)
{
	static struct brief briefs[BRIEFS];
	struct spill *spill = spill_open(test_folder(),
	    in_run * sizeof *briefs);
	struct brief brief;
	struct err err;
	bool same = true;
	size_t kept;

	briefs_make(briefs, count, count + in_run);
	MUST_CHECK(spill_add(spill, briefs, count, &err));
	MUST_CHECK(spill_settle(spill, settle, NULL, &err));
	kept = sorted_plainly(briefs, count);
	for (int twice = 0; twice < 2; twice++) {
		for (size_t i = 0; i < kept; i++)
			same = same && spill_next(spill, &brief) &&
			    memcmp(&brief, &briefs[i], sizeof brief) == 0;
		CHECK(same);
		CHECK(!spill_next(spill, &brief));
		CHECK(spill_ended(spill, &err));
		spill_rewind(spill);
	}
	spill_close(spill);
}

TEST(spilled_briefs_come_in_the_order_of_a_plain_sort)
{
	static const size_t runs[] = { 1, 2, 7, 64, 999, 1000, 5000 };

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		check_spill(BRIEFS, runs[i]);
		check_spill(BRIEFS / 3, runs[i]);
		check_spill(1, runs[i]);
		check_spill(0, runs[i]);
	}
}

TEST(a_spill_that_has_no_folder_says_so)
{
	struct spill *spill = spill_open("/nonexistent", 4096);
	struct brief brief = { .kind = K_LOGIN };
	struct err err = { 0 };

	CHECK(spill_add(spill, &brief, 1, &err));
	CHECK(!spill_settle(spill, settle, NULL, &err));
	CHECK(str_starts(str_from(err.text), STR("/nonexistent: ")));
	spill_close(spill);
}
