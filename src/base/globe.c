/* Sine, cosine and arctangent by turning a vector through ever smaller
 * angles (J. E. Volder, "The CORDIC Trigonometric Computing Technique", IRE
 * Transactions on Electronic Computers, 1959); the angle between two unit
 * vectors as 2 atan(|u - v| / |u + v|), which is as good for neighbours as for
 * antipodes (W. Kahan, "How Futile are Mindless Assessments of Roundoff in
 * Floating-Point Computation?", 2006, "Mangled Angles"); the sphere has
 * the earth's mean radius R1, 6371008.8 m (H. Moritz, "Geodetic Reference
 * System 1980", Journal of Geodesy, 2000). */
#include "base/globe.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/must.h"

#define NANO		INT64_C(1000)		/* of a millionth */
#define RIGHT_ANGLE	(90 * MICRO_DEGREE * NANO)
#define ONE_BITS	30			/* a vector's length */
#define ONE_TURNED	INT64_C(652032874)	/* 2^30, less what all the
						 * turns together stretch */
#define DEGREE_CM	INT64_C(11119508)	/* of the sphere's circle */
#define DEGREE_METRE	(100 * MICRO_DEGREE * NANO)	/* cm times angle */

/* atan(2^-n), in thousand millionths of a degree. */
static const int64_t turns[] = {
	45000000000, 26565051177, 14036243468, 7125016349, 3576334375,
	1789910608, 895173710, 447614171, 223810500, 111905677, 55952892,
	27976453, 13988227, 6994114, 3497057, 1748528, 874264, 437132, 218566,
	109283, 54642, 27321, 13660, 6830, 3415, 1708, 854, 427, 213, 107, 53,
};

struct vector { int64_t x, y, z; };

/* Turn by the n-th angle, forwards or back. */
static void
vector_turn(struct vector *v, size_t n, int64_t way)
{
	int64_t x = v->x;

	v->x -= way * (v->y >> n);
	v->y += way * (x >> n);
}

/* x and y of the unit vector at an angle of up to a right one. */
static struct vector
vector_at(int64_t angle)
{
	struct vector v = { ONE_TURNED, 0, 0 };

	for (size_t n = 0; n < sizeof turns / sizeof *turns; n++) {
		int64_t way = angle < 0 ? -1 : 1;

		vector_turn(&v, n, way);
		angle -= way * turns[n];
	}
	return v;
}

/* The angle whose tangent is y / x, neither of them negative. */
static int64_t
angle_of(int64_t x, int64_t y)
{
	struct vector v = { x, y, 0 };
	int64_t angle = 0;

	for (size_t n = 0; n < sizeof turns / sizeof *turns; n++) {
		int64_t way = v.y < 0 ? -1 : 1;

		vector_turn(&v, n, -way);
		angle += way * turns[n];
	}
	return angle < 0 ? 0 : angle;
}

static int64_t
square_root(uint64_t n)
{
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 62; bit > 0; bit >>= 2) {
		bool fits = n >= root + bit;

		n -= fits ? root + bit : 0;
		root = (root >> 1) + (fits ? bit : 0);
	}
	return (int64_t)root;
}

/* The length of u + way * v. */
static int64_t
length(struct vector u, struct vector v, int64_t way)
{
	int64_t x = u.x + way * v.x, y = u.y + way * v.y, z = u.z + way * v.z;

	return square_root((uint64_t)(x * x) + (uint64_t)(y * y) +
	    (uint64_t)(z * z));
}

/* The unit vector to a point so far east of the first meridian. */
static struct vector
point_vector(int32_t latitude, int64_t east)
{
	struct vector up = vector_at(latitude * NANO), flat;
	bool behind = east > RIGHT_ANGLE || east < -RIGHT_ANGLE;

	if (behind)	/* the same sine */
		east = (east < 0 ? -2 : 2) * RIGHT_ANGLE - east;
	flat = vector_at(east);
	if (behind)
		flat.x = -flat.x;
	return (struct vector){ up.x * flat.x >> ONE_BITS,
		up.x * flat.y >> ONE_BITS, up.y };
}

static bool
is_sound(struct globe_point p)
{
	return p.latitude >= -LATITUDE_MOST && p.latitude <= LATITUDE_MOST &&
	    p.longitude >= -LONGITUDE_MOST && p.longitude <= LONGITUDE_MOST;
}

uint32_t
globe_metres(struct globe_point a, struct globe_point b)
{
	int64_t east = ((int64_t)b.longitude - a.longitude) * NANO;
	struct vector u, v;
	int64_t angle;

	must(is_sound(a) && is_sound(b));
	if (a.latitude == b.latitude && east == 0)
		return 0;
	if (east > 2 * RIGHT_ANGLE)
		east -= 4 * RIGHT_ANGLE;
	if (east < -2 * RIGHT_ANGLE)
		east += 4 * RIGHT_ANGLE;
	u = point_vector(a.latitude, 0);
	v = point_vector(b.latitude, east);
	angle = 2 * angle_of(length(u, v, 1), length(u, v, -1));
	if (angle > 2 * RIGHT_ANGLE)
		angle = 2 * RIGHT_ANGLE;
	return (uint32_t)((angle * DEGREE_CM + DEGREE_METRE / 2) /
	    DEGREE_METRE);
}
