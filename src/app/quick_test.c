#include "app/quick.h"

#include "test/test.h"

enum { FILES = 5, MIB = 1 << 20 };

/* Three rotations of one log, a small one, and a packed one. */
static struct found files[FILES] = {
	{ .path = STR_INIT("a/mail.log"), .bytes = 8 * MIB, .mtime_ms = 30 },
	{ .path = STR_INIT("a/mail.log.1"), .bytes = 8 * MIB, .mtime_ms = 20 },
	{ .path = STR_INIT("a/mail.log.2.gz"), .bytes = MIB, .mtime_ms = 10 },
	{ .path = STR_INIT("a/web-2025-12-08.log"), .bytes = MIB,
	    .mtime_ms = 5 },
	{ .path = STR_INIT("a/web-2025-12-09.log"), .bytes = MIB,
	    .mtime_ms = 6 },
};
static const bool packed[FILES] = { [2] = true };

static void
choose(uint64_t bytes, uint64_t starts[FILES])
{
	struct plan plan = { .input_count = FILES };

	plan.found.at = files;
	plan.found.count = FILES;
	quick_choose(&plan, packed, bytes, starts);
}

TEST(what_fits_is_read_whole)
{
	uint64_t starts[FILES];

	choose((uint64_t)64 * MIB, starts);
	for (size_t i = 0; i < FILES; i++)
		CHECK_U64(starts[i], 0);
}

TEST(the_end_of_the_loudest_and_the_newest_of_the_others_come_first)
{
	uint64_t starts[FILES];

	choose((uint64_t)6 * MIB, starts);
	CHECK_U64(starts[0], 5 * MIB);		/* an even share: 3 MiB */
	CHECK_U64(starts[4], 0);
	CHECK_U64(starts[1], 6 * MIB);		/* the 2 MiB that are left */
	CHECK_U64(starts[3], UINT64_MAX);
	CHECK_U64(starts[2], UINT64_MAX);
}

TEST(the_order_in_which_files_were_found_does_not_matter)
{
	uint64_t one[FILES], other[FILES];
	struct found swapped = files[3];

	choose((uint64_t)6 * MIB, one);
	files[3] = files[4];
	files[4] = swapped;
	choose((uint64_t)6 * MIB, other);
	CHECK_U64(one[4], other[3]);
	CHECK_U64(one[3], other[4]);
	files[4] = files[3];
	files[3] = swapped;
}

TEST(nothing_to_choose_from_is_no_trouble)
{
	struct plan plan = { 0 };
	uint64_t none;

	quick_choose(&plan, NULL, 1, &none);
	CHECK(true);
}
