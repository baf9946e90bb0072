/* suggest: help with lines that no format takes, for `formats --try`. */
#pragma once

#include "base/buf.h"
#include "parse/parse.h"

/* Why nobody takes the line: whose program wrote it, or which mapping came
 * nearest and what the line lacks.  ev as parse_line() left it. */
void suggest_nearest(struct buf *out, struct str line,
    const struct parse_context *context, const struct event *ev);

/* A mapping that would read lines like this one, as YAML for a site file; false
 * when the line is neither JSON nor key=value. */
bool suggest_mapping(struct buf *out, struct str line,
    struct arena *scratch);
