/* pgsql_connection: who came, who was let in, who was not, who left.
 *
 *	connection received: host=192.0.2.7 port=53210
 *	connection authenticated: identity="app" method=scram-sha-256 (...)
 *	connection authorized: user=app database=records application_name=portal SSL enabled (protocol=TLSv1.3, cipher=..., bits=256)
 *	disconnection: session time: 0:00:03.123 user=app database=records host=192.0.2.7 port=53210
 *	password authentication failed for user "app"
 *	no pg_hba.conf entry for host "192.0.2.7", user "app", database "records", no encryption
 *
 * The server wrote what stands at the ends; names in between are typed. */
#include "parse/pgsql_parts.h"

/* What somebody typed, up to the last mark of s: that one is the server's. */
static bool
take_typed(struct str *s, struct str mark, struct str *inside)
{
	struct str tail;

	*inside = *s;
	if (!str_take_last(inside, mark, &tail))
		return false;
	*s = tail;
	return true;
}

/* no pg_hba.conf entry for host "H", user "U", database "D", no encryption */
static bool
refusal_by_host(struct str message, struct refusal *refusal)
{
	struct str head, database;

	if (!str_starts(message, STR("no pg_hba.conf entry for ")) &&
	    !str_starts(message, STR("pg_hba.conf rejects ")))
		return false;
	if (!str_take_until(&message, STR("host \""), &head) ||
	    !str_take_until(&message, STR("\", user \""), &refusal->host))
		return false;
	database = message;
	if (take_typed(&database, STR("\", database \""), &refusal->user) &&
	    str_take_last_char(&database, '"', &head))
		refusal->database = database;
	else if (!take_typed(&message, STR("\""), &refusal->user))
		return false;
	refusal->method = (struct str){ 0 };
	return true;
}

/* Refusals with one name in quotes: what stands before and after it. */
static const struct {
	struct str head, tail;
	bool	   database;	/* it is not the user's */
} refusals[] = {
	{ STR_INIT("role \""), STR_INIT("\" does not exist"), false },
	{ STR_INIT("role \""), STR_INIT("\" is not permitted to log in"),
	    false },
	{ STR_INIT("too many connections for role \""), STR_INIT("\""), false },
	{ STR_INIT("too many connections for database \""), STR_INIT("\""),
	    true },
	{ STR_INIT("database \""), STR_INIT("\" does not exist"), true },
	{ STR_INIT("permission denied for database \""), STR_INIT("\""), true },
};

bool
pgsql_refusal(struct str severity, struct str message,
    struct refusal *refusal)
{
	struct str name = message, method;

	*refusal = (struct refusal){ 0 };
	if (!str_eq(severity, STR("FATAL")))
		return false;
	if (refusal_by_host(message, refusal))
		return true;
	if (str_take_until(&name, STR(" authentication failed for user \""),
	    &method) && memchr(method.at, ' ', method.len) == NULL &&
	    str_take_end(&name, STR("\""))) {
		refusal->user = name;
		refusal->method = method;
		return true;
	}
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		name = message;
		if (!str_take(&name, refusals[i].head) ||
		    !str_take_end(&name, refusals[i].tail))
			continue;
		*(refusals[i].database ? &refusal->database : &refusal->user) =
		    name;
		return true;
	}
	return false;
}

/* "user=U database=D ...": up to the mark that only the server writes. */
static bool
take_user(struct str *s, struct str *user)
{
	return str_take(s, STR("user=")) &&
	    str_take_until(s, STR(" database="), user);
}

struct str
pgsql_message_user(struct str severity, struct str message)
{
	struct refusal refusal;
	struct str     user;

	if (pgsql_refusal(severity, message, &refusal))
		return refusal.user;
	if (str_take(&message, STR("connection authorized: ")) &&
	    take_user(&message, &user))
		return user;
	return (struct str){ 0 };
}

static enum parsed
refused(const struct pgsql *line, const struct refusal *refusal,
    struct event *ev)
{
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, line->message);
	if (refusal->user.at != NULL)
		event_set(ev, F_USER, refusal->user);
	if (refusal->database.at != NULL)
		event_set(ev, F_DATABASE, refusal->database);
	if (refusal->method.at != NULL)
		event_set(ev, F_AUTH_METHOD, refusal->method);
	if (str_is_ip(refusal->host))
		event_set(ev, F_SRC_IP, refusal->host);
	return PARSED_EVENT;
}

static enum parsed
received(struct str s, struct event *ev)
{
	struct str port;

	ev->kind = K_CONNECT;
	if (!str_take(&s, STR("host=")))
		return PARSED_BAD;
	if (str_take_last(&s, STR(" port="), &port) && str_is_digits(port))
		event_set(ev, F_SRC_PORT, port);
	if (str_is_ip(s))
		event_set(ev, F_SRC_IP, s);
	else if (!str_eq(s, STR("[local]")))
		event_set(ev, F_SRC_HOST, s);
	return PARSED_EVENT;
}

/* identity="cn=\"x" method=scram-sha-256 (/etc/.../pg_hba.conf:95) */
static enum parsed
authenticated(struct str s, struct event *ev)
{
	struct str method, file;

	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_SUCCESS;
	if (!str_take_last(&s, STR(" method="), &method))
		return PARSED_BAD;
	str_take_last(&method, STR(" ("), &file);
	event_set(ev, F_AUTH_METHOD, method);
	if ((str_take(&s, STR("identity=\"")) ||
	    str_take(&s, STR("user=\""))) && str_take_end(&s, STR("\"")))
		event_set(ev, F_USER, s);
	return PARSED_EVENT;
}

/* " SSL enabled (protocol=TLSv1.3, cipher=..., bits=256)" at the end. */
static void
take_tls(struct str *s, struct event *ev)
{
	struct str tls, bits, cipher, compression;

	if (!str_take_end(s, STR(")")))
		return;
	if (str_take_last(s, STR(" SSL enabled (protocol="), &tls)) {
		str_take_last(&tls, STR(", compression="), &compression);
		if (str_take_last(&tls, STR(", bits="), &bits))
			event_set(ev, F_TLS_BITS, bits);
		if (str_take_last(&tls, STR(", cipher="), &cipher))
			event_set(ev, F_TLS_CIPHER, cipher);
		event_set(ev, F_TLS_VERSION, tls);
	} else {
		str_take_last(s, STR(" GSS ("), &tls);
	}
}

/* user=U database=D[ application_name=A][ SSL enabled (...)]; the user of the
 * prefix, where there is one, has to be the same. */
static enum parsed
authorized(struct str s, struct event *ev)
{
	struct str user, app;

	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_SUCCESS;
	if (pgsql_has_severity(s))
		return PARSED_BAD;
	take_tls(&s, ev);
	if (str_take_last(&s, STR(" application_name="), &app))
		event_set(ev, F_APP, app);
	if (!take_user(&s, &user)) {
		user = s;		/* a replication has no database */
		if (!str_take(&user, STR("user=")))
			return PARSED_BAD;
	} else {
		event_set(ev, F_DATABASE, s);
	}
	if (event_has(ev, F_USER) && !str_eq(event_get(ev, F_USER), user))
		return PARSED_BAD;
	event_set(ev, F_USER, user);
	return PARSED_EVENT;
}

/* "0:00:03.123" in milliseconds, as text in scratch. */
static struct str
session_ms(struct str s, struct arena *scratch)
{
	uint64_t hours, milli = 0;
	uint32_t minutes, seconds;

	if (!str_take_u64(&s, &hours) || hours > 1000000 ||
	    !str_take_char(&s, ':') || !str_take_digits(&s, 2, &minutes) ||
	    !str_take_char(&s, ':') || !str_take_digits(&s, 2, &seconds))
		return (struct str){ 0 };
	if (str_take_char(&s, '.'))
		str_u64(s, &milli);
	return arena_printf(scratch, "%llu", (unsigned long long)
	    (((hours * 60 + minutes) * 60 + seconds) * 1000 + milli));
}

/* session time: 0:00:03.123 user=U database=D host=H[ port=P] */
static enum parsed
left(struct str s, struct arena *scratch, struct event *ev)
{
	struct str duration, host, port, user;

	ev->kind = K_LOGOUT;
	if (pgsql_has_severity(s) || !str_take_word(&s, &duration) ||
	    !str_take_last(&s, STR(" host="), &host))
		return PARSED_BAD;
	event_set(ev, F_DURATION_MS, session_ms(duration, scratch));
	if (str_take_last(&host, STR(" port="), &port) && str_is_digits(port))
		event_set(ev, F_SRC_PORT, port);
	if (str_is_ip(host))
		event_set(ev, F_SRC_IP, host);
	if (!take_user(&s, &user))
		return PARSED_BAD;
	if (event_has(ev, F_USER) && !str_eq(event_get(ev, F_USER), user))
		return PARSED_BAD;
	event_set(ev, F_USER, user);
	event_set(ev, F_DATABASE, s);
	return PARSED_EVENT;
}

enum parsed
pgsql_connection(const struct pgsql *line, struct event *ev)
{
	struct str     s = line->message;
	struct refusal refusal;

	if (line->doubt.at == NULL &&
	    pgsql_refusal(line->severity, line->message, &refusal))
		return refused(line, &refusal, ev);
	if (!str_eq(line->severity, STR("LOG")))
		return PARSED_OTHER;
	if (str_take(&s, STR("connection received: ")))
		return received(s, ev);
	if (str_take(&s, STR("connection authenticated: ")))
		return authenticated(s, ev);
	if (str_take(&s, STR("connection authorized: ")) ||
	    str_take(&s, STR("replication connection authorized: ")))
		return authorized(s, ev);
	if (str_take(&s, STR("disconnection: session time: ")))
		return left(s, line->context->scratch, ev);
	return PARSED_OTHER;
}
