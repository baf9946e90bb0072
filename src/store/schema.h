/* schema: the columns of the event table, the store's own and then one for
 * each row of event/fields.def. */
#pragma once

#include "event/event.h"

enum {
	C_TIME,			/* the core's; all others are the intake's */
	C_CLASS_UID, C_ACTIVITY_ID, C_TYPE_UID, C_KIND,
	C_STATUS, C_SEVERITY_ID,
	C_SOURCE, C_OFFSET, C_LENGTH, C_FORMAT, C_STREAM, C_STAMP,
	C_FLAWS,
	C_FIELDS,		/* C_FIELDS + F_USER, and so on */
	COLUMN_COUNT = C_FIELDS + F_COUNT,
};

enum column_type { COLUMN_TIME, COLUMN_NUMBER, COLUMN_TEXT };

struct column_info {
	const char	*name;
	enum column_type type;
};

extern const struct column_info column_infos[COLUMN_COUNT];
