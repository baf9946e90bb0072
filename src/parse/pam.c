#include "parse/pam.h"

#include "parse/take.h"

static enum parsed
note(struct event *ev)
{
	ev->kind = K_NOTE;
	return PARSED_EVENT;
}

void
pam_set_peer(struct str peer, struct event *ev)
{
	struct str plain = peer, scope;

	TAKE(&plain, "::ffff:");	/* IPv4 on a socket for both */
	str_take_last_char(&plain, '%', &scope);	/* fe80::1%eth0 */
	if (str_is_ip(plain))
		event_set(ev, F_SRC_IP, plain);
	else if (peer.len > 0 && !str_eq(peer, STR("UNKNOWN")))
		event_set(ev, F_SRC_HOST, peer);
}

/* ---- who, from where ---- */

struct who { struct str ruser, rhost, user; };

/* "  user=bob", or nothing, behind the remote host. */
static bool
take_who(struct str s, struct who *who)
{
	size_t n = scan_char(s.at, s.len, ' ');

	who->rhost = str_of(s.at, n);
	who->user = (struct str){ 0 };
	str_drop(&s, n);
	while (str_take_char(&s, ' '))
		;
	if (s.len == 0)
		return true;
	if (!TAKE(&s, "user="))
		return false;
	who->user = s;
	return true;
}

/* "logname= uid=0 euid=0 tty=ssh ruser=R rhost=H  user=U".  A " rhost=" that is
 * the only one is the module's, and so is the first of sshd's.  Of several,
 * where a program gave what was typed as R and as U, only one has it on both
 * sides.  Else nobody is named. */
static bool
who_take(struct str text, enum pam_caller caller, struct who *who)
{
	static const struct str mark = STR_INIT(" rhost=");
	struct str head, all, rest;

	if (!str_take_until(&text, STR(" ruser="), &head))
		return false;
	all = text;
	if ((caller == PAM_SSHD && STARTS(all, " rhost=")) ||
	    (str_find(all, mark) != STR_NONE &&
	    str_find(all, mark) == str_find_last(all, mark))) {
		str_take_until(&all, mark, &who->ruser);
		return take_who(all, who);
	}
	rest = all;
	while (str_take_until(&rest, mark, &head)) {
		who->ruser = str_of(all.at,
		    (size_t)(rest.at - all.at) - mark.len);
		if (take_who(rest, who) && who->user.len > 0 &&
		    str_eq(who->user, who->ruser))
			return true;
	}
	return false;
}

static enum parsed
failure_line(struct str text, enum outcome outcome, enum pam_caller caller,
    struct event *ev)
{
	struct who who;

	ev->kind = K_AUTH_STEP;
	ev->outcome = (uint8_t)outcome;
	if (!who_take(text, caller, &who))
		return PARSED_EVENT;
	pam_set_peer(who.rhost, ev);
	if (who.user.len > 0)
		event_set(ev, F_USER, who.user);
	return PARSED_EVENT;
}

/* "5 more authentication failures; logname= ..." behind "PAM " */
static enum parsed
more_line(struct str text, enum pam_caller caller, struct event *ev)
{
	struct str count;

	if (!take_digits(&text, &count) ||
	    !TAKE(&text, " more authentication failure"))
		return note(ev);
	event_set(ev, F_BACKEND, STR("pam"));
	event_set(ev, F_ATTEMPTS, count);
	return failure_line(text, OUTCOME_FAILURE, caller, ev);
}

/* "for user bob: 7 (Authentication failure)" behind "received ", of SSSD */
static enum parsed
received_line(struct str text, struct event *ev)
{
	struct str name = text, reason;

	if (!TAKE(&name, "for user ") || !str_take_last(&name, STR(": "),
	    &reason))
		return note(ev);
	ev->kind = K_AUTH_STEP;
	ev->outcome = STARTS(reason, "0 ") ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
	event_set(ev, F_USER, name);
	event_set(ev, F_STATUS_DETAIL, reason);
	return PARSED_EVENT;
}

/* "user bob (1000) tally 6, deny 5" of pam_tally2, "Consecutive login failures
 * for user bob account temporarily locked" of pam_faillock */
static bool
locked_line(struct str text, struct event *ev)
{
	struct str name = text, tail;
	bool locked = (TAKE(&name, "user ") &&
	    str_take_last(&name, STR(" tally "), &tail) &&
	    str_take_last(&name, STR(" ("), &tail)) ||
	    (TAKE(&name, "Consecutive login failures for user ") &&
	    str_take_end(&name, STR(" account temporarily locked")));

	if (!locked || name.len == 0)
		return false;
	ev->kind = K_POLICY;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_USER, name);
	event_set(ev, F_STATUS_DETAIL, STR("locked after failures"));
	return true;
}

/* ---- sessions ---- */

/* "bob(uid=1000) by (uid=0)", "bob by LOGIN(uid=0)" */
static struct str
session_user(struct str text)
{
	struct str name = text, tail;

	if (str_take_until(&text, STR("("), &name) &&
	    !str_has(name, STR(" by ")))
		return name;
	if (str_take_last(&name, STR(" by "), &tail))
		return name;
	return name.len > 0 ? name : text;
}

static void
set_session(struct event *ev)
{
	if (event_has(ev, F_PID))
		event_set(ev, F_SESSION, event_get(ev, F_PID));
}

static enum parsed
session_line(struct str text, bool opened, enum pam_caller caller,
    struct event *ev)
{
	struct str name = session_user(text);

	if (name.len == 0)
		return PARSED_BAD;
	event_set(ev, F_USER, name);
	set_session(ev);
	if (caller == PAM_OTHER || (opened && caller == PAM_SSHD)) {
		event_set(ev, F_ACTION, opened ? STR("session opened") :
		    STR("session closed"));
		return note(ev);
	}
	ev->kind = opened ? K_LOGIN : K_LOGOUT;
	ev->outcome = OUTCOME_SUCCESS;
	return PARSED_EVENT;
}

/* ---- which line it is ---- */

/* "unix(sshd:auth): authentication failure; ..." behind "pam_" */
static enum parsed
module_line(struct str line, enum pam_caller caller, struct event *ev)
{
	struct str text = line, module, name;

	if (!str_take_until(&text, STR(": "), &module))
		return note(ev);
	if (str_take_until_char(&module, '(', &name))
		event_set(ev, F_BACKEND, str_of(name.at - 4, name.len + 4));
	if (TAKE(&text, "authentication failure; "))
		return failure_line(text, OUTCOME_FAILURE, caller, ev);
	if (TAKE(&text, "authentication success; "))
		return failure_line(text, OUTCOME_SUCCESS, caller, ev);
	if (TAKE(&text, "received "))
		return received_line(text, ev);
	if (TAKE(&text, "session closed for user "))
		return session_line(text, false, caller, ev);
	if (TAKE(&text, "session opened for user "))
		return session_line(text, true, caller, ev);
	if (locked_line(text, ev))
		return PARSED_EVENT;
	if (TAKE(&text, "password changed for ") && text.len > 0) {
		ev->kind = K_CHANGE;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_CHANGE, STR("password_reset"));
		event_set(ev, F_TARGET, text);
		return PARSED_EVENT;
	}
	event_set(ev, F_MESSAGE, text);
	return note(ev);
}

enum parsed
pam_line(struct str text, enum pam_caller caller, struct event *ev)
{
	if (TAKE(&text, "pam_"))
		return module_line(text, caller, ev);
	if (TAKE(&text, "PAM ") && text.len > 0 && text.at[0] >= '0' &&
	    text.at[0] <= '9')
		return more_line(text, caller, ev);
	return PARSED_OTHER;
}
