/* web_custom: access logs in a layout that the site file gives.
 *
 * A value that the server wrote has a shape; one that is quoted and escaped
 * ends with its quote.  Where what a client typed ends is else not certain:
 * it could hold the text that follows it.  So all ways to read a line are
 * tried, and where two of them differ in a value, that value is nobody's. */
#include "parse/stamps.h"
#include "parse/take.h"
#include "parse/url.h"
#include "parse/web.h"

enum { TRIES_MAX = 500 };	/* of places to end a value, for one line */

struct reading {
	const struct web_log *log;
	const struct zone    *zone;
	struct str	      now[WEB_STEPS_MAX];	/* on the way */
	struct str	      first[WEB_STEPS_MAX];	/* of the first way */
	bool		      differs[WEB_STEPS_MAX];
	size_t		      ways, tries;
};

/* ---- one value ---- */

static struct str
run_of(struct str *s, const char *also)
{
	size_t n = 0;

	while (n < s->len && ((s->at[n] >= '0' && s->at[n] <= '9') ||
	    strchr(also, s->at[n]) != NULL) && s->at[n] != '\0')
		n++;
	str_drop(s, n);
	return str_of(s->at - n, n);
}

static bool
take_stamp(const struct web_step *step, struct str *s,
    const struct zone *zone, struct stamp *stamp)
{
	struct str digits;

	switch (step->part) {
	case WEB_CLF:
		return stamp_take_clf(s, stamp);
	case WEB_CLF_BRACKETS:
		return str_take_char(s, '[') && stamp_take_clf(s, stamp) &&
		    str_take_char(s, ']');
	case WEB_ISO:
		return stamp_take_iso(s, zone, stamp);
	case WEB_PATTERN:
		return stamps_take_pattern(step->text, s, zone, stamp);
	case WEB_EPOCH:
		digits = run_of(s, ".");
		if (digits.len == 16 && memchr(digits.at, '.', 16) == NULL)
			digits.len = 13;	/* microseconds */
		return stamp_from_epoch(digits, stamp);
	default:
		return false;
	}
}

/* What stands behind a step, to end its value; at NULL: the line's end. */
static struct str
text_behind(const struct web_log *log, size_t at)
{
	return at + 1 < log->count && log->steps[at + 1].part == WEB_LITERAL ?
	    log->steps[at + 1].text : (struct str){ 0 };
}

/* Up to the quote that no backslash escapes. */
static bool
take_typed(struct str *s)
{
	struct str rest = *s, typed;

	if (!take_to_quote(&rest, &typed))
		return false;
	str_drop(s, typed.len);
	return true;
}

static bool
take_word(struct str *s, struct str end)
{
	size_t n = end.at == NULL ? s->len : str_find(*s, end);

	if (n == STR_NONE)
		return false;
	str_drop(s, n);
	return true;
}

/* A value that can end in one place alone. */
static bool
take_certain(const struct reading *reading, size_t at, struct str *s)
{
	const struct web_step *step = &reading->log->steps[at];
	struct stamp	       stamp;

	switch (step->part) {
	case WEB_ADDRESS:
		return take_word(s, text_behind(reading->log, at));
	case WEB_WORD:
		return take_word(s, text_behind(reading->log, at));
	case WEB_NUMBER:
	case WEB_MICROSECONDS:
	case WEB_MILLISECONDS:
		return str_take_char(s, '-') || run_of(s, "").len > 0;
	case WEB_SECONDS:
		return str_take_char(s, '-') || run_of(s, ".").len > 0;
	case WEB_TYPED:
	case WEB_REQUEST:
	case WEB_METHOD:
	case WEB_URI:
	case WEB_QUERY:
	case WEB_PROTOCOL:
		return take_typed(s);
	default:
		return take_stamp(step, s, reading->zone, &stamp);
	}
}

/* ---- all ways ---- */

static void
way_found(struct reading *reading)
{
	if (reading->ways++ == 0) {
		memcpy(reading->first, reading->now, sizeof reading->now);
		return;
	}
	for (size_t i = 0; i < reading->log->count; i++)
		reading->differs[i] |= reading->now[i].at !=
		    reading->first[i].at ||
		    reading->now[i].len != reading->first[i].len;
}

static void read_from(struct reading *reading, size_t at, struct str rest);

/* Each place where the text behind the value stands may end it. */
static void
read_typed(struct reading *reading, size_t at, struct str rest)
{
	struct str end = text_behind(reading->log, at), left = rest, head;

	if (end.at == NULL) {
		reading->now[at] = rest;
		str_drop(&rest, rest.len);
		read_from(reading, at + 1, rest);
		return;
	}
	while (reading->tries < TRIES_MAX &&
	    str_take_until(&left, end, &head)) {
		const char *mark = left.at - end.len;

		reading->now[at] = str_of(rest.at, (size_t)(mark - rest.at));
		read_from(reading, at + 1, str_of(mark, left.len + end.len));
		left.len += end.len - 1;	/* they may overlap */
		left.at -= end.len - 1;
	}
}

static void
read_from(struct reading *reading, size_t at, struct str rest)
{
	for (; at < reading->log->count; at++) {
		const struct web_step *step = &reading->log->steps[at];
		struct str	       start = rest;

		if (reading->tries++ >= TRIES_MAX)
			return;
		if (step->part == WEB_LITERAL) {
			if (!str_take(&rest, step->text))
				return;
			continue;
		}
		if (step->part >= WEB_TYPED && !step->quoted) {
			read_typed(reading, at, rest);
			return;
		}
		if (!take_certain(reading, at, &rest))
			return;
		reading->now[at] = str_of(start.at,
		    (size_t)(rest.at - start.at));
	}
	if (rest.len == 0)
		way_found(reading);
}

/* When not all ways were tried, nothing behind the first doubt is certain. */
static void
doubt(struct reading *reading)
{
	bool behind = false;

	if (reading->tries < TRIES_MAX)
		return;
	for (size_t i = 0; i < reading->log->count; i++) {
		const struct web_step *step = &reading->log->steps[i];

		behind |= step->part >= WEB_TYPED && !step->quoted;
		reading->differs[i] |= behind;
	}
}

/* ---- the event ---- */

static bool
is_none(struct str value)
{
	return value.len == 0 || (value.len == 1 && value.at[0] == '-');
}

/* "0.021" seconds, or digits of a smaller unit, as milliseconds. */
static void
set_duration(struct event *ev, enum web_part part, struct str value,
    struct arena *scratch)
{
	struct str fraction = STR(""), whole = value;
	uint64_t   number, ms = 0;

	if (str_take_until_char(&value, '.', &whole))
		fraction = value;
	if (!take_is_number(whole) || whole.len > 12 || !str_u64(whole,
	    &number))
		return;
	if (part == WEB_SECONDS) {
		for (size_t i = 0; i < 3; i++)
			ms = ms * 10 + (i < fraction.len &&
			    fraction.at[i] >= '0' && fraction.at[i] <= '9' ?
			    (uint64_t)(fraction.at[i] - '0') : 0);
		ms += number * 1000;
	} else {
		ms = part == WEB_MICROSECONDS ? number / 1000 : number;
	}
	event_set(ev, F_DURATION_MS, arena_printf(scratch, "%llu",
	    (unsigned long long)ms));
}

static void
set_field(struct event *ev, const struct web_step *step, struct str value,
    struct arena *scratch)
{
	switch (step->part) {
	case WEB_SECONDS:
	case WEB_MICROSECONDS:
	case WEB_MILLISECONDS:
		set_duration(ev, step->part, value, scratch);
		return;
	case WEB_ADDRESS:
		if (str_is_ip(value))
			event_set(ev, step->field, value);
		else if (step->field == F_SRC_IP)
			event_set(ev, F_SRC_HOST, value);
		return;
	case WEB_NUMBER:
		if (take_is_number(value))
			event_set(ev, step->field, value);
		return;
	default:
		break;
	}
	if (step->field == F_HTTP_REFERRER)
		value = url_mask(value, scratch);
	event_set(ev, step->field, value);
}

/* The request from its parts, where the layout has it in parts. */
static struct str
request_of(const struct str parts[], struct arena *scratch)
{
	struct str query = parts[WEB_QUERY - WEB_REQUEST];
	struct str proto = parts[WEB_PROTOCOL - WEB_REQUEST];

	if (parts[0].at != NULL || parts[WEB_URI - WEB_REQUEST].at == NULL)
		return parts[0];
	str_take_char(&query, '?');
	return arena_printf(scratch, STR_FMT " " STR_FMT "%s" STR_FMT
	    " " STR_FMT, STR_ARG(parts[WEB_METHOD - WEB_REQUEST].len > 0 ?
	    parts[WEB_METHOD - WEB_REQUEST] : STR("GET")),
	    STR_ARG(parts[WEB_URI - WEB_REQUEST]), query.len > 0 ? "?" : "",
	    STR_ARG(query), STR_ARG(proto.len > 0 ? proto : STR("HTTP/")));
}

static void
event_fill(const struct reading *reading, bool syslog,
    const struct parse_context *context, struct event *ev)
{
	struct str   parts[WEB_PROTOCOL - WEB_REQUEST + 1] = { { 0 } };
	struct stamp stamp;

	for (size_t i = 0; i < reading->log->count; i++) {
		const struct web_step *step = &reading->log->steps[i];
		struct str	       value = reading->first[i];

		if (step->part == WEB_LITERAL || reading->differs[i] ||
		    is_none(value))
			continue;
		if (step->part >= WEB_REQUEST)
			parts[step->part - WEB_REQUEST] = value;
		else if (step->field != F_COUNT)
			set_field(ev, step, value, context->scratch);
		else if (take_stamp(step, &value, reading->zone, &stamp) &&
		    !syslog)
			ev->time = stamp;
	}
	web_request(request_of(parts, context->scratch), context, ev);
	web_peer(context->site, ev);
}

enum parsed
web_custom(struct str text, bool syslog, const struct parse_context *context,
    struct event *ev)
{
	const struct web_log_list *logs = &context->site->access_logs;

	for (size_t i = 0; i < logs->count; i++) {
		struct reading *reading = arena_zero(context->scratch,
		    sizeof *reading);

		reading->log = &logs->at[i];
		reading->zone = context->zone;
		read_from(reading, 0, text);
		if (reading->ways == 0)
			continue;
		doubt(reading);
		event_fill(reading, syslog, context, ev);
		return PARSED_EVENT;
	}
	return PARSED_OTHER;
}
