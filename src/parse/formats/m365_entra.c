/* m365_entra: Entra's sign-in and audit logs.
 *
 *	{"id":"...","createdDateTime":"2025-12-11T21:04:00Z","userPrinci...
 *	{"time":...,"category":"SignInLogs","properties":{"id":"...",...}}
 *	{"TimeGenerated":...,"Status":"{\"errorCode\":0}","Type":"SigninLogs"}
 *	2025-12-11T21:04:00Z,REQUEST-ID,"Mozilla/5.0 ...",CORRELATION-ID,...
 *
 * The first is Graph's, from `value` arrays or a line each; the second what
 * diagnostic settings write, the third a table of Log Analytics; audit
 * records come in the same three.  The last is the portal's CSV: columns come
 * and go over the years, so a row is read from what cells hold and follow. */
#include "parse/m365.h"
#include "parse/take.h"

enum slot {
	S_TIME, S_ID, S_UPN, S_USER_NAME, S_USER_TYPE, S_PRINCIPAL, S_IP,
	S_APP, S_RESOURCE, S_CLIENT, S_PROTOCOL, S_TRANSFER, S_AGENT, S_SESSION, S_TOKEN,
	S_STATUS, S_RESULT_TYPE, S_RESULT_WORDS, S_CATEGORY, S_TABLE,
	S_ACTIVITY, S_ACTIVITY_TIME, S_RESULT, S_INITIATED, S_TARGETS,
	S_DETAILS, S_PROPERTIES, S_OUTER_TIME, S_OPERATION,
	S_COUNT
};
_Static_assert((int)S_COUNT <= (int)M365_SLOTS, "a bit each");

static const struct m365_name names[] = {
	{ "createddatetime", S_TIME }, { "timegenerated", S_OUTER_TIME },
	{ "time", S_OUTER_TIME }, { "id", S_ID },
	{ "userprincipalname", S_UPN }, { "userdisplayname", S_USER_NAME },
	{ "usertype", S_USER_TYPE },
	{ "serviceprincipalname", S_PRINCIPAL },
	{ "ipaddress", S_IP }, { "calleripaddress", S_IP },
	{ "appdisplayname", S_APP },
	{ "resourcedisplayname", S_RESOURCE },
	{ "clientappused", S_CLIENT },
	{ "authenticationprotocol", S_PROTOCOL },
	{ "originaltransfermethod", S_TRANSFER },
	{ "useragent", S_AGENT }, { "sessionid", S_SESSION },
	{ "uniquetokenidentifier", S_TOKEN }, { "status", S_STATUS },
	{ "resulttype", S_RESULT_TYPE },
	{ "resultdescription", S_RESULT_WORDS },
	{ "category", S_CATEGORY }, { "type", S_TABLE },
	{ "activitydisplayname", S_ACTIVITY },
	{ "activitydatetime", S_ACTIVITY_TIME }, { "result", S_RESULT },
	{ "initiatedby", S_INITIATED }, { "targetresources", S_TARGETS },
	{ "additionaldetails", S_DETAILS }, { "properties", S_PROPERTIES },
	{ "operationname", S_OPERATION },
};
static struct m365_names table = { .names = names,
	.count = sizeof names / sizeof *names };

struct entra {
	struct m365_values values;
	struct arena	  *scratch;
	struct event	  *ev;
};

static struct str
text(const struct entra *e, enum slot slot)
{
	return m365_text(&e->values, slot, e->scratch);
}

static bool
has(const struct entra *e, enum slot slot)
{
	return m365_has(&e->values, slot);
}

static void
set(struct event *ev, enum field field, struct str value)
{
	if (value.len > 0)
		event_set(ev, field, value);
}

/* What properties hold goes before what stands around them. */
static bool
properties_merge(struct entra *e)
{
	struct m365_values inner;
	bool whole = m365_walk(&table, text(e, S_PROPERTIES), &inner);

	for (unsigned i = 0; i < S_COUNT; i++)
		if (m365_has(&inner, i)) {
			e->values.v[i] = inner.v[i];
			e->values.type[i] = inner.type[i];
			e->values.has |= (uint64_t)1 << i;
		}
	return whole;
}

static bool
is_sign_in(const struct entra *e)
{
	return str_ends(text(e, S_CATEGORY), STR("SignInLogs")) ||
	    str_ends(text(e, S_TABLE), STR("SigninLogs")) ||
	    str_ends(text(e, S_TABLE), STR("SignInLogs")) ||
	    (has(e, S_TIME) && has(e, S_STATUS) &&
		(has(e, S_UPN) || has(e, S_PRINCIPAL)));
}

static bool
is_audit(const struct entra *e)
{
	return (has(e, S_ACTIVITY) || has(e, S_OPERATION)) &&
	    (has(e, S_INITIATED) || has(e, S_TARGETS));
}

/* {"errorCode":50126,"failureReason":"...","additionalDetails":"..."} */
static void
sign_in_status(const struct entra *e)
{
	static const struct m365_name parts[] = {
		{ "errorcode", 0 }, { "failurereason", 1 },
	};
	static struct m365_names part_table = { .names = parts, .count = 2 };
	struct m365_values values = { 0 };
	struct str code = { 0 }, words = { 0 };

	if (has(e, S_STATUS)) {
		m365_walk(&part_table, text(e, S_STATUS), &values);
		code = m365_text(&values, 0, e->scratch);
		words = m365_text(&values, 1, e->scratch);
	}
	if (code.len == 0) {
		code = text(e, S_RESULT_TYPE);
		words = text(e, S_RESULT_WORDS);
	}
	if (code.len == 0)
		return;
	if (str_eq(code, STR("0"))) {
		e->ev->outcome = OUTCOME_SUCCESS;
		return;
	}
	e->ev->outcome = OUTCOME_FAILURE;
	m365_status(code, words, e->ev);
}

/* The protocol; of a session that began by another and lives on, that one. */
static struct str
protocol(const struct entra *e)
{
	struct str now = text(e, S_PROTOCOL), began = text(e, S_TRANSFER);

	return began.len > 0 && !str_eq_nocase(began, STR("none")) &&
	    (now.len == 0 || str_eq_nocase(now, STR("none"))) ? began : now;
}

static enum parsed
sign_in(const struct entra *e)
{
	struct event *ev = e->ev;
	struct str user = text(e, S_UPN), app = text(e, S_PRINCIPAL);

	if (!m365_stamp(text(e, has(e, S_TIME) ? S_TIME : S_OUTER_TIME), ev))
		return PARSED_BAD;
	ev->kind = K_LOGIN;
	set(ev, F_EVENT_ID, text(e, S_ID));
	set(ev, F_USER, user.len > 0 ? user : app);
	m365_user_type(user.len > 0 ? text(e, S_USER_TYPE)
	    : STR("application"), ev);
	m365_address(text(e, S_IP), ev);
	set(ev, F_APP, text(e, S_APP));
	set(ev, F_RESOURCE, text(e, S_RESOURCE));
	set(ev, F_CLIENT, text(e, S_CLIENT));
	set(ev, F_AUTH_METHOD, protocol(e));
	set(ev, F_USER_AGENT, text(e, S_AGENT));
	set(ev, F_SESSION, text(e, S_SESSION));
	set(ev, F_TOKEN, m365_token(text(e, S_TOKEN), e->scratch));
	set(ev, F_ACTION, text(e, S_OPERATION));
	sign_in_status(e);
	return PARSED_EVENT;
}

/* {"user":{"userPrincipalName":"...","ipAddress":"..."},"app":{...}} */
static void
initiator(const struct entra *e)
{
	static const struct m365_name parts[] = {
		{ "user", 0 }, { "app", 1 }, { "userprincipalname", 2 },
		{ "ipaddress", 3 }, { "displayname", 4 },
		{ "serviceprincipalname", 5 },
	};
	static struct m365_names part_table = { .names = parts, .count = 6 };
	struct m365_values by = { 0 }, who = { 0 };
	struct str name;

	m365_walk(&part_table, text(e, S_INITIATED), &by);
	m365_walk(&part_table, m365_text(&by, m365_has(&by, 0) ? 0 : 1,
	    e->scratch), &who);
	name = m365_text(&who, 2, e->scratch);
	if (name.len == 0)
		name = m365_text(&who, 4, e->scratch);
	set(e->ev, F_USER, name);
	m365_user_type(m365_has(&by, 0) ? STR("Regular") : STR("application"),
	    e->ev);
	m365_address(m365_text(&who, 3, e->scratch), e->ev);
	if (!event_has(e->ev, F_SRC_IP))
		m365_address(text(e, S_IP), e->ev);
}

/* Of the first target: its name, and what of it was changed. */
static struct str
target(const struct entra *e)
{
	static const struct m365_name parts[] = {
		{ "userprincipalname", 0 }, { "displayname", 1 },
		{ "modifiedproperties", 2 }, { "id", 3 },
	};
	static struct m365_names part_table = { .names = parts, .count = 4 };
	struct m365_values values = { 0 };
	struct json_walk walk;
	struct str name = { 0 }, modified = { 0 };

	if (!json_walk(&walk, text(e, S_TARGETS), '['))
		return modified;
	while (m365_walk_next(&part_table, &walk, &values)) {
		for (unsigned i = 0; i < 4 && name.len == 0; i++)
			if (i != 2)
				name = m365_text(&values, i, e->scratch);
		if (m365_has(&values, 2) && modified.len <= 2)
			modified = m365_text(&values, 2, e->scratch);
	}
	set(e->ev, F_TARGET, name);
	return modified;
}

static enum parsed
audit(const struct entra *e)
{
	struct event *ev = e->ev;
	struct str operation = text(e, has(e, S_ACTIVITY) ? S_ACTIVITY
							  : S_OPERATION);
	struct str agent = m365_pair_find(text(e, S_DETAILS),
	    STR("User-Agent"), e->scratch);
	struct m365_change about = { .operation = operation };

	if (!m365_stamp(text(e, has(e, S_ACTIVITY_TIME) ? S_ACTIVITY_TIME
	    : S_OUTER_TIME), ev))
		return PARSED_BAD;
	ev->kind = K_NOTE;
	set(ev, F_EVENT_ID, text(e, S_ID));
	set(ev, F_ACTION, operation);
	set(ev, F_USER_AGENT, agent.len > 0 ? agent : text(e, S_AGENT));
	ev->outcome = str_eq_nocase(text(e, S_RESULT), STR("success"))
	    ? OUTCOME_SUCCESS : has(e, S_RESULT) ? OUTCOME_FAILURE
	    : OUTCOME_NONE;
	initiator(e);
	about.modified = target(e);
	about.details = text(e, S_DETAILS);
	if (!m365_change(&about, e->scratch, ev)) {
		about.operation = text(e, S_OPERATION);
		m365_change(&about, e->scratch, ev);
	}
	return PARSED_EVENT;
}

static enum parsed
record(struct str line, struct arena *scratch, struct event *ev)
{
	struct entra e = { .scratch = scratch, .ev = ev };
	bool whole = m365_walk(&table, line, &e.values);
	enum parsed parsed;

	if (has(&e, S_PROPERTIES) && (has(&e, S_CATEGORY) ||
	    has(&e, S_OPERATION)) && !properties_merge(&e))
		whole = false;
	if (!has(&e, S_TIME) && !has(&e, S_ACTIVITY_TIME) &&
	    !has(&e, S_OUTER_TIME))
		return PARSED_OTHER;
	if (is_audit(&e))
		parsed = audit(&e);
	else if (is_sign_in(&e))
		parsed = sign_in(&e);
	else
		return PARSED_OTHER;
	event_set(ev, F_SERVICE, STR("m365"));
	event_set(ev, F_PROGRAM, STR("Entra"));
	return whole ? parsed : PARSED_BAD;
}

/* ---- CSV ---- */

enum { CELLS_MAX = 256, GUID_LENGTH = 36 };

struct cells { struct str at[CELLS_MAX]; size_t count; };

/* Quotes are doubled within a cell.  False if one is not closed. */
static bool
cells_take(struct str line, struct cells *cells, struct arena *scratch)
{
	cells->count = 0;
	while (cells->count < CELLS_MAX) {
		struct str *cell = &cells->at[cells->count++], part;
		char *at;

		if (!str_take_char(&line, '"')) {
			if (!str_take_until_char(&line, ',', cell)) {
				*cell = line;
				return true;
			}
			continue;
		}
		*cell = str_of(at = arena_take(scratch, line.len + 1), 0);
		do {
			if (!str_take_until_char(&line, '"', &part))
				return false;
			memcpy(at + cell->len, part.at, part.len);
			cell->len += part.len;
			if (line.len > 0 && line.at[0] == '"')
				at[cell->len++] = '"';
		} while (str_take_char(&line, '"'));
		if (line.len == 0)
			return true;
		if (!str_take_char(&line, ','))
			return false;
	}
	return false;
}

static bool
is_guid(struct str s)
{
	return s.len == GUID_LENGTH && s.at[8] == '-' && s.at[13] == '-' &&
	    s.at[18] == '-' && s.at[23] == '-';
}

/* An address, a place, then the word for the outcome and its code: where
 * they stand differs from year to year, that they stand so does not. */
static size_t
sign_in_anchor(const struct cells *cells)
{
	static const struct str words[] = { STR_INIT("Success"),
		STR_INIT("Failure"), STR_INIT("Interrupted") };

	for (size_t i = 8; i + 4 < cells->count; i++)
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (str_is_ip(cells->at[i]) &&
			    str_eq(cells->at[i + 2], words[w]))
				return i;
	return 0;
}

/* Date, request, agent, correlation, user id, user, name, type, ... */
static enum parsed
sign_in_row(const struct cells *cells, struct event *ev)
{
	const struct str *at = cells->at;
	size_t ip = sign_in_anchor(cells);

	if (ip == 0 || !is_guid(at[1]) || !is_guid(at[3]))
		return PARSED_OTHER;
	ev->kind = K_LOGIN;
	ev->outcome = str_eq(at[ip + 2], STR("Success")) ? OUTCOME_SUCCESS
							 : OUTCOME_FAILURE;
	set(ev, F_EVENT_ID, at[1]);
	set(ev, F_USER_AGENT, at[2]);
	set(ev, F_USER, at[6]);
	m365_user_type(at[7], ev);
	m365_address(at[ip], ev);
	if (ev->outcome == OUTCOME_FAILURE)
		m365_status(at[ip + 3], at[ip + 4], ev);
	return PARSED_EVENT;
}

/* Date, correlation, service, category, activity, result, reason, type,
 * name, id and UPN of who did it, address, ... */
static enum parsed
audit_row(const struct cells *cells, struct arena *scratch, struct event *ev)
{
	const struct str *at = cells->at;
	struct m365_change about;

	if (cells->count < 13 || !is_guid(at[1]) || at[4].len == 0 ||
	    (!str_eq_nocase(at[5], STR("success")) &&
	    !str_eq_nocase(at[5], STR("failure"))))
		return PARSED_OTHER;
	about = (struct m365_change){ .operation = at[4] };
	ev->kind = K_NOTE;
	ev->outcome = str_eq_nocase(at[5], STR("success")) ? OUTCOME_SUCCESS
							   : OUTCOME_FAILURE;
	set(ev, F_ACTION, at[4]);
	set(ev, F_USER, at[10].len > 0 ? at[10] : at[8]);
	m365_user_type(str_eq_nocase(at[7], STR("Application"))
	    ? STR("application") : STR("Regular"), ev);
	m365_address(at[11], ev);
	m365_change(&about, scratch, ev);
	return PARSED_EVENT;
}

static enum parsed
row(struct str line, struct arena *scratch, struct event *ev)
{
	struct str ahead = line, date;
	struct cells cells;
	enum parsed parsed;

	str_take_char(&ahead, '"');
	if (ahead.len < 60 || ahead.at[4] != '-' || ahead.at[10] != 'T' ||
	    !str_take_until_char(&ahead, ',', &date) || date.len > 40)
		return PARSED_OTHER;
	str_take_char(&ahead, '"');
	if (ahead.len < GUID_LENGTH || !is_guid(str_of(ahead.at, GUID_LENGTH)))
		return PARSED_OTHER;
	if (!cells_take(line, &cells, scratch))
		return PARSED_OTHER;
	parsed = sign_in_row(&cells, ev);
	if (parsed == PARSED_OTHER)
		parsed = audit_row(&cells, scratch, ev);
	if (parsed == PARSED_OTHER)
		return PARSED_OTHER;
	event_set(ev, F_SERVICE, STR("m365"));
	event_set(ev, F_PROGRAM, STR("Entra"));
	return m365_stamp(cells.at[0], ev) ? parsed : PARSED_BAD;
}

/* The first row names the columns. */
static bool
is_header(struct str line)
{
	str_take(&line, STR("\xef\xbb\xbf"));
	str_take_char(&line, '"');
	return STARTS(line, "Date (UTC)");
}

static enum parsed
m365_entra_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	while (line.len > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
		str_drop(&line, 1);
	if (line.len > 0 && line.at[0] == '{')
		return record(line, context->scratch, ev);
	if (!is_header(line))
		return row(line, context->scratch, ev);
	ev->kind = K_NOTE;
	event_set(ev, F_SERVICE, STR("m365"));
	event_set(ev, F_MESSAGE, line);
	return PARSED_EVENT;
}

const struct format format_m365_entra = {
	.name = "m365_entra",
	.about = "Entra ID: sign-in and audit logs, JSON and CSV",
	.versions = "Graph v1.0, diagnostic settings, Log Analytics, portal",
	.line = m365_entra_line,
};
