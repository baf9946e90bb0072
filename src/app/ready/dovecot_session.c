/* dovecot_session: sign-ins with the session and from where; so by default. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str elements = settings_last(is->settings,
	    "login_log_format_elements");

	return elements.at == NULL || (str_has(elements, STR("session")) &&
	    (str_has(elements, STR("%r")) || str_has(elements, STR("remote_ip")) ||
	    str_has(elements, STR("%{rip"))));
}

const struct ready_check ready_dovecot_session = {
	.name = "dovecot_session",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "login_log_format_elements = user=<%u> method=%m rip=%r "
	    "lip=%l mpid=%e %c session=<%{session}>",
	.setting_new = "login_log_format_elements: leave out, the default names "
	    "both",
	.holds = holds,
};
