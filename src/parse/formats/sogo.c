/* sogo: SOGo's own log, which has a stamp and no host.
 *
 *	Dec 08 09:00:00 sogod [811]: SOGoRootPage successful login from
 *	    '198.51.100.9' for user 'bob' - expire = -1  grace = -1
 *	Dec 08 09:00:01 sogod [811]: SOGoRootPage Login from '198.51.100.9' for
 *	    user 'bob' might not have worked - password policy: 65535 ...
 *	Dec 08 09:00:01 sogod [811]: 198.51.100.9 "POST /SOGo/connect HTTP/1.1"
 *	    403 34/38 0.311 - - 2M
 *
 * A name is written with its newlines, so that it may hold what looks like a
 * line of SOGo's: a line of a sign-in that has not its end goes on.  A name
 * that holds such an end, too, cannot be told from what it imitates.
 *
 *	Dec 08 09:00:02 sogod [811]: <0x0x55[SOGoDAVAuthenticator]> tried wrong
 *	    password for user 'bob'!
 *
 * has no address.  The address may be a list that proxies have added to: its last entry is what
 * the nearest proxy saw, the others what clients said.  Both they and the
 * user's name are typed: where "' for user '" comes twice nobody is named. */
#include "parse/parse.h"

#include "parse/take.h"
#include "parse/web.h"

enum { NAME_LINES_MAX = 200 };	/* of one typed name */

/* " - password policy: 65535  grace: -1  expire: -1  bound: 114", or
 * " = -1  grace = -1": key, number, key, number, and nothing more. */
static bool
is_tail(struct str s, bool refused)
{
	static const struct str words[2][4] = {
		{ STR_INIT(" = "), STR_INIT("  grace = ") },
		{ STR_INIT(" - password policy: "), STR_INIT("  grace: "),
		    STR_INIT("  expire: "), STR_INIT("  bound: ") },
	};
	struct str number;

	str_take_end(&s, STR("\r"));
	for (size_t i = 0; i < 4 && words[refused][i].len > 0; i++) {
		if (!str_take(&s, words[refused][i]))
			return false;
		str_take_char(&s, '-');
		if (!take_digits(&s, &number))
			return false;
	}
	return s.len == 0;
}

static const struct str sign_in_marks[2] = {
	STR_INIT("' - expire"), STR_INIT("' might not have worked"),
};

static bool
has_tail(struct str line, bool refused)
{
	struct str tail;

	return str_take_last(&line, sign_in_marks[refused], &tail) &&
	    is_tail(tail, refused);
}

/* "Dec 08 09:00:00 sogod [811]: " */
static bool
sogo_begins(struct str line)
{
	return line.len >= 30 && line.at[0] >= 'A' && line.at[0] <= 'S' &&
	    line.at[3] == ' ' && line.at[15] == ' ' &&
	    STARTS(str_of(line.at + 16, line.len - 16), "sogod [");
}

/* Nobody gets in by a name with a newline: only refusals go on. */
static bool
sogo_joins(struct parse_join *join, struct str line, uint64_t bytes)
{
	(void)bytes;
	if (join->state == 0) {
		join->state = 1;
		return str_has(line,
		    STR("]: SOGoRootPage Login from '")) &&
		    !has_tail(line, true);
	}
	if (join->state == 2 || ++join->have > NAME_LINES_MAX)
		return false;
	if (has_tail(line, true))
		join->state = 2;
	return true;
}

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
	if (!str_is_ip(last))
		return false;
	event_set(ev, F_SRC_IP, last);
	return true;
}

/* "'A' for user 'bob' - ..." */
static enum parsed
sign_in(struct str text, bool refused, struct event *ev)
{
	struct str address, tail;

	ev->kind = K_LOGIN;
	ev->outcome = refused ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
	if (take_count(text, STR("' for user '"), 2) > 1)
		return PARSED_EVENT;
	if (!str_take_char(&text, '\'') ||
	    !str_take_until_char(&text, '\'', &address) ||
	    !TAKE(&text, " for user '") ||
	    !str_take_last(&text, sign_in_marks[refused], &tail) ||
	    !is_tail(tail, refused) || !set_addresses(address, ev))
		return PARSED_BAD;
	if (refused && TAKE(&tail, " - "))
		event_set(ev, F_STATUS_DETAIL, tail);
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

/* "<0x0x55[SOGoDAVAuthenticator]> tried wrong password for user 'bob'!" */
static bool
dav_line(struct str text, struct event *ev)
{
	struct str head;

	if (!str_take_until(&text, STR("> "), &head) ||
	    !str_ends(head, STR("[SOGoDAVAuthenticator]")) ||
	    !TAKE(&text, "tried wrong password for user '") ||
	    !str_take_end(&text, STR("'!")))
		return false;
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_USER, text);
	return true;
}

static enum parsed
sogo_text(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed;

	event_set(ev, F_SERVICE, STR("webmail"));
	if (TAKE(&text, "SOGoRootPage Login from "))
		return sign_in(text, true, ev);
	if (TAKE(&text, "SOGoRootPage successful login from "))
		return sign_in(text, false, ev);
	if (STARTS(text, "<0x") && dav_line(text, ev))
		return PARSED_EVENT;
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

	if (!sogo_begins(line) ||
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
	.versions = "5.8, 5.12",
	.line = sogo_line,
	.join = JOIN_STREAM,
	.joins = sogo_joins,
	.begins = sogo_begins,
};
