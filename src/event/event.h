/* event: what one line says, in OCSF terms.
 *
 * A format fills it; every value is a slice of the line (or of the parser's
 * scratch arena) and lives only until the next line.  The noun all stages
 * share; fields.def and kinds.def are its schema. */
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "base/clock.h"

enum field {
#define FIELD(id, type, name, ocsf, sigma, meaning) F_##id,
#include "event/fields.def"
#undef FIELD
	F_COUNT
};

enum field_type { FIELD_TEXT, FIELD_NUMBER, FIELD_ADDRESS, FIELD_LIST };

struct field_info {
	const char	*name, *ocsf, *sigma, *meaning;
	enum field_type	 type;
};

extern const struct field_info field_infos[F_COUNT];

/* The field of that short name, OCSF path, or path without "unmapped.";
 * F_COUNT if there is none. */
enum field field_find(struct str name);

enum kind {
#define KIND(id, name, class_uid, activity_id, brief, meaning) K_##id,
#include "event/kinds.def"
#undef KIND
	K_COUNT
};

struct kind_info {
	const char *name, *meaning;
	uint16_t    class_uid;
	uint8_t	    activity_id;
	bool	    brief;		/* detection and scope need it */
};

extern const struct kind_info kind_infos[K_COUNT];

enum outcome { OUTCOME_NONE, OUTCOME_SUCCESS, OUTCOME_FAILURE };

/* What sort of change, from F_CHANGE; CHANGE_NONE if it is none of them. */
enum change {
	CHANGE_NONE,
#define CHANGE(id, name, meaning) CHANGE_##id,
#include "event/changes.def"
#undef CHANGE
	CHANGE_COUNT
};

enum change change_find(struct str word);
const char *change_name(enum change change);	/* NULL for CHANGE_NONE */

enum { FIELD_WORDS = (F_COUNT + 63) / 64 };

struct event {
	struct stamp   time;		/* event time, see base/clock.h */
	uint8_t	       kind;		/* enum kind */
	uint8_t	       outcome;		/* enum outcome */
	uint64_t       has[FIELD_WORDS];/* a bit for each field that is set */
	struct str     v[F_COUNT];	/* by event_get() alone: rubbish where
					 * the bit is not set */
};

/* Ready for a new line.  The values stay behind: clearing them would take as
 * long as parsing a short line. */
static inline void
event_reset(struct event *ev)
{
	ev->time = (struct stamp){ 0 };
	ev->kind = 0;
	ev->outcome = 0;
	memset(ev->has, 0, sizeof ev->has);
}

static inline void
event_set(struct event *ev, enum field field, struct str value)
{
	ev->has[field / 64] |= (uint64_t)1 << field % 64;
	ev->v[field] = value;
}

/* The value; absent: at NULL; empty: len 0. */
static inline struct str
event_get(const struct event *ev, enum field field)
{
	return ev->has[field / 64] >> field % 64 & 1 ? ev->v[field] :
	    (struct str){ 0 };
}

static inline bool
event_has(const struct event *ev, enum field field)
{
	return event_get(ev, field).at != NULL;
}

/* Service numbers, stable, for briefs and sessions. */
enum service {
	SERVICE_OTHER, SERVICE_IMAP, SERVICE_POP3, SERVICE_SIEVE,
	SERVICE_SMTP, SERVICE_LMTP, SERVICE_WEBMAIL, SERVICE_WEB,
	SERVICE_SSH, SERVICE_DB, SERVICE_APP, SERVICE_LOCAL, SERVICE_M365,
	SERVICE_LDAP, SERVICE_COUNT
};

/* From the value of F_SERVICE ("submission" is smtp; unknown: other), and
 * back. */
enum service service_find(struct str name);
const char *service_name(enum service service);

/* What a page, a mail action or a record application did, from F_ACTION. */
enum action {
	ACTION_OTHER, ACTION_LOGIN, ACTION_LOGOUT, ACTION_LIST, ACTION_SHOW,
	ACTION_PART, ACTION_SEARCH, ACTION_SEND, ACTION_RULE, ACTION_COPY,
	ACTION_SAVE, ACTION_FLAG, ACTION_DELETE, ACTION_EXPUNGE,
	ACTION_FORWARD, ACTION_EXPORT,
	ACTION_COMPOSE,
	ACTION_HEADER, ACTION_TOP,	/* of a message opened: its header
					 * alone, its header and some lines */
	ACTION_COUNT
};

/* From a program's own word: show and preview are SHOW, get is PART,
 * export and csv are EXPORT, and so on; others ACTION_OTHER. */
enum action action_find(struct str word);
