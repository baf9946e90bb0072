/* sshd: OpenSSH's server, 9.2 and 10.0 (where sshd-session and sshd-auth speak).
 *
 *	Accepted publickey for bob from 198.51.100.9 port 4022 ssh2: RSA SHA256:x
 *	Failed password for invalid user bob from 198.51.100.9 port 4022 ssh2
 *	Connection closed by invalid user bob 198.51.100.9 port 4022 [preauth]
 *	pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0
 *	    tty=ssh ruser= rhost=198.51.100.9  user=bob
 *
 * The name is whatever the client typed, " from 10.0.0.1 port 22" included.
 * What follows it is sshd's own, so such lines are read from their end.  One
 * end is hostile too: the key id of a certificate nobody has checked. */
#include "parse/parse.h"

#include "parse/pam.h"
#include "parse/take.h"

static enum parsed
note(struct event *ev)
{
	ev->kind = K_NOTE;
	return PARSED_EVENT;
}

/* "invalid user bob", "authenticating user bob", "user bob", "bob" */
static void
set_user(struct str name, struct event *ev)
{
	if (!TAKE(&name, "invalid user ") && !TAKE(&name, "illegal user ") &&
	    !TAKE(&name, "authenticating user "))
		TAKE(&name, "user ");
	if (name.len > 0)
		event_set(ev, F_USER, name);
}

/* "198.51.100.9 port 4022" at the front. */
static bool
take_from(struct str *s, struct event *ev)
{
	struct str rest = *s, address, port;

	if (!str_take_word(&rest, &address) || !TAKE(&rest, "port ") ||
	    !take_digits(&rest, &port))
		return false;
	pam_set_peer(address, ev);
	event_set(ev, F_SRC_PORT, port);
	*s = rest;
	return true;
}

/* "NAME 198.51.100.9 port 4022": the name stays in s. */
static bool
take_from_end(struct str *s, char before, struct event *ev)
{
	struct str rest = *s, tail, port, address;
	static const struct str from = STR_INIT(" from");

	if (!str_take_last(&rest, STR(" port "), &tail) ||
	    !take_digits(&tail, &port))
		return false;
	if (!str_take_last_char(&rest, ' ', &address)) {
		address = rest;		/* no name at all */
		rest.len = 0;
	}
	if (before == 'f' && !str_take_end(&rest, from))
		return false;
	pam_set_peer(address, ev);
	event_set(ev, F_SRC_PORT, port);
	*s = rest;
	return true;
}

/* --- sign-ins -------------------------------------------------------------- */

/* " ssh2: RSA SHA256:x" or nothing */
static void
set_key(struct str s, struct event *ev)
{
	s = str_trim(s);
	if (TAKE(&s, "ssh2: ") && s.len > 0)
		event_set(ev, F_FINGERPRINT, s);
}

/* "publickey for bob from 198.51.100.9 port 4022 ssh2: RSA SHA256:x".  The
 * account exists and the key was checked: read from the front. */
static enum parsed
accepted_line(struct str text, struct event *ev)
{
	struct str method, name;

	if (STARTS(text, "key ") || STARTS(text, "certificate "))
		return note(ev);	/* what authorized it; LOGIN follows */
	if (!str_take_until(&text, STR(" for "), &method) ||
	    !str_take_until(&text, STR(" from "), &name) ||
	    !take_from(&text, ev))
		return PARSED_BAD;
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_AUTH_METHOD, method);
	event_set(ev, F_USER, name);
	if (event_has(ev, F_PID))
		event_set(ev, F_SESSION, event_get(ev, F_PID));
	set_key(text, ev);
	return PARSED_EVENT;
}

/* How many peers can " from A port N" name in s? */
static int
count_peers(struct str s)
{
	struct str first = { 0 }, head, rest, address, port;
	int peers = 0;

	while (str_take_until(&s, STR(" from "), &head)) {
		rest = s;
		if (!str_take_word(&rest, &address) || !TAKE(&rest, "port ") ||
		    !take_digits(&rest, &port))
			continue;
		if (peers == 0 || !str_eq(first, address))
			peers++;
		if (peers == 1)
			first = address;
	}
	return peers;
}

/* "password for invalid user bob from 198.51.100.9 port 4022 ssh2".  A
 * certificate's key id at the end may hold anything: then, if two peers can
 * be read, none is named. */
static enum parsed
failed_line(struct str text, enum kind kind, struct event *ev)
{
	struct str method, name, rest, key;

	if (!str_take_until(&text, STR(" for "), &method))
		return PARSED_BAD;
	ev->kind = (uint8_t)kind;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_AUTH_METHOD, method);
	name = text;
	if (str_has(text, STR("-CERT ")) && count_peers(text) != 1)
		return PARSED_EVENT;
	rest = text;
	if (str_eq(method, STR("publickey")) &&
	    str_take_last(&rest, STR(" ssh2: "), &key))
		event_set(ev, F_FINGERPRINT, key);
	if (!take_from_end(&name, 'f', ev))
		return PARSED_BAD;
	set_user(name, ev);
	return PARSED_EVENT;
}

/* "Postponed publickey for bob from ...": the exchange goes on */
static enum parsed
postponed_line(struct str text, struct event *ev)
{
	enum parsed parsed = failed_line(text, K_NOTE, ev);

	ev->outcome = OUTCOME_NONE;
	return parsed;
}

/* "bob from 198.51.100.9 port 4022"; before 7.2 without the port */
static enum parsed
invalid_line(struct str text, struct event *ev)
{
	struct str address;

	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, STR("Invalid user"));
	if (!take_from_end(&text, 'f', ev)) {
		if (!str_take_last(&text, STR(" from "), &address))
			return PARSED_BAD;
		pam_set_peer(address, ev);
	}
	set_user(text, ev);
	return PARSED_EVENT;
}

/* "bob from 198.51.100.9 not allowed because not listed in AllowUsers" */
static enum parsed
not_allowed_line(struct str text, struct event *ev)
{
	struct str reason, address, name = text;

	if (!str_take_last(&name, STR(" not allowed because "), &reason) ||
	    !str_take_last(&name, STR(" from "), &address))
		return note(ev);
	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, reason);
	pam_set_peer(address, ev);
	set_user(name, ev);
	return PARSED_EVENT;
}

/* "198.51.100.9 port 4022": the password was right, and root may not come */
static enum parsed
root_line(struct str text, struct event *ev)
{
	struct str address = text;

	if (!take_from(&text, ev)) {
		if (!str_is_ip(address))
			return note(ev);
		pam_set_peer(address, ev);
	}
	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, STR("ROOT LOGIN REFUSED"));
	event_set(ev, F_USER, STR("root"));
	return PARSED_EVENT;
}

/* "exceeded for invalid user bob from 198.51.100.9 port 4022 ssh2" */
static enum parsed
attempts_line(struct str text, struct event *ev)
{
	event_set(ev, F_STATUS_DETAIL,
	    STR("maximum authentication attempts exceeded"));
	ev->outcome = OUTCOME_FAILURE;
	if (!take_from_end(&text, 'f', ev))
		return PARSED_BAD;
	set_user(text, ev);
	return note(ev);
}

/* "PAM: Authentication failure for illegal user bob from host.example" */
static enum parsed
pam_error_line(struct str text, struct event *ev)
{
	struct str reason, address;

	if (!str_take_until(&text, STR(" for "), &reason) ||
	    !str_take_last(&text, STR(" from "), &address))
		return note(ev);
	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_BACKEND, STR("pam"));
	event_set(ev, F_STATUS_DETAIL, reason);
	pam_set_peer(address, ev);
	set_user(text, ev);
	return PARSED_EVENT;
}

/* --- PAM ------------------------------------------------------------------- */

/* Behind "pam_" or "PAM ". */
static enum parsed
pam_module_line(struct str text, struct event *ev)
{
	return pam_line(str_of(text.at - 4, text.len + 4), PAM_SSHD, ev);
}

static enum parsed
pam_more_line(struct str text, struct event *ev)
{
	enum parsed parsed = pam_module_line(text, ev);

	return parsed == PARSED_OTHER ? note(ev) : parsed;
}

/* --- connections ----------------------------------------------------------- */

/* "198.51.100.9 port 4022 on 192.0.2.10 port 22 rdomain """ */
static enum parsed
connection_line(struct str text, struct event *ev)
{
	struct str address, port;

	if (!take_from(&text, ev))
		return PARSED_BAD;
	ev->kind = K_CONNECT;
	if (TAKE(&text, " on ") && str_take_word(&text, &address) &&
	    TAKE(&text, "port ") && take_digits(&text, &port)) {
		if (str_is_ip(address))
			event_set(ev, F_DST_IP, address);
		event_set(ev, F_DST_PORT, port);
	}
	return PARSED_EVENT;
}

/* "invalid user bob 198.51.100.9 port 4022" or without the name */
static enum parsed
closed_line(struct str text, struct event *ev)
{
	if (!take_from_end(&text, 0, ev))
		return note(ev);
	ev->kind = K_DISCONNECT;
	set_user(text, ev);
	return PARSED_EVENT;
}

/* "authenticating user bob 198.51.100.9 port 4022: Too many ...".  The name is
 * typed, so the last peer is sshd's; but one reason repeats what was typed,
 * and behind it another peer makes both doubtful. */
static enum parsed
disconnecting_line(struct str text, struct event *ev)
{
	struct str rest = text, who = text, reason = { 0 }, head, address;
	struct str peer = { 0 };

	while (str_take_until(&rest, STR(": "), &head)) {
		head = str_of(text.at, (size_t)(rest.at - 2 - text.at));
		if (!take_ends_in_peer(head, &address))
			continue;
		if (STARTS(reason, "Change of username or service") &&
		    !str_eq(peer, address))
			return note(ev);
		who = head;
		reason = rest;
		peer = address;
	}
	if (reason.at != NULL)
		event_set(ev, F_STATUS_DETAIL, reason);
	return closed_line(who, ev);
}

/* "198.51.100.9 port 4022:11: typed by the client", without a port before 7.0 */
static enum parsed
received_line(struct str text, struct event *ev)
{
	struct str rest = text, address;

	if (!take_from(&text, ev)) {
		if (!str_take_until(&rest, STR(": "), &address) ||
		    !str_is_ip(address))
			return PARSED_BAD;
		pam_set_peer(address, ev);
		str_drop(&text, address.len);
	}
	ev->kind = K_DISCONNECT;
	if (str_take_char(&text, ':'))
		event_set(ev, F_STATUS_DETAIL, str_trim(text));
	return PARSED_EVENT;
}

/* "198.51.100.9 port 4022: no matching cipher found. Their offer: x" */
static enum parsed
unable_line(struct str text, struct event *ev)
{
	if (!take_from(&text, ev))
		return PARSED_BAD;
	ev->kind = K_CONNECT;
	ev->outcome = OUTCOME_FAILURE;
	if (TAKE(&text, ": "))
		event_set(ev, F_STATUS_DETAIL, str_trim(text));
	return PARSED_EVENT;
}

/* "connection from 198.51.100.9 to 192.0.2.10, pid = 7" (10.0) or
 * "198.51.100.9 port 4022" */
static enum parsed
timeout_line(struct str text, struct event *ev)
{
	struct str address;

	ev->kind = K_DISCONNECT;
	event_set(ev, F_STATUS_DETAIL, STR("Timeout before authentication"));
	if (TAKE(&text, "connection from ")) {
		if (str_take_word(&text, &address))
			pam_set_peer(address, ev);
	} else if (!take_from(&text, ev) && str_take_word(&text, &address)) {
		pam_set_peer(address, ev);
	}
	return PARSED_EVENT;
}

/* "x.example (198.51.100.9)" of libwrap: the parentheses are the server's */
static enum parsed
refused_line(struct str text, struct event *ev)
{
	struct str address;

	if (!str_take_end(&text, STR(")")) ||
	    !str_take_last(&text, STR(" ("), &address))
		return PARSED_BAD;
	ev->kind = K_CONNECT;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, STR("refused connect"));
	pam_set_peer(address, ev);
	return PARSED_EVENT;
}

/* "'GET / HTTP/1.1' from 198.51.100.9 port 4022", what was typed first;
 * without a port before 7.4 */
static enum parsed
typed_line(struct str text, struct event *ev)
{
	struct str address;

	if (!take_from_end(&text, 'f', ev)) {
		if (!str_take_last(&text, STR(" from "), &address) ||
		    !str_is_ip(address))
			return note(ev);
		pam_set_peer(address, ev);
	}
	ev->kind = K_CONNECT;
	ev->outcome = OUTCOME_FAILURE;
	return PARSED_EVENT;
}

/* "#10 from [198.51.100.9]:4022 on [192.0.2.10]:22 past MaxStartups" */
static enum parsed
dropped_line(struct str text, struct event *ev)
{
	struct str head;
	struct peer peer;

	if (!str_take_until(&text, STR(" from "), &head) ||
	    !take_peer(&text, &peer))
		return note(ev);
	ev->kind = K_CONNECT;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, STR("MaxStartups"));
	pam_set_peer(peer.inside, ev);
	event_set(ev, F_SRC_PORT, peer.port);
	return PARSED_EVENT;
}

/* "command for bob from 198.51.100.9 port 4022 id 0",
 * "subsystem 'sftp' for bob from ...", "shell on pts/0 for bob from ..." */
static enum parsed
session_line(struct str text, struct event *ev)
{
	struct str what, name;

	if (!str_take_until(&text, STR(" for "), &what) ||
	    !str_take_until(&text, STR(" from "), &name) ||
	    !take_from(&text, ev))
		return PARSED_BAD;
	ev->kind = K_COMMAND;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_COMMAND, what);
	event_set(ev, F_USER, name);
	return PARSED_EVENT;
}

/* "user bob from 198.51.100.9 port 4022 id 0" */
static enum parsed
close_session_line(struct str text, struct event *ev)
{
	struct str name;

	if (!str_take_until(&text, STR(" from "), &name) ||
	    !take_from(&text, ev))
		return note(ev);
	event_set(ev, F_ACTION, STR("session closed"));
	set_user(name, ev);
	return note(ev);
}

/* --- which line it is ------------------------------------------------------ */

static enum parsed
failure_line(struct str text, struct event *ev)
{
	return failed_line(text, K_LOGIN, ev);
}

static const struct shape {
	struct str    begin;
	enum parsed (*line)(struct str rest, struct event *ev);
} shapes[] = {
	{ STR_INIT("Accepted "), accepted_line },
	{ STR_INIT("Failed "), failure_line },
	{ STR_INIT("Invalid user "), invalid_line },
	{ STR_INIT("Illegal user "), invalid_line },
	{ STR_INIT("Postponed "), postponed_line },
	{ STR_INIT("Connection from "), connection_line },
	{ STR_INIT("Connection closed by "), closed_line },
	{ STR_INIT("Connection reset by "), closed_line },
	{ STR_INIT("Disconnected from "), closed_line },
	{ STR_INIT("Disconnecting "), disconnecting_line },
	{ STR_INIT("Received disconnect from "), received_line },
	{ STR_INIT("Unable to negotiate with "), unable_line },
	{ STR_INIT("maximum authentication attempts exceeded for "),
	    attempts_line },
	{ STR_INIT("User "), not_allowed_line },
	{ STR_INIT("ROOT LOGIN REFUSED FROM "), root_line },
	{ STR_INIT("PAM: "), pam_error_line },
	{ STR_INIT("PAM "), pam_more_line },
	{ STR_INIT("pam_"), pam_module_line },
	{ STR_INIT("banner exchange: Connection from "), unable_line },
	{ STR_INIT("ssh_dispatch_run_fatal: Connection from "), unable_line },
	{ STR_INIT("Timeout before authentication for "), timeout_line },
	{ STR_INIT("refused connect from "), refused_line },
	{ STR_INIT("Bad protocol version identification "), typed_line },
	{ STR_INIT("Magic value check failed "), typed_line },
	{ STR_INIT("Did not receive identification string"), typed_line },
	{ STR_INIT("drop connection "), dropped_line },
	{ STR_INIT("Starting session: "), session_line },
	{ STR_INIT("Close session: "), close_session_line },
};

/* "error: ", "fatal: ": the level, where sshd prints one */
static void
take_level(struct str *s, struct event *ev)
{
	static const struct str levels[] = {
		STR_INIT("error"), STR_INIT("fatal"), STR_INIT("warning"),
	};
	struct str rest = *s;

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (take_begin(&rest, levels[i]) && TAKE(&rest, ": ")) {
			event_set(ev, F_SEVERITY, levels[i]);
			*s = rest;
			return;
		}
}

static enum parsed
sshd_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	(void)context;
	text = str_trim(text);
	str_take_end(&text, STR(" [preauth]"));
	event_set(ev, F_SERVICE, STR("ssh"));
	take_level(&text, ev);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		struct str rest = text;

		if (take_begin(&rest, shapes[i].begin)) {
			enum parsed parsed = shapes[i].line(rest, ev);

			if (parsed == PARSED_EVENT && ev->kind == K_NOTE &&
			    !event_has(ev, F_MESSAGE))
				event_set(ev, F_MESSAGE, text);
			return parsed;
		}
	}
	event_set(ev, F_MESSAGE, text);
	return note(ev);
}

static const char *const programs[] = {
	"sshd", "sshd-session", "sshd-auth", NULL
};

const struct format format_sshd = {
	.name = "sshd",
	.about = "OpenSSH server",
	.versions = "9.2, 10.0",
	.programs = programs,
	.line = sshd_line,
};
