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

/* Does a line of the server's file end within its prefix?  Then a name that
 * somebody typed holds a newline, and what follows is that name's. */
bool pgsql_is_open(struct str line);
bool pgsql_has_marker(struct str line);	/* "LOG:  " and the like */

/* What stands in front of the first severity; absent: there is none. */
struct str pgsql_prefix(struct str text);

/* What a prefix of that format, log_line_prefix of the server, tells of a
 * line; rest begins with the severity.  False where the line has no such
 * prefix, or more than one reading. */
struct pgsql_prefix_values {
	struct stamp time;
	struct str user, database, app, word, host, port, pid, state, rest;
};
bool pgsql_prefix_take(struct str format, struct str text,
    const struct zone *zone, struct pgsql_prefix_values *values);

/* The statement that a message is about, where it names none itself. */
void pgsql_add_statement(struct str sql, const struct parse_context *context,
    struct event *ev);

/* What csvlog and jsonlog tell apart.  Absent: at NULL. */
struct pgsql_record {
	struct str time, user, database, pid, host, port, severity, state,
	    message, statement, app;
};
enum parsed pgsql_record(const struct pgsql_record *record,
    const struct parse_context *context, struct event *ev);

/* "2025-12-11 21:04:00.123 UTC" at the front; the zone is what tells
 * PostgreSQL's stamp from everybody else's. */
bool pgsql_take_stamp(struct str *s, const struct zone *zone,
    struct stamp *stamp);
