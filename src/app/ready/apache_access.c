/* apache_access: there is an access log. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return apache_logs_hold(is->settings, NULL);
}

const struct ready_check ready_apache_access = {
	.name = "apache_access",
	.server = SERVER_APACHE,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "CustomLog /var/log/apache2/access.log combined",
	.holds = holds,
};
