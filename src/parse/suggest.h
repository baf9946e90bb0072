/* suggest: help with lines that no format takes, for `formats --try`. */
#pragma once

#include "base/buf.h"
#include "parse/parse.h"

/* Why nobody takes the line: whose program wrote it, or which mapping came
 * nearest and what the line lacks.  ev as parse_line() left it. */
void suggest_nearest(struct buf *out, struct str line,
    const struct parse_context *context, const struct event *ev);

/* A mapping that would read such lines, as YAML for a site file; of the members
 * of all of them.  Lines of one program have the same form, and begin with the
 * same member: *sort.  Memory is bounded: of members beyond a hundred or so it
 * is said that there are more. */
enum suggest_form { SUGGEST_NONE, SUGGEST_JSON, SUGGEST_KV };
enum suggest_form suggest_form(struct str line, struct arena *scratch,
    uint64_t *sort);

struct suggestion;

/* form: not SUGGEST_NONE.  The caller owns it. */
struct suggestion *suggest_new(enum suggest_form form);
void suggest_free(struct suggestion *suggestion);	/* NULL is fine */
void suggest_line(struct suggestion *suggestion, struct str line,
    struct arena *scratch);
/* number: of the suggestions for one file, from 1 on; each has its own name. */
void suggest_write(const struct suggestion *suggestion, size_t number,
    struct buf *out);
