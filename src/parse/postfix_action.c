/* postfix_action: what was decided about a message or a command.
 *
 *	reject: RCPT from H[A]: 550 5.1.1 <x@y>: User unknown; from=<a> to=<x@y>
 *	    proto=ESMTP helo=<h>
 *	milter-reject: END-OF-MESSAGE from H[A]: 5.7.1 Spam; from=...
 *	reject: header Subject: ... from H[A]; from=<a> to=<b> ...: text
 *	proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject; from=...
 *
 * Behind a stage of the protocol the client comes first, and what it typed
 * later.  Behind a header the client comes after what it typed: if the line
 * can be read as naming two clients, none is named. */
#include "parse/postfix.h"

/* Longer words before those that they begin with. */
static const struct decision {
	struct str words;
	bool	   refused;
} actions[] = {
	{ STR_INIT("reject_warning"), false },
	{ STR_INIT("reject"), true },
	{ STR_INIT("milter-reject"), true },
	{ STR_INIT("milter-discard"), true },
	{ STR_INIT("milter-hold"), false },
	{ STR_INIT("milter-header-"), false },
	{ STR_INIT("milter-"), false },
	{ STR_INIT("proxy-reject"), true },
	{ STR_INIT("proxy-accept"), false },
	{ STR_INIT("discard"), true },
	{ STR_INIT("filter"), false },
	{ STR_INIT("hold"), false },
	{ STR_INIT("redirect"), false },
	{ STR_INIT("prepend"), false },
	{ STR_INIT("replace"), false },
	{ STR_INIT("strip"), false },
	{ STR_INIT("delay"), false },
	{ STR_INIT("permit"), false },
	{ STR_INIT("warn"), false },
	{ STR_INIT("info"), false },
	{ STR_INIT("bcc"), false },
};

/* "reject: ", "milter-header-redirect: " */
static const struct decision *
take_action(struct str *s, struct str *name)
{
	struct str rest = *s;

	if (rest.len == 0 || memchr("rmpdfhswib", rest.at[0], 10) == NULL ||
	    !str_take_until(&rest, STR(": "), name) || name->len > 32)
		return NULL;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		struct str words = actions[i].words;

		if (str_eq(*name, words) || (words.at[words.len - 1] == '-' &&
		    str_starts(*name, words))) {
			*s = rest;
			return &actions[i];
		}
	}
	return NULL;
}

/* "from=<a> to=<b> proto=ESMTP helo=<h>", or with commas (postscreen).
 * What follows is left in s. */
static void
take_pairs(struct str *s, struct event *ev)
{
	static const struct { struct str key; enum field field; } keys[] = {
		{ STR_INIT("from="), F_MAIL_FROM },
		{ STR_INIT("to="), F_MAIL_TO },
		{ STR_INIT("proto="), F_MAIL_PROTO },
		{ STR_INIT("helo="), F_HELO },
		{ STR_INIT("sasl_username="), F_USER },
		{ STR_INIT("size="), F_SIZE },
	};
	struct str value;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct str rest = *s;

		if (!take_begin(&rest, keys[i].key))
			continue;
		if (keys[i].field == F_HELO && str_take_char(&rest, '<')) {
			if (!str_take_until_char(&rest, '>', &value))
				return;
		} else if (!take_address(&rest, ' ', &value)) {
			return;
		}
		if (keys[i].field == F_MAIL_PROTO)
			str_take_end(&value, STR(","));
		if (keys[i].field != F_SIZE || take_is_number(value))
			event_set(ev, keys[i].field, value);
		*s = rest;
		str_take_char(s, ',');
		str_take_char(s, ' ');
	}
}

/* Cut s before "; from=<" or what stands in its place when the sender is not
 * known yet; tail begins at that key. */
static bool
cut_pairs(struct str *s, struct str *tail)
{
	static const struct str marks[] = {
		STR_INIT("; from=<"), STR_INIT("; to=<"), STR_INIT("; proto="),
	};
	struct str rest, head;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		rest = *s;
		if (!str_take_until(&rest, marks[i], &head))
			continue;
		*tail = str_of(s->at + head.len + 2, s->len - head.len - 2);
		s->len = head.len;
		return true;
	}
	return false;
}

static bool
is_dsn(struct str s)
{
	struct str a, b, c;

	return s.len >= 5 && (s.at[0] == '2' || s.at[0] == '4' ||
	    s.at[0] == '5') && take_digits(&s, &a) && str_take_char(&s, '.') &&
	    take_digits(&s, &b) && str_take_char(&s, '.') &&
	    take_digits(&s, &c) && s.len == 0;
}

/* "Service unavailable; client [192.0.2.9] blocked using bl.example": what a
 * list said of, in brackets; the words are kept whole. */
static void
set_listed(struct str text, struct event *ev)
{
	struct str head, what;

	if (TAKE(&text, "Service unavailable; ") &&
	    str_take_until(&text, STR(" ["), &head) &&
	    str_take_until(&text, STR("] blocked using "), &what))
		event_set(ev, F_PARAMETER, what);
}

/* "550 5.1.1 <x@y>: Recipient address rejected: User unknown" */
static void
set_reply(struct str text, struct event *ev)
{
	struct str rest = text, word, argument;

	if (str_take_word(&rest, &word) && word.len == 3 &&
	    str_is_digits(word)) {
		event_set(ev, F_STATUS_CODE, word);
		text = rest;
	}
	rest = text;
	if (str_take_word(&rest, &word) && is_dsn(word)) {
		event_set(ev, F_DSN, word);
		text = rest;
	}
	rest = text;
	if (STARTS(rest, "<") && take_address(&rest, ' ', &argument) &&
	    TAKE(&rest, ": ")) {
		event_set(ev, F_PARAMETER, argument);
		text = rest;
	} else {
		set_listed(text, ev);
	}
	event_set(ev, F_STATUS_DETAIL, text);
}

/* The client behind a header: " from H[A]" or " from local" right before
 * "; from=<".  Counts how many different ones the line can mean. */
static int
find_client(struct str text, struct peer *found, size_t *end)
{
	struct str rest = text, head;
	int clients = 0;

	while (str_take_until(&rest, STR(" from "), &head)) {
		struct str after = rest;
		struct peer peer;

		if (TAKE(&after, "local; "))
			peer = (struct peer){ .inside = STR("local") };
		else if (!take_peer(&after, &peer) || !STARTS(after, "; "))
			continue;
		if (clients == 0 || !str_eq(found->inside, peer.inside))
			clients++;
		if (clients == 1) {
			*found = peer;
			*end = (size_t)(rest.at - text.at) - 6;
		}
	}
	return clients;
}

/* "Subject: anything from H[A]; from=<a> to=<b> proto=P helo=<h>: text" */
static void
set_header_check(struct str text, struct event *ev)
{
	struct str content = text, tail;
	struct peer peer;
	size_t end;

	if (find_client(text, &peer, &end) != 1) {
		event_set(ev, F_PARAMETER, content);
		return;
	}
	postfix_set_client(&peer, ev);
	event_set(ev, F_PARAMETER, str_of(text.at, end));
	str_drop(&text, end);
	if (!cut_pairs(&text, &tail))
		return;
	take_pairs(&tail, ev);
	if (TAKE(&tail, ": "))
		event_set(ev, F_STATUS_DETAIL, tail);
}

/* "header", "body", "mime-header", "nested-header" and a space */
static bool
take_check(struct str *s, struct str *check)
{
	struct str rest = *s;

	if (!str_take_word(&rest, check) ||
	    (!str_eq(*check, STR("header")) && !str_eq(*check, STR("body")) &&
	     !str_eq(*check, STR("mime-header")) &&
	     !str_eq(*check, STR("nested-header"))))
		return false;
	*s = rest;
	return true;
}

/* Behind "reject: ": "RCPT from H[A]: 550 ...", "END-OF-MESSAGE: 250 ..." */
static enum parsed
stage_line(struct str text, struct event *ev)
{
	struct str stage, tail;
	struct peer peer;
	size_t n = 0;

	while (n < text.len && text.at[n] != ' ' && text.at[n] != ':')
		n++;
	if (n == 0 || n == text.len)
		return PARSED_BAD;
	stage = str_of(text.at, n);
	str_drop(&text, n);
	if (TAKE(&text, " (") && !str_take_until(&text, STR(")"), &tail))
		return PARSED_BAD;
	event_set(ev, F_COMMAND, stage);
	if (TAKE(&text, " from ")) {
		if (!take_peer(&text, &peer))
			return PARSED_BAD;
		postfix_set_client(&peer, ev);
	}
	if (!TAKE(&text, ": "))
		return STARTS(text, "; ") || text.len == 0 ? PARSED_EVENT :
		    PARSED_BAD;
	if (cut_pairs(&text, &tail))
		take_pairs(&tail, ev);
	set_reply(text, ev);
	return PARSED_EVENT;
}

enum parsed
postfix_action(struct str text, const struct postfix *line, struct event *ev)
{
	const struct decision *action;
	struct str name, check;

	if (!line->queued && !STARTS(text, "proxy-"))
		return PARSED_OTHER;	/* before-queue filters have no id */
	if (event_get(ev, F_SEVERITY).len > 0) {	/* "warning: header ..." */
		if (!take_check(&text, &check))
			return PARSED_OTHER;
		ev->kind = K_NOTE;
		event_set(ev, F_COMMAND, check);
		set_header_check(text, ev);
		return PARSED_EVENT;
	}
	if ((action = take_action(&text, &name)) == NULL)
		return PARSED_OTHER;
	ev->kind = action->refused ? K_MAIL_REJECT : K_NOTE;
	ev->outcome = action->refused ? OUTCOME_FAILURE : OUTCOME_NONE;
	event_set(ev, F_ACTION, name);
	if (take_check(&text, &check)) {
		event_set(ev, F_COMMAND, check);
		set_header_check(text, ev);
		return PARSED_EVENT;
	}
	return stage_line(text, ev);
}
