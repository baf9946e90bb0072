/* courier: Courier's IMAP and POP3 servers and its SMTP server.
 *
 *	imapd: LOGIN, user=hugo, ip=[::ffff:203.0.113.18], port=[53178],
 *	    protocol=IMAP
 *	imapd: LOGOUT, user=hugo, ip=[::ffff:203.0.113.18], port=[53178],
 *	    headers=0, body=38, rcvd=57, sent=473, time=0
 *	pop3d: LOGOUT, user=hugo, ip=[...], port=[36732], top=0, retr=38,
 *	    rcvd=14, sent=98, time=0
 *	imapd: LOGIN FAILED, user=x, ip=[, ip=[::ffff:203.0.113.18], port=[44430]
 *	courieresmtpd: error,relay=::ffff:198.51.100.61,from=<a>,to=<b>: 550 no
 *	courieresmtpd: error,relay=198.51.100.61,msg="535 Authentication
 *	    failed.",cmd: AUTH PLAIN ...
 *
 * user is what the client typed and stands before the address: the last
 * ", ip=[" is Courier's.  A long line is cut in pieces, and each looks like a
 * line of its own: what stands in one that is full may all have been typed.  Of a command only its verb is kept, because what
 * follows may be a password.  headers, body, top and retr are bytes. */
#include "parse/parse.h"

#include "parse/take.h"

enum { PIECE_BYTES = 504 };	/* courierlogger's 511, with "INFO: " */

/* The connection's id is its address and port: they name it in every line. */
static void
set_connection(struct str address, struct str port,
    const struct parse_context *context, struct event *ev)
{
	struct str plain = take_plain_ip(address);
	char *id;

	if (!str_is_ip(plain))
		return;
	event_set(ev, F_SRC_IP, plain);
	if (!take_is_number(port))
		return;
	event_set(ev, F_SRC_PORT, port);
	id = arena_take(context->scratch, plain.len + 1 + port.len);
	memcpy(id, plain.at, plain.len);
	id[plain.len] = ':';
	memcpy(id + plain.len + 1, port.at, port.len);
	event_set(ev, F_SESSION, str_of(id, plain.len + 1 + port.len));
}

/* "..., ip=[A], port=[P], tail": the last one; s keeps what stands before. */
static bool
take_peer_part(struct str *s, struct str *tail,
    const struct parse_context *context, struct event *ev)
{
	struct str head = *s, address, port = { 0 };

	if (!str_take_last(&head, STR(", ip=["), tail) ||
	    !str_take_until_char(tail, ']', &address))
		return false;
	if (TAKE(tail, ", port=[") && !str_take_until_char(tail, ']', &port))
		return false;
	set_connection(address, port, context, ev);
	*s = head;
	return true;
}

static void
set_counters(struct str s, struct event *ev)
{
	const struct { struct str key; enum field field; } keys[] = {
		{ STR(", headers="), F_HDR_BYTES }, { STR(", body="), F_BODY_BYTES },
		{ STR(", top="), F_TOP_BYTES }, { STR(", retr="), F_RETR_BYTES },
		{ STR(", rcvd="), F_BYTES_IN }, { STR(", sent="), F_BYTES_OUT },
	};
	struct str digits;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_take(&s, keys[i].key) && take_digits(&s, &digits))
			event_set(ev, keys[i].field, digits);
}

/* Behind the word and ", ". */
static enum parsed
session_line(struct str word, struct str text,
    const struct parse_context *context, struct event *ev)
{
	bool refused = str_eq(word, STR("LOGIN FAILED"));
	struct str tail, method;

	/* Without its comma, so that a name may be empty. */
	text.at -= 2;
	text.len += 2;
	if (!take_peer_part(&text, &tail, context, ev))
		return PARSED_BAD;
	if (TAKE(&text, ", method=") &&
	    str_take_until_char(&text, ',', &method)) {
		event_set(ev, F_AUTH_METHOD, method);
		text.at--;
		text.len++;
	}
	if (!refused && str_has(text, STR(", ip=[")))
		return PARSED_BAD;	/* nobody gets in by such a name */
	if (TAKE(&text, ", user=") && text.len > 0)
		event_set(ev, F_USER, text);
	ev->outcome = refused ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
	ev->kind = refused || str_eq(word, STR("LOGIN")) ? K_LOGIN : K_LOGOUT;
	if (ev->kind == K_LOGOUT) {
		event_set(ev, F_STATUS_DETAIL, word);
		set_counters(tail, ev);
		if (!event_has(ev, F_USER))
			ev->kind = K_DISCONNECT;
	}
	return PARSED_EVENT;
}

static enum parsed
mailbox_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	static const struct str words[] = {
		STR_INIT("LOGIN FAILED"), STR_INIT("LOGIN"), STR_INIT("LOGOUT"),
		STR_INIT("DISCONNECTED"), STR_INIT("TIMEOUT"),
	};
	struct str rest = text, tail;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		rest = text;
		if (take_begin(&rest, words[i]) && TAKE(&rest, ", "))
			return session_line(words[i], rest, context, ev);
	}
	rest = text;
	if (STARTS(text, "Connection, ip=["))
		ev->kind = K_CONNECT;
	else if (STARTS(text, "Disconnected, ip=["))
		ev->kind = K_DISCONNECT;
	else
		return PARSED_OTHER;
	return take_peer_part(&rest, &tail, context, ev) ? PARSED_EVENT
							  : PARSED_BAD;
}

/* --- SMTP ------------------------------------------------------------------- */

/* "535 Authentication failed.",cmd: AUTH PLAIN x */
static void
set_answer(struct str text, struct event *ev)
{
	struct str answer, code;

	if (!str_take_until_char(&text, '"', &answer))
		return;
	event_set(ev, F_STATUS_DETAIL, answer);
	if (take_digits(&answer, &code) && code.len == 3) {
		event_set(ev, F_STATUS_CODE, code);
		if (str_eq(code, STR("535")))
			ev->kind = K_LOGIN;
	}
	if (TAKE(&text, ",cmd: AUTH"))
		event_set(ev, F_COMMAND, STR("AUTH"));
}

/* "from=<a>,to=<b>: 550 User unknown." */
static void
set_envelope(struct str text, struct event *ev)
{
	struct str value, code;

	if (TAKE(&text, "from=") && take_address(&text, ',', &value)) {
		event_set(ev, F_MAIL_FROM, value);
		str_take_char(&text, ',');
	}
	if (TAKE(&text, "to=") && take_address(&text, ':', &value))
		event_set(ev, F_MAIL_TO, value);
	if (!TAKE(&text, ": "))
		return;
	event_set(ev, F_STATUS_DETAIL, text);
	if (take_digits(&text, &code) && code.len == 3)
		event_set(ev, F_STATUS_CODE, code);
}

/* Behind "error,relay=". */
static enum parsed
refusal_line(struct str text, struct event *ev)
{
	struct str address, ident;

	if (!str_take_until_char(&text, ',', &address))
		return PARSED_BAD;
	address = take_plain_ip(address);
	if (!str_is_ip(address))
		return PARSED_BAD;
	event_set(ev, F_SRC_IP, address);
	ev->kind = K_MAIL_REJECT;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_ACTION, STR("reject"));
	if (TAKE(&text, "port=") && !str_take_until_char(&text, ',', &ident))
		return PARSED_EVENT;
	if (TAKE(&text, "ident=") && !str_take_until_char(&text, ',', &ident))
		return PARSED_EVENT;
	if (TAKE(&text, "msg=\""))
		set_answer(text, ev);
	else
		set_envelope(text, ev);
	return PARSED_EVENT;
}

static enum parsed
smtp_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str address;

	event_set(ev, F_SERVICE, STR("smtp"));
	if (TAKE(&text, "error,relay="))
		return refusal_line(text, ev);
	if (!TAKE(&text, "started,ip=[") ||
	    !str_take_until_char(&text, ']', &address))
		return PARSED_OTHER;
	ev->kind = K_CONNECT;
	set_connection(address, (struct str){ 0 }, context, ev);
	return PARSED_EVENT;
}

static enum parsed
courier_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str program = event_get(ev, F_PROGRAM);
	enum parsed parsed;

	if (STARTS(program, "courieresmtpd"))
		return smtp_line(text, context, ev);
	if (text.len >= PIECE_BYTES)
		return PARSED_BAD;
	if (str_eq(program, STR("authdaemond"))) {
		ev->kind = K_NOTE;	/* imapd or pop3d tells the verdict */
		event_set(ev, F_SERVICE, STR("auth"));
		event_set(ev, F_MESSAGE, text);
		return PARSED_EVENT;
	}
	parsed = mailbox_line(text, context, ev);
	if (parsed != PARSED_OTHER)
		event_set(ev, F_SERVICE, str_has(program, STR("imap"))
		    ? STR("imap") : STR("pop3"));
	return parsed;
}

static const char *const programs[] = {
	"imapd", "imapd-ssl", "pop3d", "pop3d-ssl", "imaplogin",
	"courierpop3login", "courierpop3d", "courier-imapd", "courier-pop3d",
	"courieresmtpd", "courieresmtpd-ssl", "courieresmtpd-msa",
	"authdaemond", NULL
};

const struct format format_courier = {
	.name = "courier",
	.about = "Courier: IMAP, POP3 and SMTP servers",
	.versions = "5.0, 5.2",
	.programs = programs,
	.line = courier_line,
};
