/* roundcube_session: the webmail's lines name their session. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	uint64_t digits;

	return settings_on(is->settings, "log_session_id", false) ||
	    (str_u64(settings_last(is->settings, "log_session_id"), &digits) &&
	    digits >= 16);
}

const struct ready_check ready_roundcube_session = {
	.name = "roundcube_session",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "$config['log_session_id'] = 16;",
	.holds = holds,
};
