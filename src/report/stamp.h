/* stamp: instants as reports write them.  Inside of report/ only. */
#pragma once

#include "base/clock.h"
#include "base/str.h"

struct stamp_parts {
	int year, month, day, hour, minute, second, ms;
	int offset_minutes;		/* local = utc + offset */
};

/* The parts of an instant in a zone; NULL: UTC. */
struct stamp_parts stamp_split(struct event_time time, const struct zone *zone);

enum { STAMP_TEXT = 48 };

/* "2025-12-11T21:04:00.123Z"; no fraction when the milliseconds are 0. */
struct str stamp_utc(struct event_time time, char text[STAMP_TEXT]);

/* "2025-12-11 22:04:00", local; with `offset`, "+01:00" or "Z" behind. */
struct str stamp_local(struct event_time time, const struct zone *zone,
    bool offset, char text[STAMP_TEXT]);
