/* postgresql: the server's own log file (log_destination = stderr).
 *
 *	2025-12-11 21:04:00.123 UTC [4242] app@records portal LOG:  AUDIT: SESSION,...
 *
 * A message of several lines has a tab in front of each after the first, or,
 * where a copy went through a terminal, eight blanks.  The prefix has none: a name in it that holds a newline ends the line before any
 * severity, and what follows, up to the severity, belongs to it. */
#include "parse/pgsql.h"

#include "parse/take.h"

static enum parsed
postgresql_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return pgsql_line(text, false, context, ev);
}

enum { COMPLETE = 1, OPEN, OPEN_MOST = 512 };

static bool
postgresql_joins(struct parse_join *join, struct str line, uint64_t bytes)
{
	bool tabbed = STARTS(line, "\t") || STARTS(line, "        ");

	if (join->state == COMPLETE && !tabbed)
		return false;
	if (join->state == OPEN) {
		join->want += bytes;
		if (join->want > OPEN_MOST)
			return false;
		if (pgsql_has_marker(line))
			join->state = COMPLETE;
		return true;
	}
	if (join->state == 0)
		join->state = pgsql_is_open(line) ? OPEN : COMPLETE;
	return true;
}

const struct format format_postgresql = {
	.name = "postgresql",
	.about = "PostgreSQL log files, with pgaudit's records",
	.versions = "15, 17",
	.line = postgresql_line,
	.join = JOIN_RUN,
	.joins = postgresql_joins,
};
