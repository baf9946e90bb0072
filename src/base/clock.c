/* clock: calendar sums, and stamps taken from the front of a slice.
 *
 * No libc calendar is called: nothing here depends on the locale, on TZ or on
 * the present time.  Zones are in zone.c. */
#include "base/clock.h"

enum {
	MS_SECOND = 1000,
	MS_MINUTE = 60 * MS_SECOND,
	MS_HOUR = 60 * MS_MINUTE,
	MS_DAY = 24 * MS_HOUR,
};

enum { LEAP_YEAR_DAYS = 730 };	/* of 1 January of CLOCK_LEAP_YEAR */

/* a span of leap years: 1896 to 1904, 2096 to 2104 */
enum { LEAP_SPAN_YEARS = 8 };

int64_t
clock_days(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    day - 1;
	int64_t day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

	return era * 146097 + day_of_era - 719468;
}

void
clock_date(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	    day_of_era / 146096) / 365;
	int64_t of_year = day_of_era -
	    (365 * of_era + of_era / 4 - of_era / 100);
	int64_t mp = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(of_era + era * 400 + (*month <= 2));
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const uint8_t days[12] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
	};

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
clock_ms(int year, int month, int day, int hour, int minute, int second,
    int64_t *ms)
{
	if (month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	if (day > month_days(year, month))
		return false;
	*ms = clock_days(year, month, day) * MS_DAY + hour * MS_HOUR +
	    minute * MS_MINUTE + second * MS_SECOND;
	return true;
}

/* n digits as a number, or -1. */
static int
digits(const char *at, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		unsigned digit = (unsigned char)at[i] - (unsigned)'0';

		if (digit > 9)
			return -1;
		value = value * 10 + (int)digit;
	}
	return value;
}

/* "21:04:00" in ms of the day, or -1; at has 8 bytes. */
static int64_t
time_of_day(const char *at)
{
	int hour = digits(at, 2), minute = digits(at + 3, 2);
	int second = digits(at + 6, 2);

	if (at[2] != ':' || at[5] != ':' || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60)
		return -1;
	return hour * MS_HOUR + minute * MS_MINUTE + second * MS_SECOND;
}

/* ".123456" or ",123": ms, the rest dropped.  Nothing is fine. */
static int64_t
take_fraction(struct str *s)
{
	static const int unit[] = { 0, 100, 10, 1 };
	int64_t ms = 0;
	size_t n;

	if (s->len < 2 || (s->at[0] != '.' && s->at[0] != ','))
		return 0;
	n = scan_digits(s->at + 1, s->len - 1);
	if (n == 0)
		return 0;
	for (size_t i = 1; i <= n && i < sizeof unit / sizeof *unit; i++)
		ms += unit[i] * (s->at[i] - '0');
	str_drop(s, n + 1);
	return ms;
}

/* "Z", "+01:00", "+0100", "+01".  *offset is local less UTC. */
static bool
take_offset(struct str *s, int64_t *offset)
{
	int hours, minutes = 0;
	size_t n = 3;

	if (s->len >= 6 && memcmp(s->at, "+00:00", 6) == 0) {
		str_drop(s, 6);
		*offset = 0;
		return true;
	}
	if (str_take_char(s, 'Z') || str_take_char(s, 'z')) {
		*offset = 0;
		return true;
	}
	if (s->len < 3 || (s->at[0] != '+' && s->at[0] != '-') ||
	    (hours = digits(s->at + 1, 2)) < 0 || hours > 23)
		return false;
	if (s->len >= 6 && s->at[3] == ':' && digits(s->at + 4, 2) >= 0) {
		minutes = digits(s->at + 4, 2);
		n = 6;
	} else if (s->len >= 5 && digits(s->at + 3, 2) >= 0) {
		minutes = digits(s->at + 3, 2);
		n = 5;
	}
	if (minutes > 59)
		return false;
	*offset = hours * MS_HOUR + minutes * MS_MINUTE;
	if (s->at[0] == '-')
		*offset = -*offset;
	str_drop(s, n);
	return true;
}

/* Local ms to UTC by the zone, where the line named none. */
static void
set_local(struct stamp *stamp, int64_t local_ms, const struct zone *zone)
{
	stamp->at.ms = zone == NULL ? local_ms : zone_utc(zone, local_ms);
	stamp->flags = STAMP_SET | STAMP_LOCAL;
}

/* "2025-12-11T21:04:00" as ms, or -1. */
static int64_t
second_read(const char *at)
{
	int year = digits(at, 4), month = digits(at + 5, 2);
	int day = digits(at + 8, 2);
	int64_t ms = time_of_day(at + 11);

	if (at[4] != '-' || at[7] != '-' ||
	    (at[10] != 'T' && at[10] != ' ' && at[10] != 't') ||
	    year < 0 || month < 1 || month > 12 || day < 1 ||
	    day > month_days(year, month) || ms < 0)
		return -1;
	return clock_days(year, month, day) * MS_DAY + ms;
}

enum { SECOND_TEXT = 19 };

static uint64_t
word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

/* Neighbouring lines are of one second more often than not, so the last answer
 * is kept: the same bytes have the same answer. */
static struct { uint64_t head, middle, tail; int64_t ms; } last_second;

static inline bool
is_last_second(const char *at)
{
	return word_at(at) == last_second.head &&
	    word_at(at + 8) == last_second.middle &&
	    word_at(at + SECOND_TEXT - 8) == last_second.tail;
}

static int64_t
second_ms(const char *at)
{
	if (!is_last_second(at)) {
		last_second.ms = second_read(at);
		last_second.head = word_at(at);
		last_second.middle = word_at(at + 8);
		last_second.tail = word_at(at + SECOND_TEXT - 8);
	}
	return last_second.ms;
}

/* "271415" at `at`, which has 8 bytes: its first three digits, or -1. */
static int64_t
six_digits(const char *at)
{
	uint64_t word = word_at(at);
	const uint64_t high = UINT64_C(0xf0f0f0f0f0f0);
	const uint64_t zeros = UINT64_C(0x303030303030);

	if ((word & high) != zeros ||
	    ((word + UINT64_C(0x060606060606)) & high) != zeros)
		return -1;
	return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
}

enum { MICRO_TEXT = 32 };	/* "2025-12-11T21:04:00.271415+01:00" */

/* The offset of such a stamp, the last one that was read; at first none. */
static struct { uint64_t text; int64_t ms; } last_offset = { .text = 1 };

/* Its end, without the two digits in front, which are masked. */
static inline uint64_t
offset_at(const char *at)
{
	return word_at(at + MICRO_TEXT - 8) & ~(uint64_t)0xffff;
}

/* The end of such a stamp, as rsyslog and others write it.  False: look
 * closer. */
static bool
micro_ms(const char *at, int64_t *ms)
{
	struct str offset = str_of(at + MICRO_TEXT - 6, 6);
	int64_t fraction = six_digits(at + SECOND_TEXT + 1), off;

	if (at[SECOND_TEXT] != '.' || fraction < 0 || offset.at[3] != ':' ||
	    !take_offset(&offset, &off) || offset.len > 0)
		return false;
	last_offset.text = offset_at(at);
	last_offset.ms = off;
	*ms = fraction - off;
	return true;
}

/* Not inline, so that the other way is a short one. */
static __attribute__((noinline)) size_t
stamp_iso_new(struct str s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = s;
	int64_t ms, offset, more;

	if (s.len < SECOND_TEXT || s.at[4] != '-' ||
	    (ms = second_ms(s.at)) == -1)
		return 0;
	if (s.len >= MICRO_TEXT && micro_ms(s.at, &more)) {
		stamp->at.ms = ms + more;
		stamp->flags = STAMP_SET;
		return MICRO_TEXT;
	}
	str_drop(&rest, SECOND_TEXT);
	ms += take_fraction(&rest);
	if (take_offset(&rest, &offset)) {
		stamp->at.ms = ms - offset;
		stamp->flags = STAMP_SET;
	} else {
		set_local(stamp, ms, zone);
	}
	return s.len - rest.len;
}

size_t
stamp_iso(struct str s, const struct zone *zone, struct stamp *stamp)
{
	int64_t fraction;

	/* nearly always */
	if (s.len >= MICRO_TEXT && is_last_second(s.at) &&
	    last_second.ms != -1 && s.at[SECOND_TEXT] == '.' &&
	    (fraction = six_digits(s.at + SECOND_TEXT + 1)) >= 0 &&
	    offset_at(s.at) == last_offset.text) {
		stamp->at.ms = last_second.ms + fraction - last_offset.ms;
		stamp->flags = STAMP_SET;
		return MICRO_TEXT;
	}
	return stamp_iso_new(s, zone, stamp);
}

/* "Dec" as 12, or 0. */
static int
month_number(const char *at)
{
#define MONTH(a, b, c)                                                         \
	((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))
	switch (MONTH((unsigned char)at[0], (unsigned char)at[1],
	    (unsigned char)at[2])) {
	case MONTH('J', 'a', 'n'): return 1;
	case MONTH('F', 'e', 'b'): return 2;
	case MONTH('M', 'a', 'r'): return 3;
	case MONTH('A', 'p', 'r'): return 4;
	case MONTH('M', 'a', 'y'): return 5;
	case MONTH('J', 'u', 'n'): return 6;
	case MONTH('J', 'u', 'l'): return 7;
	case MONTH('A', 'u', 'g'): return 8;
	case MONTH('S', 'e', 'p'): return 9;
	case MONTH('O', 'c', 't'): return 10;
	case MONTH('N', 'o', 'v'): return 11;
	case MONTH('D', 'e', 'c'): return 12;
	}
#undef MONTH
	return 0;
}

/* A year between 1970 and 2199 and its space. */
static int
take_year(struct str *s)
{
	int year;

	if (s->len < 5 || s->at[4] != ' ' || s->at[0] > '2' ||
	    (year = digits(s->at, 4)) < 1970 || year > 2199)
		return 0;
	str_drop(s, 5);
	return year;
}

/* "Dec  1 21:04:00 " to the letter, which nearly all lines begin with, and no
 * year behind it. */
static bool
take_plain_bsd(struct str *s, struct stamp *stamp)
{
	static const uint16_t days_before[12] = {	/* in a leap year */
		0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335,
	};
	const char *at = s->at;
	int month, day;
	int64_t ms;

	if (s->len < 21 || at[3] != ' ' || at[6] != ' ' || at[15] != ' ' ||
	    (at[16] >= '1' && at[16] <= '2' && at[20] == ' ') ||
	    (month = month_number(at)) == 0 || (ms = time_of_day(at + 7)) < 0)
		return false;
	day = digits(at + 5, 1);
	if (at[4] != ' ' && day >= 0)
		day = digits(at + 4, 2);
	if (day < 1 || day > month_days(CLOCK_LEAP_YEAR, month))
		return false;
	stamp->at.ms = ms + (LEAP_YEAR_DAYS +
	    days_before[month - 1] + day - 1) * (int64_t)MS_DAY;
	stamp->flags = STAMP_SET | STAMP_NO_YEAR | STAMP_LOCAL;
	str_drop(s, 15);
	return true;
}

bool
stamp_take_bsd(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = *s, after;
	int month, day, year;
	int64_t ms, fraction;

	if (take_plain_bsd(s, stamp))
		return true;
	if (s->len < 14 || s->at[3] != ' ' || (month = month_number(s->at)) == 0)
		return false;
	str_drop(&rest, 4);
	str_take_char(&rest, ' ');
	if ((day = digits(rest.at, 1)) < 0)
		return false;
	str_drop(&rest, 1);
	if (digits(rest.at, 1) >= 0) {
		day = day * 10 + digits(rest.at, 1);
		str_drop(&rest, 1);
	}
	if (!str_take_char(&rest, ' '))
		return false;
	year = take_year(&rest);	/* Cisco and others: before the time */
	if (rest.len < 8 || (ms = time_of_day(rest.at)) < 0)
		return false;
	str_drop(&rest, 8);
	fraction = take_fraction(&rest);
	after = rest;			/* or behind it, and a space follows */
	if (year == 0 && str_take_char(&after, ' ') &&
	    (year = take_year(&after)) != 0)
		str_drop(&rest, 5);
	if (day < 1 ||
	    day > month_days(year == 0 ? CLOCK_LEAP_YEAR : year, month))
		return false;
	ms += fraction +
	    clock_days(year == 0 ? CLOCK_LEAP_YEAR : year, month, day) * MS_DAY;
	if (year == 0) {
		stamp->at.ms = ms;
		stamp->flags = STAMP_SET | STAMP_NO_YEAR | STAMP_LOCAL;
	} else {
		set_local(stamp, ms, zone);
	}
	*s = rest;
	return true;
}

/* "11/Dec/2025" or "22-Nov-2026" and what separates the time from it. */
static bool
take_day_month_year(struct str *s, char slash, char before_time, int64_t *ms)
{
	const char *at = s->at;
	int day, month, year;
	int64_t time;

	if (s->len < 20 || at[2] != slash || at[6] != slash ||
	    at[11] != before_time || (day = digits(at, 2)) < 1 ||
	    (month = month_number(at + 3)) == 0 ||
	    (year = digits(at + 7, 4)) < 0 || day > month_days(year, month) ||
	    (time = time_of_day(at + 12)) < 0)
		return false;
	*ms = clock_days(year, month, day) * MS_DAY + time;
	str_drop(s, 20);
	*ms += take_fraction(s);
	return true;
}

bool
stamp_take_clf(struct str *s, struct stamp *stamp)
{
	struct str rest = *s;
	int64_t ms, offset;

	if (!take_day_month_year(&rest, '/', ':', &ms) ||
	    !str_take_char(&rest, ' ') || !take_offset(&rest, &offset))
		return false;
	stamp->at.ms = ms - offset;
	stamp->flags = STAMP_SET;
	*s = rest;
	return true;
}

bool
stamp_take_dmy(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = *s, after;
	int64_t ms, offset;

	if (!take_day_month_year(&rest, '-', ' ', &ms))
		return false;
	after = rest;
	if (str_take_char(&after, ' ') && take_offset(&after, &offset)) {
		stamp->at.ms = ms - offset;
		stamp->flags = STAMP_SET;
		rest = after;
	} else {
		set_local(stamp, ms, zone);
	}
	*s = rest;
	return true;
}

bool
stamp_from_epoch(struct str s, struct stamp *stamp)
{
	static const uint64_t seconds_below = 100000000000;	/* year 5138 */
	static const uint64_t ms_below = 253402300800000;	/* year 10000 */
	uint64_t number, fraction = 0;

	if (!str_take_u64(&s, &number))
		return false;
	if (s.len > 0) {
		struct str digit = s;

		fraction = (uint64_t)take_fraction(&s);
		if (s.len > 0 || s.at == digit.at)
			return false;
	}
	if (number < seconds_below)
		number = number * MS_SECOND + fraction;
	if (number >= ms_below)
		return false;
	stamp->at.ms = (int64_t)number;
	stamp->flags = STAMP_SET;
	return true;
}

static char *
put_number(char *at, int64_t number, int width)
{
	for (int i = width; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	return at + width;
}

static char *
put_offset(char *at, int64_t offset)
{
	int64_t minutes = (offset < 0 ? -offset : offset) / MS_MINUTE;

	*at++ = offset < 0 ? '-' : '+';
	at = put_number(at, minutes / 60, 2);
	*at++ = ':';
	return put_number(at, minutes % 60, 2);
}

struct str
clock_text(struct event_time time, const struct zone *zone,
    char text[CLOCK_TEXT])
{
	int64_t offset = zone == NULL ? 0 : zone_offset(zone, time.ms);
	int64_t local = time.ms + offset, days, of_day;
	int year, month, day;
	char *at = text;

	days = (local >= 0 ? local : local - (MS_DAY - 1)) / MS_DAY;
	of_day = (local - days * MS_DAY) / MS_SECOND;
	clock_date(days, &year, &month, &day);
	at = put_number(at, year, 4);
	*at++ = '-';
	at = put_number(at, month, 2);
	*at++ = '-';
	at = put_number(at, day, 2);
	*at++ = 'T';
	at = put_number(at, of_day / 3600, 2);
	*at++ = ':';
	at = put_number(at, of_day / 60 % 60, 2);
	*at++ = ':';
	at = put_number(at, of_day % 60, 2);
	if (zone == NULL)
		*at++ = 'Z';
	else
		at = put_offset(at, offset);
	return str_of(text, (size_t)(at - text));
}

struct event_time
stamp_with_year(struct stamp stamp, struct event_time anchor,
    const struct zone *zone)
{
	int64_t days = stamp.at.ms / MS_DAY, of_day = stamp.at.ms % MS_DAY;
	int64_t ms = stamp.at.ms;
	int year, month, day, latest, unused_month, unused_day;

	if (!(stamp.flags & STAMP_NO_YEAR))
		return stamp.at;
	clock_date(days, &year, &month, &day);
	clock_date(anchor.ms / MS_DAY, &latest, &unused_month, &unused_day);
	for (year = latest + 1; year >= latest - LEAP_SPAN_YEARS; year--) {
		if (day > month_days(year, month))
			continue;
		ms = clock_days(year, month, day) * MS_DAY + of_day;
		if ((stamp.flags & STAMP_LOCAL) && zone != NULL)
			ms = zone_utc(zone, ms);
		if (ms <= anchor.ms + MS_DAY)
			break;
	}
	return (struct event_time){ ms };
}

struct event_time
stamp_time(struct stamp stamp, const struct event_time *anchor,
    const struct zone *zone)
{
	if (!(stamp.flags & STAMP_NO_YEAR))
		return stamp.at;
	if (anchor != NULL)
		return stamp_with_year(stamp, *anchor, zone);
	if (stamp.flags & STAMP_LOCAL && zone != NULL)
		stamp.at.ms = zone_utc(zone, stamp.at.ms);
	return stamp.at;
}
