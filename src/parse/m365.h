/* m365: what the records of Microsoft's cloud share: the Unified Audit Log
 * and Entra's sign-in and audit logs, as JSON or as a cell of CSV. */
#pragma once

#include "base/json.h"
#include "parse/parse.h"

/* ---- members wanted of an object, by name ---- */

struct m365_name {
	const char *name;		/* lower case: exports differ */
	uint8_t	    slot;
};

enum { M365_NAMES_BITS = 8, M365_SLOTS = 64 };

/* A key as it was written, from the brace or comma in front to the colon, and
 * what it is: the members of a record mostly come in the order of another's. */
enum { M365_KEY_BYTES = 48 };
struct m365_key {
	char	 text[M365_KEY_BYTES];
	uint64_t bytes;		/* a bit for each of the text */
	uint64_t wanted;	/* the bit of its slot; 0: not wanted */
	uint8_t	 len;		/* 0: free */
	uint8_t	 slot;		/* M365_SLOTS: not wanted */
	uint16_t next;		/* what came behind it last time */
};
enum {
	M365_KEYS = 1 << M365_NAMES_BITS,
	M365_KEY_FIRST = M365_KEYS,	/* stands in front of the first, */
	M365_KEY_OTHER,			/* and for those not kept */
	M365_KEYS_ALL
};

/* A table of names, made at the first use. */
struct m365_names {
	const struct m365_name *names;
	size_t			count;
	bool			made;
	uint8_t			index[1 << M365_NAMES_BITS];	/* + 1 */
	uint8_t			len[1 << M365_NAMES_BITS];	/* of that */
	struct m365_key		keys[M365_KEYS_ALL];
};

/* Values as they were written; of a slot that is absent, rubbish. */
struct m365_values {
	uint64_t   has;			/* a bit for each slot */
	uint64_t   escaped;		/* likewise: a text with escapes */
	struct str v[M365_SLOTS + 1];	/* the last: of what is not wanted */
	uint8_t	   type[M365_SLOTS + 1];/* enum json */
};

/* Walk an object's members into slots; the first of a slot stands.  False
 * when it breaks off: what came before is there. */
bool m365_walk(struct m365_names *names, struct str object,
    struct m365_values *values);

/* The same with the next object of an array, other elements passed over; false
 * when there is none.  One that breaks off inside gives what stands before. */
bool m365_walk_next(struct m365_names *names, struct json_walk *array,
    struct m365_values *values);

static inline bool
m365_has(const struct m365_values *values, unsigned slot)
{
	return (values->has >> slot & 1) != 0 &&
	    values->type[slot] != JSON_NULL;
}

/* The value decoded; absent, null: at NULL. */
struct str m365_text(const struct m365_values *values, unsigned slot,
    struct arena *scratch);

/* An array or object that stands for itself, or as text in a text. */
struct str m365_inner(const struct m365_values *values, unsigned slot,
    struct arena *scratch);

/* [{"Name":n,"Value":v},...]: the next pair, decoded; NewValue and OldValue
 * in the same way.  Keys in any case, "key" and "displayName" too. */
struct m365_pair { struct str name, value, old; };
bool m365_pair_next(struct json_walk *array, struct m365_pair *pair,
    struct arena *scratch);

/* The values of up to 31 names in such an array, of each the first; absent: at
 * NULL. */
void m365_pairs_find(struct str array, const struct str *names,
    struct str *found, size_t count, struct arena *scratch);

/* The same of one name. */
struct str m365_pair_find(struct str array, struct str name,
    struct arena *scratch);

/* ---- values ---- */

/* "192.0.2.1:5555", "[2001:db8::1]:443", with or without the port.  What is
 * no address is left out. */
void m365_address(struct str text, struct event *ev);

/* UTC, zone or not; "2025-12-11T21:04:00" and with a blank. */
bool m365_stamp(struct str text, struct event *ev);

/* Sets F_USER_TYPE from the record's own word or number and the name. */
void m365_user_type(struct str type, struct event *ev);

/* A refused sign-in's code and name: F_STATUS_CODE, F_STATUS_DETAIL,
 * F_PASSWORD_STATE. */
void m365_status(struct str code, struct str name, struct event *ev);

/* A token's id names the sign-in it came from: the sign-in's own id, a GUID,
 * in base64.  As that GUID, to be compared; other ids as they are. */
struct str m365_token(struct str token, struct arena *scratch);

/* Decimal digits. */
struct str m365_number(uint64_t number, struct arena *scratch);

/* Lower-case copy. */
struct str m365_lower(struct str s, struct arena *scratch);

/* ---- the Unified Audit Log ---- */

/* One record, an object. */
enum parsed m365_record(struct str object, const struct parse_context *,
    struct event *ev);

/* ---- changes ---- */

/* What a change is judged by. */
struct m365_change {
	struct str operation;
	struct str parameters;	/* arrays of pairs, or empty: as given, */
	struct str modified;	/* properties with old and new values, */
	struct str details;	/* and words about it */
};

/* Sets F_CHANGE, F_TARGET_TO and the kind, RULE_CHANGE or CHANGE.  False:
 * the operation changes nothing that is known. */
bool m365_change(const struct m365_change *change, struct arena *scratch,
    struct event *ev);
