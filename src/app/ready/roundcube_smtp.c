/* roundcube_smtp: mails sent by the webmail; so by default. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "smtp_log", true);
}

const struct ready_check ready_roundcube_smtp = {
	.name = "roundcube_smtp",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q6),
	.setting = "$config['smtp_log'] = true;",
	.holds = holds,
};
