/* mapping: logs of record applications, by the `applications` of site.yml.
 *
 * No code of ours knows these formats: the site says how a line is cut into
 * members (json, csv, kv, template) and which member is which field. */
#pragma once

#include "parse/parse.h"

/* The first mapping, in the order of the site file, that takes the line: its
 * `match` holds, the member of its time is there, and that of one field at
 * least; *used is it.  The time stays as it was when the mapping names none.
 * PARSED_BAD: `match` names something and holds, but the line cannot be
 * used. */
enum parsed mapping_line(struct str line, const struct parse_context *context,
    struct event *ev, const struct mapping **used);
