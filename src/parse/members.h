/* members: a line cut into named values, as a mapping wants them. */
#pragma once

#include "event/mapping.h"
#include "parse/parse.h"

/* Further values of a member that is in an array: "ids[].n". */
struct member_more { struct str value; struct member_more *next; };

struct member {
	struct str	     value;		/* at NULL: not there */
	struct member_more  *more, **tail;
};

/* What was found of what a mapping wants.  Values are slices of the line or
 * of scratch. */
struct members {
	const struct mapping *mapping;
	struct member	     *at;		/* in the order of its members */
	bool		      twice;		/* a wanted one came again */
	bool		      header;		/* csv: the names of columns */
	struct arena	     *scratch;
};

/* Cut the line as the mapping's format says; false if it cannot be. */
bool members_take(struct members *members, struct str line,
    const struct zone *zone);
