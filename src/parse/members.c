/* members: JSON objects, CSV, key=value and templates.
 *
 * A member that comes twice is no member at all: which of the two a program
 * believes is how one program is made to see another's user. */
#include "parse/members.h"

#include "base/json.h"

enum { PATH_MAX_BYTES = 256 };	/* of a member; deeper ones match nothing */

static void
found_in(struct members *members, struct str *wanted, struct str value)
{
	members->twice |= wanted->at != NULL;
	*wanted = value;
}

static void
member_found(struct members *members, struct str name, struct str value)
{
	const struct mapping *mapping = members->mapping;

	if (value.at == NULL)
		value.at = "";
	for (size_t i = 0; i < mapping->match_count; i++)
		if (str_eq(mapping->match[i].key, name))
			found_in(members, &members->match[i], value);
	for (size_t i = 0; i < mapping->field_count; i++)
		if (str_eq(mapping->fields[i].value, name))
			found_in(members, &members->fields[i], value);
}

/* ---- JSON ---- */

/* The dotted path to where the reader is. */
struct path {
	char   text[PATH_MAX_BYTES];
	size_t len;			/* over PATH_MAX_BYTES: too long */
	size_t ends[JSON_DEPTH];	/* len before each level's key */
	size_t depth;
};

static void
path_key(struct path *path, struct str key)
{
	size_t len = path->ends[path->depth - 1];
	size_t dot = len > 0 ? 1 : 0;

	path->len = PATH_MAX_BYTES + 1;
	if (len > PATH_MAX_BYTES || key.len > PATH_MAX_BYTES - len - dot ||
	    len + dot > PATH_MAX_BYTES)
		return;
	if (dot > 0)
		path->text[len] = '.';
	memcpy(path->text + len + dot, key.at, key.len);
	path->len = len + dot + key.len;
}

static void
path_value(struct members *members, const struct path *path,
    struct str value)
{
	if (path->len <= PATH_MAX_BYTES)
		member_found(members, str_of(path->text, path->len), value);
}

/* One token inside the object; false when the text is not JSON. */
static bool
json_token(struct members *members, struct json_in *in, struct path *path,
    enum json type, struct str text)
{
	switch (type) {
	case JSON_OBJECT:
		path->ends[path->depth++] = path->len;
		return true;
	case JSON_OBJECT_END:
		path->depth--;
		return true;
	case JSON_KEY:
		path_key(path, text);
		return true;
	case JSON_ARRAY:
		if (!json_skip(in, &text))
			return false;
		path_value(members, path, text);
		return true;
	case JSON_TEXT:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		path_value(members, path, text);
		return true;
	case JSON_NULL:
		return true;
	default:
		return false;
	}
}

static bool
json_take(struct members *members, struct str line)
{
	struct json_in in;
	struct path    path = { .len = 0 };
	struct str     text = { 0 };
	enum json      type;

	if (str_take(&line, STR("@cee:")))	/* what rsyslog expects */
		str_take_char(&line, ' ');
	if (!str_starts(line, STR("{")))
		return false;
	json_open(&in, line, members->scratch);
	while ((type = json_next(&in, &text)) != JSON_END)
		if (!json_token(members, &in, &path, type, text))
			return false;
	return true;
}

/* ---- CSV ---- */

/* Without the second of two quotes, or without backslashes. */
static struct str
unescape(struct str s, char escape, struct arena *scratch)
{
	char *start, *at;

	if (memchr(s.at, escape, s.len) == NULL)
		return s;
	start = at = arena_take(scratch, s.len);
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == escape && i + 1 < s.len)
			i++;
		*at++ = s.at[i];
	}
	return str_of(start, (size_t)(at - start));
}

/* One cell; *more: a separator followed. */
static bool
take_cell(struct str *s, char separator, struct arena *scratch,
    struct str *cell, bool *more)
{
	size_t n = 0;

	if (!str_take_char(s, '"')) {
		*more = str_take_until_char(s, separator, cell);
		if (!*more)
			*cell = *s;
		return true;
	}
	while (n < s->len && (s->at[n] != '"' ||
	    (n + 1 < s->len && s->at[n + 1] == '"')))
		n += s->at[n] == '"' ? 2 : 1;
	if (n >= s->len)
		return false;
	*cell = unescape(str_of(s->at, n), '"', scratch);
	str_drop(s, n + 1);
	*more = str_take_char(s, separator);
	return *more || s->len == 0;
}

static size_t
count_cells(struct str s, char separator, struct arena *scratch)
{
	struct str cell;
	bool	   more = true;
	size_t	   n = 0;

	while (more && take_cell(&s, separator, scratch, &cell, &more))
		n++;
	return more ? 0 : n;
}

static bool
csv_take(struct members *members, struct str line)
{
	static const char     separators[] = { ',', ';', '\t' };
	const struct mapping *mapping = members->mapping;
	struct str	      cell;
	bool		      more;

	for (size_t i = 0; i < sizeof separators; i++) {
		if (count_cells(line, separators[i], members->scratch) !=
		    mapping->column_count)
			continue;
		for (size_t j = 0; j < mapping->column_count; j++) {
			take_cell(&line, separators[i], members->scratch,
			    &cell, &more);
			if (cell.len > 0)
				member_found(members, mapping->columns[j],
				    cell);
		}
		return true;
	}
	return false;
}

/* ---- key=value ---- */

static bool
is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* user="a b" or user=ab, and the space behind it. */
static bool
take_pair(struct str *s, struct arena *scratch, struct str *key,
    struct str *value)
{
	struct str rest = *s;
	size_t	   n = 0;

	while (n < rest.len && is_key_byte(rest.at[n]))
		n++;
	*key = str_of(rest.at, n);
	str_drop(&rest, n);
	if (n == 0 || !str_take_char(&rest, '='))
		return false;
	n = 0;
	if (str_take_char(&rest, '"')) {
		while (n < rest.len && rest.at[n] != '"')
			n += rest.at[n] == '\\' ? 2 : 1;
		if (n >= rest.len)
			return false;
		*value = unescape(str_of(rest.at, n), '\\', scratch);
		str_drop(&rest, n + 1);
	} else {
		while (n < rest.len && rest.at[n] != ' ' && rest.at[n] != '\t')
			n++;
		*value = str_of(rest.at, n);
		str_take_end(value, STR(","));
		str_drop(&rest, n);
	}
	*s = rest;
	return true;
}

static bool
kv_take(struct members *members, struct str line)
{
	struct str key, value, word;

	while (line.len > 0) {
		if (take_pair(&line, members->scratch, &key, &value))
			member_found(members, key, value);
		else if (!str_take_word(&line, &word))
			str_drop(&line, 1);	/* a space */
	}
	return true;
}

/* ---- templates ---- */

bool
members_take_stamp(struct str *s, const struct zone *zone,
    struct stamp *stamp)
{
	struct str number = *s;
	size_t	   n = 0;

	if (stamp_take_iso(s, zone, stamp) || stamp_take_clf(s, stamp) ||
	    stamp_take_dmy(s, zone, stamp) || stamp_take_bsd(s, zone, stamp))
		return true;
	while (n < s->len && ((s->at[n] >= '0' && s->at[n] <= '9') ||
	    s->at[n] == '.'))
		n++;
	number.len = n;
	if (n == 0 || !stamp_from_epoch(number, stamp))
		return false;
	str_drop(s, n);
	return true;
}

/* The field a member of the template goes to; F_COUNT + 1 if to none. */
static unsigned
target_of(const struct mapping *mapping, struct str member)
{
	for (size_t i = 0; i < mapping->field_count; i++)
		if (str_eq(mapping->fields[i].value, member))
			return mapping->targets[i];
	return F_COUNT + 1;
}

/* Does what is left of a template say who or from where? */
static bool
says_who(const struct mapping *mapping, struct str rest)
{
	struct str head, member;

	while (str_take_until_char(&rest, '{', &head) &&
	    str_take_until_char(&rest, '}', &member)) {
		unsigned target = target_of(mapping, member);

		if (target < F_COUNT && (target == F_USER ||
		    field_infos[target].type == FIELD_ADDRESS))
			return true;
	}
	return false;
}

static size_t
count_marks(struct str s, struct str mark)
{
	struct str head;
	size_t	   n = 0;

	while (str_take_until(&s, mark, &head))
		n++;
	return n;
}

/* Up to the text that follows in the template.  A user may type that text:
 * where who or where stands behind it, it has to be there only as often as
 * in the template.  (Spaces alone cannot be held to that: a site puts what
 * people type at the end.) */
static bool
take_member(const struct mapping *mapping, struct str rest, struct str *line,
    struct str *value)
{
	struct str mark = rest, after = rest;

	if (!str_take_until_char(&after, '{', &mark))
		mark = rest;
	if (mark.len == 0) {
		*value = *line;
		str_drop(line, line->len);
		return true;
	}
	if (str_trim(mark).len > 0 && says_who(mapping, rest) &&
	    count_marks(*line, mark) != count_marks(rest, mark))
		return false;
	if (!str_take_until(line, mark, value))
		return false;
	line->at -= mark.len;		/* the mark is taken as text */
	line->len += mark.len;
	return true;
}

static bool
template_take(struct members *members, struct str line,
    const struct zone *zone)
{
	const struct mapping *mapping = members->mapping;
	struct str	      rest = mapping->template, text, member, value;
	struct stamp	      stamp;

	for (;;) {
		bool more = str_take_until_char(&rest, '{', &text);

		if (!str_take(&line, more ? text : rest))
			return false;
		if (!more)
			return line.len == 0;
		str_take_until_char(&rest, '}', &member);
		value = line;
		if (target_of(mapping, member) == F_COUNT) {
			if (!members_take_stamp(&line, zone, &stamp))
				return false;
			value.len -= line.len;
		} else if (!take_member(mapping, rest, &line, &value)) {
			return false;
		}
		member_found(members, member, value);
	}
}

bool
members_take(struct members *members, struct str line,
    const struct zone *zone)
{
	switch (members->mapping->format) {
	case MAPPING_JSON:
		return json_take(members, line);
	case MAPPING_CSV:
		return csv_take(members, line);
	case MAPPING_KV:
		return kv_take(members, line);
	default:
		return template_take(members, line, zone);
	}
}
