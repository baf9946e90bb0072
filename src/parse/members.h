/* members: a line cut into named values, as a site's mapping wants them. */
#pragma once

#include "event/site.h"
#include "parse/parse.h"

/* What is wanted of a line, and what was found.  Values are slices of the
 * line or of scratch; absent: at NULL. */
struct members {
	const struct mapping *mapping;
	struct str	     *match, *fields;	/* values, in its order */
	bool		      twice;		/* a wanted one came again */
	struct arena	     *scratch;
};

/* Cut the line as the mapping's format says; false if it cannot be. */
bool members_take(struct members *members, struct str line,
    const struct zone *zone);

/* A stamp of any kind clock.h knows, at the front of s. */
bool members_take_stamp(struct str *s, const struct zone *zone,
    struct stamp *stamp);
