/* binds: sign-ins of a directory server or a database, put together from their
 * lines.
 *
 * slapd writes the address where a connection begins, the name where a bind
 * begins and the verdict where it ends; they share the connection's number
 * and the bind's.  Its threads do not wait for each other, and most stamps
 * count seconds: what belongs together may come in any order within one.
 *
 * Numbers begin anew with each start, and lines get lost.  Where a number
 * comes a second time, two addresses claim a connection, or an hour passed,
 * nobody is named: a line has the right name and address or none.  Nor are
 * lines of slapd's own log file joined, where a stranger can write whole
 * lines.
 *
 * PostgreSQL writes the address where a connection begins and the name where
 * it is let in; its process's number, which all its lines bear, joins them.
 *
 * slapd writes that a bind succeeded before its password policy is asked: of
 * one that is then denied, for an expired password, the first is no sign-in. */
#pragma once

#include <stdbool.h>

#include "base/intern.h"
#include "event/brief.h"

enum {
	BINDS_LATE_MS = 1000,	/* lines of one connection out of order */
	BINDS_STALE_MS = 3600 * 1000,
	BINDS_OPEN = 1 << 16,	/* connections; when there are more, all of
				 * them are forgotten, and name nobody */
	BINDS_HELD = 1 << 15,	/* briefs that wait for a late line */
};

struct binds;

/* The next brief of the order; false at the end. */
typedef bool binds_reader(void *self, struct brief *brief);

struct binds *binds_open(const struct intern *names, binds_reader *read,
    void *self);
void binds_close(struct binds *binds);

/* The next brief, in the reader's order: sign-ins with name and address where
 * they are known; where connections begin and end is left out. */
bool binds_next(struct binds *binds, struct brief *brief);
