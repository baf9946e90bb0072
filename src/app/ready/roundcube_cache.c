/* roundcube_cache: messages are not given out of a cache, past the mail server. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str cache = settings_last(is->settings, "messages_cache");

	return cache.len == 0 || str_eq_nocase(cache, STR("null")) ||
	    str_eq_nocase(cache, STR("false"));
}

const struct ready_check ready_roundcube_cache = {
	.name = "roundcube_cache",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q4),
	.setting = "$config['messages_cache'] = false;",
	.holds = holds,
};
