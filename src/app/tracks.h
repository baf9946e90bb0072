/* tracks: the session of each brief, from the pass that finds it to the pass
 * that asks again.
 *
 * A number a brief, in the order of the briefs; beyond some thousands in a
 * file without a name. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct tracks;

/* dir: where the file goes, NULL: as in file_unnamed().  It is made when it is
 * first needed. */
struct tracks *tracks_open(const char *dir);
void tracks_close(struct tracks *tracks);	/* NULL is fine */

/* Add the next brief's; false when the disk is full, which tracks_ended()
 * tells. */
bool tracks_add(struct tracks *tracks, uint32_t session);

/* All is added: go to the first. */
void tracks_rewind(struct tracks *tracks);

/* The next brief's; false at the end, or when the file cannot be read. */
bool tracks_next(struct tracks *tracks, uint32_t *session);
bool tracks_ended(const struct tracks *tracks, struct err *err);
