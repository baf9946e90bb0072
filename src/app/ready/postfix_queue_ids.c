/* postfix_queue_ids: queue ids that do not come back. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return settings_on(is->settings, "enable_long_queue_ids", false);
}

const struct ready_check ready_postfix_queue_ids = {
	.name = "postfix_queue_ids",
	.server = SERVER_POSTFIX,
	.hurts = ASKS(Q6),
	.setting = "enable_long_queue_ids = yes",
	.holds = holds,
};
