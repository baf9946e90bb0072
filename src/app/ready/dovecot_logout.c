/* dovecot_logout: how many messages a session was sent; so by default. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str format = settings_last(is->settings, "imap_logout_format");

	if (format.at == NULL)
		format = settings_last(is->settings,
		    "protocol imap/imap_logout_format");
	return format.at == NULL || (str_has(format, STR("body_count")) &&
	    str_has(format, STR("body_bytes")));
}

const struct ready_check ready_dovecot_logout = {
	.name = "dovecot_logout",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q4) | ASKS(Q5),
	.setting = "imap_logout_format: leave out, the default counts bodies",
	.holds = holds,
};
