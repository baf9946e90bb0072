/* postgresql_application: each line names the application, where the end user can stand. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str to = settings_last(is->settings, "log_destination");

	return str_has(to, STR("csvlog")) || str_has(to, STR("jsonlog")) ||
	    str_has(settings_last(is->settings, "log_line_prefix"),
		STR("%a"));
}

const struct ready_check ready_postgresql_application = {
	.name = "postgresql_application",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q4),
	.setting = "log_line_prefix = '%m [%p] %q%u@%d %a '",
	.holds = holds,
};
