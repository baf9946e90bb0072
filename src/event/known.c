/* known: files of indicators, STIX 2.1 bundles and CSV.
 *
 *	type,value
 *	address,198.51.100.7
 *	network,203.0.113.0/24
 *	account,a.durand
 *	agent,"curl/8.5"
 *	message-id,<1@x.example>
 *
 * Of STIX, observables and the patterns of indicators that compare one value
 * or several joined by OR: [ipv4-addr:value = '198.51.100.7'].  A pattern that
 * asks for two things at once is not two indicators, so it is left and
 * counted. */
#include "event/indicators.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/cell.h"
#include "base/json.h"

static void
known_add(struct indicators *in, enum indicator_kind kind, struct str value)
{
	if (kind < IND_KINDS && indicators_add(in, kind, SAYS_KNOWN, value))
		in->known++;
	else
		in->unused++;
}

/* ---- CSV ---- */

static enum indicator_kind
kind_of_word(struct str word)
{
	static const struct { struct str word; enum indicator_kind kind; }
	words[] = {
		{ STR_INIT("address"), IND_NETWORK },
		{ STR_INIT("ip"), IND_NETWORK },
		{ STR_INIT("ipv4"), IND_NETWORK },
		{ STR_INIT("ipv6"), IND_NETWORK },
		{ STR_INIT("network"), IND_NETWORK },
		{ STR_INIT("cidr"), IND_NETWORK },
		{ STR_INIT("account"), IND_ACCOUNT },
		{ STR_INIT("user"), IND_ACCOUNT },
		{ STR_INIT("agent"), IND_AGENT },
		{ STR_INIT("user-agent"), IND_AGENT },
		{ STR_INIT("message-id"), IND_MESSAGE },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(words[i].word, word))
			return words[i].kind;
	return IND_KINDS;
}

static bool
csv_line(struct indicators *in, struct str line, bool first,
    struct arena *arena)
{
	struct str type, value;

	line = str_trim(line);
	if (line.len == 0 || line.at[0] == '#')
		return true;
	if (!cell_take(&line, ',', &type, arena) || !cell_take(&line, ',', &value, arena)) {
		in->unused++;
		return true;
	}
	if (first && str_eq_nocase(type, STR("type")))
		return true;
	known_add(in, kind_of_word(type), value);
	return false;
}

static bool
csv_read(struct indicators *in, struct str text, struct err *err)
{
	struct arena arena;
	struct str line;
	bool first = true;

	arena_init(&arena);
	while (text.len > 0) {
		if (!str_take_until_char(&text, '\n', &line)) {
			line = text;
			text.len = 0;
		}
		arena_reset(&arena);
		first = csv_line(in, line, first, &arena) && first;
	}
	arena_fini(&arena);
	return in->known > 0 ||
	    err_set(err, "no line of it is TYPE,VALUE with a known type");
}

/* ---- STIX ---- */

static const struct stix_path {
	struct str path;		/* "TYPE:PROPERTY" */
	enum indicator_kind kind;
} stix_paths[] = {
	{ STR_INIT("ipv4-addr:value"), IND_NETWORK },
	{ STR_INIT("ipv6-addr:value"), IND_NETWORK },
	{ STR_INIT("user-account:user_id"), IND_ACCOUNT },
	{ STR_INIT("user-account:account_login"), IND_ACCOUNT },
	{ STR_INIT("email-message:message_id"), IND_MESSAGE },
	{ STR_INIT("network-traffic:extensions.'http-request-ext'."
	    "request_header.'User-Agent'"), IND_AGENT },
};
enum { STIX_PATHS = sizeof stix_paths / sizeof *stix_paths };

static void
spaces_drop(struct str *s)
{
	while (s->len > 0 && (s->at[0] == ' ' || s->at[0] == '\t' ||
	    s->at[0] == '\n' || s->at[0] == '\r'))
		str_drop(s, 1);
}

/* 'value' with \' and \\ inside. */
static bool
take_quoted(struct str *s, struct str *value, struct arena *arena)
{
	char *copy;
	size_t n = 0;

	if (!str_take_char(s, '\''))
		return false;
	copy = arena_take(arena, s->len + 1);
	while (s->len > 0) {
		char c = s->at[0];

		str_drop(s, 1);
		if (c == '\'') {
			*value = str_of(copy, n);
			return true;
		}
		if (c == '\\' && s->len > 0) {
			c = s->at[0];
			str_drop(s, 1);
		}
		copy[n++] = c;
	}
	return false;
}

/* "ipv4-addr:value = '198.51.100.7'" */
static bool
take_comparison(struct str *s, struct stix_path *found, struct arena *arena)
{
	size_t i = 0;

	spaces_drop(s);
	while (i < STIX_PATHS && !str_take(s, stix_paths[i].path))
		i++;
	if (i == STIX_PATHS)
		return false;
	spaces_drop(s);
	if (!str_take_char(s, '=') && !str_take(s, STR("ISSUBSET ")))
		return false;
	spaces_drop(s);
	found->kind = stix_paths[i].kind;
	return take_quoted(s, &found->path, arena);
}

/* "[A OR B]", "[A] OR [B]"; false at anything else, before any is used. */
enum { COMPARISONS_MAX = 256 };		/* of one pattern */

static bool
pattern_read(struct indicators *in, struct str s, struct arena *arena)
{
	struct stix_path found[COMPARISONS_MAX];
	size_t count = 0;
	bool open = false;

	for (;;) {
		spaces_drop(&s);
		if (!open && !str_take_char(&s, '['))
			return false;
		if (count == COMPARISONS_MAX ||
		    !take_comparison(&s, &found[count++], arena))
			return false;
		spaces_drop(&s);
		open = !str_take_char(&s, ']');
		spaces_drop(&s);
		if (!open && s.len == 0)
			break;
		if (!str_take(&s, STR("OR")) || s.len == 0 ||
		    (s.at[0] != ' ' && s.at[0] != '['))
			return false;
	}
	for (size_t i = 0; i < count; i++)
		known_add(in, found[i].kind, found[i].path);
	return true;
}

/* What one object says, as far as it is wanted. */
struct stix_object {
	struct str type, value, pattern, user_id, login, message_id;
	bool	   revoked, other;	/* other: a pattern language not ours */
};

static bool
object_take(struct json_walk *walk, struct stix_object *o,
    struct arena *arena)
{
	struct str key, raw;
	enum json token;

	while ((token = json_walk_member(walk, &key, &raw)) != JSON_END) {
		static const struct { struct str key; size_t at; } texts[] = {
			{ STR_INIT("type"), offsetof(struct stix_object, type) },
			{ STR_INIT("value"),
			    offsetof(struct stix_object, value) },
			{ STR_INIT("pattern"),
			    offsetof(struct stix_object, pattern) },
			{ STR_INIT("user_id"),
			    offsetof(struct stix_object, user_id) },
			{ STR_INIT("account_login"),
			    offsetof(struct stix_object, login) },
			{ STR_INIT("message_id"),
			    offsetof(struct stix_object, message_id) },
		};

		if (token == JSON_BAD)
			return false;
		if (token == JSON_TRUE && str_eq(key, STR("revoked")))
			o->revoked = true;
		if (token != JSON_TEXT)
			continue;
		if (str_eq(key, STR("pattern_type")))
			o->other = !str_eq(raw, STR("stix"));
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			if (str_eq(key, texts[i].key))
				*(struct str *)((char *)o + texts[i].at) =
				    json_plain_text(raw, arena);
	}
	return true;
}

static void
object_use(struct indicators *in, const struct stix_object *o,
    struct arena *arena)
{
	if (str_eq(o->type, STR("indicator"))) {
		if (o->revoked || o->other ||
		    !pattern_read(in, o->pattern, arena))
			in->unused++;
	} else if (str_eq(o->type, STR("ipv4-addr")) ||
	    str_eq(o->type, STR("ipv6-addr"))) {
		known_add(in, IND_NETWORK, o->value);
	} else if (str_eq(o->type, STR("user-account"))) {
		known_add(in, IND_ACCOUNT, o->login.len > 0 ? o->login
		    : o->user_id);
	} else if (str_eq(o->type, STR("email-message"))) {
		known_add(in, IND_MESSAGE, o->message_id);
	}
}

static bool
objects_read(struct indicators *in, struct str raw, struct err *err)
{
	struct json_walk objects, members;
	struct arena arena;
	enum json token;
	bool fine = json_walk(&objects, raw, '[');

	arena_init(&arena);
	while (fine &&
	    (token = json_walk_element(&objects, &raw)) != JSON_END) {
		struct stix_object o = { 0 };

		arena_reset(&arena);
		fine = token == JSON_OBJECT && json_walk(&members, raw, '{') &&
		    object_take(&members, &o, &arena);
		if (fine)
			object_use(in, &o, &arena);
	}
	arena_fini(&arena);
	return fine || err_set(err, "its objects are not JSON");
}

static bool
stix_read(struct indicators *in, struct str text, struct err *err)
{
	struct json_walk bundle;
	struct str key, raw;
	enum json token;

	if (!json_walk(&bundle, text, '{'))
		return err_set(err, "not JSON");
	while ((token = json_walk_member(&bundle, &key, &raw)) != JSON_END) {
		if (token == JSON_BAD)
			return err_set(err, "not JSON");
		if (token == JSON_ARRAY && str_eq(key, STR("objects")))
			return objects_read(in, raw, err);
	}
	return err_set(err, "no STIX bundle: it has no objects");
}

bool
indicators_read(struct indicators *in, struct str text, struct err *err)
{
	str_take(&text, STR("\357\273\277"));
	text = str_trim(text);
	return text.len > 0 && text.at[0] == '{' ? stix_read(in, text, err)
						  : csv_read(in, text, err);
}
