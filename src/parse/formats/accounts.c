/* accounts: shadow-utils and passwd, which make and change accounts.
 *
 *	useradd[811]: new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/sh, from=none
 *	usermod[812]: add 'bob' to group 'sudo'
 *	userdel[813]: delete user 'alice'
 *	passwd[814]: password for 'carol' changed by 'root'
 *	chpasswd[815]: pam_unix(chpasswd:chauthtok): password changed for bob
 *
 * Names are those of accounts.  Who did it is mostly not told. */
#include "parse/parse.h"

#include "parse/pam.h"
#include "parse/take.h"

/* Groups whose members are, or can become, root. */
static bool
is_powerful(struct str group)
{
	static const struct str groups[] = {
		STR_INIT("root"), STR_INIT("sudo"), STR_INIT("wheel"),
		STR_INIT("admin"), STR_INIT("adm"), STR_INIT("shadow"),
		STR_INIT("disk"), STR_INIT("docker"), STR_INIT("lxd"),
		STR_INIT("libvirt"),
	};

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (str_eq(group, groups[i]))
			return true;
	return false;
}

/* Shapes of lines: what stands around the account, and around what follows
 * it.  The last ends the line or is empty. */
enum { WHOSE, GROUP, BY };

static const struct shape {
	struct str before, between, after;
	struct str change;
	uint8_t	   second;	/* what stands between the last two */
} shapes[] = {
	{ STR_INIT("new user: name="), STR_INIT(","), STR_INIT(""),
	    STR_INIT("account_created"), WHOSE },
	{ STR_INIT("delete user '"), STR_INIT("'"), STR_INIT(""),
	    STR_INIT("account_removal"), WHOSE },
	{ STR_INIT("add '"), STR_INIT("' to group '"), STR_INIT("'"),
	    STR_INIT("role_grant"), GROUP },
	{ STR_INIT("add '"), STR_INIT("' to shadow group '"), STR_INIT("'"),
	    STR_INIT("other"), GROUP },
	{ STR_INIT("delete '"), STR_INIT("' from group '"), STR_INIT("'"),
	    STR_INIT("account_removal"), GROUP },
	{ STR_INIT("removed '"), STR_INIT("' from group '"), STR_INIT("'"),
	    STR_INIT("account_removal"), GROUP },
	{ STR_INIT("password for '"), STR_INIT("' changed by '"),
	    STR_INIT("'"), STR_INIT("password_reset"), BY },
	{ STR_INIT("change user '"), STR_INIT("' password"), STR_INIT(""),
	    STR_INIT("password_reset"), WHOSE },
	{ STR_INIT("changed user '"), STR_INIT("'"), STR_INIT(""),
	    STR_INIT("other"), WHOSE },
	{ STR_INIT("change user '"), STR_INIT("'"), STR_INIT(""),
	    STR_INIT("other"), WHOSE },
	{ STR_INIT("lock user '"), STR_INIT("'"), STR_INIT(""),
	    STR_INIT("other"), WHOSE },
	{ STR_INIT("unlock user '"), STR_INIT("'"), STR_INIT(""),
	    STR_INIT("other"), WHOSE },
	{ STR_INIT("new group: name="), STR_INIT(","), STR_INIT(""),
	    STR_INIT("other"), WHOSE },
};

static bool
shape_take(const struct shape *shape, struct str text, struct event *ev)
{
	struct str name, second = text, change = shape->change;

	if (!str_take(&second, shape->before) ||
	    !str_take_until(&second, shape->between, &name) ||
	    name.len == 0 || !str_take_end(&second, shape->after))
		return false;
	if (shape->second == GROUP) {
		event_set(ev, F_TARGET_TO, second);
		if (!is_powerful(second))
			change = STR("other");
	} else if (shape->second == BY) {
		event_set(ev, F_USER, second);
	}
	ev->kind = K_CHANGE;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_CHANGE, change);
	event_set(ev, F_TARGET, name);
	return true;
}

static enum parsed
accounts_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed;

	(void)context;
	event_set(ev, F_SERVICE, STR("local"));
	parsed = pam_line(text, PAM_OTHER, ev);
	if (parsed != PARSED_OTHER)
		return parsed;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shape_take(&shapes[i], text, ev))
			return PARSED_EVENT;
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static const char *const programs[] = {
	"useradd", "userdel", "usermod", "groupadd", "groupdel", "groupmod",
	"gpasswd", "passwd", "chpasswd", "chage", "chsh", "chfn", NULL
};

const struct format format_accounts = {
	.name = "accounts",
	.about = "shadow-utils: accounts and groups made, changed, removed",
	.versions = "4.13",
	.programs = programs,
	.line = accounts_line,
};
