/* str: a slice of bytes that somebody else owns.
 *
 * A str never owns, never ends in NUL, and may hold any byte.  It lives as
 * long as what it points into.  The takers narrow a slice from its ends:
 * each either consumes what it names or leaves everything as it was, so a
 * parser reads like the grammar.  Nothing here allocates or fails. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/scan.h"

struct str {
	const char *at;
	size_t	    len;
};

/* The slice of a literal, and of a C string (NULL gives the empty one). */
#define STR(literal)	((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal) { "" literal, sizeof(literal) - 1 }
#define STR_FMT		"%.*s"
#define STR_ARG(s)	(int)(s).len, (s).at

static inline struct str
str_from(const char *text)
{
	return (struct str){ text, text == NULL ? 0 : strlen(text) };
}

static inline struct str
str_of(const char *at, size_t len)
{
	return (struct str){ at, len };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline uint64_t
str_word(const char *at)		/* 8 bytes */
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

static inline uint64_t
str_half(const char *at)		/* 4 bytes */
{
	uint32_t half;

	memcpy(&half, at, sizeof half);
	return half;
}

/* The same for names that are mostly equal: no call is made. */
static inline bool
str_same(struct str a, struct str b)
{
	uint64_t differs = 0;
	size_t i = 0;

	if (a.len != b.len)
		return false;
	if (a.len < 4) {
		for (; i < a.len; i++)
			differs |= (uint64_t)(a.at[i] != b.at[i]);
		return differs == 0;
	}
	if (a.len < 8)
		return str_half(a.at) == str_half(b.at) &&
		    str_half(a.at + a.len - 4) == str_half(b.at + b.len - 4);
	for (; i + 8 < a.len && differs == 0; i += 8)
		differs = str_word(a.at + i) ^ str_word(b.at + i);
	return (differs | (str_word(a.at + a.len - 8) ^
	    str_word(b.at + b.len - 8))) == 0;
}

/* ASCII letters fold; other bytes do not. */
bool str_eq_nocase(struct str a, struct str b);

/* Bytewise order, shorter first when one begins the other: <0, 0, >0. */
int str_cmp(struct str a, struct str b);

static inline bool
str_starts(struct str s, struct str head)
{
	return s.len >= head.len && memcmp(s.at, head.at, head.len) == 0;
}

static inline bool
str_ends(struct str s, struct str tail)
{
	return s.len >= tail.len &&
	    memcmp(s.at + s.len - tail.len, tail.at, tail.len) == 0;
}

/* Is mark somewhere in s?  The empty mark is everywhere. */
bool str_has(struct str s, struct str mark);

/* Drop n bytes from the front; n at most s->len. */
static inline void
str_drop(struct str *s, size_t n)
{
	s->at += n;
	s->len -= n;
}

/* Consume head at the front. */
static inline bool
str_take(struct str *s, struct str head)
{
	if (!str_starts(*s, head))
		return false;
	str_drop(s, head.len);
	return true;
}

/* Consume one byte at the front. */
static inline bool
str_take_char(struct str *s, char c)
{
	if (s->len == 0 || s->at[0] != c)
		return false;
	str_drop(s, 1);
	return true;
}

/* Consume tail at the end. */
static inline bool
str_take_end(struct str *s, struct str tail)
{
	if (!str_ends(*s, tail))
		return false;
	s->len -= tail.len;
	return true;
}

/* Where the first mark begins, and the last; STR_NONE if there is none.  The
 * empty mark is at the front, and never last. */
#define STR_NONE SIZE_MAX
size_t str_find(struct str s, struct str mark);
size_t str_find_last(struct str s, struct str mark);

/* Consume up to and with the first mark; what stood before it is *head. */
static inline bool
str_take_until(struct str *s, struct str mark, struct str *head)
{
	size_t n = str_find(*s, mark);

	if (n == STR_NONE)
		return false;
	*head = str_of(s->at, n);
	str_drop(s, n + mark.len);
	return true;
}

/* The same for one byte, and much faster. */
static inline bool
str_take_until_char(struct str *s, char mark, struct str *head)
{
	size_t n = scan_char(s->at, s->len, mark);

	if (n == s->len)
		return false;
	*head = str_of(s->at, n);
	str_drop(s, n + 1);
	return true;
}

/* From the last mark on: s keeps what stood before it, *tail what followed. */
static inline bool
str_take_last(struct str *s, struct str mark, struct str *tail)
{
	size_t n = str_find_last(*s, mark);

	if (n == STR_NONE)
		return false;
	*tail = str_of(s->at + n + mark.len, s->len - n - mark.len);
	s->len = n;
	return true;
}

static inline bool
str_take_last_char(struct str *s, char mark, struct str *tail)
{
	const char *hit = s->len == 0 ? NULL : memrchr(s->at, mark, s->len);
	size_t n;

	if (hit == NULL)
		return false;
	n = (size_t)(hit - s->at);
	*tail = str_of(hit + 1, s->len - n - 1);
	s->len = n;
	return true;
}

/* A word: the bytes up to a space or the end; the space goes too.  False
 * when s is empty or begins with a space. */
static inline bool
str_take_word(struct str *s, struct str *word)
{
	size_t n = scan_char(s->at, s->len, ' ');

	if (n == 0)
		return false;
	*word = str_of(s->at, n);
	str_drop(s, n == s->len ? n : n + 1);
	return true;
}

/* Decimal digits at the front as a number; false if none or over 2^64-1. */
bool str_take_u64(struct str *s, uint64_t *number);

/* The whole slice as a decimal number. */
bool str_u64(struct str s, uint64_t *number);

/* Exactly n digits at the front, n at most 9. */
bool str_take_digits(struct str *s, size_t n, uint32_t *number);

/* Without spaces, tabs, CR and LF at the ends. */
struct str str_trim(struct str s);

/* Is every byte a digit, and is there one? */
bool str_is_digits(struct str s);

/* Does the slice spell an IPv4 or IPv6 address (no brackets, no port)? */
bool str_is_ip(struct str s);

/* Length of the UTF-8 character that s, not empty, begins with (RFC 3629, table
 * 3-7 of Unicode), 0 if it begins with none. */
size_t str_utf8(struct str s);

/* A fast 64-bit hash, the same on every machine: a value for identities that
 * are compared in other processes.  Whoever chooses both inputs can make them
 * collide; where that costs more than a wrong figure, compare the bytes. */
uint64_t str_hash(struct str s);

/* The same by a secret of this process and those it forks: for tables, which
 * would get slow if strangers could fill one slot with what they write. */
uint64_t str_hash_keyed(struct str s, uint64_t secret);

/* That secret: drawn by the kernel when the program was started, the same at
 * each call. */
uint64_t str_secret(void);
