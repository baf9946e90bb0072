/* Years that lines of other hosts tell, from counts of lines by day. */
#include "app/year_fit.h"

#include <stdlib.h>

#include "base/clock.h"
#include "test/test.h"

static int
ring_day(int month, int day)
{
	return (int)(clock_days(CLOCK_LEAP_YEAR, month, day) -
	    clock_days(CLOCK_LEAP_YEAR, 1, 1));
}

/* Lines on each day from one to another, round the year. */
static void
fill(struct year_days *days, int from_month, int from_day, int to_month,
    int to_day, uint64_t lines)
{
	int to = ring_day(to_month, to_day);

	for (int at = ring_day(from_month, from_day);; at = (at + 1) % YEAR_DAYS) {
		days->lines[at] = lines;
		if (at == to)
			return;
	}
}

static void
dated_fill(struct dated_days *dated, int64_t from, int64_t to, uint64_t lines)
{
	for (int64_t day = from; day <= to; day++)
		dated_add(dated, day, lines);
	dated_sort(dated);
}

/* Days without a year beside days that have one, so many lines on each. */
static struct year_fit
fit_beside(const struct year_days *days, int64_t from, int64_t to,
    uint64_t lines)
{
	struct dated_days dated = { 0 };
	struct year_fit fit;

	dated_fill(&dated, from, to, lines);
	fit = year_fit(days, &dated);
	free(dated.at);
	return fit;
}

/* The year that a day is given. */
static int
year_given(const struct year_fit *fit, int month, int day)
{
	int year, unused_month, unused_day;

	clock_date(year_day(ring_day(month, day), fit->limit), &year,
	    &unused_month, &unused_day);
	return year;
}

TEST(lines_on_the_same_days_tell_the_year)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 12, 1, 12, 20, 500);
	fit = fit_beside(&days, clock_days(2025, 12, 5),
	    clock_days(2025, 12, 11), 40);
	CHECK(fit.source == YEAR_FROM_LINES);
	CHECK_I64(year_given(&fit, 12, 1), 2025);
	CHECK_I64(year_given(&fit, 12, 20), 2025);
}

TEST(a_winter_spans_two_years)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 11, 20, 2, 3, 100);
	fit = fit_beside(&days, clock_days(2025, 12, 30),
	    clock_days(2026, 1, 4), 10);
	CHECK(fit.source == YEAR_FROM_LINES);
	CHECK_I64(year_given(&fit, 11, 20), 2025);
	CHECK_I64(year_given(&fit, 12, 31), 2025);
	CHECK_I64(year_given(&fit, 2, 3), 2026);
	fit = year_fit_told(&days, 2026);
	CHECK_I64(year_given(&fit, 12, 31), 2025);
	CHECK_I64(year_given(&fit, 1, 1), 2026);
}

TEST(a_forged_line_moves_nothing)
{
	static const int years[] = { 1999, 2024, 2026, 2031, 2099 };

	for (size_t i = 0; i < sizeof years / sizeof *years; i++)
		for (int beside = 0; beside < 2; beside++) {
			struct year_days days = { 0 };
			struct dated_days dated = { 0 };
			struct year_fit fit;

			fill(&days, 12, 20, 1, 9, 200);
			days.lines[ring_day(6, 15)] = 1;
			/* neighbours that meet, or end before */
			dated_fill(&dated, clock_days(2025, 11, 1),
			    clock_days(2025, beside ? 12 : 11, 29), 30);
			dated_add(&dated, clock_days(years[i], 12, 25), 1);
			dated_sort(&dated);
			fit = year_fit(&days, &dated);
			CHECK_I64(year_given(&fit, 12, 20), 2025);
			CHECK_I64(year_given(&fit, 1, 9), 2026);
			free(dated.at);
		}
}

TEST(a_silence_in_summer_is_no_new_year)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 1, 5, 7, 20, 50);
	fill(&days, 9, 1, 12, 20, 50);
	fit = fit_beside(&days, clock_days(2025, 9, 10),
	    clock_days(2025, 10, 10), 50);
	CHECK_I64(year_given(&fit, 3, 1), 2025);
	CHECK_I64(year_given(&fit, 12, 1), 2025);
	fit = year_fit_told(&days, 2024);
	CHECK_I64(year_given(&fit, 3, 1), 2024);
	CHECK_I64(year_given(&fit, 12, 1), 2024);
}

TEST(years_that_fit_alike_are_rivals)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 3, 1, 3, 20, 50);
	fit = fit_beside(&days, clock_days(2023, 1, 1),
	    clock_days(2025, 6, 1), 50);
	CHECK(fit.source == YEAR_RIVAL);
	CHECK_I64(fit.year, 2025);
	CHECK(fit.rival == 2024 || fit.rival == 2023);
}

TEST(what_goes_round_the_year_ends_where_others_end)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 1, 1, 12, 31, 50);
	fit = fit_beside(&days, clock_days(2025, 12, 10),
	    clock_days(2025, 12, 12), 50);
	CHECK(fit.source == YEAR_FOLDED);
	CHECK_I64(year_given(&fit, 12, 12), 2025);
	CHECK_I64(year_given(&fit, 12, 20), 2024);
	CHECK_I64(year_given(&fit, 6, 1), 2025);
}

TEST(what_meets_nobody_goes_to_the_nearest_and_says_so)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 12, 5, 12, 20, 50);
	fit = fit_beside(&days, clock_days(2025, 11, 1),
	    clock_days(2025, 11, 20), 50);
	CHECK(fit.source == YEAR_NEAR);
	CHECK_I64(fit.year, 2025);
	fit = fit_beside(&days, clock_days(2025, 5, 1),
	    clock_days(2025, 5, 20), 50);
	CHECK(fit.source == YEAR_NEAR);
	CHECK_I64(fit.year, 2024);
}

TEST(the_leap_day_is_of_a_leap_year)
{
	struct year_days days = { 0 };
	struct year_fit fit;

	fill(&days, 2, 20, 3, 5, 50);
	fit = fit_beside(&days, clock_days(2024, 2, 25),
	    clock_days(2024, 3, 5), 50);
	CHECK(fit.source == YEAR_FROM_LINES);
	CHECK_I64(year_given(&fit, 2, 29), 2024);
	CHECK_I64(year_day(ring_day(2, 29), clock_days(2027, 1, 1)),
	    clock_days(2024, 2, 29));
}
