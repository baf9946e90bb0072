/* sudo: commands run as somebody else, and those that were refused.
 *
 *	     bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id -u
 *	     bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
 *	     eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
 *
 * The name in front is the account's.  The working folder and the command are
 * the user's choice, " ; USER=nobody ; COMMAND=/bin/true" included: the
 * command is all from the first mark on, and whose rights it got is told only
 * where one place tells it. */
#include "parse/parse.h"

#include "parse/pam.h"
#include "parse/secrets.h"
#include "parse/take.h"

static enum parsed
note(struct str text, struct event *ev)
{
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* "3 incorrect password attempts" */
static void
set_reason(struct str reason, struct event *ev)
{
	struct str rest = reason, count;

	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_STATUS_DETAIL, reason);
	if (take_digits(&rest, &count) &&
	    STARTS(rest, " incorrect password attempt"))
		event_set(ev, F_ATTEMPTS, count);
}

/* " ; USER=root" where it stands once, the command included. */
static void
set_rights(struct str text, struct event *ev)
{
	static const struct str mark = STR_INIT(" ; USER=");
	size_t at = str_find(text, mark);
	struct str user;

	if (at == STR_NONE || at != str_find_last(text, mark))
		return;
	str_drop(&text, at + mark.len);
	if (str_take_word(&text, &user))
		event_set(ev, F_TARGET, user);
}

static bool
is_member(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] >= 'A' && s.at[n] <= 'Z')
		n++;
	return n > 2 && n < s.len && s.at[n] == '=';
}

static enum parsed
sudo_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str name, rest, reason, parts, all;
	enum parsed parsed;

	event_set(ev, F_SERVICE, STR("sudo"));
	parsed = pam_line(text, PAM_OTHER, ev);
	if (parsed != PARSED_OTHER)
		return parsed;
	rest = str_trim(text);
	if (!str_take_until(&rest, STR(" : "), &name) ||
	    scan_char(name.at, name.len, ' ') < name.len)
		return note(text, ev);
	event_set(ev, F_USER, name);
	if (STARTS(rest, "(command continued)"))
		return note(secrets_of_command(rest, context->scratch), ev);
	ev->kind = K_COMMAND;
	ev->outcome = OUTCOME_SUCCESS;
	all = rest;
	if (!is_member(rest)) {
		if (!str_take_until(&rest, STR(" ; "), &reason)) {
			reason = rest;
			rest.len = 0;
		}
		set_reason(reason, ev);
	}
	if (!str_take_until(&rest, STR(" ; COMMAND="), &parts))
		return ev->outcome == OUTCOME_FAILURE ? PARSED_EVENT :
		    PARSED_BAD;
	event_set(ev, F_COMMAND, rest);
	set_rights(all, ev);
	return PARSED_EVENT;
}

static const char *const programs[] = { "sudo", NULL };

const struct format format_sudo = {
	.name = "sudo",
	.about = "sudo: commands run with another's rights, and refused",
	.versions = "1.9.13, 1.9.16",
	.programs = programs,
	.line = sudo_line,
};
