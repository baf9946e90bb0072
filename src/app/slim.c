#include "app/slim.h"

#include <string.h>

enum {
	WORD = sizeof(uint32_t),
	/* in a brief */
	FIRST = offsetof(struct brief, offset),
	KINDS = offsetof(struct brief, kind),
	ORDINAL = offsetof(struct brief, ordinal),
	/* where the words begin */
	HEAD_BYTES = 48,
};

_Static_assert(FIRST == offsetof(struct brief, sha256) + 32 &&
    KINDS == FIRST + 20 * WORD && ORDINAL == KINDS + WORD &&
    sizeof(struct brief) == ORDINAL + WORD,
    "the words of a brief are those between hash and kind, and the last");
_Static_assert(SLIM_MOST == HEAD_BYTES + 21 * WORD, "all words are there");

/* The place of a word in a brief. */
static inline size_t
place_of(unsigned word)
{
	return word == 20 ? ORDINAL : FIRST + word * WORD;
}

/* No branch: which words are 0 is as good as random. */
size_t
slim_put(char *at, const struct brief *brief)
{
	char *to = at + HEAD_BYTES;
	uint32_t there = 0, word;

#pragma GCC unroll 21
	for (unsigned i = 0; i <= 20; i++) {
		memcpy(&word, (const char *)brief + place_of(i), WORD);
		memcpy(to, &word, WORD);
		there |= (uint32_t)(word != 0) << i;
		to += (word != 0) * WORD;
	}
	memcpy(at, &there, WORD);
	memcpy(at + 16, brief->sha256, sizeof brief->sha256);
	slim_settle(at, brief);
	return (size_t)(to - at);
}

size_t
slim_take(const char *at, struct brief *brief)
{
	const char *from = at + HEAD_BYTES;
	uint32_t there, word;

	memcpy(&there, at, WORD);
	memcpy((char *)brief + KINDS, at + 4, WORD);
	memcpy(&brief->time, at + 8, sizeof brief->time);
	memcpy(brief->sha256, at + 16, sizeof brief->sha256);
#pragma GCC unroll 21
	for (unsigned i = 0; i <= 20; i++) {
		uint32_t bit = there >> i & 1;

		memcpy(&word, from, WORD);
		word &= -bit;
		memcpy((char *)brief + place_of(i), &word, WORD);
		from += bit * WORD;
	}
	return (size_t)(from - at);
}

void
slim_settle(char *at, const struct brief *brief)
{
	memcpy(at + 4, (const char *)brief + KINDS, WORD);
	memcpy(at + 8, &brief->time, sizeof brief->time);
}
