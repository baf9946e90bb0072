/* sogo: SOGo's own log, which has a stamp and no host.
 *
 *	Dec 08 09:00:00 sogod [811]: SOGoRootPage successful login from
 *	    '198.51.100.9' for user 'bob' - expire = -1  grace = -1
 *	Dec 08 09:00:01 sogod [811]: SOGoRootPage Login from '198.51.100.9' for
 *	    user 'bob' might not have worked - password policy: 65535 ...
 *	Dec 08 09:00:01 sogod [811]: 198.51.100.9 "POST /SOGo/connect HTTP/1.1"
 *	    403 34/38 0.311 - - 2M
 *
 * The address may be a list that proxies have added to: its last entry is what
 * the nearest proxy saw, the others what clients said.  Both they and the
 * user's name are typed: where "' for user '" comes twice nobody is named. */
#include "parse/parse.h"

#include "parse/take.h"
#include "parse/web.h"

/* "198.51.100.9", "192.0.2.80, 198.51.100.9" */
static bool
set_addresses(struct str list, struct event *ev)
{
	struct str last = list, before = list;

	if (str_take_last_char(&before, ',', &last)) {
		str_take_char(&last, ' ');
		event_set(ev, F_FORWARDED, before);
	}
	last = take_plain_ip(last);
	if (!take_is_ip(last))
		return false;
	event_set(ev, F_SRC_IP, last);
	return true;
}

/* "'A' for user 'bob' - ...": mark is what follows the name. */
static enum parsed
sign_in(struct str text, struct str mark, enum outcome outcome,
    struct event *ev)
{
	struct str address, user;

	ev->kind = K_LOGIN;
	ev->outcome = (uint8_t)outcome;
	if (take_count(text, STR("' for user '"), 2) > 1)
		return PARSED_EVENT;
	if (!str_take_char(&text, '\'') ||
	    !str_take_until_char(&text, '\'', &address) ||
	    !TAKE(&text, " for user '") || !set_addresses(address, ev))
		return PARSED_BAD;
	if (!str_take_last(&text, mark, &user))
		return PARSED_BAD;
	if (outcome == OUTCOME_FAILURE && TAKE(&user, " - "))
		event_set(ev, F_STATUS_DETAIL, user);
	event_set(ev, F_USER, text);
	return PARSED_EVENT;
}

/* "198.51.100.9 "POST /SOGo/so/bob HTTP/1.1" 200 27/71 0.028 - - 184K" */
static enum parsed
request_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str list, request, tail, status, bytes;

	if (!str_take_until(&text, STR(" \""), &list) ||
	    !set_addresses(list, ev) ||
	    !str_take_last(&text, STR("\" "), &tail) ||
	    !take_digits(&tail, &status) || status.len != 3)
		return PARSED_OTHER;
	request = text;
	event_set(ev, F_HTTP_STATUS, status);
	if (str_take_char(&tail, ' ') && take_digits(&tail, &bytes))
		event_set(ev, F_HTTP_BYTES, bytes);
	web_request(request, context, ev);
	return PARSED_EVENT;
}

static enum parsed
sogo_text(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed;

	event_set(ev, F_SERVICE, STR("webmail"));
	if (TAKE(&text, "SOGoRootPage Login from "))
		return sign_in(text, STR("' might not have worked"),
		    OUTCOME_FAILURE, ev);
	if (TAKE(&text, "SOGoRootPage successful login from "))
		return sign_in(text, STR("' - expire"), OUTCOME_SUCCESS, ev);
	if (text.len > 0 && (scan_digits(text.at, 1) == 1 ||
	    STARTS(text, "::") || STARTS(text, "2") || STARTS(text, "f"))) {
		parsed = request_line(text, context, ev);
		if (parsed != PARSED_OTHER)
			return parsed;
	}
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static enum parsed
sogo_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = line, pid;

	if (line.len < 30 || line.at[0] < 'A' || line.at[0] > 'S' ||
	    !stamp_take_bsd(&rest, context->zone, &ev->time) ||
	    !TAKE(&rest, " sogod [") || !take_digits(&rest, &pid) ||
	    !TAKE(&rest, "]: ")) {
		ev->time = (struct stamp){ 0 };
		return PARSED_OTHER;
	}
	event_set(ev, F_PROGRAM, STR("sogod"));
	event_set(ev, F_PID, pid);
	return sogo_text(rest, context, ev);
}

const struct format format_sogo = {
	.name = "sogo",
	.about = "SOGo: sign-ins, requests",
	.versions = "5",
	.line = sogo_line,
};
