/* spill: briefs by the million, in order, in little memory.
 *
 * They are gathered, slim (app/slim.h), into runs of SPILL_RUN_BYTES, which lie
 * in a file without a name, sorted; spill_next() merges them.  spill_settle() may change the
 * times before that.  The order is that of (brief_order(), SHA-256,
 * input, offset), so equal lines stand together and get their ordinals. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "event/brief.h"

enum { SPILL_RUN_BYTES = 32 << 20 };

struct spill;

/* run_bytes: SPILL_RUN_BYTES, or less to try it out.  dir: where the file
 * goes, NULL: as in file_unnamed().  It is made when it is first needed. */
struct spill *spill_open(const char *dir, size_t run_bytes);
void spill_close(struct spill *spill);		/* NULL is fine */

/* Add briefs.  False when the disk is full. */
bool spill_add(struct spill *spill, const struct brief *briefs, size_t count,
    struct err *err);

/* Look at all that was added so far, in no order.  Before it is settled;
 * false when the file cannot be read. */
typedef void spill_looker(void *self, const struct brief *brief);
bool spill_each(struct spill *spill, spill_looker *look, void *self,
    struct err *err);

/* Set a brief's time and flags anew; false drops it. */
typedef bool spill_settler(void *self, struct brief *brief);

/* All is added: let `settle` see each brief (NULL: they are as they should
 * be; with it the whole file is written a second time), and sort.  Once. */
bool spill_settle(struct spill *spill, spill_settler *settle, void *self,
    struct err *err);

void spill_rewind(struct spill *spill);

/* The next brief; false at the end, or when the file cannot be read, which
 * spill_ended() tells. */
bool spill_next(struct spill *spill, struct brief *brief);
bool spill_ended(const struct spill *spill, struct err *err);
