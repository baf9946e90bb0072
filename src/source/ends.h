/* ends: where the next lines end, found ahead.
 *
 * Looked for block by block, all newlines of one at once: where a short line
 * ends, and whether its bytes are plain, no branch would guess. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ENDS_MAX = 128,		/* more than twice what a block has */
	ENDS_BLOCK = 64,
	ENDS_FAR = 512,		/* behind a longer line none is looked for */
};

struct ends {
	/* Places of newlines in the buffer, doubled, and 1 where a byte since
	 * the one before may be other than printable ASCII. */
	uint32_t at[ENDS_MAX];
	unsigned next, count;
	size_t	 to;		/* looked for up to here */
	bool	 odd;		/* such a byte since the last one */
};

/* Find newlines from `to` on, or from `from` on where that is further, in
 * whole blocks before `end`.  Those found before are given up. */
void ends_find(struct ends *ends, const char *buf, size_t from, size_t end);

/* The same, by AVX2 or without; false: the machine has no AVX2. */
bool ends_find_by(bool avx2, struct ends *ends, const char *buf, size_t from,
    size_t end);
