#include "event/incident.h"

#include <stdlib.h>

const char *const why_keys[WHY_COUNT] = {
	[WHY_NOT_CONCERNED] = "why.not_concerned",
	[WHY_BEFORE] = "why.before",
	[WHY_TRUSTED] = "why.trusted_network",
	[WHY_KNOWN_NETWORK] = "why.owner_network",
	[WHY_HOSTILE_ADDRESS] = "why.same_address",
	[WHY_SHARED_ADDRESS] = "why.shared_address",
	[WHY_HOSTILE_NETWORK] = "why.same_network",
	[WHY_NEW_NETWORK] = "why.first_seen_network",
	[WHY_WEBMAIL_TIE] = "why.same_visit",
	[WHY_WEBMAIL_SHARED] = "why.overlap",
	[WHY_WEBMAIL_UNTIED] = "why.untied",
	[WHY_NO_ADDRESS] = "why.no_address",
	[WHY_ASSUMED_HOSTILE] = "why.assumed_hostile",
	[WHY_ASSUMED_OWNER] = "why.assumed_owner",
	[WHY_NAMED] = "why.named",
	[WHY_UNDECIDED] = "why.undecided",
	[WHY_KNOWN_INDICATOR] = "why.known_indicator",
};

void
incident_fini(struct incident *incident)
{
	if (incident->judged != NULL) {
		table_fini(&incident->hostile);
		table_fini(&incident->tainted);
	}
	free(incident->judged);
	free(incident->relevant);
	*incident = (struct incident){ 0 };
}
