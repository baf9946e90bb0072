/* trial: what was understood of a file, told to people line by line of its
 * shapes.  Runs inside the sandbox, in the intake. */
#pragma once

#include "base/buf.h"
#include "parse/parse.h"

struct trial;

struct trial *trial_new(void);

/* One line and what became of it. */
void trial_line(struct trial *trial, const struct parse_result *result,
    const struct event *ev, struct str line,
    const struct parse_context *context);

/* Write what there was since the last call, and forget it. */
void trial_write(struct trial *trial, struct str path, struct buf *out);
