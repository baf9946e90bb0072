/* postgresql_connections: who connects to the database, and from where. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str value = settings_last(is->settings, "log_connections");

	/* a list since 18: receipt, authentication, authorization, all */
	return settings_on(is->settings, "log_connections", false) ||
	    value_has_word(value, STR("all")) ||
	    value_has_word(value, STR("authorization"));
}

const struct ready_check ready_postgresql_connections = {
	.name = "postgresql_connections",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q3),
	.setting = "log_connections = on",
	.holds = holds,
};
