#include "base/str.h"

#include <arpa/inet.h>
#include <sys/auxv.h>

#include "base/must.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (a.at[i] != b.at[i] && lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.at, b.at, n);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

/* Up to here memmem() takes longer to prepare than to look. */
enum { FIND_SHORT = 32 };

/* Marks are short and differ early: a loop beats a call. */
static bool
begins(const char *at, struct str mark)
{
	size_t i = 1;

	while (i < mark.len && at[i] == mark.at[i])
		i++;
	return i == mark.len;
}

/* Where of the SCAN_LANE places from `at` on a mark may begin: its first, its
 * middle and its last byte are there. */
static inline unsigned
lane_find(const char *at, struct str mark)
{
	size_t middle = mark.len / 2, last = mark.len - 1;

	return scan_three(at, mark.at[0], at + middle, mark.at[middle],
	    at + last, mark.at[last]);
}

/* The same of four lanes: loops that end early or late are guessed wrong. */
enum { BLOCK = 4 * SCAN_LANE };
static inline uint64_t
block_find(const char *at, struct str mark)
{
	return (uint64_t)lane_find(at, mark) |
	    (uint64_t)lane_find(at + SCAN_LANE, mark) << SCAN_LANE |
	    (uint64_t)lane_find(at + 2 * SCAN_LANE, mark) << 2 * SCAN_LANE |
	    (uint64_t)lane_find(at + 3 * SCAN_LANE, mark) << 3 * SCAN_LANE;
}

size_t
str_find(struct str s, struct str mark)
{
	size_t from = 0, places;

	if (mark.len == 0)
		return 0;
	if (s.len < mark.len)
		return STR_NONE;
	if (mark.len > FIND_SHORT) {
		const char *hit = memmem(s.at, s.len, mark.at, mark.len);

		return hit == NULL ? STR_NONE : (size_t)(hit - s.at);
	}
	places = s.len - mark.len + 1;
	if (places < SCAN_LANE) {
		for (; from < places; from++)
			if (s.at[from] == mark.at[0] &&
			    begins(s.at + from, mark))
				return from;
		return STR_NONE;
	}
	while (places - from >= BLOCK &&
	    block_find(s.at + from, mark) == 0)
		from += BLOCK;
	while (from < places) {		/* the last lane may overlap */
		from = places - from < SCAN_LANE ? places - SCAN_LANE : from;
		for (unsigned mask = lane_find(s.at + from, mark); mask != 0;
		     mask &= mask - 1) {
			size_t at = from + (size_t)__builtin_ctz(mask);

			if (begins(s.at + at, mark))
				return at;
		}
		from += SCAN_LANE;
	}
	return STR_NONE;
}

/* The last of the places from `at` on where the mark stands; STR_NONE. */
static inline size_t
last_of(const char *at, uint64_t places, struct str mark)
{
	while (places != 0) {
		unsigned top = 63u - (unsigned)__builtin_clzll(places);

		if (begins(at + top, mark))
			return top;
		places ^= (uint64_t)1 << top;
	}
	return STR_NONE;
}

size_t
str_find_last(struct str s, struct str mark)
{
	size_t places, hit;

	if (mark.len == 0 || s.len < mark.len)
		return STR_NONE;
	places = s.len - mark.len + 1;
	while (places >= BLOCK) {
		places -= BLOCK;
		hit = last_of(s.at + places, block_find(s.at + places, mark),
		    mark);
		if (hit != STR_NONE)
			return places + hit;
	}
	while (places > 0 && s.len - mark.len + 1 >= SCAN_LANE) {
		/* the first lane may overlap */
		places = places < SCAN_LANE ? 0 : places - SCAN_LANE;
		hit = last_of(s.at + places, lane_find(s.at + places, mark),
		    mark);
		if (hit != STR_NONE)
			return places + hit;
	}
	while (places > 0) {
		places--;
		if (s.at[places] == mark.at[0] &&
		    begins(s.at + places, mark))
			return places;
	}
	return STR_NONE;
}

bool
str_has(struct str s, struct str mark)
{
	return str_find(s, mark) != STR_NONE;
}

bool
str_take_u64(struct str *s, uint64_t *number)
{
	uint64_t n = 0;
	size_t i = 0;

	for (; i < s->len && s->at[i] >= '0' && s->at[i] <= '9'; i++) {
		uint64_t digit = (uint64_t)(s->at[i] - '0');

		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (i == 0)
		return false;
	*number = n;
	str_drop(s, i);
	return true;
}

bool
str_u64(struct str s, uint64_t *number)
{
	return str_is_digits(s) && str_take_u64(&s, number);
}

bool
str_take_digits(struct str *s, size_t n, uint32_t *number)
{
	uint32_t value = 0;

	if (s->len < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->at[i] < '0' || s->at[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(s->at[i] - '0');
	}
	*number = value;
	str_drop(s, n);
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_blank(s.at[0]))
		str_drop(&s, 1);
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
str_is_digits(struct str s)
{
	return s.len > 0 && scan_digits(s.at, s.len) == s.len;
}

/* Four numbers up to 255 without leading zeros.  The places of dots and digits
 * tell it, a bit each, since branches on them would be guessed wrong. */
static bool
is_ip4(struct str s)
{
	unsigned dots, third, digits, one, two, three, above, all;
	scan_lane lane;

	if (s.len == 7)			/* less than half a lane */
		return s.at[1] == '.' && s.at[3] == '.' && s.at[5] == '.' &&
		    is_digit(s.at[0]) && is_digit(s.at[2]) &&
		    is_digit(s.at[4]) && is_digit(s.at[6]);
	if (s.len < 7 || s.len >= SCAN_LANE)
		return false;
	lane = scan_load_part(s.at, s.len);
	dots = lane_eq(lane, '.');
	third = dots & (dots - 1);	/* without the first, */
	third &= third - 1;		/* and the second */
	if (third == 0 || (third & (third - 1)) != 0)
		return false;
	digits = lane_digit(lane);
	all = (1u << s.len) - 1;
	one = (dots << 1 | 1) & digits;	/* first digits, of numbers with */
	two = one & digits >> 1;	/* two or more */
	three = two & digits >> 2;
	above = lane_from(lane, '3') | (lane_eq(lane, '2') &
	    (lane_from(lane, '6') >> 1 |
	    (lane_eq(lane, '5') >> 1 & lane_from(lane, '6') >> 2)));
	return (dots | digits) == all && one == (dots << 1 | 1) &&
	    (three & (digits >> 3 | above)) == 0 &&
	    (two & lane_eq(lane, '0')) == 0;
}

/* Hexadecimal digits and colons of an address, a bit each. */
struct shape { uint64_t hex, colons; };

static inline struct shape
shape_of_lane(scan_lane lane)
{
	return (struct shape){
		lane_digit(lane) |
		    (lane_from(lane, 'a') & ~lane_from(lane, 'g')) |
		    (lane_from(lane, 'A') & ~lane_from(lane, 'G')),
		lane_eq(lane, ':') };
}

/* s has less than three lanes.  Those of a longer one overlap. */
static struct shape
shape_of(struct str s)
{
	char pad[SCAN_LANE] = { 0 };
	struct shape first, middle, last;
	size_t at_last, at_middle;

	if (s.len < SCAN_LANE / 2) {
		memcpy(pad, s.at, s.len);
		return shape_of_lane(scan_load(pad));
	}
	if (s.len < SCAN_LANE)
		return shape_of_lane(scan_load_part(s.at, s.len));
	at_last = s.len - SCAN_LANE;
	at_middle = at_last < SCAN_LANE ? at_last : SCAN_LANE;
	first = shape_of_lane(scan_load(s.at));
	middle = shape_of_lane(scan_load(s.at + at_middle));
	last = shape_of_lane(scan_load(s.at + at_last));
	return (struct shape){
		first.hex | middle.hex << at_middle | last.hex << at_last,
		first.colons | middle.colons << at_middle |
		    last.colons << at_last };
}

/* RFC 4291 section 2.2: eight groups of up to four digits, a gap for some of
 * them, IPv4 for the last two. */
static bool
is_ip6(struct str s)
{
	struct str head = s, tail;
	struct shape shape;
	uint64_t pairs, begins;
	int groups = 0;

	if (s.len < 2 || s.len >= INET6_ADDRSTRLEN)
		return false;
	if (scan_char(s.at, s.len, '.') < s.len) {
		if (!str_take_last_char(&head, ':', &tail) || !is_ip4(tail))
			return false;
		head.len++;		/* its colon */
		groups = 2;
	}
	shape = shape_of(head);
	pairs = shape.colons & shape.colons >> 1;
	begins = shape.hex & ~(shape.hex << 1);
	groups += __builtin_popcountll(begins);
	return (shape.hex | shape.colons) == ((uint64_t)1 << head.len) - 1 &&
	    (shape.hex & shape.hex >> 1 & shape.hex >> 2 & shape.hex >> 3 &
	    shape.hex >> 4) == 0 && (pairs & (pairs - 1)) == 0 &&
	    (shape.colons & 1 & ~pairs) == 0 &&
	    (head.len < s.len || shape.hex >> (s.len - 1) != 0 ||
	    pairs >> (s.len - 2) != 0) &&
	    (pairs != 0 ? groups < 8 : groups == 8);
}

bool
str_is_ip(struct str s)
{
	return is_ip4(s) || is_ip6(s);
}

/* A factor of 0 does not swallow the other. */
static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64) ^ a ^ b;
}

static uint64_t
load(const char *at, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, at, n);
	return word;
}

/* Multiply-and-fold over 8-byte words, after wyhash (Wang Yi, public
 * domain); little-endian machines only, which is all that Debian's amd64
 * and arm64 are. */
uint64_t
str_hash_keyed(struct str s, uint64_t secret)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ s.len ^ secret;

	while (s.len >= 16) {
		h = mix(load(s.at, 8) ^ 0xa0761d6478bd642fu ^ secret,
		    load(s.at + 8, 8) ^ h);
		str_drop(&s, 16);
	}
	if (s.len >= 8) {
		h = mix(load(s.at, 8) ^ 0xe7037ed1a0b428dbu ^ secret, h);
		str_drop(&s, 8);
	}
	if (s.len > 0)
		h = mix(load(s.at, s.len) ^ 0x8ebc6af09c88c6e3u ^ secret, h);
	return mix(h, 0x589965cc75374cc3u);
}

uint64_t
str_hash(struct str s)
{
	return str_hash_keyed(s, 0);
}

/* Of the bytes that the kernel gives each program it starts. */
uint64_t
str_secret(void)
{
	const char *bytes = (const char *)getauxval(AT_RANDOM);

	must(bytes != NULL);
	return mix(load(bytes, 8) ^ 0xa0761d6478bd642fu,
	    load(bytes + 8, 8) ^ 0xe7037ed1a0b428dbu);
}

size_t
str_utf8(struct str s)
{
	const unsigned char *c = (const unsigned char *)s.at;
	size_t		     n = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2
			       : c[0] < 0xf0 ? 3 : 4;

	if (n == 1)
		return 1;
	if (c[0] < 0xc2 || c[0] > 0xf4 || s.len < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	if ((c[0] == 0xe0 && c[1] < 0xa0) ||	/* longer than needed */
	    (c[0] == 0xed && c[1] > 0x9f) ||	/* surrogate */
	    (c[0] == 0xf0 && c[1] < 0x90) ||
	    (c[0] == 0xf4 && c[1] > 0x8f))	/* past U+10FFFF */
		return 0;
	return n;
}
