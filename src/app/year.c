#include "app/year.h"

#include <stdlib.h>

#include "app/hours.h"
#include "app/sound.h"
#include "base/must.h"

enum { SLOTS_A_DAY = 24 * 4, LEAP_YEAR_DAY = 730 };
_Static_assert(CLOCK_LEAP_YEAR == 1972, "it begins two years after 1970");
_Static_assert(SLOT_MS * SLOTS_A_DAY == 24 * 3600 * 1000, "slots fill a day");

void
years_open(struct years *years, const struct site *site,
    const struct plan *plan, struct intern *names)
{
	*years = (struct years){ .site = site, .plan = plan, .names = names };
	table_init(&years->of_host);
	table_init(&years->of_stream);
	table_init(&years->of_hash);
	for (size_t i = 0; i < site->source_count; i++)
		years->by_file |= site->sources[i].file.len > 0;
	years->has_mtime = plan_mtime(plan, &years->mtime);
}

void
years_fini(struct years *years)
{
	free(years->clocks);
	table_fini(&years->of_host);
	table_fini(&years->of_stream);
	table_fini(&years->of_hash);
}

bool
year_is_doubtful(enum year_source source)
{
	return source > YEAR_FROM_LINES;
}

/* ---- anchors ---- */

/* Ends with a slot, so that all stamps of one have the same year. */
static struct event_time
anchor_at(int64_t ms)
{
	return (struct event_time){ ms / SLOT_MS * SLOT_MS + SLOT_MS - 1 };
}

struct event_time
year_of_mtime(int64_t mtime_ms)
{
	return anchor_at(mtime_ms < 0 ? 0 : mtime_ms);
}

/* The last day that a stamp may be of. */
static struct event_time
anchor_of_day(int64_t day, const struct zone *zone)
{
	int64_t next = (day + 1) * DAY_MS;

	if (zone != NULL)
		next = zone_utc(zone, next);
	return (struct event_time){ next - 1 - DAY_MS };
}

struct event_time
year_told(int year, const struct zone *zone)
{
	return anchor_of_day(clock_days(year, 12, 31), zone);
}

static bool
mtime_of(const struct years *years, struct year_origin at,
    struct event_time *anchor)
{
	struct plan_origin origin = plan_origin(years->plan, at.file,
	    at.member);

	*anchor = year_of_mtime(origin.has_mtime ? origin.mtime_ms :
	    years->mtime.ms);
	return origin.has_mtime || years->has_mtime;
}

/* ---- clocks ---- */

/* The smaller name keeps a hash that two share: whoever made them share it
 * can do no more than be without a year. */
static void
hash_note(struct years *years, uint32_t stream)
{
	struct str name = intern_str(years->names, stream);
	bool fresh;
	uint64_t *known = table_add(&years->of_hash, str_hash(name), &fresh);

	if (fresh || str_cmp(name,
	    intern_str(years->names, (uint32_t)*known)) < 0)
		*known = stream;
}

static size_t
clock_make(struct years *years, uint32_t stream, struct year_origin origin)
{
	struct str name = intern_str(years->names, stream), format;
	struct site_clock site = site_clock_of(years->site, name,
	    plan_origin(years->plan, origin.file, origin.member).path);
	struct year_clock *clock;
	uint32_t host;
	uint64_t *known;
	bool fresh;

	hash_note(years, stream);
	str_take_until_char(&name, '@', &format);
	host = intern_add(years->names, name);
	known = table_add(&years->of_host, table_mix(host, site.sources),
	    &fresh);
	if (!fresh)
		return (size_t)*known;
	*known = years->count;
	years->clocks = mem_room(years->clocks, years->count, &years->cap,
	    sizeof *years->clocks);
	clock = &years->clocks[years->count++];
	*clock = (struct year_clock){
		.host = host, .sources = site.sources, .zone = site.zone,
		.has_offset = site.has_offset, .offset_ms = site.offset_ms,
		.told = site.year,
		.source = site.year != 0 ? YEAR_FROM_SITE :
		    years->has_mtime ? YEAR_FROM_MTIME : YEAR_UNKNOWN,
	};
	if (site.year != 0)
		clock->anchor = year_told(site.year, site.zone);
	clock->guess = clock->source;
	clock->guess_anchor = clock->anchor;
	return (size_t)*known;
}

struct year_clock *
years_clock(struct years *years, uint32_t stream, struct year_origin origin)
{
	uint64_t key = table_pair(stream, years->by_file ? origin.file : 0);
	uint64_t *known;
	bool fresh;

	if (years->by_file && origin.member > 0)
		key = table_mix(key, origin.member);
	if (key != years->last_key || years->count == 0) {
		known = table_add(&years->of_stream, key, &fresh);
		if (fresh)
			*known = clock_make(years, stream, origin);
		years->last_key = key;
		years->last_clock = (size_t)*known;
	}
	return &years->clocks[years->last_clock];
}

uint32_t
years_stream(const struct years *years, uint64_t hash)
{
	const uint64_t *stream = table_find(&years->of_hash, hash);

	return stream == NULL ? 0 : (uint32_t)*stream;
}

static struct event_time
clock_time(const struct years *years, const struct year_clock *clock,
    enum year_source source, struct event_time anchor,
    struct year_origin origin, struct stamp stamp)
{
	bool known = source != YEAR_UNKNOWN;

	if (source == YEAR_FROM_MTIME)
		known = mtime_of(years, origin, &anchor);
	return stamp_time(stamp, known ? &anchor : NULL, clock->zone);
}

struct event_time
years_time(struct years *years, uint32_t stream, struct year_origin origin,
    struct stamp stamp)
{
	const struct year_clock *clock;

	if (!(stamp.flags & STAMP_NO_YEAR))
		return stamp.at;
	clock = years_clock(years, stream, origin);
	return clock_time(years, clock, clock->source, clock->anchor, origin,
	    stamp);
}

static struct year_origin
origin_of_brief(const struct brief *brief)
{
	return (struct year_origin){ brief->input,
		brief_at_member(brief->offset) };
}

void
years_guess(struct years *years, struct brief *brief)
{
	int64_t ms = brief->time.ms;

	brief->ordinal = (uint32_t)((ms - LEAP_YEAR_MS) / 1000);
	brief->time = years_time(years, brief->stream, origin_of_brief(brief),
	    ingest_stamp(ms, brief->flags));
}

struct event_time
years_brief(struct years *years, const struct brief *brief)
{
	return !(brief->flags & BRIEF_NO_YEAR) ? brief->time :
	    years_time(years, brief->stream, origin_of_brief(brief),
	    ingest_stamp(LEAP_YEAR_MS + (int64_t)brief->ordinal * 1000 +
	    brief->time.ms % 1000, brief->flags));
}

/* ---- settling ---- */

/* Lines without a year on a day of the leap year. */
struct clock_day { uint32_t clock, day; uint64_t lines; };

struct settling {
	struct years	 *years;
	struct clock_day *at;		/* by clock */
	size_t		  count, cap;
	struct dated_days dated;	/* what lines with a year tell */
	struct dated_days told;		/* what clocks that are sure add */
};

static int
by_clock(const void *left, const void *right)
{
	const struct clock_day *a = left, *b = right;

	return a->clock < b->clock ? -1 : a->clock > b->clock;
}

static struct year_origin
origin_of(const struct wire_hour *hour)
{
	return (struct year_origin){ hour->input, hour->member };
}

static void
days_gather(struct settling *s, const struct hours *hours)
{
	for (size_t i = 0; i < hours->count; i++) {
		const struct wire_hour *hour = &hours->at[i];
		int64_t day = hour->slot / SLOTS_A_DAY;
		struct year_clock *clock;

		if (wire_is_undated(hour) || wire_is_missed(hour))
			continue;
		if (!(hour->flags & BRIEF_NO_YEAR)) {
			dated_add(&s->dated, day, hour->events);
			continue;
		}
		clock = years_clock(s->years, hour->stream, origin_of(hour));
		clock->lines += hour->events + hour->damaged;
		s->at = mem_room(s->at, s->count, &s->cap, sizeof *s->at);
		s->at[s->count++] = (struct clock_day){
			(uint32_t)(clock - s->years->clocks),
			(uint32_t)(day - LEAP_YEAR_DAY),
			hour->events + hour->damaged,
		};
	}
	dated_sort(&s->dated);
	if (s->count > 0)
		qsort(s->at, s->count, sizeof *s->at, by_clock);
}

/* A clock that is sure of its year tells others. */
static void
clock_testify(struct settling *s, const struct year_days *days, int64_t limit)
{
	for (int day = 0; day < YEAR_DAYS; day++)
		if (days->lines[day] > 0)
			dated_add(&s->told, year_day(day, limit),
			    days->lines[day]);
}

static void
clock_fit(struct settling *s, struct year_clock *clock,
    const struct year_days *days)
{
	struct year_fit fit;

	if (clock->told != 0)
		fit = year_fit_told(days, clock->told);
	else if (s->dated.count > 0)
		fit = year_fit(days, &s->dated);
	else
		return;		/* the guess by mtime is all there is */
	clock->source = fit.source;
	clock->anchor = anchor_of_day(fit.limit, clock->zone);
	clock->year = fit.year;
	clock->rival = fit.rival;
	if (!year_is_doubtful(fit.source))
		clock_testify(s, days, fit.limit);
}

static bool
is_alone(const struct year_clock *clock)
{
	return clock->source == YEAR_NEAR ||
	    clock->source == YEAR_FROM_MTIME || clock->source == YEAR_UNKNOWN;
}

/* One after the other, so that a million hosts take no more room than one. */
static void
clocks_fit(struct settling *s, bool again)
{
	for (size_t i = 0; i < s->count;) {
		uint32_t number = s->at[i].clock;
		struct year_clock *clock = &s->years->clocks[number];
		struct year_days days = { 0 };

		for (; i < s->count && s->at[i].clock == number; i++)
			days.lines[s->at[i].day] += s->at[i].lines;
		if (!again || is_alone(clock))
			clock_fit(s, clock, &days);
	}
}

static void
clock_note(struct year_clock *clock, struct event_time time)
{
	if (clock->first.ms == 0 || time.ms < clock->first.ms)
		clock->first = time;
	if (time.ms > clock->last.ms)
		clock->last = time;
}

/* What came of it, and whether the guess holds. */
static bool
times_compare(struct years *years, const struct hours *hours)
{
	bool same = true;

	for (size_t i = 0; i < hours->count; i++) {
		const struct wire_hour *hour = &hours->at[i];
		const struct stamp stamp = { { hour->slot * SLOT_MS },
			STAMP_SET | STAMP_NO_YEAR |
			(hour->flags & BRIEF_LOCAL ? STAMP_LOCAL : 0) };
		struct year_clock *clock;
		struct event_time time;

		if (!(hour->flags & BRIEF_NO_YEAR) ||
		    wire_is_undated(hour) || wire_is_missed(hour))
			continue;
		clock = years_clock(years, hour->stream, origin_of(hour));
		time = clock_time(years, clock, clock->source, clock->anchor,
		    origin_of(hour), stamp);
		clock_note(clock, time);
		same = same && time.ms == clock_time(years, clock,
		    clock->guess, clock->guess_anchor, origin_of(hour), stamp).ms;
	}
	return same;
}

static void
mtime_years(struct years *years)
{
	for (size_t i = 0; i < years->count; i++) {
		struct year_clock *clock = &years->clocks[i];
		int month, day;

		if (clock->source == YEAR_FROM_MTIME)
			clock_date(clock->last.ms / DAY_MS, &clock->year,
			    &month, &day);
	}
}

bool
years_settle(struct years *years, const struct hours *hours)
{
	struct settling s = { .years = years };
	bool same;

	days_gather(&s, hours);
	clocks_fit(&s, false);
	for (size_t i = 0; i < s.told.count; i++)
		dated_add(&s.dated, s.told.at[i].day, s.told.at[i].lines);
	if (s.told.count > 0) {
		/* Those that met no dated line ask again, now that others
		 * have their year. */
		dated_sort(&s.dated);
		clocks_fit(&s, true);
	}
	free(s.at);
	free(s.dated.at);
	free(s.told.at);
	same = times_compare(years, hours);
	mtime_years(years);
	return same;
}
