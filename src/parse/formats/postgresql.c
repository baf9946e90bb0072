/* postgresql: the server's own log file (log_destination = stderr).
 *
 *	2025-12-11 21:04:00.123 UTC [4242] app@records portal LOG:  AUDIT: SESSION,...
 *
 * A message of several lines has a tab in front of each after the first. */
#include "parse/pgsql.h"

static enum parsed
postgresql_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return pgsql_line(text, false, context, ev);
}

const struct format format_postgresql = {
	.name = "postgresql",
	.about = "PostgreSQL log files, with pgaudit's records",
	.versions = "15, 17",
	.line = postgresql_line,
	.continues = '\t',
};
