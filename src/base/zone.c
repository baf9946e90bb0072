/* zone: offsets from UTC over time, from the system's tzdata (RFC 8536).
 *
 * A zone is a sorted table of instants at which the offset changes.  What the
 * file says only as a rule, its last line ("CET-1CEST,M3.5.0,M10.5.0/3"), is
 * written out as instants up to RULE_LAST_YEAR, so that a look-up is one
 * binary search. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

enum {
	MS_SECOND = 1000,
	RULE_LAST_YEAR = 2199,
	FILE_MAX = 1 << 20,	/* the largest of tzdata has 4 KB */
	TYPES_MAX = 256,	/* RFC 8536: an index is one byte */
	HEADER_BYTES = 44,
	SPREAD_MS = 26 * 3600 * 1000,	/* no offset is further from UTC */
};

struct change {
	int64_t at_ms;		/* UTC */
	int64_t offset_ms;	/* from then on */
};

struct zone {
	int64_t	       first_offset_ms;	/* before the first change */
	struct change *changes;
	size_t	       count, cap;
};

void
zone_free(struct zone *zone)
{
	if (zone == NULL)
		return;
	free(zone->changes);
	free(zone);
}

static void
add_change(struct zone *zone, int64_t at_ms, int64_t offset_ms)
{
	zone->changes = mem_room(zone->changes, zone->count, &zone->cap,
	    sizeof *zone->changes);
	zone->changes[zone->count++] = (struct change){ at_ms, offset_ms };
}

/* --- the file -------------------------------------------------------------- */

struct counts {
	uint32_t isut, isstd, leaps, times, types, chars;
};

static uint32_t
be32(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 |
	    (uint32_t)byte[2] << 8 | byte[3];
}

static int64_t
be64(const char *at)
{
	return (int64_t)((uint64_t)be32(at) << 32 | be32(at + 4));
}

static bool
take_header(struct str *s, char *version, struct counts *n)
{
	if (s->len < HEADER_BYTES || memcmp(s->at, "TZif", 4) != 0)
		return false;
	*version = s->at[4];
	n->isut = be32(s->at + 20);
	n->isstd = be32(s->at + 24);
	n->leaps = be32(s->at + 28);
	n->times = be32(s->at + 32);
	n->types = be32(s->at + 36);
	n->chars = be32(s->at + 40);
	str_drop(s, HEADER_BYTES);
	return n->isut <= TYPES_MAX && n->isstd <= TYPES_MAX &&
	    n->leaps < FILE_MAX && n->times < FILE_MAX && n->types > 0 &&
	    n->types <= TYPES_MAX && n->chars < FILE_MAX;
}

static size_t
body_bytes(const struct counts *n, size_t time_bytes)
{
	return n->times * time_bytes + n->times + n->types * 6 + n->chars +
	    n->leaps * (time_bytes + 4) + n->isstd + n->isut;
}

static bool
take_body(struct str *s, const struct counts *n, struct zone *zone)
{
	const char *index = s->at + n->times * 8;
	const char *types = index + n->times;

	if (s->len < body_bytes(n, 8))
		return false;
	zone->first_offset_ms = (int64_t)(int32_t)be32(types) * MS_SECOND;
	for (uint32_t i = 0; i < n->times; i++) {
		unsigned type = (unsigned char)index[i];
		int64_t at = be64(s->at + i * 8);

		if (type >= n->types)
			return false;
		if (at < -((int64_t)1 << 40) || at > (int64_t)1 << 40)
			continue;	/* "since ever" marks of old files */
		add_change(zone, at * MS_SECOND,
		    (int64_t)(int32_t)be32(types + type * 6) * MS_SECOND);
	}
	str_drop(s, body_bytes(n, 8));
	return true;
}

/* --- the rule (POSIX TZ, with the extensions of RFC 8536) ------------------ */

struct rule_day {
	enum { DAY_MONTH, DAY_JULIAN, DAY_ZERO } form;
	int	month, week, weekday, day;
	int64_t second;		/* local wall clock */
};

static bool
take_int(struct str *s, int *number)
{
	uint64_t n;

	if (!str_take_u64(s, &n) || n > 366)
		return false;
	*number = (int)n;
	return true;
}

static bool
take_name(struct str *s)
{
	struct str name;
	size_t n = 0;

	if (str_take_char(s, '<'))
		return str_take_until_char(s, '>', &name);
	while (n < s->len && ((s->at[n] | 32) >= 'a' && (s->at[n] | 32) <= 'z'))
		n++;
	str_drop(s, n);
	return n >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
take_seconds(struct str *s, int64_t *seconds)
{
	bool minus = str_take_char(s, '-');
	int hour, minute = 0, second = 0;

	if (!minus)
		str_take_char(s, '+');
	if (!take_int(s, &hour))
		return false;
	if (str_take_char(s, ':') && !take_int(s, &minute))
		return false;
	if (str_take_char(s, ':') && !take_int(s, &second))
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	if (minus)
		*seconds = -*seconds;
	return true;
}

static bool
take_rule_day(struct str *s, struct rule_day *rule)
{
	*rule = (struct rule_day){ .second = 2 * 3600 };
	if (!str_take_char(s, ','))
		return false;
	if (str_take_char(s, 'M')) {
		rule->form = DAY_MONTH;
		if (!take_int(s, &rule->month) || !str_take_char(s, '.') ||
		    !take_int(s, &rule->week) || !str_take_char(s, '.') ||
		    !take_int(s, &rule->weekday) || rule->month < 1 ||
		    rule->month > 12 || rule->week < 1 || rule->week > 5 ||
		    rule->weekday > 6)
			return false;
	} else {
		rule->form = str_take_char(s, 'J') ? DAY_JULIAN : DAY_ZERO;
		if (!take_int(s, &rule->day))
			return false;
	}
	return !str_take_char(s, '/') || take_seconds(s, &rule->second);
}

/* Days since 1970 on which the rule falls in a year. */
static int64_t
rule_days(const struct rule_day *rule, int year)
{
	int64_t first = clock_days(year, 1, 1), day;
	bool leap = clock_days(year + 1, 1, 1) - first == 366;

	if (rule->form == DAY_ZERO)
		return first + rule->day;
	if (rule->form == DAY_JULIAN)
		return first + rule->day - 1 + (leap && rule->day >= 60);
	first = clock_days(year, rule->month, 1);
	day = first + (rule->weekday - (first + 4) % 7 + 7) % 7 +
	    (rule->week - 1) * 7;
	while (day >= (rule->month == 12 ? clock_days(year + 1, 1, 1) :
	    clock_days(year, rule->month + 1, 1)))
		day -= 7;	/* week 5 means the last */
	return day;
}

static int
last_year(const struct zone *zone)
{
	int year = 1970, month, day;

	if (zone->count > 0)
		clock_date(zone->changes[zone->count - 1].at_ms / MS_SECOND /
		    86400, &year, &month, &day);
	return year < 1970 ? 1970 : year;
}

static void
add_later(struct zone *zone, int64_t at_ms, int64_t offset_ms)
{
	if (zone->count == 0 || at_ms > zone->changes[zone->count - 1].at_ms)
		add_change(zone, at_ms, offset_ms);
}

/* Write the rule out, year by year, behind the last change of the file. */
static bool
add_rule(struct zone *zone, struct str s)
{
	struct rule_day start, end;
	int64_t standard, summer;

	if (!take_name(&s) || !take_seconds(&s, &standard))
		return false;
	standard = -standard;		/* POSIX counts westward */
	if (s.len == 0) {
		if (zone->count == 0)
			zone->first_offset_ms = standard * MS_SECOND;
		return true;
	}
	summer = standard + 3600;
	if (!take_name(&s))
		return false;
	if (s.len > 0 && s.at[0] != ',') {
		if (!take_seconds(&s, &summer))
			return false;
		summer = -summer;
	}
	if (!take_rule_day(&s, &start) || !take_rule_day(&s, &end))
		return false;
	for (int year = last_year(zone); year <= RULE_LAST_YEAR; year++) {
		int64_t on = (rule_days(&start, year) * 86400 + start.second -
		    standard) * MS_SECOND;
		int64_t off = (rule_days(&end, year) * 86400 + end.second -
		    summer) * MS_SECOND;

		if (on < off)
			add_later(zone, on, summer * MS_SECOND);
		add_later(zone, off, standard * MS_SECOND);
		if (on >= off)		/* the southern half */
			add_later(zone, on, summer * MS_SECOND);
	}
	return true;
}

static bool
read_zone(struct zone *zone, struct str s)
{
	struct str line, rule;
	struct counts n;
	char version;

	if (!take_header(&s, &version, &n) || s.len < body_bytes(&n, 4))
		return false;
	if (version < '2')
		return false;		/* before 2005 */
	str_drop(&s, body_bytes(&n, 4));
	if (!take_header(&s, &version, &n) || !take_body(&s, &n, zone))
		return false;
	if (!str_take_char(&s, '\n') || !str_take_until_char(&s, '\n', &line))
		return true;		/* no rule: the last offset stays */
	rule = line;
	return rule.len == 0 || add_rule(zone, rule);
}

/* "Europe/Paris", and nothing that leaves the folder. */
static bool
is_zone_name(const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > 64 || name[0] == '/' || strstr(name, "..") != NULL)
		return false;
	return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/") == n;
}

static bool
read_all(int fd, char *at, size_t n, struct err *err)
{
	while (n > 0) {
		ssize_t got = read(fd, at, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, "cannot read");
		if (got == 0)
			return err_set(err, "ended early");
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool
load_zone(struct zone *zone, const char *path, struct err *err)
{
	struct stat st;
	char *text;
	bool good;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open");
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
	    st.st_size > FILE_MAX) {
		close(fd);
		return err_set(err, "not a time zone file");
	}
	text = mem_new((size_t)st.st_size);
	good = read_all(fd, text, (size_t)st.st_size, err);
	close(fd);
	if (good && !read_zone(zone, str_of(text, (size_t)st.st_size)))
		good = err_set(err, "not a time zone file");
	free(text);
	return good;
}

struct zone *
zone_open(const char *name, struct err *err)
{
	struct zone *zone;
	char path[128];

	if (!is_zone_name(name)) {
		err_set(err, "'%s' is no name of a time zone", name);
		return NULL;
	}
	zone = mem_zero(sizeof *zone);
	if (strcmp(name, "UTC") == 0)
		return zone;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	if (!load_zone(zone, path, err)) {
		err_in(err, "time zone %s: %s", name, path);
		zone_free(zone);
		return NULL;
	}
	return zone;
}

/* --- look-ups -------------------------------------------------------------- */

/* How many changes are at or before ms. */
static size_t
changes_until(const struct zone *zone, int64_t ms)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].at_ms <= ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t
offset_after(const struct zone *zone, size_t changes)
{
	return changes == 0 ? zone->first_offset_ms :
	    zone->changes[changes - 1].offset_ms;
}

int64_t
zone_offset(const struct zone *zone, int64_t utc_ms)
{
	return offset_after(zone, changes_until(zone, utc_ms));
}

int64_t
zone_utc(const struct zone *zone, int64_t local_ms)
{
	size_t n = changes_until(zone, local_ms - SPREAD_MS);

	/* The first span whose end is still ahead on its own clock. */
	for (;; n++) {
		int64_t utc = local_ms - offset_after(zone, n);

		if (n < zone->count && utc >= zone->changes[n].at_ms)
			continue;
		if (n > 0 && utc < zone->changes[n - 1].at_ms)
			return zone->changes[n - 1].at_ms;	/* a gap */
		return utc;
	}
}

bool
zone_doubled(const struct zone *zone, int64_t utc_ms, int64_t *from,
    int64_t *turn)
{
	size_t n = changes_until(zone, utc_ms);
	int64_t back;

	if (n == zone->count)
		return false;
	back = offset_after(zone, n) - zone->changes[n].offset_ms;
	*turn = zone->changes[n].at_ms;
	*from = *turn - back;
	return back > 0 && utc_ms >= *from;
}
