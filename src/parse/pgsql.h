/* pgsql: what PostgreSQL writes, whichever way it came.
 *
 * formats/postgresql.c reads the server's own files (log_destination
 * stderr), formats/postgresql_syslog.c what went through syslog; both end
 * here. */
#pragma once

#include "parse/parse.h"

/* text begins with what log_line_prefix made, which must have a stamp with
 * a zone unless `syslog` says that the head told the time.  Continued lines
 * are part of it, each with the tab that the server put in front. */
enum parsed pgsql_line(struct str text, bool syslog,
    const struct parse_context *context, struct event *ev);
