/* sound: can what an intake sent be?  It read an attacker's lines, so nothing
 * of it is believed before it was looked at. */
#pragma once

#include "app/plan.h"
#include "event/brief.h"
#include "event/wire.h"

/* The leap year in which stamps without a year are counted. */
#define LEAP_YEAR_MS ((int64_t)2 * 365 * DAY_MS)

/* An instant, or one of the leap year if the flags say so. */
bool time_is_sound(int64_t ms, unsigned flags);

/* The last byte that may belong to the unit, and one more: the first range
 * goes on to the end of files that can only be read so (app/records.h). */
uint64_t unit_end_most(const struct wire_unit *unit);

/* A brief of that unit, from an intake that told so many names. */
bool brief_is_sound(const struct brief *brief, const struct wire_unit *unit,
    const struct plan *plan, size_t names);
