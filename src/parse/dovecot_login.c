/* dovecot_login: what the login processes say of a client.
 *
 *	Login: user=<bob>, method=PLAIN, rip=198.51.100.9, lip=192.0.2.5,
 *	    mpid=811, TLS, session=<4zXy>
 *	Logged in: user=<bob>, ...				(2.4)
 *	Disconnected: Aborted login by logging out (auth failed, 1 attempts in
 *	    2 secs): user=<bob>, method=PLAIN, rip=198.51.100.9, ...
 *	Login aborted: Logged out (auth failed, 1 attempts in 2 secs)
 *	    (auth_failed): user=<bob>, method=PLAIN, rip=...	(2.4)
 *
 * The name is whatever the client typed, ">, method=PLAIN, rip=192.0.2.1"
 * included; what follows it is Dovecot's own.  So the address is the last one
 * named, and the mechanism is looked for from there backwards. */
#include "parse/dovecot.h"

#include "parse/take.h"

/* ", lip=192.0.2.5, mpid=811, TLS, session=<4zXy>": all Dovecot's words. */
static void
take_elements(struct str s, struct event *ev)
{
	struct str word;

	while (s.len > 0) {
		if (!str_take_until_char(&s, ',', &word)) {
			word = s;
			s.len = 0;
		}
		str_take_char(&s, ' ');
		if (TAKE(&word, "lip=")) {
			if (str_is_ip(word))
				event_set(ev, F_DST_IP, word);
		} else if (TAKE(&word, "session=<")) {
			str_take_end(&word, STR(">"));
			event_set(ev, F_SESSION, word);
		} else if (TAKE(&word, "rport=")) {
			if (take_is_number(word))
				event_set(ev, F_SRC_PORT, word);
		} else if (STARTS(word, "TLS")) {
			event_set(ev, F_TLS_VERSION, STR("TLS"));
		}
	}
}

/* Is it the name of a SASL mechanism, and not the end of a user's? */
static bool
is_mechanism(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '_'))
			return false;
	}
	return s.len > 0;
}

/* "bob>, method=PLAIN" or "bob>".  The mechanism is typed by the client too,
 * as one word: what is none is left out. */
static bool
take_user(struct str s, struct event *ev)
{
	struct str name = s, method;
	bool named = str_take_last(&name, STR(">, method="), &method);

	if (named && is_mechanism(method)) {
		event_set(ev, F_AUTH_METHOD, method);
		s = name;
	} else if (!str_take_end(&s, STR(">"))) {
		if (!named)
			return false;
		s = name;
	}
	if (s.len > 0)
		event_set(ev, F_USER, s);
	return true;
}

/* "auth failed, 3 attempts in 20 secs" somewhere in Dovecot's words. */
static bool
take_attempts(struct str reason, struct event *ev)
{
	struct str head, digits;

	if (!str_take_until(&reason, STR("(auth failed, "), &head))
		return false;
	if (take_digits(&reason, &digits))
		event_set(ev, F_ATTEMPTS, digits);
	return true;
}

/* Without a name nobody tried to sign in, unless Dovecot says so. */
static void
set_result(struct str reason, struct event *ev)
{
	event_set(ev, F_STATUS_DETAIL, reason);
	if (!take_attempts(reason, ev) && !event_has(ev, F_USER) &&
	    !STARTS(reason, "Login failed")) {
		ev->kind = K_DISCONNECT;
		return;
	}
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
}

/* "Aborted login (tried to use disabled plaintext auth): rip=198.51.100.9, ..."
 * and "Disconnected (auth failed, 1 attempts): method=PLAIN, rip=...", before
 * 2.2: nothing in them is the client's but the mechanism. */
static enum parsed
nameless_line(struct str text, struct event *ev)
{
	struct str reason, method = { 0 }, address;

	if (str_take_until(&text, STR(": method="), &reason)) {
		method = text;
		if (!str_take_last(&method, STR(", rip="), &text))
			return PARSED_OTHER;
	} else if (!str_take_until(&text, STR(": rip="), &reason)) {
		return PARSED_OTHER;
	}
	if (!str_take_until_char(&text, ',', &address) ||
	    !str_is_ip(address))
		return PARSED_OTHER;
	str_take_char(&text, ' ');
	if (is_mechanism(method))
		event_set(ev, F_AUTH_METHOD, method);
	event_set(ev, F_SRC_IP, address);
	take_elements(text, ev);
	set_result(reason, ev);
	return PARSED_EVENT;
}

enum parsed
dovecot_login(struct str text, struct event *ev)
{
	struct str name = text, reason = { 0 }, tail, address;

	if (!TAKE(&name, "Login: user=<") &&
	    !TAKE(&name, "Logged in: user=<") &&
	    !str_take_until(&name, STR(": user=<"), &reason))
		return nameless_line(text, ev) == PARSED_EVENT ? PARSED_EVENT
		    : dovecot_note(text, ev);
	if (!str_take_last(&name, STR(", rip="), &tail)) {
		/* Local clients have none, and a list of elements made by
		 * the operator may leave it out. */
		return PARSED_BAD;
	}
	if (!take_user(name, ev))
		return PARSED_BAD;
	if (!str_take_until_char(&tail, ',', &address)) {
		address = tail;
		tail.len = 0;
	}
	str_take_char(&tail, ' ');
	if (str_is_ip(address))
		event_set(ev, F_SRC_IP, address);
	take_elements(tail, ev);
	if (reason.at == NULL) {
		ev->kind = K_LOGIN;
		ev->outcome = OUTCOME_SUCCESS;
	} else {
		set_result(reason, ev);
	}
	return PARSED_EVENT;
}
