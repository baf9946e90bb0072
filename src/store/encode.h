/* encode: the encodings of Parquet, and the readers the core needs.
 *
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 * All write to the end of a buffer, little-endian as the format wants it. */
#pragma once

#include "store/buffer.h"

/* ULEB128, and zigzag before it.  The longest takes VARINT_MAX bytes. */
enum { VARINT_MAX = 10 };

static inline uint8_t *
varint_put(uint8_t *at, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		*at++ = (uint8_t)(n | 0x80);
	*at++ = (uint8_t)n;
	return at;
}

static inline uint64_t
zigzag(int64_t n)
{
	return ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0);
}

static inline int64_t
unzigzag(uint64_t n)
{
	return (int64_t)((n >> 1) ^ (0 - (n & 1)));
}

void encode_varint(struct buffer *out, uint64_t n);

/* Take one from the front of bytes that may be anybody's; false at their end
 * or when longer than 64 bits. */
bool varint_take(struct str *bytes, uint64_t *n);

/* Bits needed for numbers up to max: 0 for 0. */
unsigned int bits_for(uint64_t max);

/* n numbers of `bits` bits each, lowest bit first; n a multiple of 8, or the
 * last byte is padded with zeros. */
void encode_bits16(struct buffer *out, const uint16_t *numbers, size_t n,
    unsigned int bits);
void encode_bits64(struct buffer *out, const uint64_t *numbers, size_t n,
    unsigned int bits);

/* RLE/bit-packing hybrid.  Runs of 8 and more equal numbers become RLE runs,
 * the rest is packed.  Without the length in front. */
void encode_hybrid(struct buffer *out, const uint16_t *numbers, size_t n,
    unsigned int bits);

/* The same for definition levels of 0 and 1, given as a bitmap whose bits
 * from n on are 0; with the 4-byte length that data pages ask for. */
void encode_levels(struct buffer *out, const uint64_t *bitmap, size_t n);

/* The same where all n are 0, or all 1. */
void encode_same_levels(struct buffer *out, uint16_t level, size_t n);

/* DELTA_BINARY_PACKED. */
void encode_delta(struct buffer *out, const int64_t *numbers, size_t n);

/* Text as UTF-8: each byte that does not belong to a well-formed character
 * becomes U+FFFD, so at most three times as long.  Returns the length. */
size_t utf8_repair(uint8_t *to, struct str text);
bool utf8_is_valid(struct str text);
