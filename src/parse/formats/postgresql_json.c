/* postgresql_json: the server's log_destination = jsonlog, since 15.
 *
 *	{"timestamp":"2025-12-11 21:04:00.123 UTC","user":"app","dbname":"records","pid":4242,"remote_host":"192.0.2.7","remote_port":5432,...,"error_severity":"LOG","message":"AUDIT: SESSION,...","application_name":"portal","backend_type":"client backend","query_id":0}
 *
 * One object a line, its members in the server's order. */
#include "parse/pgsql.h"

#include <stddef.h>

#include "base/json.h"
#include "parse/take.h"

static const struct { struct str key; size_t at; } places[] = {
	{ STR_INIT("timestamp"), offsetof(struct pgsql_record, time) },
	{ STR_INIT("user"), offsetof(struct pgsql_record, user) },
	{ STR_INIT("dbname"), offsetof(struct pgsql_record, database) },
	{ STR_INIT("pid"), offsetof(struct pgsql_record, pid) },
	{ STR_INIT("remote_host"), offsetof(struct pgsql_record, host) },
	{ STR_INIT("remote_port"), offsetof(struct pgsql_record, port) },
	{ STR_INIT("error_severity"),
	    offsetof(struct pgsql_record, severity) },
	{ STR_INIT("state_code"), offsetof(struct pgsql_record, state) },
	{ STR_INIT("message"), offsetof(struct pgsql_record, message) },
	{ STR_INIT("statement"), offsetof(struct pgsql_record, statement) },
	{ STR_INIT("application_name"), offsetof(struct pgsql_record, app) },
};

/* False: it came before. */
static bool
place(struct pgsql_record *record, struct str key, struct str value)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str *at;

		if (!str_eq(places[i].key, key))
			continue;
		at = (struct str *)(void *)((char *)record + places[i].at);
		if (at->at != NULL)
			return false;
		*at = value;
	}
	return true;
}

/* Other programs begin their objects with a stamp, too; theirs has a T. */
static bool
is_mine(struct str text)
{
	return STARTS(text, "{\"timestamp\":\"") && text.len > 60 &&
	    text.at[24] == ' ' && str_has(text, STR("\"error_severity\":\""));
}

static enum parsed
json_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct pgsql_record record = { 0 };
	struct json_in in;
	struct str key, value;
	enum json json;

	if (!is_mine(text))
		return PARSED_OTHER;
	json_open(&in, text, context->scratch);
	if (json_next(&in, &value) != JSON_OBJECT)
		return PARSED_OTHER;
	while ((json = json_next(&in, &key)) == JSON_KEY) {
		json = json_next(&in, &value);
		if (json != JSON_TEXT && json != JSON_NUMBER)
			return PARSED_BAD;
		if (!place(&record, key, value))
			return PARSED_BAD;
	}
	if (json != JSON_OBJECT_END || json_next(&in, &value) != JSON_END)
		return PARSED_BAD;
	return pgsql_record(&record, context, ev);
}

const struct format format_postgresql_json = {
	.name = "postgresql_json",
	.about = "PostgreSQL jsonlog, with pgaudit's records",
	.versions = "15, 17",
	.line = json_line,
};
