/* hours: how many lines each stream has in each hour.
 *
 * Gathered in slots that no zone can split (event/wire.h); when all is read
 * and every stamp can have its year, the slots become hours of UTC. */
#pragma once

#include "app/ingest.h"
#include "event/wire.h"

struct hours {
	struct wire_hour *at;	/* the caller frees it */
	size_t		  count, cap;
};

void hours_add(struct hours *hours, const struct wire_hour *hour);

/* Fill the ingest's streams; hours is used up. */
void hours_settle(struct hours *hours, struct ingest *ingest);
