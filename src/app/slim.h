/* slim: a brief without the words of it that are 0, which half of them are.
 *
 *	which are there 4 | kind, service, outcome, flags 4 | time 8 |
 *	SHA-256 32 | words
 *
 * What changes when times are settled stands in front, so that it changes
 * where it lies. */
#pragma once

#include <stddef.h>

#include "event/brief.h"

enum {
	SLIM_MOST = 132,	/* bytes of a brief */
	SLIM_SLACK = 4,		/* bytes behind one that are read or written,
				 * and mean nothing */
};

/* Write a brief, SLIM_MOST + SLIM_SLACK bytes being there; how many it has. */
size_t slim_put(char *at, const struct brief *brief);

/* Read one; how many bytes it has.  `at` is what slim_put() wrote, and
 * SLIM_SLACK bytes behind it are there. */
size_t slim_take(const char *at, struct brief *brief);

/* Change its time, and its flags. */
void slim_settle(char *at, const struct brief *brief);
