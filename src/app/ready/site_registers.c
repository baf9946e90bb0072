/* site_registers: the site file says how many records a register holds. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	bool any = false;

	for (size_t i = 0; i < is->site->asset_count; i++)
		any |= is->site->assets[i].records > 0;
	return !is->site_given || any;
}

const struct ready_check ready_site_registers = {
	.name = "site_registers",
	.server = SERVER_POSTGRESQL,
	.hurts = ASKS(Q7),
	.setting = "assets: [{name: NAME, kind: register, records: N}]",
	.holds = holds,
};
