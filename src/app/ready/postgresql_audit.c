/* postgresql_audit: what the database was asked: reads and writes. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str log = settings_last(is->settings, "pgaudit.log");
	bool all = value_has_word(log, STR("all"));

	return value_has_word(settings_last(is->settings,
	    "shared_preload_libraries"), STR("pgaudit")) &&
	    (all || (value_has_word(log, STR("read")) &&
	    value_has_word(log, STR("write")))) &&
	    !value_has_word(log, STR("-read")) &&
	    !value_has_word(log, STR("-write"));
}

const struct ready_check ready_postgresql_audit = {
	.name = "postgresql_audit",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q4) | ASKS(Q5) | ASKS(Q6),
	.setting = "shared_preload_libraries = 'pgaudit' and pgaudit.log = "
	    "'read, write, role, ddl'",
	.holds = holds,
};
