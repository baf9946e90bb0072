/* postgresql_rows: statements are audited with the number of their rows. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "pgaudit.log_rows", false);
}

const struct ready_check ready_postgresql_rows = {
	.name = "postgresql_rows",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q5),
	.setting = "pgaudit.log_rows = on",
	.holds = holds,
};
