/* reckon: from pairs of clocks that are apart to what each is ahead.
 *
 * Which of two clocks is right no log tells.  Clocks that the site file tells
 * of are right once that is taken off; of others the right one is the one
 * that most hosts agree with, and a stream that names no host is its own. */
#pragma once

#include "base/intern.h"
#include "incident/skews.h"

enum {
	RECKON_LEAST_MS = 3000,	/* less is borne by ties, and no more than a
				 * slow page */
	RECKON_PAIRS = 64,	/* those with most accounts */
};

/* A stream's clock, compared with others. */
struct clock {
	uint32_t stream;	/* name */
	uint32_t by;		/* name of the stream that counts as right;
				 * itself if it is that one */
	int64_t	 ahead_ms;	/* of that one's, whole seconds */
	int64_t	 spread_ms;	/* give or take */
	uint32_t accounts;	/* that told, at least */
	bool	 told;		/* by the site file, and taken off already */
	bool	 off;		/* surely: more than what is in doubt */
};

struct clock_list { struct clock *at; size_t count; };	/* by name */

/* Does the site file tell of the stream's clock? */
typedef bool clock_is_told(void *self, uint32_t stream);

/* The caller frees list->at.  Sorts skews.  A clock that is told is never
 * reckoned anew: off says that others contradict it. */
void clocks_reckon(struct skew_list *skews, const struct intern *names,
    clock_is_told *is_told, void *self, struct clock_list *list);
