/* pgsql_record: a message whose parts the server tells apart, in csvlog and
 * jsonlog.  Names are what was typed; each has its own place. */
#include "parse/pgsql.h"

#include "parse/pgsql_parts.h"
#include "parse/take.h"

static void
set(struct event *ev, enum field field, struct str value)
{
	if (value.len > 0)
		event_set(ev, field, value);
}

static void
set_peer(struct str host, struct str port, struct event *ev)
{
	if (str_is_ip(host))
		event_set(ev, F_SRC_IP, host);
	else if (host.len > 0 && !str_eq(host, STR("[local]")))
		event_set(ev, F_SRC_HOST, host);
	if (take_is_number(port))
		event_set(ev, F_SRC_PORT, port);
}

void
pgsql_add_statement(struct str sql, const struct parse_context *context,
    struct event *ev)
{
	if (!event_has(ev, F_STATEMENT))
		event_set(ev, F_STATEMENT, pgsql_sql(sql, context->scratch));
}

enum parsed
pgsql_record(const struct pgsql_record *record,
    const struct parse_context *context, struct event *ev)
{
	struct pgsql line = {
		.severity = record->severity, .message = record->message,
		.context = context,
	};
	struct str time = record->time;
	enum parsed parsed;

	if (!pgsql_take_stamp(&time, context->zone, &ev->time) || time.len > 0)
		return PARSED_BAD;
	event_set(ev, F_SERVICE, STR("postgresql"));
	set(ev, F_SEVERITY, record->severity);
	if (take_is_number(record->pid))
		event_set(ev, F_PID, record->pid);
	set(ev, F_USER, record->user);
	set(ev, F_DATABASE, record->database);
	set(ev, F_APP, record->app);
	set_peer(record->host, record->port, ev);
	if (!str_eq(record->state, STR("00000")))
		set(ev, F_STATUS_CODE, record->state);
	parsed = pgsql_message(&line, ev);
	if (parsed == PARSED_EVENT && record->statement.len > 0)
		pgsql_add_statement(record->statement, context, ev);
	return parsed;
}
