/* rspamd: verdicts on messages, and sign-ins to its controller.
 *
 *	<4a3f2b>; task; rspamd_task_write_log: id: <d1@b.example>, qid:
 *	    <4gXr12>, ip: 198.51.100.9, user: bob, from: <a@b.example>,
 *	    (default: F (no action): [1.20/15.00] [SYMBOL(1.2){x;}]), len: 1234,
 *	    time: 10.1ms, dns req: 3, digest: <ab>, rcpts: <c@a.example>
 *	rspamd_controller_check_password: absent or incorrect password has
 *	    been specified; source ip: 198.51.100.9:54412
 *
 * What no module says has no tag: only its function stands in front, and in
 * syslog "<>; ; ".
 *
 * The message id stands in front, senders behind the address, and all are
 * typed by strangers: where ", ip: " comes twice nobody is named. */
#include "parse/rspamd.h"

#include "parse/take.h"

/* ", key: value, " of a task line: the first, whose mark stands once. */
static bool
task_value(struct str s, struct str key, struct str *value)
{
	struct str head;

	return take_count(s, key, 2) == 1 && str_take_until(&s, key, &head) &&
	    str_take_until(&s, STR(", "), value);
}

/* "<a@b.example>" -> "a@b.example" */
static struct str
without_brackets(struct str s)
{
	str_take(&s, STR("<"));
	str_take_end(&s, STR(">"));
	return s;
}

static void
set_field(struct str value, enum field field, struct event *ev)
{
	value = without_brackets(value);
	if (value.len == 0 || str_eq(value, STR("undef")) ||
	    (field_infos[field].type == FIELD_ADDRESS && !str_is_ip(value)) ||
	    (field_infos[field].type == FIELD_NUMBER && !take_is_number(value)))
		return;
	event_set(ev, field, value);
}

static void
set_value(struct str s, struct str key, enum field field, struct event *ev)
{
	struct str value;

	if (task_value(s, key, &value))
		set_field(value, field, ev);
}

/* ", ip: A, user: U, from: ...": the user stands right behind the address. */
static void
set_client(struct str s, struct event *ev)
{
	struct str head, value;

	if (take_count(s, STR(", ip: "), 2) != 1 ||
	    !str_take_until(&s, STR(", ip: "), &head) ||
	    !str_take_until(&s, STR(", "), &value) || !str_is_ip(value))
		return;
	set_field(value, F_SRC_IP, ev);
	if (TAKE(&s, "user: ") && str_take_until(&s, STR(", "), &value))
		set_field(value, F_USER, ev);
}

/* "(default: T (reject): [15.20/15.00] [...])": the action and the score. */
static void
set_verdict(struct str s, struct event *ev)
{
	struct str head, action, score;

	if (take_count(s, STR(", (default: "), 2) != 1 ||
	    !str_take_until(&s, STR(", (default: "), &head) ||
	    !str_take_until(&s, STR(" ("), &head) ||
	    !str_take_until(&s, STR("): ["), &action) ||
	    !str_take_until(&s, STR("] ["), &score))
		return;
	event_set(ev, F_ACTION, action);
	event_set(ev, F_COUNTERS, score);
	if (str_eq(action, STR("reject")) ||
	    str_eq(action, STR("soft reject"))) {
		ev->kind = K_MAIL_REJECT;
		ev->outcome = OUTCOME_FAILURE;
	}
}

static enum parsed
task_line(struct str text, struct event *ev)
{
	ev->kind = K_NOTE;
	if (STARTS(text, "id: <")) {
		struct str id = text, head;

		str_drop(&id, 5);
		if (str_take_until(&id, STR(">, "), &head) &&
		    !str_eq(head, STR("undef")))
			event_set(ev, F_MESSAGE_ID, head);
	}
	set_verdict(text, ev);
	set_value(text, STR(", qid: "), F_QUEUE_ID, ev);
	set_client(text, ev);
	set_value(text, STR(", from: "), F_MAIL_FROM, ev);
	set_value(text, STR(", len: "), F_SIZE, ev);
	set_value(text, STR(", rcpts: "), F_MAIL_TO, ev);
	return PARSED_EVENT;
}

/* "198.51.100.9:54412", "[2001:db8::9]:54412", or no port */
static void
set_source(struct str s, struct event *ev)
{
	struct str address = s, port;

	if (!str_is_ip(s) && str_take_last_char(&address, ':', &port) &&
	    take_is_number(port)) {
		if (str_take_char(&address, '['))
			str_take_end(&address, STR("]"));
		s = address;
		if (str_is_ip(s))
			event_set(ev, F_SRC_PORT, port);
	}
	if (str_is_ip(s))
		event_set(ev, F_SRC_IP, s);
}

/* The controller's words about who came to its page.  A refusal of 3.4 is
 * told twice, by the module without the address or for want of a password:
 * the line that names the address counts. */
static const struct {
	struct str   begin;
	enum kind    kind;
	enum outcome outcome;
} visits[] = {
	{ STR_INIT("incorrect or absent password"), K_NOTE, OUTCOME_FAILURE },
	{ STR_INIT("incorrect or absent enable password"), K_NOTE,
	    OUTCOME_FAILURE },
	{ STR_INIT("absent password"), K_NOTE, OUTCOME_FAILURE },
	{ STR_INIT("absent or incorrect password has been specified; "
	    "source ip: "), K_LOGIN, OUTCOME_FAILURE },
	{ STR_INIT("absent or incorrect enable password has been specified; "
	    "source ip: "), K_LOGIN, OUTCOME_FAILURE },
	{ STR_INIT("allow unauthorized connection from a trusted IP "),
	    K_LOGIN, OUTCOME_SUCCESS },
	{ STR_INIT("accepted connection from "), K_CONNECT, OUTCOME_NONE },
	{ STR_INIT("accepted milter connection from "), K_CONNECT,
	    OUTCOME_NONE },
	{ STR_INIT("got connection from "), K_CONNECT, OUTCOME_NONE },
};

static enum parsed
visit_line(struct str text, struct event *ev)
{
	struct str address;

	ev->kind = K_NOTE;
	for (size_t i = 0; i < sizeof visits / sizeof *visits; i++) {
		struct str rest = text;

		if (!take_begin(&rest, visits[i].begin))
			continue;
		ev->kind = (uint8_t)visits[i].kind;
		ev->outcome = (uint8_t)visits[i].outcome;
		if (ev->kind != K_CONNECT)
			event_set(ev, F_STATUS_DETAIL, text);
		if (str_take_word(&rest, &address))
			set_source(address, ev);
		return PARSED_EVENT;
	}
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* "<tag>; module; ", "<>; ; ", "; module; ", or nothing of it */
static struct str
take_module(struct str *s, struct event *ev)
{
	struct str tag = { 0 }, module = { 0 }, rest = *s;

	if (str_take_char(&rest, '<') &&
	    !str_take_until(&rest, STR(">; "), &tag))
		return module;
	TAKE(&rest, "; ");
	if (!str_take_until(&rest, STR("; "), &module) || module.len > 32 ||
	    str_has(module, STR(": ")))
		return (struct str){ 0 };
	if (tag.len > 0)
		event_set(ev, F_SESSION, tag);
	*s = rest;
	return module;
}

enum parsed
rspamd_text(struct str text, struct event *ev)
{
	struct str module, function, rest = text;

	event_set(ev, F_PROGRAM, STR("rspamd"));
	event_set(ev, F_SERVICE, STR("rspamd"));
	module = take_module(&rest, ev);
	if (!str_take_until(&rest, STR(": "), &function) ||
	    function.len == 0 || memchr(function.at, ' ', function.len) != NULL)
		return PARSED_OTHER;
	if (str_eq(module, STR("task")) &&
	    str_eq(function, STR("rspamd_task_write_log")))
		return task_line(rest, ev);
	return visit_line(rest, ev);
}
