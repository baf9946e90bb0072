#include "app/year_fit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"

enum {
	APART_DAYS = 31,	/* days without a line that part two spells */
	SPELL_LEAST = 10,	/* a spell with less than this part of the
				 * largest one's lines decides nothing */
	CUT_DAYS = 14,		/* days without a line where a year may turn;
				 * fewer are holidays */
	TOLD_CUT_DAYS = 183,	/* the same where the owner told the year:
				 * then only a winter may span two */
	MEET_LEAST = 3,		/* lines that must meet, and more than a */
	MEET_PART = 20,		/* twentieth of those that could */
	LEAP_DAY = 59,		/* 29 February */
};

/* ---- lines with a year ---- */

void
dated_add(struct dated_days *dated, int64_t day, uint64_t lines)
{
	if (dated->count > 0 && dated->at[dated->count - 1].day == day) {
		dated->at[dated->count - 1].lines += lines;
		return;
	}
	dated->at = mem_room(dated->at, dated->count, &dated->cap,
	    sizeof *dated->at);
	dated->at[dated->count++] = (struct dated_day){ day, lines };
}

static int
by_day(const void *left, const void *right)
{
	const struct dated_day *a = left, *b = right;

	return a->day < b->day ? -1 : a->day > b->day;
}

void
dated_sort(struct dated_days *dated)
{
	size_t kept = 0;

	if (dated->count == 0)
		return;
	qsort(dated->at, dated->count, sizeof *dated->at, by_day);
	for (size_t i = 1; i < dated->count; i++)
		if (dated->at[i].day == dated->at[kept].day)
			dated->at[kept].lines += dated->at[i].lines;
		else
			dated->at[++kept] = dated->at[i];
	dated->count = kept + 1;
}

/* The lines of the days before, of, and after: zones shift by one. */
static uint64_t
dated_around(const struct dated_days *dated, int64_t day)
{
	size_t low = 0, high = dated->count;
	uint64_t lines = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (dated->at[middle].day < day - 1)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < dated->count && dated->at[low].day <= day + 1; low++)
		lines += dated->at[low].lines;
	return lines;
}

static uint64_t
dated_total(const struct dated_days *dated)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < dated->count; i++)
		lines += dated->at[i].lines;
	return lines;
}

/* Days that follow each other without a silence that parts them. */
struct spell { int64_t first, last; uint64_t lines; };

/* The spell from `at` on; gives the first day behind it. */
static size_t
spell_next(const struct dated_days *dated, size_t at, struct spell *spell)
{
	*spell = (struct spell){ dated->at[at].day, 0, 0 };
	do {
		spell->last = dated->at[at].day;
		spell->lines += dated->at[at++].lines;
	} while (at < dated->count &&
	    dated->at[at].day - spell->last <= APART_DAYS);
	return at;
}

/* The spell with most lines, the first of several. */
static struct spell
spell_largest(const struct dated_days *dated)
{
	struct spell spell, largest = { 0 };

	for (size_t at = 0; at < dated->count;) {
		at = spell_next(dated, at, &spell);
		if (spell.lines > largest.lines)
			largest = spell;
	}
	return largest;
}

/* The last day of the last spell that counts. */
static int64_t
dated_end(const struct dated_days *dated)
{
	struct spell spell, largest = spell_largest(dated);
	int64_t end = largest.last;

	for (size_t at = 0; at < dated->count;) {
		at = spell_next(dated, at, &spell);
		if (spell.lines >= largest.lines / SPELL_LEAST)
			end = spell.last;
	}
	return end;
}

/* ---- days without a year, in a ring ---- */

int64_t
year_day(int day, int64_t limit)
{
	int year, month, of_month, unused_year;
	int64_t found;

	clock_date(limit, &year, &month, &of_month);
	clock_date(clock_days(CLOCK_LEAP_YEAR, 1, 1) + day, &unused_year,
	    &month, &of_month);
	for (;; year--) {
		found = clock_days(year, month, of_month);
		if (found > limit)
			continue;
		if (day != LEAP_DAY || (year % 4 == 0 &&
		    (year % 100 != 0 || year % 400 == 0)))
			return found;
	}
}

/* Days without a line behind this one, round the year. */
static int
silence_after(const struct year_days *days, int day)
{
	int n = 0;

	while (n < YEAR_DAYS - 1 &&
	    days->lines[(day + n + 1) % YEAR_DAYS] == 0)
		n++;
	return n;
}

/* The day before the longest silence; the last of several. */
static int
ring_end(const struct year_days *days)
{
	int end = YEAR_DAYS - 1, longest = -1;

	for (int day = 0; day < YEAR_DAYS; day++)
		if (days->lines[day] > 0 &&
		    silence_after(days, day) >= longest) {
			longest = silence_after(days, day);
			end = day;
		}
	return end;
}

static uint64_t
ring_total(const struct year_days *days)
{
	uint64_t lines = 0;

	for (int day = 0; day < YEAR_DAYS; day++)
		lines += days->lines[day];
	return lines;
}

/* Leave out spells that are small beside the largest: a forged line must not
 * end a silence. */
static struct year_days
ring_bulk(const struct year_days *days)
{
	struct year_days bulk = *days;
	uint64_t spells[YEAR_DAYS] = { 0 }, largest = 0;
	int of_day[YEAR_DAYS], spell = 0, start = ring_end(days) + 1;

	for (int i = 0; i < YEAR_DAYS; i++) {
		int day = (start + i) % YEAR_DAYS;

		of_day[day] = spell;
		spells[spell] += days->lines[day];
		if (spells[spell] > largest)
			largest = spells[spell];
		if (days->lines[day] > 0 &&
		    silence_after(days, day) > APART_DAYS)
			spell++;
	}
	for (int day = 0; day < YEAR_DAYS; day++)
		if (spells[of_day[day]] < largest / SPELL_LEAST)
			bulk.lines[day] = 0;
	return bulk;
}

/* ---- fitting ---- */

/* One way to give the days their years. */
struct guess {
	int64_t	 limit;
	int	 year;
	int	 silence;	/* in which the year turns */
	uint64_t meets;		/* lines that have dated ones beside them */
	uint64_t ahead;		/* lines dated after all the dated ones */
};

struct fitting {
	const struct year_days	*days;	/* the bulk */
	const struct dated_days *dated;
	int64_t			 end;	/* of the dated ones */
	struct guess		 best, second;
};

/* Its day of that year, or its first moment thereafter. */
static int64_t
day_of_year(int day, int year)
{
	int unused, month, of_month;

	clock_date(clock_days(CLOCK_LEAP_YEAR, 1, 1) + day, &unused, &month,
	    &of_month);
	return clock_days(year, month, of_month);
}

static struct guess
guess_cut(const struct fitting *f, int day, int year)
{
	int silence = silence_after(f->days, day);

	return (struct guess){
		.limit = day_of_year(day, year) + silence / 2,
		.year = year, .silence = silence,
	};
}

static void
guess_weigh(const struct fitting *f, struct guess *guess)
{
	for (int day = 0; day < YEAR_DAYS; day++) {
		uint64_t lines = f->days->lines[day], beside;
		int64_t at;

		if (lines == 0)
			continue;
		at = year_day(day, guess->limit);
		beside = dated_around(f->dated, at);
		guess->meets += lines < beside ? lines : beside;
		if (at > f->end + 1)
			guess->ahead += lines;
	}
}

static bool
guess_before(const struct guess *a, const struct guess *b)
{
	if (a->meets != b->meets)
		return a->meets > b->meets;
	if (a->ahead != b->ahead)
		return a->ahead < b->ahead;
	if (a->silence != b->silence)
		return a->silence > b->silence;
	return a->limit > b->limit;
}

/* Is it the same but for a few days at the turn? */
static bool
guess_is_other(const struct guess *a, const struct guess *b)
{
	int64_t apart = a->limit - b->limit;

	return apart > 300 || apart < -300;
}

static void
guess_try(struct fitting *f, struct guess guess)
{
	guess_weigh(f, &guess);
	if (f->best.year == 0 || guess_before(&guess, &f->best)) {
		if (guess_is_other(&guess, &f->best))
			f->second = f->best;
		f->best = guess;
	} else if (guess_is_other(&guess, &f->best) &&
	    (f->second.year == 0 || guess_before(&guess, &f->second))) {
		f->second = guess;
	}
}

static int
year_of(int64_t day)
{
	int year, month, of_month;

	clock_date(day, &year, &month, &of_month);
	return year;
}

/* Every cut in every year that has lines, and the one behind it, into which
 * a winter may go. */
static void
cuts_try(struct fitting *f)
{
	int done = 0;

	for (size_t i = 0; i < f->dated->count; i++) {
		int year = year_of(f->dated->at[i].day);

		for (int y = year > done ? year : done + 1; y <= year + 1;
		     y++)
			for (int day = 0; day < YEAR_DAYS; day++)
				if (f->days->lines[day] > 0 &&
				    silence_after(f->days, day) >= CUT_DAYS)
					guess_try(f, guess_cut(f, day, y));
		done = year + 1;
	}
}

/* Without a cut the year can only turn where others' lines end. */
static void
ends_try(struct fitting *f)
{
	struct spell spell;

	for (size_t at = 0; at < f->dated->count;) {
		at = spell_next(f->dated, at, &spell);
		guess_try(f, (struct guess){ .limit = spell.last + 1,
		    .year = year_of(spell.last) });
	}
}

/* The year that lies nearest to the largest spell; not ahead of it by more
 * than what parts two. */
static struct guess
guess_near(const struct fitting *f, bool *beside)
{
	struct spell spell = spell_largest(f->dated);
	int end = ring_end(f->days), most = year_of(spell.last) + 1;
	struct guess best = { 0 };
	int64_t nearest = INT64_MAX;

	for (int year = most; year >= most - 3; year--) {
		struct guess guess = guess_cut(f, end, year);
		int64_t last = day_of_year(end, year);
		int64_t first = last - (YEAR_DAYS - 1 - guess.silence);
		int64_t apart = last < spell.first ? spell.first - last :
		    first > spell.last ? first - spell.last : 0;

		if (first > spell.last + APART_DAYS || apart >= nearest)
			continue;
		nearest = apart;
		best = guess;
	}
	*beside = nearest <= 1;
	return best;
}

static bool
is_enough(const struct fitting *f)
{
	uint64_t days = ring_total(f->days), dated = dated_total(f->dated);

	return f->best.meets > MEET_LEAST && f->best.meets >=
	    (days < dated ? days : dated) / MEET_PART;
}

struct year_fit
year_fit(const struct year_days *days, const struct dated_days *dated)
{
	struct year_days bulk = ring_bulk(days);
	struct fitting f = { .days = &bulk, .dated = dated,
		.end = dated_end(dated) };
	bool round = silence_after(&bulk, ring_end(&bulk)) < CUT_DAYS;
	bool enough, beside = false;
	struct year_fit fit = { .source = YEAR_FROM_LINES };

	if (round)
		ends_try(&f);
	else
		cuts_try(&f);
	enough = is_enough(&f);
	if (!enough && round)
		f.best = (struct guess){
			.limit = spell_largest(dated).last + 1,
			.year = year_of(spell_largest(dated).last) };
	else if (!enough)
		f.best = guess_near(&f, &beside);
	fit.limit = f.best.limit;
	fit.year = f.best.year;
	if (enough && f.second.meets > f.best.meets / 2) {
		fit.source = YEAR_RIVAL;
		fit.rival = f.second.year;
	} else if (round) {
		fit.source = YEAR_FOLDED;
	} else if (!enough && !beside) {
		fit.source = YEAR_NEAR;
	}
	return fit;
}

struct year_fit
year_fit_told(const struct year_days *days, int year)
{
	struct year_days bulk = ring_bulk(days);
	int end = ring_end(&bulk), silence = silence_after(&bulk, end);
	int64_t last = clock_days(year, 12, 31);
	struct year_fit fit = { YEAR_FROM_SITE, last, year, 0 };

	if (silence >= TOLD_CUT_DAYS)
		fit.limit = day_of_year(end, year) + silence / 2;
	if (fit.limit > last)
		fit.limit = last;
	return fit;
}
