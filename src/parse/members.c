/* members: JSON objects, CSV, key=value and templates.
 *
 * A member that comes twice is no member at all: which of the two a program
 * believes is how one program is made to see another's user. */
#include "parse/members.h"

#include "base/json.h"
#include "parse/stamps.h"
#include "parse/take.h"

enum { PATH_MAX_BYTES = 256 };	/* of a member; deeper ones match nothing */

/* One more value: of an array's elements as many as come, else one alone. */
static void
member_add(struct members *members, struct member *member, struct str value,
    bool element)
{
	struct member_more *more;

	if (value.at == NULL)
		value.at = "";
	if (member->value.at == NULL) {
		member->value = value;
		member->tail = &member->more;
		return;
	}
	if (!element) {
		members->twice = true;
		return;
	}
	more = arena_take(members->scratch, sizeof *more);
	*more = (struct member_more){ value, NULL };
	*member->tail = more;
	member->tail = &more->next;
}

static void
member_found(struct members *members, struct str name, struct str value,
    bool element)
{
	const struct texts *names = &members->mapping->members;

	for (size_t i = 0; i < names->count; i++)
		if (str_eq(names->at[i], name))
			member_add(members, &members->at[i], value, element);
}

/* ---- JSON ---- */

/* The dotted path to where the reader is: "a.b", "a[].b" in an array. */
struct path {
	char	 text[PATH_MAX_BYTES];
	size_t	 len;			/* over PATH_MAX_BYTES: too long */
	size_t	 ends[JSON_DEPTH];	/* len before each level's key */
	uint64_t arrays;		/* bit n: level n is an array */
	size_t	 depth;
};

static void
path_add(struct path *path, size_t len, struct str dot, struct str key)
{
	path->len = PATH_MAX_BYTES + 1;
	if (len > PATH_MAX_BYTES || dot.len > PATH_MAX_BYTES - len ||
	    key.len > PATH_MAX_BYTES - len - dot.len)
		return;
	if (dot.len > 0)
		memcpy(path->text + len, dot.at, dot.len);
	if (key.len > 0)
		memcpy(path->text + len + dot.len, key.at, key.len);
	path->len = len + dot.len + key.len;
}

static void
path_key(struct path *path, struct str key)
{
	size_t len = path->ends[path->depth - 1];

	path_add(path, len, len > 0 ? STR(".") : STR(""), key);
}

static void
path_push(struct path *path, bool array)
{
	if (array)
		path_add(path, path->len, STR("[]"), STR(""));
	path->arrays &= ~((uint64_t)1 << path->depth);
	path->arrays |= (uint64_t)array << path->depth;
	path->ends[path->depth++] = path->len;
}

/* Is the reader among the elements of an array? */
static bool
path_in_array(const struct path *path)
{
	return path->depth > 0 && path->arrays >> (path->depth - 1) & 1;
}

/* Behind a value: the next element stands where the last one did. */
static void
path_next(struct path *path)
{
	if (path_in_array(path))
		path->len = path->ends[path->depth - 1];
}

static void
path_value(struct members *members, const struct path *path,
    struct str value)
{
	if (path->len <= PATH_MAX_BYTES)
		member_found(members, str_of(path->text, path->len), value,
		    path->arrays != 0);
}

/* Is anything below the elements of the array at the path wanted? */
static bool
elements_wanted(const struct members *members, const struct path *path)
{
	const struct texts *names = &members->mapping->members;

	if (path->len > PATH_MAX_BYTES)
		return false;
	for (size_t i = 0; i < names->count; i++) {
		struct str rest = names->at[i];

		if (str_take(&rest, str_of(path->text, path->len)) &&
		    STARTS(rest, "[]"))
			return true;
	}
	return false;
}

/* One token inside the object; false when the text is not JSON. */
static bool
json_token(struct members *members, struct json_in *in, struct path *path,
    enum json type, struct str text)
{
	switch (type) {
	case JSON_OBJECT:
		path_push(path, false);
		return true;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		path->depth--;
		path->arrays &= ~((uint64_t)1 << path->depth);
		path_next(path);
		return true;
	case JSON_KEY:
		path_key(path, text);
		return true;
	case JSON_ARRAY:
		if (elements_wanted(members, path)) {
			path_push(path, true);
			return true;
		}
		if (!json_skip(in, &text))
			return false;
		path_value(members, path, text);
		path_next(path);
		return true;
	case JSON_TEXT:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		path_value(members, path, text);
		path_next(path);
		return true;
	case JSON_NULL:
		path_next(path);
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

/* The columns' own names, as the first line of a file has them? */
static bool
is_header(const struct mapping *mapping, struct str line, char separator,
    struct arena *scratch)
{
	struct str cell;
	bool	   more;

	for (size_t i = 0; i < mapping->columns.count; i++)
		if (!take_cell(&line, separator, scratch, &cell, &more) ||
		    !str_eq(cell, mapping->columns.at[i]))
			return false;
	return true;
}

static bool
csv_take(struct members *members, struct str line)
{
	static const char     common[] = { ',', ';', '\t' };
	const struct mapping *mapping = members->mapping;
	const char	     *separators = common;
	size_t		      count = sizeof common;
	struct str	      cell;
	bool		      more;

	if (mapping->separator.len > 0) {
		separators = mapping->separator.at;
		count = 1;
	}
	for (size_t i = 0; i < count; i++) {
		if (count_cells(line, separators[i], members->scratch) !=
		    mapping->columns.count)
			continue;
		members->header = is_header(mapping, line, separators[i],
		    members->scratch);
		for (size_t j = 0; j < mapping->columns.count; j++) {
			take_cell(&line, separators[i], members->scratch,
			    &cell, &more);
			if (cell.len > 0)
				member_found(members, mapping->columns.at[j],
				    cell, false);
		}
		return true;
	}
	return false;
}

/* ---- key=value ---- */

/* The value up to the next separator, or up to a space and then a comma. */
static struct str
bare_value(struct str *s, struct str separator)
{
	struct str value;
	size_t	   n = separator.len > 0 ? str_find(*s, separator) : STR_NONE;

	if (separator.len > 0) {
		value = str_of(s->at, n == STR_NONE ? s->len : n);
		str_drop(s, value.len);
		return str_trim(value);
	}
	for (n = 0; n < s->len && s->at[n] != ' ' && s->at[n] != '\t'; n++)
		;
	value = str_of(s->at, n);
	str_drop(s, n);
	str_take_end(&value, STR(","));
	return value;
}

/* user="a b" or user=ab, up to what separates it from the next. */
static bool
take_member_pair(const struct mapping *mapping, struct str *s,
    struct arena *scratch, struct str *key, struct str *value)
{
	struct str rest = *s;

	if (!take_key(&rest, key) || !str_take(&rest,
	    mapping->assign.len > 0 ? mapping->assign : STR("=")))
		return false;
	if (STARTS(rest, "\"")) {
		if (!take_quoted(&rest, value))
			return false;
		*value = unescape(*value, '\\', scratch);
	} else {
		*value = bare_value(&rest, mapping->separator);
	}
	*s = rest;
	return true;
}

static bool
kv_take(struct members *members, struct str line)
{
	const struct mapping *mapping = members->mapping;
	struct str	      key, value, word;

	while (line.len > 0) {
		if (take_member_pair(mapping, &line, members->scratch, &key,
		    &value))
			member_found(members, key, value, false);
		else if (mapping->separator.len > 0 &&
		    str_take(&line, mapping->separator))
			continue;
		else if (!str_take_word(&line, &word))
			str_drop(&line, 1);	/* a space */
	}
	return true;
}

/* ---- templates ---- */

/* The target of a member of the template, alone or among others; TARGET_COUNT
 * if it has none. */
static unsigned
target_of(const struct mapping *mapping, struct str member)
{
	for (size_t i = 0; i < mapping->field_count; i++)
		for (size_t j = 0; j < mapping->fields[i].source_count; j++) {
			const struct mapping_source *source =
			    &mapping->fields[i].sources[j];

			for (size_t k = 0; k < source->count; k++)
				if (source->pieces[k].member >= 0 &&
				    str_eq(mapping->members.at[
				    source->pieces[k].member], member))
					return mapping->fields[i].target;
		}
	return TARGET_COUNT;
}

/* Is the member the whole of the event's time? */
static bool
is_whole_time(const struct mapping *mapping, struct str member)
{
	for (size_t i = 0; i < mapping->field_count; i++) {
		const struct mapping_field *field = &mapping->fields[i];

		if (field->target == TARGET_TIME && field->source_count == 1 &&
		    field->sources->count == 1 && str_eq(mapping->members.at[
		    field->sources->pieces->member], member))
			return true;
	}
	return false;
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
		if (is_whole_time(mapping, member)) {
			if (!stamps_take(mapping, &line, zone, &stamp))
				return false;
			value.len -= line.len;
		} else if (!take_member(mapping, rest, &line, &value)) {
			return false;
		}
		member_found(members, member, value, false);
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
