/* postgresql_prefix: each line says when, which user and which process. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str prefix = settings_last(is->settings, "log_line_prefix");
	struct str to = settings_last(is->settings, "log_destination");

	if (str_has(to, STR("csvlog")) || str_has(to, STR("jsonlog")))
		return true;
	return str_has(prefix, STR("%u")) &&
	    (str_has(prefix, STR("%p")) || str_has(prefix, STR("%c"))) &&
	    (str_has(prefix, STR("%m")) || str_has(prefix, STR("%t")) ||
	    str_has(prefix, STR("%n")));
}

const struct ready_check ready_postgresql_prefix = {
	.name = "postgresql_prefix",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q3) | ASKS(Q4),
	.setting = "log_line_prefix = '%m [%p] %q%u@%d %a '",
	.holds = holds,
};
