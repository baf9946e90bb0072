/* web_access: the combined and common log formats of nginx and Apache.
 *
 *	192.0.2.7 - bob [11/Dec/2025:21:04:00 +0100] "GET / HTTP/1.1" 200 512 "-" "curl/7.88"
 *	www.a.example:443 192.0.2.7 - - [11/Dec/2025:21:04:00 +0100] "GET / HTTP/1.1" 200 512
 *
 * Address and stamp are the server's.  The user is what the client typed for
 * basic authentication, right or wrong; so are the request, the referrer and
 * the agent.  Servers escape quotes in them (nginx \x22, Apache \"), so the
 * first bare quote opens the request, and what stands before it cannot be
 * reached from behind. */
#include "parse/take.h"
#include "parse/url.h"
#include "parse/web.h"

enum { CLF_STAMP_BYTES = 26 };	/* 11/Dec/2025:21:04:00 +0100 */

/* "[stamp] " at the end of the part before the request. */
static bool
take_stamp_end(struct str *s, struct stamp *stamp)
{
	struct str at = *s;

	if (s->len < CLF_STAMP_BYTES + 3 || !str_ends(*s, STR("] ")))
		return false;
	str_drop(&at, s->len - CLF_STAMP_BYTES - 3);
	if (!str_take_char(&at, '[') || !stamp_take_clf(&at, stamp))
		return false;
	s->len -= CLF_STAMP_BYTES + 3;
	return str_eq(at, STR("] "));
}

static bool
is_dash(struct str s)
{
	return s.len == 1 && s.at[0] == '-';
}

/* "www.a.example:443" */
static void
set_vhost(struct event *ev, struct str host)
{
	struct str port, name = host;

	if (str_take_last_char(&name, ':', &port) && str_is_digits(port)) {
		event_set(ev, F_DST_PORT, port);
		host = name;
	}
	event_set(ev, F_DST_HOST, host);
}

/* "192.0.2.7 - bob ", with a virtual host before it or not. */
static bool
take_client(struct str s, struct event *ev)
{
	struct str first, second, ident, rest;

	if (!str_take_word(&s, &first))
		return false;
	rest = s;
	if (str_take_word(&rest, &second) && !is_dash(second) &&
	    str_is_ip(second)) {
		set_vhost(ev, first);
		first = second;
		s = rest;
	} else if (!str_is_ip(first)) {
		/* HostnameLookups: a name, as long as "- " follows */
		if (!STARTS(s, "- "))
			return false;
		event_set(ev, F_SRC_HOST, first);
		first = (struct str){ 0 };
	}
	if (first.len > 0)
		event_set(ev, F_SRC_IP, first);
	if (!str_take_word(&s, &ident))
		return false;
	while (str_take_end(&s, STR(" ")))
		;
	if (s.len > 0 && !is_dash(s))
		event_set(ev, F_USER, s);
	return true;
}

/* " 200 512": status and bytes, - where there is none. */
static bool
take_numbers(struct str *s, struct event *ev)
{
	struct str rest = *s, status, bytes;

	if (!str_take_char(&rest, ' ') || !str_take_word(&rest, &status) ||
	    !(is_dash(status) || (status.len == 3 && str_is_digits(status))))
		return false;
	if (!str_take_word(&rest, &bytes) ||
	    !(is_dash(bytes) || str_is_digits(bytes)))
		return false;
	if (!is_dash(status))
		event_set(ev, F_HTTP_STATUS, status);
	if (!is_dash(bytes))
		event_set(ev, F_HTTP_BYTES, bytes);
	*s = rest;
	return true;
}

/* The request and the numbers behind it.  Where a server escapes nothing,
 * the request ends with the first quote that status and bytes follow. */
static bool
take_request(struct str *s, struct str *request, struct event *ev)
{
	struct str rest = *s, more;

	if (!take_quoted(&rest, request))
		return false;
	while (!take_numbers(&rest, ev)) {
		if (!str_take_until_char(&rest, '"', &more))
			return false;
		request->len = (size_t)(rest.at - request->at) - 1;
	}
	*s = rest;
	return true;
}

/* "referrer" "agent" and perhaps "forwarded". */
static bool
take_headers(struct str s, struct arena *scratch, struct event *ev)
{
	static const enum field fields[] = {
		F_HTTP_REFERRER, F_USER_AGENT, F_FORWARDED,
	};
	struct str value;

	for (size_t i = 0; i < sizeof fields / sizeof *fields &&
	    STARTS(s, "\""); i++) {
		if (!take_quoted(&s, &value))
			return false;
		if (fields[i] == F_HTTP_REFERRER)
			value = url_mask(value, scratch);
		if (value.len > 0 && !is_dash(value))
			event_set(ev, fields[i], value);
		str_take_char(&s, ' ');
	}
	return true;
}

enum parsed
web_access(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str   rest = text, head, request;
	struct stamp stamp;

	if (!str_take_until_char(&rest, '"', &head))
		return PARSED_OTHER;
	while (!take_stamp_end(&head, &stamp)) {
		/* an ident or user may hold a quote, escaped or not */
		if (!str_take_until_char(&rest, '"', &request))
			return PARSED_OTHER;
		head = str_of(text.at, (size_t)(rest.at - text.at) - 1);
	}
	if (!take_client(head, ev))
		return PARSED_OTHER;
	ev->time = stamp;
	rest = str_of(rest.at - 1, rest.len + 1);	/* its quote too */
	if (!take_request(&rest, &request, ev))
		return PARSED_BAD;
	web_request(request, context, ev);
	if (!take_headers(rest, context->scratch, ev))
		return PARSED_BAD;
	web_peer(context->site, ev);
	return PARSED_EVENT;
}
