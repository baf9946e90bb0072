/* roundcube_logins: sign-ins to the webmail. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "log_logins", false);
}

const struct ready_check ready_roundcube_logins = {
	.name = "roundcube_logins",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q2) | ASKS(Q3),
	.setting = "$config['log_logins'] = true;",
	.holds = holds,
};
