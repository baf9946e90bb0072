/* haproxy: HTTP, TCP and error lines in HAProxy's own layouts.
 *
 *	198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web~ app/s1 0/0/1/9/10 200 512 - - ---- 2/1/0/0/0 0/0 {mail.example|curl} {} "GET / HTTP/1.1"
 *	198.51.100.9:50100 [11/Dec/2025:21:04:00.123] imaps dovecot/d1 1/0/5007 212 -- 0/0/0/0/3 0/0
 *	198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web/1: SSL handshake failure
 *	198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web~ 1/1 34/0A00009C/0/0/0 -/TLSv1.3/(NONE)
 *	Connect from 198.51.100.9:50100 to 192.0.2.10:443 (web/HTTP)
 *
 * The fourth is the error-log-format of its manual, the fifth what is written
 * where no layout is chosen.
 *
 * Peer, date, names and numbers are HAProxy's own and come first.  Cookies are
 * secrets and are not kept.  Captured headers and the request were typed;
 * HAProxy writes a brace, a bar or a quote in them as #7B, #7C, #22. */
#include "parse/haproxy.h"

#include "parse/stamps.h"
#include "parse/take.h"
#include "parse/web.h"

enum { TIMERS_HTTP = 5, TIMERS_TCP = 3, COUNTERS = 5, QUEUES = 2 };

/* "198.51.100.9:50100 ", "2001:db8::9:50100 " */
static bool
take_client(struct str *s, struct str *address, struct str *port)
{
	struct str rest = *s;

	if (!str_take_word(&rest, address) ||
	    !str_take_last_char(address, ':', port) ||
	    !take_is_number(*port) || !str_is_ip(*address))
		return false;
	*s = rest;
	return true;
}

/* n numbers with slashes between; -1 and +7 are numbers here.  *last: the
 * last one without its sign, empty if it is -1. */
static bool
take_numbers(struct str *s, size_t n, struct str *last)
{
	struct str rest = *s;

	for (size_t i = 0; i < n; i++) {
		bool minus = str_take_char(&rest, '-');

		str_take_char(&rest, '+');
		if (!take_digits(&rest, last))
			return false;
		if (minus)
			last->len = 0;
		if (i + 1 < n && !str_take_char(&rest, '/'))
			return false;
	}
	if (rest.len > 0 && !str_take_char(&rest, ' '))
		return false;
	*s = rest;
	return true;
}

/* "{a|b} ", as it stands */
static bool
take_captured(struct str *s, struct str *inside)
{
	struct str rest = *s;

	if (!str_take_char(&rest, '{') ||
	    !str_take_until_char(&rest, '}', inside))
		return false;
	str_take_char(&rest, ' ');
	*s = rest;
	return true;
}

/* "2/1/0/0/0 0/0 {mail.example} "GET / HTTP/1.1"", and perhaps TLS behind. */
static enum parsed
request_line(struct str s, const struct parse_context *context,
    struct event *ev)
{
	struct str number, captured, request, more;

	if (!take_numbers(&s, COUNTERS, &number) ||
	    !take_numbers(&s, QUEUES, &number))
		return PARSED_BAD;
	if (take_captured(&s, &captured)) {
		if (captured.len > 0)
			event_set(ev, F_MESSAGE, captured);
		take_captured(&s, &more);
	}
	if (!str_take_char(&s, '"'))
		return PARSED_BAD;
	if (!str_take_until_char(&s, '"', &request))
		request = s;		/* cut at HAProxy's own length */
	web_request(request, context, ev);
	return PARSED_EVENT;
}

/* "0/0/1/9/10 200 512 - - ---- 2/1/0/0/0 0/0 ..." */
static enum parsed
http_line(struct str s, const struct parse_context *context, struct event *ev)
{
	struct str total, status, bytes, cookie, state;

	if (!take_numbers(&s, TIMERS_HTTP, &total))
		return PARSED_OTHER;
	if (total.len > 0)
		event_set(ev, F_DURATION_MS, total);
	if (!str_take_word(&s, &status) || !str_take_word(&s, &bytes))
		return PARSED_BAD;
	str_take_char(&bytes, '+');
	if (take_is_number(status))
		event_set(ev, F_HTTP_STATUS, status);
	else if (!str_eq(status, STR("-1")))
		return PARSED_BAD;
	if (!take_is_number(bytes) || !str_take_word(&s, &cookie) ||
	    !str_take_word(&s, &cookie) || !str_take_word(&s, &state) ||
	    state.len != 4)
		return PARSED_BAD;
	event_set(ev, F_HTTP_BYTES, bytes);
	event_set(ev, F_STATUS_CODE, state);
	return request_line(s, context, ev);
}

/* "1/0/5007 212 -- 0/0/0/0/3 0/0" */
static enum parsed
tcp_line(struct str s, struct event *ev)
{
	struct str total, bytes, state, number;

	if (!take_numbers(&s, TIMERS_TCP, &total))
		return PARSED_OTHER;
	if (total.len > 0)
		event_set(ev, F_DURATION_MS, total);
	if (!str_take_word(&s, &bytes))
		return PARSED_BAD;
	str_take_char(&bytes, '+');
	if (!take_is_number(bytes) || !str_take_word(&s, &state) ||
	    state.len != 2 || !take_numbers(&s, COUNTERS, &number) ||
	    !take_numbers(&s, QUEUES, &number))
		return PARSED_BAD;
	event_set(ev, F_BYTES_OUT, bytes);
	event_set(ev, F_STATUS_CODE, state);
	event_set(ev, F_SERVICE, STR("proxy"));
	ev->kind = K_DISCONNECT;
	return PARSED_EVENT;
}

/* "1/1": connections, where a server's name would stand. */
static bool
is_counts(struct str s)
{
	struct str first, second;

	return take_pair(&s, &first, &second) && s.len == 0;
}

/* A connection that came to nothing. */
static enum parsed
failed_line(struct str frontend, struct str reason, struct event *ev)
{
	ev->kind = K_NOTE;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_SERVICE, STR("proxy"));
	event_set(ev, F_DST_HOST, frontend);
	event_set(ev, F_STATUS_DETAIL, reason);
	return PARSED_EVENT;
}

/* Behind the date: "web~ app/s1 ..." or "web/1: SSL handshake failure". */
static enum parsed
traffic_line(struct str s, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = s, frontend, server;
	enum parsed parsed;

	if (!str_take_word(&rest, &frontend))
		return PARSED_OTHER;
	if (str_take_end(&frontend, STR(":")))
		return failed_line(frontend, rest, ev);
	if (!str_take_word(&rest, &server))
		return PARSED_OTHER;
	if (is_counts(server))
		return failed_line(frontend, rest, ev);
	event_set(ev, F_DST_HOST, server);
	parsed = http_line(rest, context, ev);
	return parsed == PARSED_OTHER ? tcp_line(rest, ev) : parsed;
}

/* "Connect from 198.51.100.9:50100 to 192.0.2.10:443 (web/HTTP)" */
static enum parsed
connect_line(struct str s, const struct parse_context *context,
    struct event *ev)
{
	struct str address, port, own, frontend;

	if (!take_client(&s, &address, &port) || !TAKE(&s, "to ") ||
	    !take_client(&s, &own, &frontend) || !str_take_char(&s, '(') ||
	    !str_take_last_char(&s, '/', &own))
		return PARSED_BAD;
	ev->kind = K_CONNECT;
	event_set(ev, F_SRC_IP, address);
	event_set(ev, F_SRC_PORT, port);
	event_set(ev, F_DST_PORT, frontend);
	event_set(ev, F_DST_HOST, s);
	event_set(ev, F_SERVICE, STR("proxy"));
	web_peer(context->site, ev);
	return PARSED_EVENT;
}

enum parsed
haproxy_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str   rest = text, address, port;
	struct stamp stamp;
	enum parsed  parsed;

	if (TAKE(&rest, "Connect from "))
		return connect_line(rest, context, ev);
	if (!take_client(&rest, &address, &port) ||
	    !str_take_char(&rest, '[') ||
	    !stamps_take_pattern(STR("%d/%b/%Y:%H:%M:%S.%f"), &rest,
	    context->zone, &stamp) || !str_take(&rest, STR("] ")))
		return PARSED_OTHER;
	ev->time = stamp;
	event_set(ev, F_SRC_IP, address);
	event_set(ev, F_SRC_PORT, port);
	parsed = traffic_line(rest, context, ev);
	web_peer(context->site, ev);
	return parsed == PARSED_OTHER ? PARSED_BAD : parsed;
}
