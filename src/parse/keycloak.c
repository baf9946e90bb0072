/* keycloak: sign-ins, failures and sign-outs in Keycloak's log.
 *
 *	2025-12-11 21:04:00,123 WARN  [org.keycloak.events] (executor-thread-3) type="LOGIN_ERROR", realmId="r", clientId="portal", userId="null", ipAddress="198.51.100.9", error="user_not_found", username="bob"
 *	2023-05-25 22:24:19,357 WARN  [org.key.events] (executor-thread-3) type=LOGIN_ERROR, realmId=r, ...
 *	{"timestamp":"2025-12-11T21:04:00.123Z","loggerName":"org.keycloak.events","level":"WARN","message":"type=\"LOGIN_ERROR\", ..."}
 *
 * clientId, username and redirect_uri are what the browser sent, and old
 * versions put nothing around them: a name that comes again with another
 * value is no value at all, so that nobody's address can be typed.  The type
 * comes first, and the first counts. */
#include "parse/keycloak.h"

#include "base/json.h"
#include "parse/take.h"

enum member {
	M_TYPE, M_CLIENT, M_USER_ID, M_ADDRESS, M_ERROR, M_METHOD, M_USERNAME,
	M_SESSION, M_CODE, M_COUNT
};

static const struct str member_names[M_COUNT] = {
	[M_TYPE] = STR_INIT("type"), [M_CLIENT] = STR_INIT("clientId"),
	[M_USER_ID] = STR_INIT("userId"), [M_ADDRESS] = STR_INIT("ipAddress"),
	[M_ERROR] = STR_INIT("error"), [M_METHOD] = STR_INIT("auth_method"),
	[M_USERNAME] = STR_INIT("username"),
	[M_SESSION] = STR_INIT("sessionId"), [M_CODE] = STR_INIT("code_id"),
};

struct members {
	struct str values[M_COUNT];
	bool	   twice[M_COUNT];	/* with different values */
};

/* Up to the comma behind which another name stands. */
static struct str
take_bare(struct str *s)
{
	struct str whole = *s, rest = *s, head, probe, name;

	while (str_take_until(&rest, STR(", "), &head)) {
		probe = rest;
		if (!take_key(&probe, &name) || !str_take_char(&probe, '='))
			continue;
		head = str_of(whole.at, (size_t)(rest.at - whole.at) - 2);
		*s = str_of(rest.at - 2, rest.len + 2);
		return head;
	}
	str_drop(s, s->len);
	return whole;
}

static void
member_found(struct members *members, struct str name, struct str value)
{
	for (int m = 0; m < M_COUNT; m++) {
		if (!str_eq(member_names[m], name))
			continue;
		if (members->values[m].at == NULL)
			members->values[m] = value;
		else if (m != M_TYPE && !str_eq(members->values[m], value))
			members->twice[m] = true;
	}
}

static bool
members_take(struct members *members, struct str s)
{
	struct str name, value;

	if (!STARTS(s, "type="))
		return false;
	do {
		if (!take_key(&s, &name) || !str_take_char(&s, '='))
			return false;
		if (!take_quoted(&s, &value))
			value = take_bare(&s);
		member_found(members, name, value);
	} while (str_take(&s, STR(", ")));
	return members->values[M_TYPE].len > 0;
}

static struct str
value_of(const struct members *members, enum member member)
{
	struct str value = members->values[member];

	return members->twice[member] || str_eq(value, STR("null")) ?
	    (struct str){ 0 } : value;
}

static const struct {
	struct str   type;
	enum kind    kind;
	enum outcome outcome;
} types[] = {
	{ STR_INIT("LOGIN"), K_LOGIN, OUTCOME_SUCCESS },
	{ STR_INIT("LOGIN_ERROR"), K_LOGIN, OUTCOME_FAILURE },
	{ STR_INIT("LOGOUT"), K_LOGOUT, OUTCOME_NONE },
	{ STR_INIT("IDENTITY_PROVIDER_LOGIN"), K_AUTH_STEP, OUTCOME_SUCCESS },
	{ STR_INIT("IDENTITY_PROVIDER_LOGIN_ERROR"), K_AUTH_STEP,
	    OUTCOME_FAILURE },
	{ STR_INIT("CODE_TO_TOKEN_ERROR"), K_AUTH_STEP, OUTCOME_FAILURE },
	{ STR_INIT("REFRESH_TOKEN_ERROR"), K_AUTH_STEP, OUTCOME_FAILURE },
};

static void
set_member(struct event *ev, enum field field, struct str value)
{
	if (value.len > 0)
		event_set(ev, field, value);
}

/* type=LOGIN_ERROR, realmId=r, ... */
static enum parsed
event_text(struct str text, struct event *ev)
{
	struct members members = { .twice = { false } };
	struct str     address, user, session;

	if (!members_take(&members, text))
		return PARSED_BAD;
	ev->kind = K_NOTE;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(types[i].type, value_of(&members, M_TYPE))) {
			ev->kind = (uint8_t)types[i].kind;
			ev->outcome = (uint8_t)types[i].outcome;
		}
	event_set(ev, F_SERVICE, STR("keycloak"));
	set_member(ev, F_ACTION, value_of(&members, M_TYPE));
	set_member(ev, F_APP, value_of(&members, M_CLIENT));
	set_member(ev, F_AUTH_METHOD, value_of(&members, M_METHOD));
	set_member(ev, F_STATUS_DETAIL, value_of(&members, M_ERROR));
	user = value_of(&members, M_USERNAME);
	set_member(ev, F_USER, user.len > 0 || members.twice[M_USERNAME] ?
	    user : value_of(&members, M_USER_ID));
	session = value_of(&members, M_SESSION);
	set_member(ev, F_SESSION, session.len > 0 ? session :
	    value_of(&members, M_CODE));
	address = value_of(&members, M_ADDRESS);
	if (str_is_ip(address))
		event_set(ev, F_SRC_IP, address);
	return PARSED_EVENT;
}

static bool
is_event_logger(struct str name)
{
	return str_eq(name, STR("org.keycloak.events")) ||
	    str_eq(name, STR("org.key.events"));
}

/* "WARN  [org.keycloak.events] (executor-thread-3) type=..." */
static enum parsed
log_text(struct str text, struct event *ev)
{
	struct str level, logger, thread;

	if (!str_take_word(&text, &level) || level.len > 7)
		return PARSED_OTHER;
	while (str_take_char(&text, ' '))
		;
	if (!str_take_char(&text, '[') ||
	    !str_take_until(&text, STR("] "), &logger) ||
	    !is_event_logger(logger) || !str_take_char(&text, '(') ||
	    !str_take_until(&text, STR(") "), &thread))
		return PARSED_OTHER;
	event_set(ev, F_SEVERITY, level);
	return STARTS(text, "type=") ? event_text(text, ev) : PARSED_OTHER;
}

/* The logger is the fourth member: other objects are not searched whole. */
enum { LOGGER_WITHIN = 512 };

/* The members at the top of one line of the JSON log. */
static enum parsed
json_text_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	static const struct str names[] = {
		STR_INIT("timestamp"), STR_INIT("loggerName"),
		STR_INIT("message"), STR_INIT("level"), STR_INIT("hostName"),
	};
	struct str     values[5] = { { 0 } }, value, key;
	struct json_in in;
	enum json      type;

	if (!str_has(str_of(text.at, text.len < LOGGER_WITHIN ? text.len :
	    LOGGER_WITHIN), STR("org.keycloak.events")))
		return PARSED_OTHER;
	json_open(&in, text, context->scratch);
	if (json_next(&in, &value) != JSON_OBJECT)
		return PARSED_OTHER;
	while ((type = json_next(&in, &key)) == JSON_KEY) {
		type = json_next(&in, &value);
		if ((type == JSON_OBJECT || type == JSON_ARRAY) &&
		    !json_skip(&in, &value))
			return PARSED_OTHER;
		for (size_t i = 0; i < 5 && type == JSON_TEXT; i++)
			if (str_eq(names[i], key))
				values[i] = value;
	}
	if (type != JSON_OBJECT_END || json_next(&in, &value) != JSON_END ||
	    !is_event_logger(values[1]))
		return PARSED_OTHER;
	if (!stamp_take_iso(&values[0], context->zone, &ev->time))
		return PARSED_BAD;
	set_member(ev, F_SEVERITY, values[3]);
	set_member(ev, F_HOST, values[4]);
	return event_text(values[2], ev);
}

enum parsed
keycloak_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct stamp stamp = ev->time;
	enum parsed  parsed;

	if (STARTS(text, "{"))
		return json_text_line(text, context, ev);
	if (stamp_take_iso(&text, context->zone, &stamp) &&
	    !str_take_char(&text, ' '))
		return PARSED_OTHER;
	parsed = log_text(text, ev);
	if (parsed != PARSED_OTHER)
		ev->time = stamp;
	return parsed;
}
