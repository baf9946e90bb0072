/* site_webmail: the site file names the webmail's own address. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	return !is->site_given || is->site->webmail.count > 0;
}

const struct ready_check ready_site_webmail = {
	.name = "site_webmail",
	.server = SERVER_ROUNDCUBE,
	.hurts = ASKS(Q3),
	.setting = "networks: {webmail: [ADDRESS/32]}",
	.holds = holds,
};
