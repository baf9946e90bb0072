/* journal_json: systemd's journal as `journalctl -o json` writes it.
 *
 *	{"__REALTIME_TIMESTAMP":"1765487040123456","_HOSTNAME":"mail",
 *	 "SYSLOG_IDENTIFIER":"sshd","_PID":"811","MESSAGE":"...",...}
 *
 * an object a line, its members in any order.  Bytes that are no text come as
 * an array of numbers, a field with several values as an array of those, and
 * one that was too long as null. */
#include "parse/journal.h"
#include "parse/parse.h"

#include "base/json.h"
#include "parse/take.h"

/* Journal fields are named in capitals, which few objects begin with. */
static bool
journal_begins(struct str line)
{
	for (size_t i = 2; i < 4; i++)
		if (line.len < 8 || !(line.at[i] == '_' ||
		    (line.at[i] >= 'A' && line.at[i] <= 'Z')))
			return false;
	return STARTS(line, "{\"") &&
	    str_has(line, STR("\"__REALTIME_TIMESTAMP\""));
}

static void
byte_add(struct str number, char *bytes, size_t *n)
{
	uint64_t byte;

	if (str_u64(number, &byte) && byte < 256)
		bytes[(*n)++] = (char)byte;
}

/* [226,130,172], or ["first","second"]; the bracket is taken. */
static bool
take_array(struct json_in *in, struct arena *scratch, struct str *value)
{
	char *bytes = NULL;
	size_t n = 0;
	struct str text;
	enum json json;

	*value = (struct str){ 0 };
	while ((json = json_next(in, &text)) != JSON_ARRAY_END) {
		if (json == JSON_TEXT && bytes == NULL) {
			*value = value->at == NULL ? text : *value;
		} else if (json == JSON_NUMBER && value->at == NULL) {
			/* of numbers alone, the first bracket ends it */
			if (bytes == NULL)
				bytes = arena_take(scratch, 2 + scan_char(
				    in->rest.at, in->rest.len, ']') / 2);
			byte_add(text, bytes, &n);
		} else {
			return false;
		}
	}
	if (bytes != NULL)
		*value = str_of(bytes, n);
	return true;
}

static enum parsed
journal_unwrap(struct str line, const struct parse_context *context,
    struct event *ev, struct str *text)
{
	struct journal journal = { .scratch = context->scratch };
	struct json_in in;
	struct str name, value;
	enum json json;

	json_open(&in, line, context->scratch);
	if (json_next(&in, &value) != JSON_OBJECT)
		return PARSED_OTHER;
	while ((json = json_next(&in, &name)) == JSON_KEY) {
		json = json_next(&in, &value);
		if (json == JSON_ARRAY &&
		    !take_array(&in, context->scratch, &value))
			return PARSED_BAD;
		if (json == JSON_OBJECT || json == JSON_BAD)
			return PARSED_BAD;
		if (json == JSON_TEXT || (json == JSON_ARRAY &&
		    value.at != NULL))
			journal_field(&journal, name, value);
	}
	if (json != JSON_OBJECT_END || json_next(&in, &value) != JSON_END)
		return PARSED_BAD;
	return journal_head(&journal, ev, text);
}

const struct format format_journal_json = {
	.name = "journal_json",
	.about = "systemd's journal, journalctl -o json: the same",
	.versions = "252, 257",
	.begins = journal_begins,
	.unwrap = journal_unwrap,
};
