/* nginx_request: answers are logged with what was asked, query included. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	static const char *const parts[] = { "$request\"", "$request ",
		"$request_uri", "$request'", NULL };

	return nginx_logs_hold(is->settings, parts);
}

const struct ready_check ready_nginx_request = {
	.name = "nginx_request",
	.server = SERVER_NGINX,
	.hurts = ASKS(Q4),
	.setting = "log_format NAME '... \"$request\"';",
	.holds = holds,
};
