/* Against the haversine formula in floating point, worked out elsewhere. */
#include "base/globe.h"

#include <stdlib.h>

#include "test/test.h"

static const struct {
	struct globe_point a, b;
	uint32_t metres;
} pairs[] = {
	{ { 48856613, 2352222 }, { 51507222, -127500 }, 343528 },
	{ { 48856613, 2352222 }, { 48856613, 2352223 }, 0 },
	{ { 0, 0 }, { 0, 1000000 }, 111195 },
	{ { 0, 179500000 }, { 0, -179500000 }, 111195 },
	{ { 90000000, 0 }, { -90000000, 77000000 }, 20015114 },
	{ { 90000000, -120000000 }, { 90000000, 60000000 }, 0 },
	{ { 0, 0 }, { 0, 180000000 }, 20015114 },
	{ { 45000000, 10000000 }, { -45000000, -170000000 }, 20015114 },
	{ { -33868800, 151209300 }, { 55755800, 37617300 }, 14496179 },
	{ { 64146600, -21942600 }, { -54801900, -68303000 }, 13809113 },
	{ { 43600000, 1440000 }, { 43600100, 1440100 }, 14 },
	{ { -90000000, 180000000 }, { 90000000, -180000000 }, 20015114 },
	{ { 0, -180000000 }, { 0, 180000000 }, 0 },
};

TEST(a_distance_is_the_great_circles_within_a_metre_both_ways)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		uint32_t there = globe_metres(pairs[i].a, pairs[i].b);

		CHECK(llabs((long long)there - pairs[i].metres) <= 1);
		CHECK_U64(globe_metres(pairs[i].b, pairs[i].a), there);
	}
}

TEST(no_place_is_far_from_itself)
{
	for (int32_t at = -LATITUDE_MOST; at <= LATITUDE_MOST; at += 4999999) {
		struct globe_point p = { at, 2 * at };

		CHECK_U64(globe_metres(p, p), 0);
	}
}
