/* same: is a run the same as one that was killed?
 *
 * A hash over all that what intakes say depends on.  Files by device, inode,
 * size and times: a change of content changes the time of change, which
 * nobody sets by hand. */
#pragma once

#include "app/plan.h"
#include "base/sha256.h"

void same_text(struct sha256 *hash, const char *text);	/* NULL is another */
void same_file(struct sha256 *hash, const char *path);

/* When settled, the hash of the sorted hashes of the files: the same for the
 * same files, wherever they lie. */
void same_inputs(const struct plan *plan, uint8_t digest[SHA256_BYTES]);

/* The program, its settings, the inputs and how they are cut. */
void same_run(const struct plan *plan, const uint8_t settings[SHA256_BYTES],
    uint8_t run[SHA256_BYTES]);
