/* postgresql_syslog: the same through syslog (log_destination = syslog).
 *
 *	Dec 11 21:04:00 db postgres[4242]: [5-1] app@records LOG:  AUDIT: SESSION,...
 *
 * [5-1] is the number of the message and of its piece: long ones are cut, and
 * the pieces after the first are told as notes. */
#include "parse/pgsql.h"

static enum parsed
postgresql_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return pgsql_line(text, true, context, ev);
}

static const char *const programs[] = { "postgres*", NULL };

const struct format format_postgresql_syslog = {
	.name = "postgresql_syslog",
	.about = "PostgreSQL through syslog, with pgaudit's records",
	.versions = "15, 17",
	.programs = programs,
	.line = postgresql_syslog_line,
};
