#include "source/ends.h"

#include "base/scan.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Of a block: which bytes are newlines; *odd: others are not printable. */
typedef uint64_t block_look(const char *at, bool *odd);

static inline uint64_t
block_any(const char *at, bool *odd)
{
	uint64_t newlines = 0;
	unsigned others = 0;

	for (int i = 0; i < ENDS_BLOCK; i += SCAN_LANE) {
		scan_lane lane = scan_load(at + i);
		unsigned hits = lane_eq(lane, '\n');

		newlines |= (uint64_t)hits << i;
		others |= ~hits & (~lane_from(lane, ' ') | lane_eq(lane, 0x7f));
	}
	*odd = (others & SCAN_ALL) != 0;
	return newlines;
}

/* None or one in a block, seldom two: both are written in any case. */
static inline __attribute__((always_inline)) void
find(struct ends *ends, const char *buf, size_t from, size_t end,
    block_look *look)
{
	const uint64_t top = (uint64_t)1 << (ENDS_BLOCK - 1);
	uint32_t *at = ends->at, *full = at + ENDS_MAX - ENDS_BLOCK;
	size_t to = ends->to;
	unsigned carry = ends->odd, blocks = 0;

	if (to < from) {
		to = from;
		carry = 0;
	}
	for (; to + ENDS_BLOCK <= end && at <= full &&
	     blocks <= ENDS_FAR / ENDS_BLOCK; to += ENDS_BLOCK) {
		bool odd;
		uint64_t hits = look(buf + to, &odd);
		uint32_t base = (uint32_t)to * 2 + odd;
		unsigned any = hits != 0;

		*at = (base + 2 * (uint32_t)__builtin_ctzll(hits | top)) |
		    carry;
		at += any;
		carry = odd | (carry & ~any);
		blocks = (blocks + 1) & (any - 1);
		hits &= hits - any;
		*at = base + 2 * (uint32_t)__builtin_ctzll(hits | top);
		at += hits != 0;
		for (hits &= hits - (hits != 0); hits != 0; hits &= hits - 1)
			*at++ = base + 2 * (uint32_t)__builtin_ctzll(hits);
	}
	ends->next = 0;
	ends->count = (unsigned)(at - ends->at);
	ends->to = to;
	ends->odd = carry;
}

#ifdef __x86_64__
__attribute__((target("avx2,bmi"))) static inline uint64_t
block_avx2(const char *at, bool *odd)
{
	const __m256i *half = (const __m256i *)(const void *)at;
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i one = _mm256_set1_epi8(1);
	const __m256i space = _mm256_set1_epi8(' ' + 1);
	__m256i a = _mm256_loadu_si256(half);
	__m256i b = _mm256_loadu_si256(half + 1);
	__m256i hit_a = _mm256_cmpeq_epi8(a, newline);
	__m256i hit_b = _mm256_cmpeq_epi8(b, newline);
	/* as scan_odd() does */
	__m256i odd_a = _mm256_cmpgt_epi8(space, _mm256_add_epi8(a, one));
	__m256i odd_b = _mm256_cmpgt_epi8(space, _mm256_add_epi8(b, one));

	odd_a = _mm256_or_si256(_mm256_andnot_si256(hit_a, odd_a),
	    _mm256_andnot_si256(hit_b, odd_b));
	*odd = !_mm256_testz_si256(odd_a, odd_a);
	return (uint32_t)_mm256_movemask_epi8(hit_a) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(hit_b) << 32;
}

__attribute__((target("avx2,bmi"))) static void
find_avx2(struct ends *ends, const char *buf, size_t from, size_t end)
{
	find(ends, buf, from, end, block_avx2);
}

static bool
has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}
#else
static void
find_avx2(struct ends *ends, const char *buf, size_t from, size_t end)
{
	find(ends, buf, from, end, block_any);
}

static bool
has_avx2(void)
{
	return false;
}
#endif

bool
ends_find_by(bool avx2, struct ends *ends, const char *buf, size_t from,
    size_t end)
{
	if (avx2 && !has_avx2())
		return false;
	if (avx2)
		find_avx2(ends, buf, from, end);
	else
		find(ends, buf, from, end, block_any);
	return true;
}

void
ends_find(struct ends *ends, const char *buf, size_t from, size_t end)
{
	ends_find_by(has_avx2(), ends, buf, from, end);
}
