#include "store/schema.h"

#define COLUMN_LIST	COLUMN_TEXT
#define COLUMN_ADDRESS	COLUMN_TEXT

const struct column_info column_infos[COLUMN_COUNT] = {
	[C_TIME] = { "time", COLUMN_TIME },
	[C_CLASS_UID] = { "class_uid", COLUMN_NUMBER },
	[C_ACTIVITY_ID] = { "activity_id", COLUMN_NUMBER },
	[C_TYPE_UID] = { "type_uid", COLUMN_NUMBER },
	[C_KIND] = { "kind", COLUMN_TEXT },
	[C_STATUS] = { "status", COLUMN_TEXT },
	[C_SEVERITY_ID] = { "severity_id", COLUMN_NUMBER },
	[C_SOURCE] = { "source", COLUMN_TEXT },
	[C_OFFSET] = { "offset", COLUMN_NUMBER },
	[C_LENGTH] = { "length", COLUMN_NUMBER },
	[C_FORMAT] = { "format", COLUMN_TEXT },
	[C_STREAM] = { "stream", COLUMN_TEXT },
	[C_STAMP] = { "stamp", COLUMN_TEXT },
	[C_FLAWS] = { "flaws", COLUMN_TEXT },
#define FIELD(id, type, name, ocsf, sigma, meaning)                            \
	[C_FIELDS + F_##id] = { ocsf, COLUMN_##type },
#include "event/fields.def"
#undef FIELD
};
