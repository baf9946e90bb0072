/* apache_bytes: answers are logged with their size. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	static const char *const parts[] = { "%O", "%b", "%B", "%>O", NULL };

	return apache_logs_hold(is->settings, parts);
}

const struct ready_check ready_apache_bytes = {
	.name = "apache_bytes",
	.server = SERVER_APACHE,
	.hurts = ASKS(Q5),
	.setting = "LogFormat \"... %O\" NAME",
	.holds = holds,
};
