#include "store/encode.h"

void
encode_varint(struct buffer *out, uint64_t n)
{
	uint8_t *room = buffer_room(out, VARINT_MAX);

	out->used += (size_t)(varint_put(room, n) - room);
}

bool
varint_take(struct str *bytes, uint64_t *n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < bytes->len && i < VARINT_MAX; i++) {
		uint64_t part = (uint8_t)bytes->at[i] & 0x7f;

		if (i == VARINT_MAX - 1 && part > 1)
			return false;
		value |= part << (7 * i);
		if (((uint8_t)bytes->at[i] & 0x80) == 0) {
			str_drop(bytes, i + 1);
			*n = value;
			return true;
		}
	}
	return false;
}

unsigned int
bits_for(uint64_t max)
{
	return max == 0 ? 0 : 64 - (unsigned int)__builtin_clzll(max);
}

/* Both packers keep fewer than 64 bits pending in a word; a number of up to
 * 64 bits may straddle it. */
#define PACK(name, type)                                                      \
	void name(struct buffer *out, const type *numbers, size_t n,          \
	    unsigned int bits)                                                \
	{                                                                     \
		size_t bytes = (n * bits + 7) / 8;                            \
		uint8_t *at = buffer_room(out, bytes + 8);                    \
		uint64_t word = 0;                                            \
		unsigned int pending = 0;                                     \
                                                                              \
		if (bits == 0)                                                \
			return;                                               \
		for (size_t i = 0; i < n; i++) {                              \
			uint64_t number = numbers[i];                         \
                                                                              \
			word |= number << pending;                            \
			pending += bits;                                      \
			if (pending >= 64) {                                  \
				memcpy(at, &word, 8);                         \
				at += 8;                                      \
				pending -= 64;                                \
				word = pending == 0                           \
				    ? 0 : number >> (bits - pending);         \
			}                                                     \
		}                                                             \
		memcpy(at, &word, 8);                                         \
		out->used += bytes;                                           \
	}

PACK(encode_bits16, uint16_t)
PACK(encode_bits64, uint64_t)

static void
hybrid_rle(struct buffer *out, uint16_t number, size_t n, unsigned int bits)
{
	encode_varint(out, (uint64_t)n << 1);
	if (bits > 0)
		buffer_byte(out, (uint8_t)number);
	if (bits > 8)
		buffer_byte(out, (uint8_t)(number >> 8));
}

static void
hybrid_packed(struct buffer *out, const uint16_t *numbers, size_t n,
    unsigned int bits)
{
	size_t groups = (n + 7) / 8, padded = groups * bits;

	if (n == 0)
		return;
	encode_varint(out, (uint64_t)groups << 1 | 1);
	encode_bits16(out, numbers, n, bits);
	/* the last group is whole on the page */
	for (size_t made = (n * bits + 7) / 8; made < padded; made++)
		buffer_byte(out, 0);
}

/* Only the very last packed run may end inside a group of 8, so an RLE run
 * gives its first numbers to the packed run before it. */
void
encode_hybrid(struct buffer *out, const uint16_t *numbers, size_t n,
    unsigned int bits)
{
	enum { RUN_MIN = 16 };	/* shorter ones cost more than they save */
	size_t packed = 0, i = 0;

	while (i < n) {
		size_t run = 1, lend;

		while (i + run < n && numbers[i + run] == numbers[i])
			run++;
		lend = (8 - (i - packed) % 8) % 8;
		if (run >= RUN_MIN + lend) {
			hybrid_packed(out, numbers + packed, i + lend - packed,
			    bits);
			hybrid_rle(out, numbers[i], run - lend, bits);
			packed = i + run;
		}
		i += run;
	}
	hybrid_packed(out, numbers + packed, n - packed, bits);
}

static bool
bitmap_is_full(const uint64_t *bitmap, size_t n)
{
	size_t words = n / 64;

	for (size_t i = 0; i < words; i++)
		if (bitmap[i] != UINT64_MAX)
			return false;
	return n % 64 == 0 || bitmap[words] == (UINT64_C(1) << n % 64) - 1;
}

/* Length in front, as data pages want it. */
static void
levels_done(struct buffer *out, size_t start)
{
	uint32_t length = (uint32_t)(out->used - start - sizeof length);

	memcpy(out->at + start, &length, sizeof length);
}

void
encode_levels(struct buffer *out, const uint64_t *bitmap, size_t n)
{
	size_t start = out->used;

	buffer_add(out, &(uint32_t){ 0 }, sizeof(uint32_t));
	if (bitmap_is_full(bitmap, n)) {
		hybrid_rle(out, 1, n, 1);
	} else {
		encode_varint(out, (uint64_t)((n + 7) / 8) << 1 | 1);
		buffer_add(out, bitmap, (n + 7) / 8);
	}
	levels_done(out, start);
}

void
encode_same_levels(struct buffer *out, uint16_t level, size_t n)
{
	size_t start = out->used;

	buffer_add(out, &(uint32_t){ 0 }, sizeof(uint32_t));
	hybrid_rle(out, level, n, 1);
	levels_done(out, start);
}

/* DELTA_BINARY_PACKED: header, then blocks of 128 deltas in 4 miniblocks,
 * each with a bit width of its own and relative to the block's least delta.
 * Arithmetic wraps, as the format says. */
enum { BLOCK = 128, MINIBLOCKS = 4, MINIBLOCK = BLOCK / MINIBLOCKS };

static void
delta_block(struct buffer *out, uint64_t deltas[BLOCK], size_t n)
{
	int64_t least = (int64_t)deltas[0];
	uint8_t widths[MINIBLOCKS] = { 0 };

	for (size_t i = 1; i < n; i++)
		if ((int64_t)deltas[i] < least)
			least = (int64_t)deltas[i];
	for (size_t i = 0; i < n; i++)
		deltas[i] -= (uint64_t)least;
	memset(deltas + n, 0, (BLOCK - n) * sizeof *deltas);
	for (size_t m = 0; m < MINIBLOCKS; m++) {
		uint64_t any = 0;

		for (size_t i = 0; i < MINIBLOCK; i++)
			any |= deltas[m * MINIBLOCK + i];
		widths[m] = (uint8_t)bits_for(any);
	}
	encode_varint(out, zigzag(least));
	buffer_add(out, widths, sizeof widths);
	for (size_t m = 0; m * MINIBLOCK < n; m++)
		encode_bits64(out, deltas + m * MINIBLOCK, MINIBLOCK,
		    widths[m]);
}

void
encode_delta(struct buffer *out, const int64_t *numbers, size_t n)
{
	uint64_t deltas[BLOCK];
	size_t filled = 0;

	encode_varint(out, BLOCK);
	encode_varint(out, MINIBLOCKS);
	encode_varint(out, n);
	encode_varint(out, zigzag(n == 0 ? 0 : numbers[0]));
	for (size_t i = 1; i < n; i++) {
		deltas[filled++] = (uint64_t)numbers[i] -
		    (uint64_t)numbers[i - 1];
		if (filled == BLOCK || i + 1 == n) {
			delta_block(out, deltas, filled);
			filled = 0;
		}
	}
}

/* Bytes of the well-formed character at the front of text (Unicode, table
 * 3-7); 0 if there is none.  text is not empty. */
static size_t
utf8_char(const uint8_t *at, size_t len)
{
	uint8_t low = 0x80, high = 0xbf;
	size_t n;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	n = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (len < n)
		return 0;
	if (at[0] == 0xe0)
		low = 0xa0;
	else if (at[0] == 0xed)
		high = 0x9f;
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* Most text is ASCII: eight bytes at a time. */
static size_t
ascii_run(const uint8_t *at, size_t len)
{
	size_t i = 0;
	uint64_t word;

	for (; i + 8 <= len; i += 8) {
		memcpy(&word, at + i, 8);
		if ((word & 0x8080808080808080u) != 0)
			break;
	}
	while (i < len && at[i] < 0x80)
		i++;
	return i;
}

bool
utf8_is_valid(struct str text)
{
	const uint8_t *at = (const uint8_t *)text.at;
	size_t left = text.len;

	while (left > 0) {
		size_t n = ascii_run(at, left);

		if (n == 0)
			n = utf8_char(at, left);
		if (n == 0)
			return false;
		at += n;
		left -= n;
	}
	return true;
}

size_t
utf8_repair(uint8_t *to, struct str text)
{
	const uint8_t *at = (const uint8_t *)text.at;
	uint8_t *start = to;
	size_t left = text.len;

	while (left > 0) {
		size_t n = utf8_char(at, left);

		if (n == 0) {
			memcpy(to, "\xef\xbf\xbd", 3);
			to += 3;
			n = 1;
		} else {
			memcpy(to, at, n);
			to += n;
		}
		at += n;
		left -= n;
	}
	return (size_t)(to - start);
}
