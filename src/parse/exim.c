/* exim: lines of Exim's main and reject log.
 *
 *	1xV97w-00001r-1D <= hugo@a.example H=(poste) [203.0.113.18]:57666
 *	    I=[192.0.2.10]:587 P=esmtpsa A=plain_server:hugo S=385
 *	    id=d1@a.example T="Subject" from <hugo@a.example> for bob@a.example
 *	1xV97w-00001r-1D => bob <bob@a.example> F=<hugo@a.example> R=l T=mbox
 *	1xV97w-00001r-1D == x@b.example R=r T=smtp defer (111): Connection refused
 *	1xV97w-00001r-1D Completed
 *	H=(x) [198.51.100.61]:34344 F=<a@b.example> rejected RCPT <x@c.example>: no
 *	plain_server authenticator failed for (poste) [198.51.100.61]:43064: 535
 *	    Incorrect authentication data (set_id=hugo)
 *
 * Typed by the client: sender, recipients, HELO in parentheses, id, subject
 * and set_id.  HELO stands before the address and set_id behind it, so a line
 * that can be read as naming two peers names none. */
#include "parse/exim.h"

#include "parse/exim_peer.h"
#include "parse/take.h"

/* --- sign-ins --------------------------------------------------------------- */

/* Past " I=[...]:25" and " U=ident" to ": 535 text". */
static bool
take_code(struct str *s, struct str *code)
{
	struct exim_peer own;
	struct str rest = *s, head;

	if (TAKE(&rest, " I=") && !exim_take_bracket(&rest, &own))
		return false;
	exim_pass_connection(&rest);
	if (TAKE(&rest, " U=") && !str_take_until_char(&rest, ':', &head))
		return false;		/* the ident, which holds none */
	str_take_char(&rest, ':');
	if (!str_take_char(&rest, ' ') || !take_digits(&rest, code) || code->len != 3 ||
	    !str_take_char(&rest, ' '))
		return false;
	*s = rest;
	return true;
}

static bool
follows_code(struct str rest)
{
	struct str code;

	return take_code(&rest, &code);
}

/* "plain_server authenticator failed for H: 535 Incorrect authentication data
 * (set_id=hugo)" */
static enum parsed
failed_line(struct str driver, struct str text, struct event *ev)
{
	struct exim_peer peer;
	struct str code, head;

	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_AUTH_METHOD, driver);
	switch (exim_read_peers(text, follows_code, &peer)) {
	case 0:
		return PARSED_BAD;
	case 1:
		break;
	default:
		return PARSED_EVENT;	/* somebody plays games */
	}
	exim_set_peer(&peer, ev);
	text = peer.rest;
	exim_take_interface(&text, ev);
	if (!take_code(&text, &code))
		return PARSED_BAD;
	event_set(ev, F_STATUS_CODE, code);
	if (str_take_until(&text, STR(" (set_id="), &head)) {
		if (!str_take_end(&text, STR(")")))	/* "): LDAP failed" */
			str_take_last(&text, STR("): "), &code);
		if (text.len > 0)
			event_set(ev, F_USER, text);
		text = head;
	}
	event_set(ev, F_STATUS_DETAIL, text);
	return PARSED_EVENT;
}

/* --- messages --------------------------------------------------------------- */

/* "A=plain_server:hugo", "A=plain_server" */
static void
set_authenticated(struct str value, struct event *ev)
{
	struct str driver = value;

	if (str_take_until_char(&value, ':', &driver) && value.len > 0) {
		struct str user, sender;

		user = value;	/* A=driver:user:sender, with smtp_mailauth */
		if (str_take_until_char(&value, ':', &sender))
			user = sender;
		event_set(ev, F_USER, user);
	}
	event_set(ev, F_AUTH_METHOD, driver);
}

/* "TLS1.3:ECDHE_...:256" */
static void
set_tls(struct str value, struct event *ev)
{
	struct str version, cipher;

	if (str_take_until_char(&value, ':', &version)) {
		event_set(ev, F_TLS_VERSION, version);
		if (str_take_last_char(&value, ':', &cipher))
			event_set(ev, F_TLS_BITS, cipher);
		event_set(ev, F_TLS_CIPHER, value);
	}
}

/* " from <a> for b c": the recipients, of which the first is kept. */
static void
set_recipients(struct str s, struct event *ev)
{
	struct str head, word;

	if (TAKE(&s, " from <") && !str_take_until(&s, STR(">"), &head))
		return;
	if (!TAKE(&s, " for ") || !str_take_word(&s, &word))
		return;
	event_set(ev, F_MAIL_TO, word);
	if (s.len == 0)
		event_set(ev, F_NRCPT, STR("1"));
}

/* The list " KEY=value KEY=value ..." behind a peer.  The first of a key
 * counts: what a stranger typed stands behind Exim's own words.  The
 * Message-ID is the first of that, and may hold blanks; behind it nothing is
 * believed that says who signed in. */
static void
take_values(struct str s, struct event *ev)
{
	static const struct { struct str key; enum field field; } keys[] = {
		{ STR_INIT("P="), F_MAIL_PROTO }, { STR_INIT("S="), F_SIZE },
		{ STR_INIT("id="), F_MESSAGE_ID }, { STR_INIT("A="), F_USER },
		{ STR_INIT("X="), F_TLS_CIPHER }, { STR_INIT("T="), F_SUBJECT },
		{ STR_INIT("DN="), F_COUNT }, { STR_INIT("SNI="), F_COUNT },
	};
	struct str value;

	while (str_take_char(&s, ' ')) {
		size_t i = 0;

		while (i < sizeof keys / sizeof *keys &&
		    !take_begin(&s, keys[i].key))
			i++;
		if (i == sizeof keys / sizeof *keys) {
			if (STARTS(s, "from <") || STARTS(s, "for ")) {
				s.at--;
				s.len++;
				set_recipients(s, ev);
				return;
			}
			if (!str_take_word(&s, &value))
				return;
			s.at--;		/* its space begins the next */
			s.len++;
			continue;
		}
		if (!take_quoted(&s, &value)) {
			size_t n = scan_char(s.at, s.len, ' ');

			value = str_of(s.at, n);
			str_drop(&s, n);
		}
		if (keys[i].field == F_COUNT || event_has(ev, keys[i].field) ||
		    (keys[i].field != F_SUBJECT &&
			event_has(ev, F_MESSAGE_ID)))
			continue;
		if (keys[i].field == F_USER)
			set_authenticated(value, ev);
		else if (keys[i].field == F_TLS_CIPHER)
			set_tls(value, ev);
		else if (keys[i].field != F_SIZE || take_is_number(value))
			event_set(ev, keys[i].field, value);
	}
}

/* a@b.example, "a b"@b.example, <>: up to a space, quotes obeyed. */
static bool
take_sender(struct str *s, struct str *from)
{
	struct str rest = *s, quoted;

	if (STARTS(rest, "<>")) {
		*from = (struct str){ rest.at, 0 };
		str_drop(s, 2);
		return true;
	}
	if (STARTS(rest, "\"") && !take_quoted(&rest, &quoted))
		return false;
	str_drop(&rest, scan_char(rest.at, rest.len, ' '));
	*from = str_of(s->at, s->len - rest.len);
	*s = rest;
	return from->len > 0;
}

/* "<= sender H=... P=... S=...", "<= <> R=... U=mail P=local" */
static enum parsed
arrival_line(struct str text, struct event *ev)
{
	struct str from;
	struct exim_peer peer;

	if (!take_sender(&text, &from))
		return PARSED_BAD;
	ev->kind = K_SUBMIT;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_MAIL_FROM, from);
	if (TAKE(&text, " H=")) {
		int peers = exim_read_peers(text, exim_key, &peer);

		if (peers == 0)
			return PARSED_BAD;
		if (peers > 1)
			return PARSED_EVENT;
		exim_set_peer(&peer, ev);
		text = peer.rest;
		exim_take_interface(&text, ev);
	} else {
		event_set(ev, F_SERVICE, STR("local"));
	}
	take_values(text, ev);
	return PARSED_EVENT;
}

/* "host.example [192.0.2.7]:25" behind " H=" */
static void
set_server(struct str text, struct event *ev)
{
	struct exim_peer peer;

	if (exim_read_peers(text, exim_anything, &peer) != 1)
		return;
	event_set(ev, F_DST_IP, peer.address);
	if (peer.host.len > 0)
		event_set(ev, F_DST_HOST, peer.host);
	if (peer.port.len > 0)
		event_set(ev, F_DST_PORT, peer.port);
}

/* "bob <bob@a.example> F=<x@b.example> R=l T=mbox S=439",
 * "x@b.example R=r T=smtp H=mx [192.0.2.7] C="250 Ok"",
 * "x@b.example R=r T=smtp defer (111): Connection refused" */
static enum parsed
delivery_line(struct str text, struct str status, struct event *ev)
{
	struct str to, value, head;

	if (!take_address(&text, ' ', &to))
		return PARSED_BAD;
	if (TAKE(&text, " <") && str_take_until_char(&text, '>', &value)) {
		event_set(ev, F_ORIG_TO, value);
		if (memchr(to.at, '@', to.len) == NULL)
			to = value;	/* a local part alone */
	}
	ev->kind = K_DELIVERY;
	ev->outcome = str_eq(status, STR("sent")) ? OUTCOME_SUCCESS
						  : OUTCOME_FAILURE;
	event_set(ev, F_MAIL_TO, to);
	event_set(ev, F_MAIL_STATUS, status);
	if (TAKE(&text, " F=<") && str_take_until_char(&text, '>', &value))
		event_set(ev, F_MAIL_FROM, value);
	if (TAKE(&text, " P=<") && !str_take_until_char(&text, '>', &value))
		return PARSED_BAD;	/* the return path */
	if (TAKE(&text, " R=") && str_take_word(&text, &value) &&
	    TAKE(&text, "T=") && str_take_word(&text, &value))
		event_set(ev, F_RELAY, value);
	head = text;
	if (TAKE(&head, "S=") && take_digits(&head, &value))
		event_set(ev, F_SIZE, value);
	if (TAKE(&text, "H="))
		set_server(text, ev);
	if (ev->outcome == OUTCOME_FAILURE &&
	    str_take_until(&text, STR(": "), &head))
		event_set(ev, F_STATUS_DETAIL, text);
	else if (str_take_until(&text, STR(" C=\""), &head)) {
		str_take_end(&text, STR("\""));
		event_set(ev, F_STATUS_DETAIL, text);
	}
	return PARSED_EVENT;
}

/* --- refusals --------------------------------------------------------------- */

/* How Exim goes on behind the values: "rejected RCPT <x>: text". */
static const struct refusal {
	struct str words, command;
} refusals[] = {
	{ STR_INIT("temporarily rejected RCPT "), STR_INIT("RCPT") },
	{ STR_INIT("temporarily rejected MAIL "), STR_INIT("MAIL") },
	{ STR_INIT("temporarily rejected connection "), STR_INIT("CONNECT") },
	{ STR_INIT("temporarily rejected after DATA"), STR_INIT("DATA") },
	{ STR_INIT("temporarily rejected "), STR_INIT("other") },
	{ STR_INIT("rejected RCPT "), STR_INIT("RCPT") },
	{ STR_INIT("rejected MAIL "), STR_INIT("MAIL") },
	{ STR_INIT("rejected AUTH "), STR_INIT("AUTH") },
	{ STR_INIT("rejected VRFY "), STR_INIT("VRFY") },
	{ STR_INIT("rejected EXPN "), STR_INIT("EXPN") },
	{ STR_INIT("rejected ETRN "), STR_INIT("ETRN") },
	{ STR_INIT("rejected connection "), STR_INIT("CONNECT") },
	{ STR_INIT("rejected after DATA"), STR_INIT("DATA") },
	{ STR_INIT("rejected EHLO or HELO "), STR_INIT("HELO") },
	{ STR_INIT("rejected "), STR_INIT("other") },
	{ STR_INIT("sender verify fail for "), STR_INIT("VERIFY") },
};

/* Past " X=... CV=no" to the words. */
static const struct refusal *
take_refusal(struct str *s, struct event *ev)
{
	struct str value;

	while (str_take_char(s, ' ')) {
		for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
			if (take_begin(s, refusals[i].words))
				return &refusals[i];
		if (TAKE(s, "F=<")) {
			s->at--;	/* take_address() wants it */
			s->len++;
			if (!take_address(s, ' ', &value))
				return NULL;
			event_set(ev, F_MAIL_FROM, value);
			continue;
		}
		if (TAKE(s, "A=") && str_take_word(s, &value))
			set_authenticated(value, ev);
		else if (!str_take_word(s, &value))
			return NULL;
		if (s->len == 0)
			return NULL;
		s->at--;
		s->len++;
	}
	return NULL;
}

static bool
follows_word(struct str rest)
{
	return rest.len > 0 && rest.at[0] == ' ';
}

/* Behind "H=". */
static enum parsed
refusal_line(struct str text, struct event *ev)
{
	const struct refusal *refusal;
	struct exim_peer peer;
	struct str value, head;

	int peers = exim_read_peers(text, follows_word, &peer);

	if (peers == 0)
		return PARSED_OTHER;
	ev->kind = K_NOTE;
	if (peers > 1)
		return PARSED_EVENT;
	text = peer.rest;
	exim_take_interface(&text, ev);
	if ((refusal = take_refusal(&text, ev)) == NULL)
		return PARSED_EVENT;	/* a server we connected to, maybe */
	exim_set_peer(&peer, ev);
	ev->kind = K_MAIL_REJECT;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_ACTION, STR("reject"));
	event_set(ev, F_COMMAND, refusal->command);
	if (STARTS(text, "<") && take_address(&text, ' ', &value) &&
	    str_eq(refusal->command, STR("RCPT")))
		event_set(ev, F_MAIL_TO, value);
	if (!TAKE(&text, ": ") && str_take_until(&text, STR(": "), &head))
		event_set(ev, F_PARAMETER, head);
	event_set(ev, F_STATUS_DETAIL, text);
	return PARSED_EVENT;
}

/* --- connections and the rest ------------------------------------------------ */

/* "SMTP connection from (x) [A]:P I=[B]:25 closed by QUIT" */
static enum parsed
connection_line(struct str text, struct event *ev)
{
	struct exim_peer peer;

	ev->kind = K_CONNECT;
	if (exim_read_peers(text, follows_word, &peer) != 1 &&
	    exim_read_peers(text, exim_key, &peer) != 1)
		return PARSED_EVENT;
	exim_set_peer(&peer, ev);
	text = peer.rest;
	exim_take_interface(&text, ev);
	str_take_char(&text, ' ');
	if (!STARTS(text, "("))
		ev->kind = K_DISCONNECT;
	event_set(ev, F_STATUS_DETAIL, text);
	return PARSED_EVENT;
}

/* What it gives up, and what it says between what was typed and the peer. */
static const struct abort {
	struct str begin, peer;		/* the peer stands behind the latter */
} aborts[] = {
	{ STR_INIT("SMTP call from "), STR_INIT("") },
	{ STR_INIT("no MAIL in SMTP connection from "), STR_INIT("") },
	{ STR_INIT("unexpected disconnection while reading SMTP command from "),
	    STR_INIT("") },
	{ STR_INIT("SMTP command timeout on connection from "), STR_INIT("") },
	{ STR_INIT("SMTP command timeout on TLS connection from "),
	    STR_INIT("") },
	{ STR_INIT("TLS error on connection from "), STR_INIT("") },
	{ STR_INIT("SMTP syntax error in "), STR_INIT("\" H=") },
	{ STR_INIT("SMTP protocol error in "), STR_INIT("\" H=") },
	{ STR_INIT("SMTP protocol synchronization error "), STR_INIT(" H=") },
};

/* "SMTP call from (x) [A]:P dropped: too many nonmail commands (last was
 * "RSET")", "SMTP protocol error in "AUTH LOGIN" H=(x) [A] AUTH command used
 * when not advertised": commands are typed, and of two peers none is told. */
static bool
abort_line(struct str text, struct event *ev)
{
	for (size_t i = 0; i < sizeof aborts / sizeof *aborts; i++) {
		struct str rest = text, head;
		struct exim_peer peer;

		if (!take_begin(&rest, aborts[i].begin))
			continue;
		ev->kind = K_NOTE;
		event_set(ev, F_MESSAGE, text);
		if (aborts[i].peer.len > 0 &&
		    !str_take_until(&rest, aborts[i].peer, &head))
			return true;
		if (exim_read_peers(rest, follows_word, &peer) != 1)
			return true;
		exim_set_peer(&peer, ev);
		exim_take_interface(&peer.rest, ev);
		return true;
	}
	return false;
}

/* What Exim says of itself and of connections, by its beginning. */
static const struct str beginnings[] = {
	STR_INIT("SMTP "), STR_INIT("TLS "), STR_INIT("Start queue run"),
	STR_INIT("End queue run"), STR_INIT("exim "), STR_INIT("no host name "),
	STR_INIT("no IP address found "), STR_INIT("unexpected disconnection "),
	STR_INIT("Connection from "), STR_INIT("Warning: purging"),
	STR_INIT("unqualified "), STR_INIT("daemon: "), STR_INIT("pid "),
	STR_INIT("refused connection from "), STR_INIT("rejected "),
	STR_INIT("ident connection "), STR_INIT("host name "),
	STR_INIT("remote host "), STR_INIT("syntactically invalid "),
	STR_INIT("no MAIL in SMTP connection from "), STR_INIT("cwd="),
	STR_INIT("SIGHUP received"), STR_INIT("Exim configuration error"),
};

static enum parsed
other_line(struct str text, bool sure, struct event *ev)
{
	bool known = sure;

	for (size_t i = 0; !known &&
	     i < sizeof beginnings / sizeof *beginnings; i++)
		known = str_starts(text, beginnings[i]);
	if (!known)
		return PARSED_OTHER;
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static size_t
base62_length(struct str s)
{
	size_t n = 0;

	while (n < s.len && ((s.at[n] >= '0' && s.at[n] <= '9') ||
	    (s.at[n] >= 'A' && s.at[n] <= 'Z') ||
	    (s.at[n] >= 'a' && s.at[n] <= 'z')))
		n++;
	return n;
}

/* "1xV97w-00001r-1D", since 4.97 "1xV97w-0000000001r-1DaB", and a space. */
static bool
take_message_id(struct str *s, struct str *id)
{
	static const size_t lengths[][3] = { { 6, 6, 2 }, { 6, 11, 4 } };

	for (size_t i = 0; i < 2; i++) {
		struct str rest = *s;
		bool fits = true;

		for (int part = 0; part < 3 && fits; part++) {
			fits = base62_length(rest) == lengths[i][part];
			if (!fits)
				break;
			str_drop(&rest, lengths[i][part]);
			fits = str_take_char(&rest, part < 2 ? '-' : ' ');
		}
		if (!fits)
			continue;
		*id = str_of(s->at, s->len - rest.len - 1);
		*s = rest;
		return true;
	}
	return false;
}

/* Behind the id of a message. */
static enum parsed
message_line(struct str text, struct event *ev)
{
	static const struct { struct str flag, status; } flags[] = {
		{ STR_INIT("=> "), STR_INIT("sent") },
		{ STR_INIT("-> "), STR_INIT("sent") },
		{ STR_INIT(">> "), STR_INIT("sent") },
		{ STR_INIT("*> "), STR_INIT("suppressed") },
		{ STR_INIT("** "), STR_INIT("bounced") },
		{ STR_INIT("== "), STR_INIT("deferred") },
	};

	if (TAKE(&text, "<= "))
		return arrival_line(text, ev);
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (take_begin(&text, flags[i].flag))
			return delivery_line(text, flags[i].status, ev);
	if (STARTS(text, "Completed")) {
		ev->kind = K_MAIL_REMOVED;
		ev->outcome = OUTCOME_SUCCESS;
		return PARSED_EVENT;
	}
	if (TAKE(&text, "H="))
		return refusal_line(text, ev) == PARSED_EVENT ? PARSED_EVENT :
		    other_line(text, true, ev);
	return other_line(text, true, ev);
}

void
exim_take_pid(struct str *text, struct event *ev)
{
	struct str rest = *text, pid;

	if (str_take_char(&rest, '[') && take_digits(&rest, &pid) &&
	    TAKE(&rest, "] ")) {
		event_set(ev, F_PID, pid);
		*text = rest;
	}
}

enum parsed
exim_text(struct str text, bool sure, struct event *ev)
{
	struct str id, driver, rest = text;

	event_set(ev, F_SERVICE, STR("smtp"));
	if (take_message_id(&text, &id)) {
		event_set(ev, F_QUEUE_ID, id);
		return message_line(text, ev);
	}
	if (str_take_word(&rest, &driver) &&
	    TAKE(&rest, "authenticator failed for "))
		return failed_line(driver, rest, ev);
	rest = text;
	if (TAKE(&rest, "H=") && refusal_line(rest, ev) == PARSED_EVENT)
		return PARSED_EVENT;
	if (TAKE(&text, "SMTP connection from "))
		return connection_line(text, ev);
	if (abort_line(text, ev))
		return PARSED_EVENT;
	return other_line(text, sure, ev);
}
