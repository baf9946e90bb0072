/* scan: bytes looked at sixteen at a time, without a call.
 *
 * What parsers look for mostly stands within the next few bytes, where the
 * call of memchr() and the guess of a loop's length cost more than the
 * search.  SSE2, which every amd64 has; elsewhere plain loops, which compilers
 * vectorise. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SCAN_LANE = 16, SCAN_ALL = 0xffff };

/* SCAN_LANE bytes at once: those at `at`, all readable; or n of them, at least
 * half a lane and less than one, and zeros behind. */
#ifdef __SSE2__
typedef __m128i scan_lane;

static inline scan_lane
scan_load(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline scan_lane
scan_load_part(const char *at, size_t n)
{
	uint64_t front, back;

	memcpy(&front, at, sizeof front);
	memcpy(&back, at + n - sizeof back, sizeof back);
	return _mm_set_epi64x((int64_t)(back >> 8 * (SCAN_LANE - 1 - n) >> 8),
	    (int64_t)front);
}
#else
typedef struct { char at[SCAN_LANE]; } scan_lane;

static inline scan_lane
scan_load_part(const char *at, size_t n)
{
	scan_lane lane = { { 0 } };

	memcpy(lane.at, at, n);
	return lane;
}

static inline scan_lane
scan_load(const char *at)
{
	return scan_load_part(at, SCAN_LANE);
}
#endif

/* Which bytes of the lane are c, or at least c and at most 0x7f: bit i stands
 * for byte i. */
#ifdef __SSE2__
static inline unsigned
lane_eq(scan_lane lane, char c)
{
	return (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(lane, _mm_set1_epi8(c)));
}

static inline unsigned
lane_from(scan_lane lane, char c)
{
	return (unsigned)_mm_movemask_epi8(
	    _mm_cmpgt_epi8(lane, _mm_set1_epi8((char)(c - 1))));
}
#else
static inline unsigned
lane_eq(scan_lane lane, char c)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < SCAN_LANE; i++)
		mask |= (unsigned)(lane.at[i] == c) << i;
	return mask;
}

static inline unsigned
lane_from(scan_lane lane, char c)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < SCAN_LANE; i++)
		mask |= (unsigned)((signed char)lane.at[i] >= c) << i;
	return mask;
}
#endif

/* Of the SCAN_LANE bytes at `at`, all readable: which are c, which digits. */
static inline unsigned
scan_eq(const char *at, char c)
{
	return lane_eq(scan_load(at), c);
}

/* Which of the SCAN_LANE bytes at a are those at b. */
static inline unsigned
scan_same(const char *a, const char *b)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(scan_load(a),
	    scan_load(b)));
#else
	unsigned mask = 0;

	for (unsigned i = 0; i < SCAN_LANE; i++)
		mask |= (unsigned)(a[i] == b[i]) << i;
	return mask;
#endif
}

/* Which of the SCAN_LANE bytes at a are x, while those at b, as far behind it,
 * are y, and those at c are z. */
static inline unsigned
scan_three(const char *a, char x, const char *b, char y, const char *c, char z)
{
#ifdef __SSE2__
	__m128i both = _mm_and_si128(
	    _mm_cmpeq_epi8(scan_load(a), _mm_set1_epi8(x)),
	    _mm_cmpeq_epi8(scan_load(b), _mm_set1_epi8(y)));

	return (unsigned)_mm_movemask_epi8(_mm_and_si128(both,
	    _mm_cmpeq_epi8(scan_load(c), _mm_set1_epi8(z))));
#else
	return scan_eq(a, x) & scan_eq(b, y) & scan_eq(c, z);
#endif
}

static inline unsigned
lane_digit(scan_lane lane)
{
	return lane_from(lane, '0') & ~lane_from(lane, '9' + 1);
}

static inline unsigned
scan_digit(const char *at)
{
	return lane_digit(scan_load(at));
}

/* gcc sees short literals here, not that they never get here, and warns. */
static inline const char *
scan_unseen(const char *at)
{
	__asm__("" : "+r"(at));
	return at;
}

/* Of the first n bytes: how many stand before the first c; n if none is c. */
static inline size_t
scan_char(const char *at, size_t n, char c)
{
	const char *hit;
	unsigned mask;

	if (n >= SCAN_LANE) {
		at = scan_unseen(at);
		if ((mask = scan_eq(at, c)) != 0)
			return (size_t)__builtin_ctz(mask);
		hit = memchr(at + SCAN_LANE, c, n - SCAN_LANE);
	} else {
		hit = n == 0 ? NULL : memchr(at, c, n);
	}
	return hit == NULL ? n : (size_t)(hit - at);
}

/* How many of the first n bytes, from the first on, are digits. */
static inline size_t
scan_digits(const char *at, size_t n)
{
	size_t i = 0;
	unsigned mask;

	if (n >= SCAN_LANE) {
		at = scan_unseen(at);
		if ((mask = ~scan_digit(at) & SCAN_ALL) != 0)
			return (size_t)__builtin_ctz(mask);
		i = SCAN_LANE;
	}
	while (i < n && (unsigned char)at[i] - (unsigned)'0' <= 9)
		i++;
	return i;
}

/* Of the SCAN_LANE bytes at `at`: those that no JSON string holds bare, which
 * are quotes, backslashes and control characters.  With one bit turned, quotes
 * stand right behind the last of these; signed, they begin at -128. */
static inline unsigned
scan_untext(const char *at)
{
#ifdef __SSE2__
	scan_lane lane = scan_load(at);
	__m128i low = _mm_cmplt_epi8(_mm_xor_si128(lane,
	    _mm_set1_epi8((char)('\x80' ^ 2))), _mm_set1_epi8('"' - 1 - 128));

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(low,
	    _mm_cmpeq_epi8(lane, _mm_set1_epi8('\\'))));
#else
	unsigned mask = 0;

	for (unsigned i = 0; i < SCAN_LANE; i++)
		mask |= (unsigned)(at[i] == '"' || at[i] == '\\' ||
		    (unsigned char)at[i] < 0x20) << i;
	return mask;
#endif
}

/* Of the first n bytes: how many stand before the first such one. */
static inline size_t
scan_text(const char *at, size_t n)
{
	size_t i = 0;
	uint64_t masks;
	unsigned mask;

	/* Three lanes at once: most texts end within, and a loop that mostly
	 * ends at the first turn is guessed right. */
	for (; n - i >= 3 * SCAN_LANE; i += 3 * SCAN_LANE) {
		const char *lane = scan_unseen(at + i);

		masks = scan_untext(lane) |
		    (uint64_t)scan_untext(lane + SCAN_LANE) << SCAN_LANE |
		    (uint64_t)scan_untext(lane + 2 * SCAN_LANE) <<
		    2 * SCAN_LANE;
		if (masks != 0)
			return i + (size_t)__builtin_ctzll(masks);
	}
	for (; n - i >= SCAN_LANE; i += SCAN_LANE)
		if ((mask = scan_untext(scan_unseen(at + i))) != 0)
			return i + (size_t)__builtin_ctz(mask);
	while (i < n && at[i] != '"' && at[i] != '\\' &&
	    (unsigned char)at[i] >= 0x20)
		i++;
	return i;
}

#ifdef __SSE2__
/* Which of the SCAN_LANE bytes are not printable ASCII: one more than each,
 * as a signed number, is less than one more than a space. */
static inline __m128i
scan_odd(const char *at)
{
	scan_lane lane = scan_load(at);

	return _mm_cmplt_epi8(_mm_add_epi8(lane, _mm_set1_epi8(1)),
	    _mm_set1_epi8(' ' + 1));
}
#endif

/* Are all n bytes printable ASCII, tabs or newlines?  Tabs are rare enough
 * that lanes with one are looked at again.  The last lane overlaps the one
 * before. */
static inline bool
scan_plain(const char *at, size_t n)
{
#ifdef __SSE2__
	if (n >= SCAN_LANE) {
		const char *last = at + n - SCAN_LANE;
		__m128i odd = scan_odd(scan_unseen(last));

		for (const char *lane = at; lane < last; lane += SCAN_LANE)
			odd = _mm_or_si128(odd, scan_odd(scan_unseen(lane)));
		if (_mm_movemask_epi8(odd) == 0)
			return true;
	}
#endif
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)at[i] < ' ' && at[i] != '\t' &&
		    at[i] != '\n') || (unsigned char)at[i] >= 0x7f)
			return false;
	return true;
}
