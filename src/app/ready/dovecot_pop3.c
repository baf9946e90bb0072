/* dovecot_pop3: what POP3 fetched; so by default. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str format = settings_last(is->settings, "pop3_logout_format");

	if (format.at == NULL)
		format = settings_last(is->settings,
		    "protocol pop3/pop3_logout_format");
	return format.at == NULL || str_has(format, STR("retr"));
}

const struct ready_check ready_dovecot_pop3 = {
	.name = "dovecot_pop3",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q5),
	.setting = "pop3_logout_format: leave out, the default counts what was "
	    "fetched",
	.holds = holds,
};
