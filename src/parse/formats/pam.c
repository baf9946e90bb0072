/* pam: sign-ins that PAM decided for programs without a format of their own.
 *
 *	login[811]: pam_unix(login:session): session opened for user bob(uid=1000) by LOGIN(uid=0)
 *	vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0
 *	    euid=0 tty=ftp ruser=bob rhost=198.51.100.9  user=bob
 *	CRON[812]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)
 *	login[811]: FAILED LOGIN (1) on '/dev/tty1' FOR 'bob', Authentication failure
 *
 * What those programs say besides is nobody's. */
#include "parse/parse.h"

#include "parse/pam.h"
#include "parse/take.h"

/* Of people at a terminal or a desk; the others run what is due. */
static bool
is_persons(struct str program)
{
	static const struct str names[] = {
		STR_INIT("login"), STR_INIT("gdm"), STR_INIT("sddm"),
		STR_INIT("lightdm"), STR_INIT("xrdp"), STR_INIT("cockpit"),
		STR_INIT("vsftpd"), STR_INIT("proftpd"),
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_starts(program, names[i]))
			return true;
	return false;
}

/* "(1) on '/dev/tty1' FOR 'bob', Authentication failure" */
static enum parsed
failed_login(struct str text, struct event *ev)
{
	struct str head, reason;

	if (!str_take_until(&text, STR(" FOR '"), &head) ||
	    !str_take_last(&text, STR("', "), &reason))
		return PARSED_BAD;
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	event_set(ev, F_SERVICE, STR("local"));
	event_set(ev, F_USER, text);
	event_set(ev, F_STATUS_DETAIL, reason);
	return PARSED_EVENT;
}

static enum parsed
pam_format_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str program = event_get(ev, F_PROGRAM), rest = text;

	(void)context;
	if (str_eq(program, STR("login")) && TAKE(&rest, "FAILED LOGIN "))
		return failed_login(rest, ev);
	if (!STARTS(text, "pam_") && !STARTS(text, "PAM "))
		return PARSED_OTHER;
	if (STARTS(program, "login") || STARTS(program, "gdm"))
		event_set(ev, F_SERVICE, STR("local"));
	return pam_line(text, is_persons(program) ? PAM_LOGIN : PAM_OTHER, ev);
}

static const char *const programs[] = {
	"login", "gdm*", "sddm*", "lightdm*", "xrdp*", "cockpit*", "vsftpd*",
	"proftpd*", "cron*", "CRON", "crond", "atd", "systemd*", "(systemd*",
	"auth", "polkit*", "runuser*", "pkexec*", "saslauthd*", "smbd*", NULL
};

const struct format format_pam = {
	.name = "pam",
	.about = "PAM on behalf of login, cron, ftp servers and others",
	.versions = "1.5, 1.7; SSSD 2.8",
	.programs = programs,
	.line = pam_format_line,
};
