/* mapping: lines of programs that no code of ours knows, by the mappings of
 * the site file, of --formats, and of the program itself (event/mapping.h). */
#pragma once

#include "parse/parse.h"

/* The first mapping that takes the line: what it must have is there, the
 * member of its time is, and that of one field at least; *used is it.  The time stays as it was when the mapping names none.
 * PARSED_BAD: it has what it must have, but cannot be used. */
enum parsed mapping_line(struct str line, const struct parse_context *context,
    struct event *ev, const struct mapping **used);
