/* again: the inputs of a case, to read their lines again.
 *
 * investigate leaves in CASE/lines/origins where each file lay and what it
 * was; query reads a line from there as long as the file is the same: by its
 * length and mtime, or else by its SHA-256.  A sandboxed process reads and
 * unpacks (app/fetch.h); lines in the order of the input cost one pass. */
#pragma once

#include "app/plan.h"
#include "base/buf.h"
#include "base/err.h"

bool again_write(int dir_fd, const struct plan *plan, struct err *err);

struct again;

/* Of a case, and the process that reads: before any thread is started.  A
 * case without origins is fine, and gives no line. */
struct again *again_open(const char *case_path, struct err *err);
void again_close(struct again *again);

/* A line by its input as the case names it ("logs/a.tar!mail.log"), its offset
 * and length.  False if it cannot be had any more. */
bool again_line(struct again *again, struct str source, uint64_t offset,
    uint32_t length, struct buf *line);
