#include "parse/stamps.h"

#include "base/json.h"
#include "parse/take.h"

static const char month_names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

/* The parts of a date as a pattern finds them. */
struct parts {
	uint32_t year, month, day, hour, minute, second, ms;
	bool	 has_offset;
	int64_t	 offset_ms;		/* local minus UTC */
};

static bool
take_month(struct str *s, uint32_t *month)
{
	for (uint32_t m = 0; m < 12; m++)
		if (s->len >= 3 && str_eq_nocase(str_of(s->at, 3),
		    str_of(month_names + 3 * (size_t)m, 3))) {
			str_drop(s, 3);
			*month = m + 1;
			return true;
		}
	return false;
}

/* One or two digits. */
static bool
take_short(struct str *s, uint32_t *number)
{
	return str_take_digits(s, 2, number) || str_take_digits(s, 1, number);
}

/* Digits of a second's fraction; milliseconds are kept. */
static bool
take_fraction(struct str *s, uint32_t *ms)
{
	size_t	 n = 0;
	uint32_t scale = 100;

	for (*ms = 0; n < s->len && s->at[n] >= '0' && s->at[n] <= '9'; n++) {
		*ms += (uint32_t)(s->at[n] - '0') * scale;
		scale /= 10;
	}
	str_drop(s, n);
	return n > 0;
}

/* Z, +0100, +01:00 */
static bool
take_offset(struct str *s, struct parts *parts)
{
	struct str rest = *s;
	bool	   minus = str_starts(rest, STR("-"));
	uint32_t   hours, minutes;

	parts->has_offset = true;
	if (str_take_char(s, 'Z'))
		return true;
	if ((!minus && !str_starts(rest, STR("+"))) ||
	    (str_drop(&rest, 1), !str_take_digits(&rest, 2, &hours)))
		return false;
	str_take_char(&rest, ':');
	if (!str_take_digits(&rest, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	parts->offset_ms = (int64_t)(hours * 60 + minutes) * 60000 *
	    (minus ? -1 : 1);
	*s = rest;
	return true;
}

static bool
take_part(char letter, struct str *s, struct parts *parts)
{
	switch (letter) {
	case 'Y': return str_take_digits(s, 4, &parts->year);
	case 'y':
		if (!str_take_digits(s, 2, &parts->year))
			return false;
		parts->year += 2000;
		return true;
	case 'm': return take_short(s, &parts->month);
	case 'b': return take_month(s, &parts->month);
	case 'd':
		str_take_char(s, ' ');
		return take_short(s, &parts->day);
	case 'H': return take_short(s, &parts->hour);
	case 'M': return take_short(s, &parts->minute);
	case 'S': return take_short(s, &parts->second);
	case 'f': return take_fraction(s, &parts->ms);
	case 'z': return take_offset(s, parts);
	case '%': return str_take_char(s, '%');
	default: return false;
	}
}

bool
stamps_take_pattern(struct str pattern, struct str *s,
    const struct zone *zone, struct stamp *stamp)
{
	struct parts parts = { .month = 1, .day = 1 };
	struct str   rest = *s;
	int64_t	     ms;

	for (size_t i = 0; i < pattern.len; i++) {
		bool part = pattern.at[i] == '%' && i + 1 < pattern.len;

		if (part ? !take_part(pattern.at[++i], &rest, &parts)
			 : !str_take_char(&rest, pattern.at[i]))
			return false;
	}
	if (parts.year == 0 || !clock_ms((int)parts.year, (int)parts.month,
	    (int)parts.day, (int)parts.hour, (int)parts.minute,
	    (int)parts.second, &ms))
		return false;
	ms += parts.ms;
	stamp->flags = STAMP_SET;
	if (parts.has_offset) {
		stamp->at.ms = ms - parts.offset_ms;
	} else {
		stamp->at.ms = zone == NULL ? ms : zone_utc(zone, ms);
		stamp->flags |= STAMP_LOCAL;
	}
	*s = rest;
	return true;
}

/* Micro- and nanoseconds since 1970 lose what is under a millisecond. */
static struct str
without_small(struct str number)
{
	size_t digits = scan_digits(number.at, number.len);

	if (digits < number.len || (digits != 16 && digits != 19))
		return number;
	return str_of(number.at, 13);
}

bool
stamps_take(const struct mapping *mapping, struct str *s,
    const struct zone *zone, struct stamp *stamp)
{
	struct str number = *s;
	size_t	   n = 0;

	for (size_t i = 0; i < mapping->stamps.count; i++)
		if (stamps_take_pattern(mapping->stamps.at[i], s, zone, stamp))
			return true;
	if (mapping->stamps.count > 0)
		return false;
	if (stamp_take_iso(s, zone, stamp) || stamp_take_clf(s, stamp) ||
	    stamp_take_dmy(s, zone, stamp) || stamp_take_bsd(s, zone, stamp))
		return true;
	while (n < s->len && ((s->at[n] >= '0' && s->at[n] <= '9') ||
	    s->at[n] == '.'))
		n++;
	number.len = n;
	if (n == 0 || !stamp_from_epoch(without_small(number), stamp))
		return false;
	str_drop(s, n);
	return true;
}

/* ---- in lines that no format reads ---- */

enum { FIND_MEMBERS = 16, STAMP_BYTES = 15 };	/* "Dec 11 21:04:00" */

static const struct mapping any_kind;

static bool
is_whole(struct str text, const struct zone *zone, struct stamp *stamp)
{
	return text.len >= STAMP_BYTES &&
	    stamps_take(&any_kind, &text, zone, stamp) && text.len == 0;
}

static bool
names_time(struct str key)
{
	static const struct str names[] = {
		STR_INIT("ts"), STR_INIT("time"), STR_INIT("timestamp"),
		STR_INIT("@timestamp"), STR_INIT("date"), STR_INIT("datetime"),
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq_nocase(key, names[i]))
			return true;
	return false;
}

/* The first member that is a stamp and no more. */
static bool
find_in_json(struct str line, const struct zone *zone, struct stamp *stamp)
{
	struct json_walk walk;
	struct str key, value;
	enum json type;

	if (!json_walk(&walk, line, '{'))
		return false;
	for (int i = 0; i < FIND_MEMBERS && (type = json_walk_member(&walk,
	    &key, &value)) != JSON_END && type != JSON_BAD; i++)
		if (type == JSON_TEXT ? is_whole(value, zone, stamp) :
		    type == JSON_NUMBER && names_time(key) &&
		    stamps_take(&any_kind, &value, zone, stamp))
			return true;
	return false;
}

/* In front, maybe quoted or in brackets: no number, which may be anything. */
static bool
find_in_front(struct str s, const struct zone *zone, struct stamp *stamp)
{
	if (!str_take_char(&s, '['))
		str_take_char(&s, '"');
	return stamp_take_iso(&s, zone, stamp) || stamp_take_clf(&s, stamp) ||
	    stamp_take_dmy(&s, zone, stamp) || stamp_take_bsd(&s, zone, stamp);
}

bool
stamps_find(struct str line, const struct zone *zone, struct stamp *stamp)
{
	struct str before;

	return find_in_json(line, zone, stamp) ||
	    find_in_front(line, zone, stamp) ||
	    (str_take_until_char(&line, '[', &before) &&
	    find_in_front(line, zone, stamp));
}
