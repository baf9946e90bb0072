#include "app/tracks.h"

#include "base/str.h"
#include "test/test.h"

enum { BLOCK = 16384 };

static void
check_tracks(uint32_t count)
{
	struct tracks *tracks = tracks_open(test_folder());
	uint32_t session;
	struct err err;
	bool same = true;

	for (uint32_t i = 0; i < count; i++)
		MUST_CHECK(tracks_add(tracks, i * 2654435761u));
	for (int twice = 0; twice < 2; twice++) {
		tracks_rewind(tracks);
		for (uint32_t i = 0; i < count; i++)
			same = same && tracks_next(tracks, &session) &&
			    session == i * 2654435761u;
		CHECK(same);
		CHECK(!tracks_next(tracks, &session));
		CHECK(tracks_ended(tracks, &err));
	}
	tracks_close(tracks);
}

TEST(numbers_come_back_in_their_order)
{
	static const uint32_t counts[] = { 0, 1, BLOCK - 1, BLOCK, BLOCK + 1,
		2 * BLOCK, 3 * BLOCK + 7 };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		check_tracks(counts[i]);
}

TEST(tracks_that_have_no_folder_say_so)
{
	struct tracks *tracks = tracks_open("/nonexistent");
	struct err err = { 0 };
	uint32_t session, added = 0;

	while (added < 2 * BLOCK && tracks_add(tracks, added))
		added++;
	CHECK_I64(added, BLOCK);
	tracks_rewind(tracks);
	CHECK(!tracks_next(tracks, &session));
	CHECK(!tracks_ended(tracks, &err));
	CHECK(str_starts(str_from(err.text), STR("/nonexistent: ")));
	tracks_close(tracks);
}
