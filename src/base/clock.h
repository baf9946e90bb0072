/* clock: three kinds of time, which must not be mixed.
 *
 * Event time is what a line says, in milliseconds since 1970 UTC.  Arrival
 * time is when we saw it.  A duration is a difference.  The host's zone and
 * wall clock never reach an answer: local stamps are turned into UTC by the
 * zone the site file names, through a table made before the sandbox. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct event_time { int64_t ms; };	/* since 1970-01-01T00:00:00Z */
struct arrival_time { int64_t ms; };
struct duration { int64_t ms; };

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS (24 * HOUR_MS)

/* What is known about a stamp. */
enum stamp_flag {
	STAMP_NONE	= 0,
	STAMP_SET	= 1,	/* there is one */
	STAMP_NO_YEAR	= 2,	/* ms counts in CLOCK_LEAP_YEAR; the year is
				 * told by the other lines, later */
	STAMP_LOCAL	= 4,	/* no zone in the line: the site's was used
				 * (with NO_YEAR: ms is still local time) */
};

struct stamp {
	struct event_time at;
	uint8_t		  flags;
};

enum { CLOCK_LEAP_YEAR = 1972 };	/* has 29 February, and ms > 0 */

/* Days since 1970-01-01 of a date in the Gregorian calendar; month 1..12.
 * (Howard Hinnant, "chrono-compatible low-level date algorithms".) */
int64_t clock_days(int year, int month, int day);

/* And back. */
void clock_date(int64_t days, int *year, int *month, int *day);

/* UTC ms of a local date and time; no zone applied.  False when a part is
 * out of range (second 60 counts as the next minute's 0). */
bool clock_ms(int year, int month, int day, int hour, int minute, int second,
    int64_t *ms);

/* A zone: offsets from UTC over time. */
struct zone;

/* Load an IANA zone by name ("Europe/Paris") from the system's tzdata.
 * NULL with err when there is none.  "UTC" needs no file.  Reads files: call
 * it before the sandbox.  The caller frees. */
struct zone *zone_open(const char *name, struct err *err);
void zone_free(struct zone *zone);

/* UTC of local ms.  A local time that exists twice gives the first; one that
 * does not exist gives the instant after the jump. */
int64_t zone_utc(const struct zone *zone, int64_t local_ms);

/* Is it in a time that local clocks show twice, the first time?  It is
 * [from, turn), and the second as long, from turn on. */
bool zone_doubled(const struct zone *zone, int64_t utc_ms, int64_t *from,
    int64_t *turn);

/* Offset in ms at a UTC instant (local = utc + offset). */
int64_t zone_offset(const struct zone *zone, int64_t utc_ms);

/* Takers of stamps at the front of a slice.  Each consumes the stamp alone,
 * sets at and flags, and uses zone (NULL: UTC) where the line names none.
 *
 *	2025-12-11T21:04:00.123456+01:00    RFC 3339, `T` or space, zone or not
 *	Dec  1 21:04:00			    RFC 3164, also with a year after it
 *	11/Dec/2025:21:04:00 +0000	    common log format, without brackets
 *	22-Nov-2026 04:10:10 +0000	    Roundcube
 */
size_t stamp_iso(struct str s, const struct zone *zone, struct stamp *stamp);

static inline bool
stamp_take_iso(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	size_t n = stamp_iso(*s, zone, stamp);	/* its bytes, 0 for none */

	if (n == 0)		/* of nothing at all, perhaps */
		return false;
	str_drop(s, n);
	return true;
}
bool stamp_take_bsd(struct str *s, const struct zone *zone, struct stamp *stamp);
bool stamp_take_clf(struct str *s, struct stamp *stamp);
bool stamp_take_dmy(struct str *s, const struct zone *zone, struct stamp *stamp);

/* Milliseconds since 1970 as a decimal number, seconds if under 10^11. */
bool stamp_from_epoch(struct str s, struct stamp *stamp);

/* "2025-12-11T21:04:00Z" (seconds) into text of CLOCK_TEXT bytes; with a
 * zone, local time and its offset instead of Z. */
enum { CLOCK_TEXT = 40 };
struct str clock_text(struct event_time time, const struct zone *zone,
    char text[CLOCK_TEXT]);

/* Give a year-less stamp its year: the latest one whose instant is not after
 * `anchor` by more than a day.  zone applies to STAMP_LOCAL. */
struct event_time stamp_with_year(struct stamp stamp, struct event_time anchor,
    const struct zone *zone);

/* The instant of a stamp, its year told by `anchor` if it needs one; NULL:
 * nothing tells, and it stays in CLOCK_LEAP_YEAR. */
struct event_time stamp_time(struct stamp stamp,
    const struct event_time *anchor, const struct zone *zone);
