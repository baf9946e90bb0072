/* postfix_client: what smtpd, postscreen and tlsproxy say of a client.
 *
 *	connect from mx.example.org[198.51.100.9]
 *	disconnect from unknown[198.51.100.9] ehlo=1 auth=0/3 commands=1/4
 *	warning: unknown[198.51.100.9]: SASL PLAIN authentication failed:
 *	    (reason unavailable), sasl_username=bob
 *	PREGREET 6 after 1.2 from [198.51.100.9]:43421: RSET
 *	lost connection after DATA (0 bytes) from unknown[198.51.100.9]
 *
 * The client stands before anything it typed, so these lines are read from
 * their beginning and each word is taken where Postfix wrote it. */
#include "parse/postfix.h"

static enum parsed
note(struct event *ev)
{
	ev->kind = K_NOTE;
	return PARSED_EVENT;
}

/* --- connections ----------------------------------------------------------- */

static enum parsed
connect_line(struct str text, struct event *ev)
{
	struct peer peer;

	if (!take_peer(&text, &peer))
		return PARSED_BAD;
	ev->kind = K_CONNECT;
	postfix_set_client(&peer, ev);
	if (TAKE(&text, " to ") && take_peer(&text, &peer))
		postfix_set_server(&peer, ev);
	return PARSED_EVENT;
}

static enum parsed
disconnect_line(struct str text, struct event *ev)
{
	struct peer peer;

	if (!take_peer(&text, &peer))
		return PARSED_BAD;
	ev->kind = K_DISCONNECT;
	postfix_set_client(&peer, ev);
	if (str_take_char(&text, ' ') && text.len > 0)
		event_set(ev, F_COUNTERS, text);
	return PARSED_EVENT;
}

/* "CONNECT from unknown[198.51.100.9]", "DATA (0 bytes) from x[...]" behind
 * "lost connection after ".  The stage is Postfix's own word. */
static enum parsed
after_line(struct str action, struct str text, struct event *ev)
{
	struct str stage, rest, bytes;
	struct peer peer;

	if (!str_take_until(&text, STR(" from "), &stage) ||
	    !take_peer(&text, &peer))
		return PARSED_BAD;
	event_set(ev, F_ACTION, action);
	rest = stage;
	if (str_take_until(&rest, STR(" ("), &stage) &&
	    take_digits(&rest, &bytes))
		event_set(ev, F_BYTES_IN, bytes);
	event_set(ev, F_COMMAND, stage);
	postfix_set_client(&peer, ev);
	if (TAKE(&text, ": "))
		event_set(ev, F_STATUS_DETAIL, text);
	return note(ev);
}

static bool
abort_line(struct str text, struct event *ev, enum parsed *parsed)
{
	static const struct str actions[] = {
		STR_INIT("lost connection"), STR_INIT("timeout"),
		STR_INIT("too many errors"), STR_INIT("too many commands"),
		STR_INIT("improper command pipelining"),
		STR_INIT("bare <LF> received"),
		STR_INIT("concurrency limit exceeded"),
	};
	struct str rest;

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		rest = text;
		if (!take_begin(&rest, actions[i]) || !TAKE(&rest, " after "))
			continue;
		*parsed = after_line(actions[i], rest, ev);
		return true;
	}
	rest = text;
	if (!TAKE(&rest, "SSL_accept error"))
		return false;
	*parsed = PARSED_BAD;
	if (TAKE(&rest, " from ")) {
		struct peer peer;

		if (take_peer(&rest, &peer)) {
			postfix_set_client(&peer, ev);
			event_set(ev, F_ACTION, STR("SSL_accept error"));
			if (TAKE(&rest, ": "))
				event_set(ev, F_STATUS_DETAIL, rest);
			*parsed = note(ev);
		}
	}
	return true;
}

/* --- TLS ------------------------------------------------------------------- */

/* "Anonymous TLS connection established from H[A]: TLSv1.3 with cipher
 * TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 ..."; "to" for the
 * SMTP client. */
static enum parsed
tls_line(struct str text, struct event *ev)
{
	struct str trust, version, cipher, bits;
	struct peer peer;
	bool client;

	if (!str_take_until(&text, STR(" TLS connection established "), &trust))
		return PARSED_OTHER;
	if (memchr(trust.at, ' ', trust.len) != NULL)
		return PARSED_OTHER;
	client = TAKE(&text, "from ");
	if ((!client && !TAKE(&text, "to ")) || !take_peer(&text, &peer) ||
	    !TAKE(&text, ": ") || !str_take_word(&text, &version))
		return PARSED_BAD;
	if (client)
		postfix_set_client(&peer, ev);
	else
		postfix_set_server(&peer, ev);
	event_set(ev, F_STATUS_DETAIL, trust);
	event_set(ev, F_TLS_VERSION, version);
	if (TAKE(&text, "with cipher ") && str_take_word(&text, &cipher)) {
		event_set(ev, F_TLS_CIPHER, cipher);
		if (str_take_char(&text, '(') &&
		    str_take_until(&text, STR(" bits)"), &bits))
			event_set(ev, F_TLS_BITS, bits);
		if (str_take_char(&text, ' ') && text.len > 0)
			event_set(ev, F_PARAMETER, text);
	}
	return note(ev);
}

/* --- sign-ins -------------------------------------------------------------- */

/* "PLAIN authentication failed: (reason unavailable), sasl_username=bob" */
static enum parsed
sasl_line(struct str text, struct event *ev)
{
	struct str method, reason;

	if (!str_take_word(&text, &method) ||
	    !TAKE(&text, "authentication failed:"))
		return PARSED_OTHER;
	str_take_char(&text, ' ');
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_AUTH_METHOD, method);
	if (str_take_until(&text, STR(", sasl_username="), &reason)) {
		if (!str_eq(text, STR("(unavailable)")))
			event_set(ev, F_USER, text);
	} else {
		reason = text;
	}
	event_set(ev, F_STATUS_DETAIL, reason);
	return PARSED_EVENT;
}

/* What warnings say before they name the client. */
static const struct str warnings[] = {
	STR_INIT("non-SMTP command from "),
	STR_INIT("Illegal address syntax from "),
};

/* "Connection rate limit exceeded: 31 from H[A] for service smtp" */
static const struct str limits[] = {
	STR_INIT("Connection rate limit exceeded: "),
	STR_INIT("Connection concurrency limit exceeded: "),
	STR_INIT("Message delivery request rate limit exceeded: "),
	STR_INIT("Recipient address rate limit exceeded: "),
	STR_INIT("New TLS session rate limit exceeded: "),
	STR_INIT("Auth command rate limit exceeded: "),
	STR_INIT("AUTH command rate limit exceeded: "),
};

static bool
limit_client(struct str text, struct peer *peer)
{
	struct str count;

	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
		if (take_begin(&text, limits[i]))
			return take_digits(&text, &count) &&
			    TAKE(&text, " from ") && take_peer(&text, peer);
	return false;
}

/* "hostname x does not resolve to address 198.51.100.9: Name or ..." */
static void
set_unresolved(struct str text, struct event *ev)
{
	struct str name, address, rest;

	if (!TAKE(&text, "hostname ") || !str_take_word(&text, &name) ||
	    !TAKE(&text, "does not resolve to address "))
		return;
	address = text;
	rest = text;
	if (str_take_until(&rest, STR(": "), &address))
		text = address;
	if (str_is_ip(text))
		event_set(ev, F_SRC_IP, text);
}

/* Behind "warning: ". */
static enum parsed
warning_line(struct str text, struct event *ev)
{
	struct str rest = text;
	struct peer peer;

	if (take_peer(&rest, &peer) && TAKE(&rest, ": ")) {
		if (str_is_ip(peer.inside) ||
		    str_eq(peer.inside, STR("unknown"))) {
			postfix_set_client(&peer, ev);
			if (TAKE(&rest, "SASL "))
				return sasl_line(rest, ev) == PARSED_EVENT ?
				    PARSED_EVENT : note(ev);
			event_set(ev, F_MESSAGE, rest);
			return note(ev);
		}
		return PARSED_OTHER;	/* dict_ldap_lookup[1]: ... */
	}
	for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
		rest = text;
		if (!take_begin(&rest, warnings[i]) || !take_peer(&rest, &peer))
			continue;
		postfix_set_client(&peer, ev);
		event_set(ev, F_ACTION, str_of(warnings[i].at, warnings[i].len - 6));
		if (TAKE(&rest, ": "))
			event_set(ev, F_STATUS_DETAIL, rest);
		return note(ev);
	}
	if (limit_client(text, &peer))
		postfix_set_client(&peer, ev);
	else
		set_unresolved(text, ev);
	return PARSED_OTHER;
}

/* --- postscreen ------------------------------------------------------------ */

/* "PASS OLD [198.51.100.9]:53024" */
static bool
access_line(struct str text, struct event *ev)
{
	static const struct str verdicts[] = {
		STR_INIT("PASS OLD"), STR_INIT("PASS NEW"),
		STR_INIT("WHITELISTED"), STR_INIT("ALLOWLISTED"),
		STR_INIT("BLACKLISTED"), STR_INIT("DENYLISTED"),
		STR_INIT("WHITELIST VETO"), STR_INIT("ALLOWLIST VETO"),
	};
	struct peer peer;
	struct str rest;

	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		rest = text;
		if (!take_begin(&rest, verdicts[i]) || !str_take_char(&rest, ' '))
			continue;
		if (!take_peer(&rest, &peer) || peer.host.len > 0)
			return false;
		event_set(ev, F_ACTION, verdicts[i]);
		postfix_set_client(&peer, ev);
		return true;
	}
	return false;
}

/* "PREGREET 6 after 1.2 from [A]:P: RSET", "HANGUP after 63 from [A]:P in
 * tests after SMTP handshake", "COMMAND TIME LIMIT from [A]:P after HELO" */
static bool
violation_line(struct str text, struct event *ev)
{
	static const struct str violations[] = {
		STR_INIT("PREGREET"), STR_INIT("HANGUP"),
		STR_INIT("COMMAND TIME LIMIT"),
		STR_INIT("COMMAND COUNT LIMIT"),
		STR_INIT("COMMAND LENGTH LIMIT"),
		STR_INIT("COMMAND PIPELINING"), STR_INIT("NON-SMTP COMMAND"),
		STR_INIT("BARE NEWLINE"),
	};
	struct str rest = text, head, delay;
	struct peer peer;
	size_t i;

	for (i = 0; i < sizeof violations / sizeof *violations; i++)
		if (take_begin(&rest, violations[i]) && STARTS(rest, " "))
			break;
	if (i == sizeof violations / sizeof *violations ||
	    !str_take_until(&rest, STR("from "), &head) ||
	    !take_peer(&rest, &peer))
		return false;
	event_set(ev, F_ACTION, violations[i]);
	postfix_set_client(&peer, ev);
	if (str_take_until(&head, STR("after "), &delay) &&
	    str_take_word(&head, &delay))
		event_set(ev, F_DELAY, delay);
	if (TAKE(&rest, " after ")) {
		struct str stage = rest, typed = rest;

		if (str_take_until(&typed, STR(":"), &stage)) {
			str_take_char(&typed, ' ');
			event_set(ev, F_STATUS_DETAIL, typed);
		}
		event_set(ev, F_COMMAND, stage);
	} else if (TAKE(&rest, ": ")) {
		event_set(ev, F_STATUS_DETAIL, rest);
	}
	return true;
}

/* "DNSBL rank 3 for [198.51.100.9]:1038" */
static bool
dnsbl_line(struct str text, struct event *ev)
{
	struct str rank;
	struct peer peer;

	if (!TAKE(&text, "DNSBL rank ") || !take_digits(&text, &rank) ||
	    !TAKE(&text, " for ") || !take_peer(&text, &peer))
		return false;
	event_set(ev, F_ACTION, STR("DNSBL"));
	event_set(ev, F_COUNTERS, rank);
	postfix_set_client(&peer, ev);
	return true;
}

/* dnsblog: "addr 198.51.100.9 listed by domain bl.example as 127.0.0.2" */
static bool
listed_line(struct str text, struct event *ev)
{
	struct str address, domain;

	if (!TAKE(&text, "addr ") || !str_take_word(&text, &address) ||
	    !TAKE(&text, "listed by domain ") || !str_is_ip(address) ||
	    !str_take_word(&text, &domain) || !TAKE(&text, "as "))
		return false;
	event_set(ev, F_SRC_IP, address);
	event_set(ev, F_BACKEND, domain);
	event_set(ev, F_STATUS_CODE, text);
	return true;
}

enum parsed
postfix_client(struct str text, const struct postfix *line, struct event *ev)
{
	enum parsed parsed;

	(void)line;
	if (text.len < 4)
		return PARSED_OTHER;
	if (event_get(ev, F_SEVERITY).len == 7)		/* warning */
		return warning_line(text, ev);
	if (TAKE(&text, "connect from ") || TAKE(&text, "CONNECT from "))
		return connect_line(text, ev);
	if (TAKE(&text, "disconnect from ") || TAKE(&text, "DISCONNECT "))
		return disconnect_line(text, ev);
	if (abort_line(text, ev, &parsed))
		return parsed;
	if (text.at[0] >= 'A' && text.at[0] <= 'Z') {
		if ((parsed = tls_line(text, ev)) != PARSED_OTHER)
			return parsed;
		if (access_line(text, ev) || violation_line(text, ev) ||
		    dnsbl_line(text, ev))
			return note(ev);
	}
	if (listed_line(text, ev))
		return note(ev);
	if (TAKE(&text, "discarding EHLO keywords: ")) {
		event_set(ev, F_PARAMETER, text);
		return note(ev);
	}
	return PARSED_OTHER;
}
