#include "app/serials.h"

#include <stdlib.h>

#include "test/test.h"

/* Lines of a log, told by one intake in this order; then what is proven. */
struct bench {
	struct serials serials;
	struct runs    runs;
	struct ingest  ingest;
};

static void
bench_open(struct bench *b)
{
	*b = (struct bench){ 0 };
	serials_init(&b->serials);
	arena_init(&b->ingest.arena);
}

/* Of stream 7 in log 9. */
static void
see(struct bench *b, uint64_t number, int minute)
{
	serials_see(&b->serials, 9, 7, number, (int64_t)minute * 60000);
}

static void
unit_end(struct bench *b)
{
	for (size_t i = 0; i < b->serials.count; i++)
		runs_add(&b->runs, &b->serials.at[i]);
	serials_reset(&b->serials);
}

static void
settle(struct bench *b)
{
	unit_end(b);
	runs_settle(&b->runs, &b->ingest);
}

static bool
proven(const struct bench *b, int hour)
{
	return serials_prove(&b->ingest, 7, (int64_t)hour * HOUR_MS);
}

static void
bench_free(struct bench *b)
{
	free(b->serials.at);
	free(b->runs.at);
	table_fini(&b->serials.last);
	table_fini(&b->serials.links);
	arena_fini(&b->ingest.arena);
}

TEST(hours_within_an_unbroken_count_are_proven)
{
	struct bench b;

	bench_open(&b);
	see(&b, 41, 30);
	see(&b, 42, 70);
	see(&b, 43, 250);	/* hours without a line are, too */
	settle(&b);
	CHECK(!proven(&b, 0));
	CHECK(proven(&b, 1) && proven(&b, 2) && proven(&b, 3));
	CHECK(!proven(&b, 4));
	CHECK(!serials_prove(&b.ingest, 8, HOUR_MS));
	bench_free(&b);
}

TEST(a_number_that_is_missing_proves_nothing_around_it)
{
	struct bench b;

	bench_open(&b);
	see(&b, 1, 10);
	see(&b, 2, 130);
	see(&b, 4, 140);
	see(&b, 5, 300);
	settle(&b);
	CHECK(proven(&b, 1));
	CHECK(!proven(&b, 2));
	CHECK(proven(&b, 3) && proven(&b, 4));
	bench_free(&b);
}

TEST(however_its_lines_are_split_a_log_proves_the_same)
{
	struct bench b;

	bench_open(&b);
	see(&b, 1, 10);
	see(&b, 3, 150);
	unit_end(&b);
	see(&b, 4, 300);
	see(&b, 2, 100);
	settle(&b);
	CHECK(proven(&b, 1) && proven(&b, 2) && proven(&b, 3));
	bench_free(&b);
}

TEST(a_log_begun_anew_goes_on_and_two_at_once_prove_nothing)
{
	struct bench b;

	bench_open(&b);
	see(&b, 900, 10);
	see(&b, 901, 130);
	see(&b, 1, 140);	/* started again */
	see(&b, 2, 250);
	settle(&b);
	CHECK(proven(&b, 1) && !proven(&b, 2) && proven(&b, 3));
	bench_free(&b);
	bench_open(&b);
	see(&b, 1, 10);
	see(&b, 2, 250);
	unit_end(&b);
	see(&b, 71, 20);
	see(&b, 72, 240);
	settle(&b);
	CHECK(!proven(&b, 1) && !proven(&b, 2));
	bench_free(&b);
}

TEST(a_stream_that_stands_in_two_logs_is_not_proven)
{
	struct bench b;

	bench_open(&b);
	see(&b, 1, 10);
	see(&b, 2, 250);
	serials_see(&b.serials, 10, 7, 5, 10);
	settle(&b);
	CHECK(!proven(&b, 1));
	bench_free(&b);
}
