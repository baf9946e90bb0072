/* nginx_bytes: answers are logged with their size. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	static const char *const parts[] = { "bytes_sent", NULL };

	return nginx_logs_hold(is->settings, parts);
}

const struct ready_check ready_nginx_bytes = {
	.name = "nginx_bytes",
	.server = SERVER_NGINX,
	.hurts = ASKS(Q5),
	.setting = "log_format NAME '... $body_bytes_sent';",
	.holds = holds,
};
