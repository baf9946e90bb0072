/* quick: which inputs, and which ends of them, a first answer reads.
 *
 * A source is a file and its rotations: the same path without digits and
 * packing.  The loudest come first, and of each its newest file; then the
 * second newest of each, and so on until the bytes are spent.  No file takes
 * more than an even share of them; of one that would, the end is read.  It
 * depends on the paths, sizes, times and packing of the files, and on no
 * clock. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/plan.h"

enum {
	QUICK_PACKED = 10,	/* what logs unpack to */
	QUICK_LEAST = 1 << 20,	/* bytes at an end that are worth a look */
};

#define QUICK_BYTES ((uint64_t)2 << 30)	/* a minute of one slow core */

/* Where to begin to read each input; UINT64_MAX: not at all.  packed says of
 * each whether it must be read whole. */
void quick_choose(const struct plan *plan, const bool *packed, uint64_t bytes,
    uint64_t *starts);
