/* suggest: members found in lines, and what they probably are.
 *
 * A guess by a member's name and by the shape of its value; a person reads it
 * before it is used. */
#include "parse/suggest.h"

#include <stdlib.h>

#include "base/intern.h"
#include "base/json.h"
#include "event/site.h"
#include "parse/members.h"
#include "parse/stamps.h"
#include "parse/take.h"

enum { FOUND_MAX = 40, NAME_BYTES = 120 };

struct found { struct str name, value; };

struct found_list {
	struct found at[FOUND_MAX];
	size_t	     count;
	bool	     json;
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- members ---- */

static void
found_add(struct found_list *list, struct str name, struct str value)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->at[i].name, name))
			return;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] < ' ' || name.at[i] > '~' ||
		    strchr("\"\\{}", name.at[i]) != NULL)
			return;
	if (list->count < FOUND_MAX && name.len > 0 && name.len < NAME_BYTES)
		list->at[list->count++] = (struct found){ name, value };
}

/* "ids[].n" of the first element of "ids", if that is an object. */
static void
elements_found(struct found_list *list, struct str name, struct str array,
    struct arena *scratch)
{
	struct json_walk elements, members;
	struct str element, key, value;
	enum json type;

	if (!json_walk(&elements, array, '[') ||
	    json_walk_element(&elements, &element) != JSON_OBJECT ||
	    !json_walk(&members, element, '{')) {
		found_add(list, name, array);
		return;
	}
	while ((type = json_walk_member(&members, &key, &value)) !=
	    JSON_END && type != JSON_BAD)
		found_add(list, arena_printf(scratch, STR_FMT "[]." STR_FMT,
		    STR_ARG(name), STR_ARG(key)), value);
}

/* The members of an object, those inside with dots, arrays whole. */
static bool
json_found(struct found_list *list, struct str line, struct arena *scratch)
{
	struct str     path[JSON_DEPTH] = { { 0 } }, text, name = { 0 };
	size_t	       depth = 0;
	struct json_in in;
	enum json      type;

	json_open(&in, line, scratch);
	while ((type = json_next(&in, &text)) != JSON_END) {
		switch (type) {
		case JSON_OBJECT:
			path[depth++] = name;
			break;
		case JSON_OBJECT_END:
			depth--;
			break;
		case JSON_KEY:
			name = path[depth - 1].len == 0 ? text :
			    arena_printf(scratch, STR_FMT "." STR_FMT,
			    STR_ARG(path[depth - 1]), STR_ARG(text));
			break;
		case JSON_ARRAY:
			if (depth == 0 || !json_skip(&in, &text))
				return false;
			elements_found(list, name, text, scratch);
			break;
		case JSON_BAD:
			return false;
		default:
			if (depth == 0)
				return false;
			if (type != JSON_NULL)
				found_add(list, name, text);
			break;
		}
	}
	list->json = true;
	return true;
}

/* At least three of key=value. */
static bool
pairs_found(struct found_list *list, struct str line)
{
	struct str word, key, value;

	while (line.len > 0) {
		if (!str_take_word(&line, &word)) {
			str_drop(&line, 1);
			continue;
		}
		value = word;
		if (!str_take_until_char(&value, '=', &key) || key.len == 0)
			continue;
		str_take_end(&value, STR(","));
		if (str_take_char(&value, '"'))
			str_take_end(&value, STR("\""));
		found_add(list, key, value);
	}
	return list->count >= 3;
}

static bool
members_found(struct found_list *list, struct str line,
    struct arena *scratch)
{
	if (STARTS(line, "@cee:"))
		str_drop(&line, 5);
	line = str_trim(line);
	return STARTS(line, "{") ? json_found(list, line, scratch)
				 : pairs_found(list, line);
}

/* ---- guesses ---- */

/* Part of a member's name, and the field it then is; the first row that fits
 * and is not yet used. */
static const struct { const char *part, *field; } guesses[] = {
	{ "user_agent", "user_agent" }, { "useragent", "user_agent" },
	{ "user-agent", "user_agent" }, { "forwarded", "forwarded" },
	{ "referer", "http_referrer" }, { "referrer", "http_referrer" },
	{ "user", "user.name" }, { "login", "user.name" },
	{ "account", "user.name" }, { "agent", "user.name" },
	{ "session", "session.uid" }, { "sid", "session.uid" },
	{ "status", "http_status" }, { "method", "http_method" },
	{ "uri", "url" }, { "url", "url" }, { "path", "url" },
	{ "action", "action" }, { "event", "action" },
	{ "operation", "action" }, { "type", "action" },
	{ "record", "record.uid" }, { "dossier", "record.uid" },
	{ "fiche", "record.uid" }, { "person", "person.uid" },
	{ "depth", "record.depth" }, { "reason", "reason" },
	{ "motif", "reason" }, { "case", "case_number" },
	{ "procedure", "case_number" }, { "query", "search" },
	{ "search", "search" }, { "bytes", "bytes_out" },
	{ "size", "bytes_out" }, { "rows", "query.rows" },
	{ "count", "query.rows" }, { "register", "app.name" },
	{ "app", "app.name" }, { "host", "host" },
	{ "message", "message" }, { "msg", "message" },
};

static bool
name_has(struct str name, const char *part)
{
	struct str wanted = str_from(part);

	for (; name.len >= wanted.len; str_drop(&name, 1))
		if (str_eq_nocase(str_of(name.at, wanted.len), wanted))
			return true;
	return false;
}

static bool
is_stamp(struct str value)
{
	static const struct mapping any;
	struct str   rest = value;
	struct stamp stamp;

	return value.len >= 10 && stamps_take(&any, &rest, NULL, &stamp) &&
	    rest.len == 0;
}

static bool
is_address(struct str value)
{
	struct str rest = value, port;

	return str_is_ip(value) || (str_take_last_char(&rest, ':', &port) &&
	    str_is_ip(rest) && take_is_number(port));
}

/* Fields that are counts, whatever the member's name says. */
static bool
wants_number(const char *field)
{
	return strcmp(field, "query.rows") == 0 ||
	    strcmp(field, "bytes_out") == 0;
}

/* A field, and how well the member's name says it: 0 is best. */
struct guess { const char *field; size_t rank; };

static struct guess
guess_of(const struct found *found)
{
	if (is_stamp(found->value))
		return (struct guess){ "time", 0 };
	if (is_address(found->value))
		return (struct guess){ name_has(found->name, "forward") ?
			"forwarded" : name_has(found->name, "dst") ||
			name_has(found->name, "server") ||
			name_has(found->name, "local") ? "dst_ip" : "src_ip",
			0 };
	for (size_t i = 0; i < COUNT(guesses); i++)
		if (name_has(found->name, guesses[i].part) &&
		    (!wants_number(guesses[i].field) ||
		    take_is_number(found->value)))
			return (struct guess){ guesses[i].field, i };
	return (struct guess){ NULL, 0 };
}

/* ---- a mapping, from many lines ---- */

enum { MEMBERS_MAX = 120, NEEDS = 3 };

struct known {
	uint32_t     name;
	struct guess guess;	/* of the first line that gives one */
	uint64_t     lines;
	uint64_t     value;	/* hash of the first one */
	bool	     varies;
};

struct suggestion {
	struct intern names;
	struct known  members[MEMBERS_MAX];	/* as they came */
	size_t	      count;
	uint64_t      lines, others;	/* others: members without a place */
	bool	      json;
};

struct suggestion *
suggest_new(enum suggest_form form)
{
	struct suggestion *s = mem_zero(sizeof *s);

	intern_init(&s->names);
	s->json = form == SUGGEST_JSON;
	return s;
}

void
suggest_free(struct suggestion *s)
{
	if (s != NULL)
		intern_fini(&s->names);
	free(s);
}

enum suggest_form
suggest_form(struct str line, struct arena *scratch, uint64_t *sort)
{
	struct found_list *list = arena_zero(scratch, sizeof *list);

	if (!members_found(list, line, scratch) || list->count == 0)
		return SUGGEST_NONE;
	*sort = str_hash(list->at[0].name);
	return list->json ? SUGGEST_JSON : SUGGEST_KV;
}

static void
member_note(struct suggestion *s, const struct found *found)
{
	uint32_t name = intern_find(&s->names, found->name);
	struct known *member;

	if (name == 0 && s->count == MEMBERS_MAX) {
		s->others++;
		return;
	}
	if (name == 0) {
		name = intern_add(&s->names, found->name);
		s->members[s->count++] = (struct known){ .name = name,
			.value = str_hash(found->value) };
	}
	member = &s->members[name - 1];	/* numbers run from 1 */
	member->lines++;
	member->varies |= member->value != str_hash(found->value);
	if (member->guess.field == NULL)
		member->guess = guess_of(found);
}

void
suggest_line(struct suggestion *s, struct str line, struct arena *scratch)
{
	struct found_list *list = arena_zero(scratch, sizeof *list);

	if (!members_found(list, line, scratch))
		return;
	s->lines++;
	for (size_t i = 0; i < list->count; i++)
		member_note(s, &list->at[i]);
}

/* Does a say the field better than b?  One that is always the same says
 * little; then that which more lines have, then by its name. */
static bool
is_better(const struct known *a, const struct known *b)
{
	if (a->varies != b->varies)
		return a->varies;
	if (a->lines != b->lines)
		return a->lines > b->lines;
	return a->guess.rank != b->guess.rank ?
	    a->guess.rank < b->guess.rank : a < b;
}

static bool
is_best(const struct suggestion *s, const struct known *member)
{
	if (member->guess.field == NULL)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		const struct known *other = &s->members[i];

		if (other != member && other->guess.field != NULL &&
		    strcmp(other->guess.field, member->guess.field) == 0 &&
		    is_better(other, member))
			return false;
	}
	return true;
}

/* A member's name as YAML. */
static void
name_write(const struct suggestion *s, const struct known *member,
    struct buf *out)
{
	buf_printf(out, "\"" STR_FMT "\"",
	    STR_ARG(intern_str(&s->names, member->name)));
}

/* Members that all lines have tell them from others. */
static void
needs_write(const struct suggestion *s, struct buf *out)
{
	unsigned written = 0;

	for (size_t i = 0; i < s->count && written < NEEDS; i++) {
		if (s->members[i].lines < s->lines)
			continue;
		buf_printf(out, written++ == 0 ? "    needs: [" : ", ");
		name_write(s, &s->members[i], out);
	}
	buf_printf(out, written > 0 ? "]\n    fields:\n" :
	    "    # needs: no member is in all lines\n    fields:\n");
}

static void
count_write(const struct suggestion *s, const struct known *member,
    struct buf *out)
{
	if (member->lines < s->lines)
		buf_printf(out, " (in %llu)",
		    (unsigned long long)member->lines);
}

static void
unused_write(const struct suggestion *s, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->count; i++) {
		if (is_best(s, &s->members[i]))
			continue;
		buf_printf(out, any ? ", " : "    # not mapped: ");
		name_write(s, &s->members[i], out);
		count_write(s, &s->members[i], out);
		any = true;
	}
	if (s->others > 0)
		buf_printf(out, any ? ", and more" : "    # and more members");
	if (any || s->others > 0)
		buf_printf(out, "\n");
}

void
suggest_write(const struct suggestion *s, size_t number, struct buf *out)
{
	bool records = false;

	buf_printf(out, "applications:\n  - name: mine");
	if (number > 1)
		buf_printf(out, "%zu", number);
	buf_printf(out, "\n    format: %s\n", s->json ? "json" : "kv");
	needs_write(s, out);
	for (size_t i = 0; i < s->count; i++) {
		const struct known *member = &s->members[i];

		if (!is_best(s, member))
			continue;
		records |= mapping_is_record(str_from(member->guess.field));
		buf_printf(out, "      %s: ", member->guess.field);
		name_write(s, member, out);
		if (member->lines < s->lines)
			buf_printf(out, "  # in %llu of %llu lines",
			    (unsigned long long)member->lines,
			    (unsigned long long)s->lines);
		buf_printf(out, "\n");
	}
	unused_write(s, out);
	if (!records)
		buf_printf(out, "    # no record.uid, person.uid or query.rows: "
		    "records consulted count for nothing\n");
}

/* ---- nearest ---- */

/* The format that claims the program; NULL if none does. */
static const struct format *
format_of(struct str program)
{
	for (size_t i = 0; i < formats_count; i++)
		for (const char *const *p = formats[i]->programs;
		     p != NULL && *p != NULL; p++) {
			struct str name = str_from(*p);

			if (str_take_end(&name, STR("*")) ?
			    str_starts(program, name) : str_eq(program, name))
				return formats[i];
		}
	return NULL;
}

/* How many of what the mapping must have the line has; *lacks: what not. */
static size_t
nearness(const struct mapping *mapping, const struct found_list *list,
    struct str *lacks)
{
	size_t near = 0;

	for (size_t i = 0; i < mapping->match_count; i++) {
		struct str name =
		    mapping->members.at[mapping->matches[i].member];
		bool	   there = false;

		for (size_t j = 0; j < list->count; j++)
			there |= str_eq(list->at[j].name, name);
		near += there;
		if (!there)
			*lacks = name;
	}
	return near;
}

static const struct mapping *
nearest_mapping(const struct site *site, const struct found_list *list,
    struct str *lacks)
{
	const struct mapping_list lists[] = { site->mappings, site->shipped };
	const struct mapping	 *best = NULL;
	size_t			  most = 0;

	for (size_t l = 0; l < COUNT(lists); l++)
		for (size_t i = 0; i < lists[l].count; i++) {
			const struct mapping *mapping = &lists[l].at[i];
			struct str	      what = { 0 };
			size_t		      near;

			if (mapping->format != (list->json ? MAPPING_JSON
							   : MAPPING_KV))
				continue;
			near = nearness(mapping, list, &what);
			if (near <= most)
				continue;
			most = near;
			best = mapping;
			*lacks = what;
		}
	return best;
}

void
suggest_nearest(struct buf *out, struct str line,
    const struct parse_context *context, const struct event *ev)
{
	struct found_list    *list = arena_zero(context->scratch, sizeof *list);
	struct str	      program = event_get(ev, F_PROGRAM), lacks = { 0 };
	const struct mapping *mapping = NULL;
	const struct format  *format;

	if (program.len > 0) {
		format = format_of(program);
		buf_printf(out, format == NULL ? "a syslog head; no format "
		    "reads its program" : "a syslog head; %s reads its "
		    "program, but not this", format == NULL ? "" :
		    format->name);
		line = event_get(ev, F_MESSAGE);
	} else {
		buf_printf(out, "no head of syslog, and no format's own");
	}
	if (members_found(list, line, context->scratch))
		mapping = nearest_mapping(context->site, list, &lacks);
	if (mapping == NULL)
		return;
	buf_printf(out, "; nearest is the mapping " STR_FMT,
	    STR_ARG(mapping->name));
	if (lacks.len > 0)
		buf_printf(out, ", but there is no " STR_FMT, STR_ARG(lacks));
	else
		buf_printf(out, ", but a value is not what it wants");
}
