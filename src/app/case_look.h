/* case_look: is a folder a case, and does it hold what is wanted of it?
 *
 * Somebody may have mistyped it, a run may not be done with it, and whoever
 * hands a case over may have put a pipe or a link in the place of a file: what
 * is no regular file is not there. */
#pragma once

#include <stdbool.h>

#include "base/err.h"

enum case_part {
	CASE_REPORT,		/* every case holds it */
	CASE_FINDINGS,		/* one that is pseudonymised does not */
	CASE_EVENTS,		/* nor this */
};

/* False with err, which says what the folder is and what to do. */
bool case_look(const char *path, enum case_part wanted, struct err *err);
