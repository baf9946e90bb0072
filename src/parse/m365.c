#include "parse/m365.h"

#include "base/json_walk.h"
#include "base/must.h"
#include "parse/take.h"

/* ---- members ---- */

/* A letter's capital makes no difference. */
static inline uint64_t
fold(uint64_t bytes)
{
	uint64_t low = bytes & UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t from_a = low + UINT64_C(0x3f3f3f3f3f3f3f3f);
	uint64_t behind_z = low + UINT64_C(0x2525252525252525);
	uint64_t capital = from_a & ~behind_z & ~bytes &
	    UINT64_C(0x8080808080808080);

	return bytes | capital >> 2;
}

/* A name's first and last bytes; of one up to 16 bytes long all. */
struct ends { uint64_t front, back; };

static inline struct ends
ends_of(const char *at, size_t n)
{
	if (n >= 8)
		return (struct ends){ str_word(at), str_word(at + n - 8) };
	if (n >= 4)
		return (struct ends){ str_half(at), str_half(at + n - 4) };
	return (struct ends){ (unsigned char)at[0] |
	    (uint64_t)(unsigned char)at[n / 2] << 8,
	    (unsigned char)at[n - 1] };
}

/* Capitals make no difference, and some other bytes neither. */
static inline unsigned
name_hash(struct ends ends, size_t n)
{
	uint64_t all = ((ends.front ^ ends.back << 1) |
	    UINT64_C(0x6060606060606060)) + n;

	return (unsigned)(all * UINT64_C(0x9e3779b97f4a7c15) >>
	    (64 - M365_NAMES_BITS));
}

static void
names_make(struct m365_names *names)
{
	unsigned mask = (1 << M365_NAMES_BITS) - 1;

	must(names->count < (1 << M365_NAMES_BITS) / 2);
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->names[i].name;
		size_t len = strlen(name);
		unsigned at = name_hash(ends_of(name, len), len);

		while (names->index[at] != 0)
			at = (at + 1) & mask;
		names->index[at] = (uint8_t)(i + 1);
		names->len[at] = (uint8_t)len;
	}
	/* What is free is nowhere: no key reaches so far. */
	for (size_t i = 0; i < M365_KEYS_ALL; i++) {
		names->keys[i].bytes = (uint64_t)1 << M365_KEY_BYTES;
		names->keys[i].next = M365_KEY_OTHER;
	}
	names->made = true;
}

static inline bool
name_is(struct str key, struct ends ends, const char *name)
{
	struct ends own = ends_of(name, key.len);

	if (own.front != fold(ends.front) || own.back != fold(ends.back))
		return false;
	for (size_t i = 8; i + 8 < key.len; i += 8)
		if (fold(str_word(key.at + i)) != str_word(name + i))
			return false;
	return true;
}

static inline const struct m365_name *
name_find(const struct m365_names *names, struct str key)
{
	struct ends ends;
	unsigned at, i;

	if (key.len == 0)
		return NULL;
	ends = ends_of(key.at, key.len);
	for (at = name_hash(ends, key.len); (i = names->index[at]) != 0;
	     at = (at + 1) & ((1 << M365_NAMES_BITS) - 1))
		if (names->len[at] == key.len &&
		    name_is(key, ends, names->names[i - 1].name))
			return &names->names[i - 1];
	return NULL;
}

/* ---- keys seen before ---- */

/* Does the key stand at `at`? */
static inline bool
key_is_at(const struct m365_key *key, const char *at, const char *end)
{
	uint64_t same = 0;

	if (end - at < M365_KEY_BYTES)
		return key->len > 0 && end - at >= key->len &&
		    memcmp(at, key->text, key->len) == 0;
	for (int i = 0; i < M365_KEY_BYTES; i += SCAN_LANE)
		same |= (uint64_t)scan_same(at + i, key->text + i) << i;
	return (same & key->bytes) == key->bytes;
}

/* The place for a key as it is written. */
static struct m365_key *
key_place(struct m365_names *names, struct str written, struct str name)
{
	unsigned at = name_hash(ends_of(name.at, name.len), written.len);

	for (unsigned i = 0; i < 2; i++)
		if (str_eq(written, str_of(names->keys[at ^ i].text,
		    names->keys[at ^ i].len)))
			return &names->keys[at ^ i];
	return &names->keys[names->keys[at].len == 0 ? at : at ^ 1];
}

/* Past the key that begins at `at`, and its colon; *key: it, or what in its
 * place tells the slot. */
static const char *
key_read(struct m365_names *names, const char *at, const char *end,
    struct m365_key **key)
{
	const char *open = json_past_blanks(at + 1, end), *quote, *value;
	const struct m365_name *found;
	struct str name, written;
	bool escaped;

	if (open == end || *open != '"' ||
	    (quote = json_quote(open + 1, end, &escaped)) == NULL ||
	    (value = json_past_colon(quote + 1, end)) == NULL)
		return NULL;
	name = str_of(open + 1, (size_t)(quote - open) - 1);
	written = str_of(at, name.len + 4);
	*key = &names->keys[M365_KEY_OTHER];
	if (open == at + 1 && quote[1] == ':' && name.len > 0 &&
	    written.len <= M365_KEY_BYTES) {
		*key = key_place(names, written, name);
		if (key_is_at(*key, at, end))
			return value;
		memcpy((*key)->text, written.at, written.len);
		(*key)->len = (uint8_t)written.len;
		(*key)->bytes = ((uint64_t)1 << written.len) - 1;
	}
	found = name_find(names, name);
	(*key)->slot = found == NULL ? M365_SLOTS : found->slot;
	(*key)->wanted = found == NULL ? 0 : (uint64_t)1 << found->slot;
	return value;
}

/* Past the key that begins at `at`, and its colon: the one that came behind
 * *key last time, or else any.  *key is that. */
static inline const char *
key_take(struct m365_names *names, const char *at, const char *end,
    struct m365_key **key)
{
	struct m365_key *before = *key, *next = &names->keys[before->next];

	if (key_is_at(next, at, end)) {
		*key = next;
		return json_past_blanks(at + next->len, end);
	}
	at = key_read(names, at, end, key);
	if (at != NULL)
		before->next = (uint16_t)(*key - names->keys);
	return at;
}

/* False when the object breaks off. */
static bool
members_walk(struct m365_names *names, struct json_walk *walk,
    struct m365_values *values)
{
	const char *at = walk->rest.at, *end = at + walk->rest.len;
	struct m365_key *key;

	if (!names->made)
		names_make(names);
	key = &names->keys[M365_KEY_FIRST];
	values->has = values->escaped = 0;
	at = json_past_blanks(at, end);
	if (at < end && *at != '}')
		at = walk->rest.at - 1;		/* the brace */
	while (at < end && *at != '}') {
		struct str value;
		enum json type;
		bool escaped;

		if ((*at != ',' && at >= walk->rest.at) ||
		    (at = key_take(names, at, end, &key)) == NULL ||
		    (at = json_value(at, end, &value, &type, &escaped)) == NULL)
			return false;
		at = json_past_blanks(at, end);
		if ((values->has & key->wanted) != 0)
			continue;
		values->has |= key->wanted;
		values->escaped |= escaped ? key->wanted : 0;
		values->v[key->slot] = value;
		values->type[key->slot] = (uint8_t)type;
	}
	if (at == end)
		return false;
	walk->rest = str_of(at + 1, (size_t)(end - at) - 1);
	walk->first = false;
	return true;
}

bool
m365_walk(struct m365_names *names, struct str object,
    struct m365_values *values)
{
	struct json_walk walk;

	values->has = 0;
	return json_walk(&walk, object, '{') &&
	    members_walk(names, &walk, values);
}

bool
m365_walk_next(struct m365_names *names, struct json_walk *array,
    struct m365_values *values)
{
	struct json_walk object;
	struct str other;
	enum json type = JSON_NULL;

	while (type != JSON_BAD && type != JSON_END) {
		bool whole, is = json_walk_enter(array, &object);

		whole = is && members_walk(names, &object, values);
		if (whole)
			json_walk_leave(array, &object);
		else			/* past it by its brackets */
			type = json_walk_element(array, &other);
		if (whole || (is && type == JSON_OBJECT))
			return true;
	}
	return false;
}

struct str
m365_text(const struct m365_values *values, unsigned slot,
    struct arena *scratch)
{
	if (!m365_has(values, slot))
		return (struct str){ 0 };
	return (values->escaped >> slot & 1) != 0
	    ? json_plain_text(values->v[slot], scratch) : values->v[slot];
}

struct str
m365_inner(const struct m365_values *values, unsigned slot,
    struct arena *scratch)
{
	return m365_text(values, slot, scratch);
}

static const struct m365_name pair_names[] = {
	{ "name", 0 }, { "key", 0 }, { "displayname", 0 },
	{ "value", 1 }, { "newvalue", 1 }, { "oldvalue", 2 },
};
static struct m365_names pair_table = { .names = pair_names,
	.count = sizeof pair_names / sizeof *pair_names };

bool
m365_pair_next(struct json_walk *array, struct m365_pair *pair,
    struct arena *scratch)
{
	struct m365_values values;

	do
		if (!m365_walk_next(&pair_table, array, &values))
			return false;
	while (!m365_has(&values, 0));
	pair->name = m365_text(&values, 0, scratch);
	pair->value = m365_text(&values, 1, scratch);
	pair->old = m365_text(&values, 2, scratch);
	return true;
}

void
m365_pairs_find(struct str array, const struct str *names, struct str *found,
    size_t count, struct arena *scratch)
{
	struct json_walk walk;
	struct m365_values values;
	unsigned open = (1u << count) - 1;

	memset(found, 0, count * sizeof *found);
	if (!json_walk(&walk, array, '['))
		return;
	while (open != 0 && m365_walk_next(&pair_table, &walk, &values)) {
		struct str name = m365_text(&values, 0, scratch);

		for (size_t i = 0; i < count && name.at != NULL; i++)
			if ((open >> i & 1) != 0 &&
			    str_eq_nocase(name, names[i])) {
				found[i] = m365_text(&values, 1, scratch);
				open &= ~(1u << i);
			}
	}
}

struct str
m365_pair_find(struct str array, struct str name, struct arena *scratch)
{
	struct str found;

	m365_pairs_find(array, &name, &found, 1, scratch);
	return found;
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

/* Base64 with - and _: the six bits of each sign, NO_SIGN of other bytes. */
enum { NO_SIGN = 0x80 };
static uint8_t signs[256];

static void
signs_make(void)
{
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
	    "rstuvwxyz0123456789-_";

	memset(signs, NO_SIGN, sizeof signs);
	for (unsigned i = 0; i < 64; i++)
		signs[(unsigned char)all[i]] = (uint8_t)i;
}

/* 16 bytes are 22 signs. */
static bool
token_bytes(struct str token, unsigned char bytes[18])
{
	unsigned wrong = 0;

	if (token.len != 22)
		return false;
	if (signs['B'] == 0)
		signs_make();
	for (size_t i = 0; i < 6; i++) {
		uint32_t bits = 0;

		for (size_t j = 4 * i; j < 4 * i + 4; j++) {
			unsigned sign = j < 22 ?
			    signs[(unsigned char)token.at[j]] : 0;

			wrong |= sign;
			bits = bits << 6 | (sign & 63);
		}
		bytes[3 * i] = (unsigned char)(bits >> 16);
		bytes[3 * i + 1] = (unsigned char)(bits >> 8);
		bytes[3 * i + 2] = (unsigned char)bits;
	}
	return (wrong & NO_SIGN) == 0;
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
		if (type.len == user_types[i].word.len &&
		    str_eq_nocase(type, user_types[i].word)) {
			found = user_types[i].type;
			break;
		}
	for (size_t i = 0; i < sizeof platform_names /
	     sizeof *platform_names; i++) {
		struct str head = platform_names[i].head;

		if (user.len >= head.len &&
		    (user.at[0] | 0x20) == (head.at[0] | 0x20) &&
		    str_eq_nocase(str_of(user.at, head.len), head))
			found = platform_names[i].type;
	}
	if (found != NULL && user.len > 0)	/* a type of whom? */
		event_set(ev, F_USER_TYPE, str_from(found));
}
