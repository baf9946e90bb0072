/* year_fit: which year the stamps of a clock are of, from counts of lines
 * by day alone.
 *
 * A clock is a host's: its year-less stamps as lines on each day of a leap
 * year, held against the lines with a year that all the others wrote on each
 * day.  Nothing else goes in, so order, rotation and names of files cannot
 * matter; and what decides is where most lines meet, never the first or the
 * last of them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { YEAR_DAYS = 366 };

/* What told a clock's year, the surest first. */
enum year_source {
	YEAR_NOT_NEEDED,	/* every stamp had its year */
	YEAR_FROM_SITE,		/* the owner said it */
	YEAR_FROM_LINES,	/* lines with a year on the same days */
	YEAR_NEAR,		/* lines with a year, but on other days */
	YEAR_RIVAL,		/* they are on those days of several years */
	YEAR_FOLDED,		/* the stamps go round the whole year: what is
				 * older than that cannot be told */
	YEAR_FROM_MTIME,	/* the mtime of each file */
	YEAR_UNKNOWN,		/* CLOCK_LEAP_YEAR was kept */
	YEAR_SOURCES
};

/* Lines by day of CLOCK_LEAP_YEAR, from 1 January. */
struct year_days { uint64_t lines[YEAR_DAYS]; };

/* Lines with a year by day since 1970, days rising. */
struct dated_day { int64_t day; uint64_t lines; };
struct dated_days { struct dated_day *at; size_t count, cap; };

struct year_fit {
	enum year_source source;
	int64_t		 limit;	/* day since 1970: every stamp is of the
				 * latest year in which it is not after it */
	int		 year;	/* of the latest stamp */
	int		 rival;	/* the other one that fits; 0: none */
};

/* dated is not empty. */
struct year_fit year_fit(const struct year_days *days,
    const struct dated_days *dated);

/* When the year of the latest stamp is known. */
struct year_fit year_fit_told(const struct year_days *days, int year);

/* The day since 1970 of a day of the leap year, with that limit. */
int64_t year_day(int day, int64_t limit);

/* Add up; then sort and merge, before it is used. */
void dated_add(struct dated_days *dated, int64_t day, uint64_t lines);
void dated_sort(struct dated_days *dated);
