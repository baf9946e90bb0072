/* mapping: logs of record applications, by the `applications` of site.yml.
 *
 * No code of ours knows these formats: the site says how a line is cut into
 * members (json, csv, kv, template) and which member is which field. */
#pragma once

#include "parse/parse.h"

/* The first mapping, in the order of the site file, whose members are all
 * there and match.  result.format is NULL, result.mapping its name.  The
 * time stays as it was when no mapping names one.  PARSED_BAD: the mapping's
 * `match` held, but its time cannot be read. */
struct parse_result mapping_line(struct str line,
    const struct parse_context *context, struct event *ev);
