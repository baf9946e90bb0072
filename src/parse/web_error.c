/* web_error: error logs of nginx and Apache.
 *
 *	2025/12/11 21:04:00 [error] 31#31: *46 user "bob": password mismatch, client: 192.0.2.7, server: a.example, request: "GET / HTTP/1.1", host: "a.example"
 *	[Thu Dec 11 21:04:00.880562 2025] [auth_basic:error] [pid 10:tid 14] [client 192.0.2.7:50229] AH01618: user bob not found: /
 *
 * In nginx's, the message before `client:` may hold a typed user or path and
 * the request behind it is typed as well; if they make more than one client
 * possible, none is told. */
#include "parse/take.h"
#include "parse/url.h"
#include "parse/web.h"

/* ---- nginx ---- */

/* 2025/12/11 21:04:00 */
static bool
take_stamp(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = *s;
	uint32_t   part[6];
	int64_t	   ms;

	for (size_t i = 0; i < 6; i++)
		if (!str_take_digits(&rest, i == 0 ? 4 : 2, &part[i]) ||
		    (i < 5 && !str_take_char(&rest, "// ::"[i])))
			return false;
	if (!clock_ms((int)part[0], (int)part[1], (int)part[2], (int)part[3],
	    (int)part[4], (int)part[5], &ms))
		return false;
	stamp->at.ms = zone == NULL ? ms : zone_utc(zone, ms);
	stamp->flags = STAMP_SET | STAMP_LOCAL;
	*s = rest;
	return true;
}

/* "192.0.2.7, server: " or the end of the line, behind ", client: ". */
static bool
take_client(struct str s, struct str *address)
{
	struct str tail = s;
	size_t	   n = 0;

	while (n < s.len && s.at[n] != ',' && s.at[n] != ' ')
		n++;
	*address = str_of(s.at, n);
	str_drop(&tail, n);
	str_take(&tail, STR(" using starttls"));
	return str_is_ip(*address) &&
	    (tail.len == 0 || STARTS(tail, ", server: "));
}

/* "client 192.0.2.7:53044 connected to 0.0.0.0:25", and nothing more: mail and
 * stream proxies */
static bool
take_connected(struct str s, struct event *ev)
{
	struct str peer, port, local, local_port;

	if (!str_take(&s, STR("client ")) ||
	    !str_take_until(&s, STR(" connected to "), &peer) ||
	    !str_take_last_char(&peer, ':', &port) || !take_is_number(port))
		return false;
	local = s;
	if (!str_take_last_char(&local, ':', &local_port) ||
	    !take_is_number(local_port))
		return false;
	if (str_take_char(&peer, '[') && !str_take_end(&peer, STR("]")))
		return false;
	if (!str_is_ip(peer))
		return false;
	ev->kind = K_CONNECT;
	event_set(ev, F_SRC_IP, peer);
	event_set(ev, F_SRC_PORT, port);
	if (str_is_ip(local))
		event_set(ev, F_DST_IP, local);
	event_set(ev, F_DST_PORT, local_port);
	return true;
}

/* Behind the client: ", server: a.example, request: "GET / HTTP/1.1",
 * upstream: "http://192.0.2.5/", host: "a.example"".  The request was typed,
 * and may hold what follows here. */
static void
set_details(struct str s, const struct parse_context *context,
    struct event *ev)
{
	static const struct str ends[] = {
		STR_INIT("\", subrequest: \""), STR_INIT("\", upstream: \""),
		STR_INIT("\", host: \""),
	};
	struct str server, request, tail, upstream;
	uint8_t	   kind = ev->kind;

	if (!str_take(&s, STR(", server: ")))
		return;
	server = s;
	if (str_take_until(&s, STR(", "), &server) &&
	    str_take(&s, STR("request: \""))) {
		request = s;
		if (str_take_last(&s, ends[1], &upstream) &&
		    str_take_until_char(&upstream, '"', &tail))
			event_set(ev, F_RELAY, url_mask(tail,
			    context->scratch));
		s = request;
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
			if (str_take_until(&s, ends[i], &tail))
				s = tail;
		str_take_end(&s, STR("\""));
		web_request(s, context, ev);
		ev->kind = kind;
		ev->outcome = OUTCOME_NONE;
	}
	if (server.len > 0)
		event_set(ev, F_DST_HOST, server);
}

/* The one client of a line; its place ends the message. */
static void
find_client(struct str s, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = s, head, address, known = { 0 }, message = s;
	struct str details = { 0 };

	event_set(ev, F_MESSAGE, s);
	while (str_take_until(&rest, STR(", client: "), &head)) {
		if (!take_client(rest, &address))
			continue;
		if (known.at == NULL)
			message.len = (size_t)(head.at + head.len - s.at);
		else if (!str_eq(known, address))
			return;		/* one was typed: which? */
		known = address;
		details = str_of(rest.at + address.len,
		    rest.len - address.len);
	}
	if (known.at == NULL)
		return;
	event_set(ev, F_SRC_IP, known);
	event_set(ev, F_MESSAGE, message);
	set_details(details, context, ev);
}

/* user "bob" was not found in "/f" / user "bob": password mismatch */
static bool
take_refused_user(struct str message, struct event *ev)
{
	static const struct str ends[] = {
		STR_INIT("\" was not found in \""),
		STR_INIT("\": password mismatch"),
	};
	struct str tail;

	if (!str_take(&message, STR("user \"")))
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_take_last(&message, ends[i], &tail)) {
			event_set(ev, F_USER, message);
			return true;
		}
	return false;
}

/* ", login: "bob"", and behind it nothing or ", upstream: 192.0.2.5:143".  The
 * name was typed and stands as it was: its quote is the last one. */
static void
set_mail_user(struct str s, struct event *ev)
{
	struct str head, user = s, upstream;

	if (!str_take_until(&user, STR(", login: \""), &head))
		return;
	if (!str_take_end(&user, STR("\"")) &&
	    !str_take_last(&user, STR("\", upstream: "), &upstream))
		return;			/* a newline cut it off */
	event_set(ev, F_USER, user);
}

/* client login failed: "reason" while in http auth state, ... login: "bob" */
static bool
take_mail_login(struct str s, struct event *ev)
{
	bool failed = str_starts(s, STR("client login failed: "));

	if (!failed && !str_starts(s, STR("client logged in")))
		return false;
	ev->kind = K_LOGIN;
	ev->outcome = failed ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
	event_set(ev, F_SERVICE, STR("mail"));
	set_mail_user(s, ev);
	return true;
}

static enum parsed
nginx_error(struct str s, const struct parse_context *context,
    struct event *ev)
{
	struct str level, pid, thread, number;

	if (!str_take_until(&s, STR("] "), &level) ||
	    !str_take_until_char(&s, '#', &pid) || !str_is_digits(pid) ||
	    !str_take_until(&s, STR(": "), &thread))
		return PARSED_OTHER;
	if (str_take_char(&s, '*'))
		str_take_word(&s, &number);
	event_set(ev, F_SEVERITY, level);
	event_set(ev, F_PID, pid);
	ev->kind = K_NOTE;
	if (take_connected(s, ev)) {
		event_set(ev, F_MESSAGE, s);
		return PARSED_EVENT;
	}
	find_client(s, context, ev);
	if (take_refused_user(event_get(ev, F_MESSAGE), ev)) {
		ev->kind = K_LOGIN;
		ev->outcome = OUTCOME_FAILURE;
	} else {
		take_mail_login(s, ev);
	}
	return PARSED_EVENT;
}

/* ---- Apache ---- */

/* "[Thu Dec 11 21:04:00.880562 2025] " */
static bool
take_apache_stamp(struct str *s, const struct parse_context *context,
    struct stamp *stamp)
{
	struct str rest = *s, inside;

	if (!str_take_char(&rest, '[') ||
	    !str_take_until(&rest, STR("] "), &inside) || inside.len < 4 ||
	    inside.len > 40 || inside.at[3] != ' ')
		return false;
	str_drop(&inside, 4);
	/* a year is taken where a space follows it */
	inside = arena_printf(context->scratch, STR_FMT " ", STR_ARG(inside));
	if (!stamp_take_bsd(&inside, context->zone, stamp) ||
	    (stamp->flags & STAMP_NO_YEAR) || str_trim(inside).len > 0)
		return false;
	*s = rest;
	return true;
}

/* [client 192.0.2.7:50229] */
static void
take_apache_client(struct str inside, struct event *ev)
{
	struct str port, address = inside;

	if (str_is_ip(inside)) {
		event_set(ev, F_SRC_IP, inside);
	} else if (str_take_last_char(&address, ':', &port) &&
	    str_is_ip(address) && str_is_digits(port)) {
		event_set(ev, F_SRC_IP, address);
		event_set(ev, F_SRC_PORT, port);
	}
}

/* AH01618: user bob not found: /
 * AH01790: user `bob' in realm `private' not found: / */
static void
take_apache_user(struct str s, struct event *ev)
{
	static const struct str ends[] = {
		STR_INIT(" not found: "), STR_INIT(": authentication failure "),
		STR_INIT(": password mismatch"), STR_INIT(" not found"),
		STR_INIT(" denied by provider: "),
	};
	struct str code, tail;

	if (!STARTS(s, "AH") || !str_take_until(&s, STR(": "), &code) ||
	    !str_take(&s, STR("user ")))
		return;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_take_until(&s, ends[i], &tail)) {
			ev->kind = K_LOGIN;
			ev->outcome = OUTCOME_FAILURE;
			if (str_take_char(&tail, '`'))
				str_take_last(&tail, STR("' in realm `"),
				    &code);
			event_set(ev, F_USER, tail);
			return;
		}
}

static enum parsed
apache_error(struct str s, struct event *ev)
{
	struct str inside, number, before, module;

	ev->kind = K_NOTE;
	if (!str_take_char(&s, '[') || !str_take_until(&s, STR("] "), &module))
		return PARSED_OTHER;
	inside = module;
	str_take_until_char(&inside, ':', &before);
	event_set(ev, F_SEVERITY, inside);
	while (str_take_char(&s, '[')) {
		if (!str_take_until(&s, STR("] "), &inside))
			return PARSED_BAD;
		if (str_take(&inside, STR("pid ")) &&
		    (!str_take_until_char(&inside, ':', &number) ?
		    (number = inside, true) : true) && str_is_digits(number))
			event_set(ev, F_PID, number);
		else if (str_take(&inside, STR("client ")))
			take_apache_client(inside, ev);
	}
	/* "(70014)End of file found: [client 192.0.2.7:17036] AH02006: ..." */
	if (STARTS(s, "(") && str_take_until(&s, STR(": [client "), &before) &&
	    str_take_until(&s, STR("] "), &inside))
		take_apache_client(inside, ev);
	event_set(ev, F_MESSAGE, s);
	take_apache_user(s, ev);
	return PARSED_EVENT;
}

static enum parsed
web_error(struct str text, bool syslog, const struct parse_context *context,
    struct event *ev)
{
	struct str   rest = text;
	struct stamp stamp;
	enum parsed  parsed = PARSED_OTHER;

	if (take_stamp(&rest, context->zone, &stamp) &&
	    str_take(&rest, STR(" [")))
		parsed = nginx_error(rest, context, ev);
	else if (rest = text, take_apache_stamp(&rest, context, &stamp))
		parsed = apache_error(rest, ev);
	if (parsed == PARSED_OTHER)
		return parsed;
	web_peer(context->site, ev);
	/* it may quote the request */
	event_set(ev, F_MESSAGE, url_mask(event_get(ev, F_MESSAGE), context->scratch));
	if (!syslog)
		ev->time = stamp;
	if (!event_has(ev, F_SERVICE))
		event_set(ev, F_SERVICE, STR("web"));
	return parsed;
}

enum parsed
web_line(struct str text, bool syslog, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed;

	if (context->site->access_logs.count > 0) {
		parsed = web_custom(text, syslog, context, ev);
		if (parsed != PARSED_OTHER)
			return parsed;
	}
	/* the year of nginx's own stamp, or Apache's bracket */
	if (text.len > 20 && (text.at[0] == '[' || text.at[4] == '/')) {
		parsed = web_error(text, syslog, context, ev);
		if (parsed != PARSED_OTHER)
			return parsed;
	}
	return web_access(text, context, ev);
}
