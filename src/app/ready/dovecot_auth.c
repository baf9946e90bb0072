/* dovecot_auth: refused sign-ins, by name and address. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "auth_verbose", false);
}

const struct ready_check ready_dovecot_auth = {
	.name = "dovecot_auth",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q1) | ASKS(Q2),
	.setting = "auth_verbose = yes",
	.holds = holds,
};
