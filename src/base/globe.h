/* globe: how far two points of the earth are from each other, in whole
 * numbers, so that an answer is the same on every machine. */
#pragma once

#include <stdint.h>

/* Millionths of a degree, north and east: a tenth of a metre. */
enum { MICRO_DEGREE = 1000000, LATITUDE_MOST = 90 * MICRO_DEGREE,
	LONGITUDE_MOST = 180 * MICRO_DEGREE };

struct globe_point { int32_t latitude, longitude; };

/* Metres along the great circle of a sphere, within a metre of the sphere's
 * own; the earth is flattened, which makes it a half per cent.  Both points
 * are within the limits above. */
uint32_t globe_metres(struct globe_point a, struct globe_point b);
