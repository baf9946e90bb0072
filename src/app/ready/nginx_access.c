/* nginx_access: no access log is switched off. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return nginx_logs_hold(is->settings, NULL);
}

const struct ready_check ready_nginx_access = {
	.name = "nginx_access",
	.server = SERVER_NGINX,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "access_log /var/log/nginx/access.log combined;",
	.holds = holds,
};
