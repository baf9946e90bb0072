#include "parse/m365.h"

#include "base/must.h"
#include "parse/take.h"

/* ---- members ---- */

static inline unsigned char
fold(char c)
{
	return (unsigned char)c | 0x20;
}

static inline unsigned
name_hash(const char *at, size_t n)
{
	return (unsigned)(n * 37 + fold(at[0]) * 3u + fold(at[n - 1]) * 17u +
	    fold(at[n / 2]) * 71u + fold(at[n / 3]) * 5u) &
	    ((1 << M365_NAMES_BITS) - 1);
}

static void
names_make(struct m365_names *names)
{
	unsigned mask = (1 << M365_NAMES_BITS) - 1;

	must(names->count < (1 << M365_NAMES_BITS) / 2);
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->names[i].name;
		unsigned at = name_hash(name, strlen(name));

		while (names->index[at] != 0)
			at = (at + 1) & mask;
		names->index[at] = (uint8_t)(i + 1);
	}
	names->made = true;
}

/* The names are lower case, and hold letters, digits, @ . and _ only, of
 * which each folds to itself. */
static inline bool
name_is(struct str key, const char *name)
{
	size_t i = 0;

	while (i < key.len && name[i] != '\0' &&
	    (key.at[i] == name[i] || (key.at[i] >= 'A' && key.at[i] <= 'Z' &&
	    (key.at[i] | 0x20) == name[i])))
		i++;
	return i == key.len && name[i] == '\0';
}

static inline const struct m365_name *
name_find(const struct m365_names *names, struct str key)
{
	unsigned at, i;

	if (key.len == 0)
		return NULL;
	for (at = name_hash(key.at, key.len); (i = names->index[at]) != 0;
	     at = (at + 1) & ((1 << M365_NAMES_BITS) - 1))
		if (name_is(key, names->names[i - 1].name))
			return &names->names[i - 1];
	return NULL;
}

bool
m365_walk(struct m365_names *names, struct str object,
    struct m365_values *values)
{
	struct json_walk walk;
	struct str key, value;
	enum json type;

	if (!names->made)
		names_make(names);
	values->has = 0;
	if (!json_walk(&walk, object, '{'))
		return false;
	while ((type = json_walk_member(&walk, &key, &value)) != JSON_END) {
		const struct m365_name *name;

		if (type == JSON_BAD)
			return false;
		name = name_find(names, key);
		if (name == NULL || (values->has >> name->slot & 1) != 0)
			continue;
		values->has |= (uint64_t)1 << name->slot;
		values->v[name->slot] = value;
		values->type[name->slot] = (uint8_t)type;
	}
	return true;
}

struct str
m365_text(const struct m365_values *values, unsigned slot,
    struct arena *scratch)
{
	if (!m365_has(values, slot))
		return (struct str){ 0 };
	return values->type[slot] == JSON_TEXT
	    ? json_plain_text(values->v[slot], scratch) : values->v[slot];
}

struct str
m365_inner(const struct m365_values *values, unsigned slot,
    struct arena *scratch)
{
	return m365_text(values, slot, scratch);
}

bool
m365_pair_next(struct json_walk *array, struct m365_pair *pair,
    struct arena *scratch)
{
	static const struct m365_name names[] = {
		{ "name", 0 }, { "key", 0 }, { "displayname", 0 },
		{ "value", 1 }, { "newvalue", 1 }, { "oldvalue", 2 },
	};
	static struct m365_names table = { names,
		sizeof names / sizeof *names, false, { 0 } };
	struct m365_values values;
	struct str element;
	enum json type;

	do {
		type = json_walk_element(array, &element);
		if (type == JSON_BAD || type == JSON_END)
			return false;
	} while (type != JSON_OBJECT || !m365_walk(&table, element, &values) ||
	    !m365_has(&values, 0));
	pair->name = m365_text(&values, 0, scratch);
	pair->value = m365_text(&values, 1, scratch);
	pair->old = m365_text(&values, 2, scratch);
	return true;
}

struct str
m365_pair_find(struct str array, struct str name, struct arena *scratch)
{
	struct json_walk walk;
	struct m365_pair pair;

	if (json_walk(&walk, array, '['))
		while (m365_pair_next(&walk, &pair, scratch))
			if (str_eq_nocase(pair.name, name))
				return pair.value;
	return (struct str){ 0 };
}

/* ---- values ---- */

void
m365_address(struct str text, struct event *ev)
{
	struct str address = text, port = { 0 };

	if (str_take_char(&address, '[')) {
		if (!str_take_last_char(&address, ']', &port))
			return;
		if (port.len > 0 && !str_take_char(&port, ':'))
			return;
	} else if (!str_is_ip(address) &&
	    !str_take_last_char(&address, ':', &port)) {
		return;
	}
	if (!str_is_ip(address))
		return;
	event_set(ev, F_SRC_IP, address);
	if (take_is_number(port) && port.len <= 5)
		event_set(ev, F_SRC_PORT, port);
}

bool
m365_stamp(struct str text, struct event *ev)
{
	struct str rest = text;

	if (!stamp_take_iso(&rest, NULL, &ev->time) || rest.len > 0) {
		ev->time = (struct stamp){ 0 };
		return false;
	}
	ev->time.flags = STAMP_SET;
	return true;
}

struct str
m365_lower(struct str s, struct arena *scratch)
{
	char *copy = arena_take(scratch, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		copy[i] = (char)(s.at[i] >= 'A' && s.at[i] <= 'Z'
		    ? s.at[i] | 0x20 : s.at[i]);
	return str_of(copy, s.len);
}

struct str
m365_number(uint64_t number, struct arena *scratch)
{
	enum { DIGITS = 20 };
	char *end = (char *)arena_take(scratch, DIGITS) + DIGITS, *at = end;

	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	return str_of(at, (size_t)(end - at));
}

/* Base64 with - and _, of 16 bytes: 22 signs. */
static bool
token_bytes(struct str token, unsigned char bytes[18])
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	size_t n = 0;

	if (token.len != 22)
		return false;
	for (size_t i = 0; i < 24; i++) {
		char c = i < token.len ? token.at[i] : 'A';
		const char *hit = c == '\0' ? NULL : strchr(signs, c);

		if (hit == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(hit - signs);
		if (i % 4 != 3)
			continue;
		bytes[n++] = (unsigned char)(bits >> 16);
		bytes[n++] = (unsigned char)(bits >> 8);
		bytes[n++] = (unsigned char)bits;
		bits = 0;
	}
	return true;
}

struct str
m365_token(struct str token, struct arena *scratch)
{
	/* The first three groups of a GUID are little-endian. */
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10,
		11, 12, 13, 14, 15 };
	static const char hex[] = "0123456789abcdef";
	unsigned char bytes[18];
	char *guid, *at;

	if (!token_bytes(token, bytes))
		return token;
	guid = at = arena_take(scratch, 36);
	for (size_t i = 0; i < sizeof order; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = hex[bytes[order[i]] >> 4];
		*at++ = hex[bytes[order[i]] & 15];
	}
	return str_of(guid, 36);
}

/* The schema's numbers and their names.  A partner's technician and an
 * administrator are persons; the data centre's own are not the estate's. */
static const struct { struct str word; const char *type; } user_types[] = {
	{ STR_INIT("0"), "person" }, { STR_INIT("regular"), "person" },
	{ STR_INIT("2"), "person" }, { STR_INIT("admin"), "person" },
	{ STR_INIT("3"), "system" }, { STR_INIT("dcadmin"), "system" },
	{ STR_INIT("4"), "system" }, { STR_INIT("system"), "system" },
	{ STR_INIT("5"), "application" },
	{ STR_INIT("application"), "application" },
	{ STR_INIT("6"), "application" },
	{ STR_INIT("serviceprincipal"), "application" },
	{ STR_INIT("7"), "system" }, { STR_INIT("custompolicy"), "system" },
	{ STR_INIT("8"), "system" }, { STR_INIT("systempolicy"), "system" },
	{ STR_INIT("9"), "person" },
	{ STR_INIT("partnertechnician"), "person" },
	{ STR_INIT("10"), "guest" }, { STR_INIT("guest"), "guest" },
	{ STR_INIT("member"), "person" },
};

/* Names that no person bears. */
static const struct { struct str head; const char *type; } platform_names[] = {
	{ STR_INIT("NT AUTHORITY\\"), "system" },
	{ STR_INIT("NT SERVICE\\"), "system" },
	{ STR_INIT("S-1-5-18"), "system" },
	{ STR_INIT("Microsoft Substrate"), "system" },
	{ STR_INIT("Microsoft Operator"), "system" },
	{ STR_INIT("ServicePrincipal_"), "application" },
	{ STR_INIT("app@sharepoint"), "system" },
};

void
m365_user_type(struct str type, struct event *ev)
{
	struct str user = event_get(ev, F_USER);
	const char *found = NULL;

	for (size_t i = 0; i < sizeof user_types / sizeof *user_types; i++)
		if (str_eq_nocase(type, user_types[i].word))
			found = user_types[i].type;
	for (size_t i = 0; i < sizeof platform_names /
	     sizeof *platform_names; i++)
		if (user.len >= platform_names[i].head.len &&
		    str_eq_nocase(str_of(user.at, platform_names[i].head.len),
		    platform_names[i].head))
			found = platform_names[i].type;
	if (found != NULL && user.len > 0)	/* a type of whom? */
		event_set(ev, F_USER_TYPE, str_from(found));
}
