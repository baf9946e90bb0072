/* postgresql_parameters: statements are audited with their parameters. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "pgaudit.log_parameter", false);
}

const struct ready_check ready_postgresql_parameters = {
	.name = "postgresql_parameters",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q4),
	.setting = "pgaudit.log_parameter = on",
	.holds = holds,
};
