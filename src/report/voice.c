#include "report/voice.h"

#include <stdio.h>

#include "report/escape.h"
#include "report/stamp.h"

enum {
	KEY_MAX = 128,		/* keys are ours and short */
	SAY_DEPTH = 3,		/* a key inside of a message, and no further */
};

struct value
value_text(const char *name, struct str text)
{
	return (struct value){ .name = name, .type = VALUE_TEXT, .text = text };
}

struct value
value_count(const char *name, uint64_t number)
{
	return (struct value){ .name = name, .type = VALUE_COUNT_OF,
		.number = number > INT64_MAX ? INT64_MAX : (int64_t)number };
}

struct value
value_time(const char *name, struct event_time time)
{
	return (struct value){ .name = name, .type = VALUE_TIME,
		.number = time.ms };
}

static struct str
template_of(const struct voice *voice, const char *key)
{
	return catalogue_find(voice->catalogue, str_from(key));
}

/* Text of our own. */
static void
put(const struct voice *voice, struct buf *out, struct str text)
{
	if (voice->markup == MARKUP_HTML)
		escape_html_own(out, text);
	else
		buf_add(out, text);
}

void
say_text(const struct voice *voice, struct buf *out, struct str text)
{
	if (voice->markup == MARKUP_TEXT) {
		escape_text(out, text);
		return;
	}
	buf_text(out, "<bdi>");
	escape_html(out, text);
	buf_text(out, "</bdi>");
}

void
say_number(const struct voice *voice, struct buf *out, uint64_t number)
{
	struct str group = template_of(voice, "number.group");
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%llu",
	    (unsigned long long)number);

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			put(voice, out, group);
		buf_char(out, digits[i]);
	}
}

/* A template with the one place {n}, filled in as it is. */
static void
say_n(const struct voice *voice, struct buf *out, const char *key,
    struct str n)
{
	struct str rest = template_of(voice, key), head;

	if (str_take_until(&rest, STR("{n}"), &head)) {
		put(voice, out, head);
		put(voice, out, n);
	}
	put(voice, out, rest);
}

/* number / unit */
static uint64_t
divide(uint64_t number, uint64_t unit, enum rounding rounding)
{
	uint64_t rest = number % unit;

	return number / unit + (rounding == ROUND_UP ? rest > 0 :
	    rounding == ROUND_NEAR && rest >= unit - rest);
}

/* "1.2 MB", "48 MB": one decimal under 10. */
void
say_bytes(const struct voice *voice, struct buf *out, uint64_t bytes,
    enum rounding rounding)
{
	static const char *const keys[] = {
		"bytes.k", "bytes.M", "bytes.G", "bytes.T", "bytes.P", "bytes.E"
	};
	struct value plain = value_count("n", bytes);
	uint64_t unit = 1000, tenths;
	struct buf n = { 0 };
	size_t i = 0;

	if (bytes < 1000) {
		say(voice, out, STR("bytes.plain"), &plain, 1);
		return;
	}
	while (i < 5 && divide(bytes, unit, rounding) >= 1000) {
		unit *= 1000;
		i++;
	}
	tenths = divide(bytes, unit / 10, rounding);
	if (tenths >= 100) {
		buf_u64(&n, divide(bytes, unit, rounding));
	} else {
		buf_u64(&n, tenths / 10);
		buf_add(&n, template_of(voice, "number.decimal"));
		buf_u64(&n, tenths % 10);
	}
	say_n(voice, out, keys[i], buf_str(&n));
	buf_fini(&n);
}

/* The two largest parts: "3 d 4 h"; under a second, "850 ms".  Laws speak of
 * 24 and 72 hours, so days begin after the third. */
void
say_duration(const struct voice *voice, struct buf *out, int64_t ms,
    enum rounding rounding)
{
	static const struct { const char *key; int64_t ms; } parts[] = {
		{ "duration.d", 86400000 }, { "duration.h", 3600000 },
		{ "duration.min", 60000 }, { "duration.s", 1000 },
		{ "duration.ms", 1 },
	};
	enum { PARTS = sizeof parts / sizeof *parts };
	size_t first = 0, last;
	char n[24];

	if (ms < 0)
		ms = 0;
	while (first < PARTS - 1 &&
	    (ms < parts[first].ms || (first == 0 && ms <= 3 * parts[0].ms)))
		first++;
	last = first + 2 < PARTS ? first + 1 : first;
	if (rounding == ROUND_UP && ms <= INT64_MAX - parts[last].ms)
		ms += parts[last].ms - 1;
	for (size_t i = first; i <= last; i++) {
		int64_t whole = ms / parts[i].ms;

		if (i > first && whole == 0)
			break;
		if (i > first)	/* U+00A0 */
			buf_text(out, "\xc2\xa0");
		snprintf(n, sizeof n, "%lld", (long long)whole);
		say_n(voice, out, parts[i].key, str_from(n));
		ms %= parts[i].ms;
	}
}

/* A clock, or a date as the language writes it. */
static void
say_clock(struct buf *out, const struct stamp_parts *p)
{
	buf_printf(out, "%02d:%02d:%02d", p->hour, p->minute, p->second);
}

static void
time_part(const struct voice *voice, struct buf *out, struct str name,
    const struct stamp_parts *p)
{
	char key[32];

	if (str_eq(name, STR("day")) && p->day == 1) {
		put(voice, out, template_of(voice, "time.first_day"));
	} else if (str_eq(name, STR("day"))) {
		buf_printf(out, "%d", p->day);
	} else if (str_eq(name, STR("month"))) {
		snprintf(key, sizeof key, "time.month.%d", p->month);
		put(voice, out, template_of(voice, key));
	} else if (str_eq(name, STR("year"))) {
		buf_printf(out, "%d", p->year);
	} else if (str_eq(name, STR("clock"))) {
		say_clock(out, p);
	}
}

/* "time.long" or "time.date" */
static void
say_date(const struct voice *voice, struct buf *out, const char *key,
    const struct stamp_parts *parts)
{
	struct str rest = template_of(voice, key), head, name;

	while (str_take_until_char(&rest, '{', &head)) {
		put(voice, out, head);
		if (str_take_until_char(&rest, '}', &name))
			time_part(voice, out, name, parts);
	}
	put(voice, out, rest);
}

static void
time_open(const struct voice *voice, struct buf *out, struct event_time time)
{
	char text[STAMP_TEXT];

	if (voice->markup == MARKUP_HTML)
		buf_printf(out, "<time datetime=\"" STR_FMT "\">",
		    STR_ARG(stamp_utc(time, text)));
}

static void
time_close(const struct voice *voice, struct buf *out)
{
	if (voice->markup == MARKUP_HTML)
		buf_text(out, "</time>");
}

void
say_time(const struct voice *voice, struct buf *out, struct event_time time)
{
	struct stamp_parts parts = stamp_split(time, voice->zone);

	time_open(voice, out, time);
	say_date(voice, out, "time.long", &parts);
	time_close(voice, out);
}

/* "{date}", "{start}" and so on of the range.* messages. */
static void
range_part(const struct voice *voice, struct buf *out, struct str name,
    const struct event_time times[2])
{
	struct event_time time = times[str_starts(name, STR("end"))];
	struct stamp_parts parts = stamp_split(time, voice->zone);

	if (str_eq(name, STR("date"))) {
		say_date(voice, out, "time.date", &parts);
		return;
	}
	time_open(voice, out, time);
	if (str_ends(name, STR("_clock")))
		say_clock(out, &parts);
	else
		say_date(voice, out, "time.long", &parts);
	time_close(voice, out);
}

/* "from ... to ...", and no date twice. */
static void
say_range(const struct voice *voice, struct buf *out,
    const struct event_time times[2])
{
	struct stamp_parts from = stamp_split(times[0], voice->zone);
	struct stamp_parts to = stamp_split(times[1], voice->zone);
	const char *key = "range.days";
	struct str rest, head, name;

	if (from.year == to.year && from.month == to.month &&
	    from.day == to.day)
		key = from.hour == to.hour && from.minute == to.minute &&
		    from.second == to.second ? "range.instant" : "range.day";
	rest = template_of(voice, key);
	while (str_take_until_char(&rest, '{', &head)) {
		put(voice, out, head);
		if (str_take_until_char(&rest, '}', &name))
			range_part(voice, out, name, times);
	}
	put(voice, out, rest);
}

/* "1,021,493 bytes (1.0 MB)" */
static void
say_bytes_exact(const struct voice *voice, struct buf *out, uint64_t bytes)
{
	struct value n = value_count("n", bytes);

	say(voice, out, STR("bytes.plain"), &n, 1);
	if (bytes < 1000)
		return;
	buf_text(out, " (");
	say_bytes(voice, out, bytes, ROUND_NEAR);
	buf_char(out, ')');
}

static void say_deep(const struct voice *voice, struct buf *out,
    struct str key, const struct value *values, size_t count, int depth);

/* values: of the message it stands in, which a message that it names may use. */
static void
say_value(const struct voice *voice, struct buf *out,
    const struct value *value, const struct value *values, size_t count,
    int depth)
{
	uint64_t number = value->number < 0 ? 0 : (uint64_t)value->number;

	switch (value->type) {
	case VALUE_TEXT:
		if (value->text.len == 0)
			buf_text(out, "\xe2\x80\x94");
		else
			say_text(voice, out, value->text);
		return;
	case VALUE_TIME:
		say_time(voice, out, (struct event_time){ value->number });
		return;
	case VALUE_DURATION_MS:
		say_duration(voice, out, value->number, ROUND_DOWN);
		return;
	case VALUE_COUNT_OF:
		say_number(voice, out, number);
		return;
	case VALUE_BYTES:
		say_bytes_exact(voice, out, number);
		return;
	case VALUE_KEY:
		say_deep(voice, out, value->text, values, count, depth + 1);
		return;
	}
}

static bool
is_one(const struct voice *voice, int64_t number)
{
	return number == 1 || (number == 0 &&
	    str_eq(template_of(voice, "language.zero"), STR("one")));
}

static const struct value *
value_find(const struct value *values, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(name, str_from(values[i].name)))
			return &values[i];
	return NULL;
}

/* "start..end": two times of that name. */
static bool
say_pair(const struct voice *voice, struct buf *out, struct str place,
    const struct value *values, size_t count)
{
	const struct value *from, *to;
	struct str first;

	if (!str_take_until(&place, STR(".."), &first))
		return false;
	from = value_find(values, count, first);
	to = value_find(values, count, place);
	if (from == NULL || to == NULL)
		return false;
	say_range(voice, out, (const struct event_time[2]){
	    { from->number }, { to->number } });
	return true;
}

/* What stands between { and }: "name", "name|one|many" or "from..to". */
static void
say_place(const struct voice *voice, struct buf *out, struct str place,
    const struct value *values, size_t count, int depth)
{
	struct str rest = place, name, one;
	bool plural = str_take_until_char(&rest, '|', &name);
	const struct value *value;

	if (!plural)
		name = place;
	value = value_find(values, count, name);
	if (value != NULL && !plural) {
		say_value(voice, out, value, values, count, depth);
	} else if (value != NULL && str_take_until_char(&rest, '|', &one)) {
		put(voice, out, is_one(voice, value->number) ? one : rest);
	} else if (!say_pair(voice, out, place, values, count)) {
		put(voice, out, STR("{"));
		put(voice, out, name);
		put(voice, out, STR("}"));
	}
}

static void
say_deep(const struct voice *voice, struct buf *out, struct str key,
    const struct value *values, size_t count, int depth)
{
	struct str rest = catalogue_find(voice->catalogue, key), head, place;

	if (rest.at == NULL || depth > SAY_DEPTH) {
		buf_char(out, '[');
		say_text(voice, out, key);
		buf_char(out, ']');
		return;
	}
	while (str_take_until_char(&rest, '{', &head)) {
		put(voice, out, head);
		if (str_take_until_char(&rest, '}', &place))
			say_place(voice, out, place, values, count, depth);
	}
	put(voice, out, rest);
}

void
say(const struct voice *voice, struct buf *out, struct str key,
    const struct value *values, size_t count)
{
	say_deep(voice, out, key, values, count, 0);
}

void
say_key(const struct voice *voice, struct buf *out, const char *key)
{
	say(voice, out, str_from(key), NULL, 0);
}

void
say_word(const struct voice *voice, struct buf *out, const char *prefix,
    struct str name)
{
	char key[KEY_MAX];

	snprintf(key, sizeof key, "%s." STR_FMT, prefix, STR_ARG(name));
	say_key(voice, out, key);
}

void
say_name(const struct voice *voice, struct buf *out, const char *prefix,
    struct str name)
{
	char key[KEY_MAX];

	snprintf(key, sizeof key, "%s." STR_FMT, prefix,
	    (int)(name.len < KEY_MAX ? name.len : 0), name.at);
	if (template_of(voice, key).at != NULL)
		say_key(voice, out, key);
	else
		say_text(voice, out, name);
}

void
say_statement(const struct voice *voice, struct buf *out,
    const struct statement *statement)
{
	say(voice, out, str_from(statement->key), statement->values,
	    statement->value_count);
}

void
say_mark(const struct voice *voice, struct buf *out,
    const struct statement *statement)
{
	struct value author = value_text("text", statement->author);
	struct value reason = value_text("text", statement->reason);

	say_key(voice, out, str_eq(str_from(statement->mark), STR("true"))
	    ? "ui.marked.true" : "ui.marked.false");
	if (author.text.len > 0) {
		buf_char(out, ' ');
		say(voice, out, STR("ui.marked.author"), &author, 1);
	}
	if (reason.text.len > 0) {
		buf_char(out, ' ');
		say(voice, out, STR("ui.marked.reason"), &reason, 1);
	}
}

static bool
is_unit(const char *unit, const char *name)
{
	return str_eq(str_from(unit), str_from(name));
}

void
say_round(const struct voice *voice, struct buf *out, const char *unit,
    uint64_t bound, enum rounding rounding)
{
	if (bound == AT_MOST_UNKNOWN)
		say_key(voice, out, "ui.not_known");
	else if (is_unit(unit, "byte"))
		say_bytes(voice, out, bound, rounding);
	else if (is_unit(unit, "minute") && bound == 0)
		say_n(voice, out, "duration.min", STR("0"));
	else if (is_unit(unit, "minute") && bound <= INT64_MAX / 60000)
		say_duration(voice, out, (int64_t)bound * 60000, rounding);
	else
		say_number(voice, out, bound);
}

bool
figure_has_round(const struct figure *figure)
{
	return is_unit(figure->unit, "byte") || is_unit(figure->unit, "minute");
}

bool
figure_has_exact(const struct figure *figure)
{
	return is_unit(figure->unit, "byte");
}

static void
say_bound(const struct voice *voice, struct buf *out, uint64_t bound)
{
	if (bound == AT_MOST_UNKNOWN)
		say_key(voice, out, "ui.not_known");
	else
		say_number(voice, out, bound);
}

enum rounding
figure_rounding(const struct figure *figure, enum rounding rounding)
{
	return figure->at_least == figure->at_most || figure_has_exact(figure)
	    ? ROUND_NEAR : rounding;
}

/* Behind the unit: " (1.2 MB)", " (1.2 MB - 1.4 MB)", where that helps. */
static void
say_rounds(const struct voice *voice, struct buf *out,
    const struct figure *figure)
{
	uint64_t most = figure->at_most == AT_MOST_UNKNOWN ?
	    figure->at_least : figure->at_most;

	if (!figure_has_round(figure) ||
	    most < (is_unit(figure->unit, "byte") ? 1000 : 60))
		return;
	buf_text(out, " (");
	say_round(voice, out, figure->unit, figure->at_least,
	    figure_rounding(figure, ROUND_DOWN));
	if (most != figure->at_least) {
		buf_text(out, " \xe2\x80\x93 ");
		say_round(voice, out, figure->unit, most,
		    figure_rounding(figure, ROUND_UP));
	}
	buf_char(out, ')');
}

/* The places of the interval.* messages are written by other rules than
 * those of a statement: a unit by number, with what explains the bounds. */
static void
interval_place(const struct voice *voice, struct buf *out, struct str place,
    const struct figure *figure)
{
	bool open = figure->at_most == AT_MOST_UNKNOWN;
	struct value n = value_count("n",
	    open ? figure->at_least : figure->at_most);
	char key[KEY_MAX];

	if (str_eq(place, STR("least"))) {
		say_bound(voice, out, figure->at_least);
	} else if (str_eq(place, STR("most"))) {
		say_bound(voice, out, figure->at_most);
	} else if (str_eq(place, STR("unit"))) {
		snprintf(key, sizeof key, "unit.%s", figure->unit);
		say(voice, out, str_from(key), &n, 1);
		say_rounds(voice, out, figure);
	}
}

void
say_interval(const struct voice *voice, struct buf *out,
    const struct figure *figure)
{
	const char *key = figure->at_most == AT_MOST_UNKNOWN ?
	    "interval.open" : figure->at_most == figure->at_least ?
	    "interval.exact" : "interval.between";
	struct str rest = template_of(voice, key), head, place;

	while (str_take_until_char(&rest, '{', &head)) {
		put(voice, out, head);
		if (str_take_until_char(&rest, '}', &place))
			interval_place(voice, out, place, figure);
	}
	put(voice, out, rest);
}
