/* roundcube_imap_session: the mail server's session is told to the webmail's log. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "imap_log_session", false);
}

const struct ready_check ready_roundcube_imap_session = {
	.name = "roundcube_imap_session",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "$config['imap_log_session'] = true;",
	.holds = holds,
};
