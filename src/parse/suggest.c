/* suggest: members found in a line, and what they probably are.
 *
 * A guess by a member's name and by the shape of its value; a person reads it
 * before it is used. */
#include "parse/suggest.h"

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
			found_add(list, name, text);
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

static const char *
guess_of(const struct found *found)
{
	if (is_stamp(found->value))
		return "time";
	if (is_address(found->value))
		return name_has(found->name, "forward") ? "forwarded" :
		    name_has(found->name, "dst") ||
		    name_has(found->name, "server") ||
		    name_has(found->name, "local") ? "dst_ip" : "src_ip";
	for (size_t i = 0; i < COUNT(guesses); i++)
		if (name_has(found->name, guesses[i].part))
			return guesses[i].field;
	return NULL;
}

/* A member's name as YAML. */
static void
name_write(struct buf *out, struct str name)
{
	buf_printf(out, "\"" STR_FMT "\"", STR_ARG(name));
}

static bool
is_used(const char *const used[], size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(used[i], field) == 0)
			return true;
	return false;
}

bool
suggest_mapping(struct buf *out, struct str line, struct arena *scratch)
{
	struct found_list *list = arena_zero(scratch, sizeof *list);
	const char	  *used[FOUND_MAX];
	size_t		   count = 0;
	bool		   left[FOUND_MAX] = { false }, any = false;

	if (!members_found(list, line, scratch) || list->count == 0)
		return false;
	buf_printf(out, "applications:\n  - name: mine\n    format: %s\n"
	    "    needs: [", list->json ? "json" : "kv");
	for (size_t i = 0; i < list->count && i < 3; i++) {
		buf_printf(out, i == 0 ? "" : ", ");
		name_write(out, list->at[i].name);
	}
	buf_printf(out, "]\n    fields:\n");
	for (size_t i = 0; i < list->count; i++) {
		const char *field = guess_of(&list->at[i]);

		left[i] = field == NULL || is_used(used, count, field);
		if (left[i])
			continue;
		used[count++] = field;
		buf_printf(out, "      %s: ", field);
		name_write(out, list->at[i].name);
		buf_printf(out, "\n");
	}
	for (size_t i = 0; i < list->count; i++)
		if (left[i]) {
			buf_printf(out, any ? ", " : "    # not used: ");
			name_write(out, list->at[i].name);
			any = true;
		}
	if (any)
		buf_printf(out, "\n");
	return true;
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
