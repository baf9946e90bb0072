/* stamps: times as record applications write them. */
#pragma once

#include "base/clock.h"
#include "event/mapping.h"

/* A stamp at the front of s: by the mapping's time_format, or else of any
 * kind that clock.h knows, seconds since 1970 among them (in milli-, micro- or
 * nanoseconds too, by their size). */
bool stamps_take(const struct mapping *mapping, struct str *s,
    const struct zone *zone, struct stamp *stamp);

/* A stamp in a line that no format reads, wherever such lines have one: at the
 * front, behind the first bracket, in a member of JSON. */
bool stamps_find(struct str line, const struct zone *zone,
    struct stamp *stamp);

/* By one pattern: %Y %y %m %b %d %H %M %S %f %z %%, other bytes as they are. */
bool stamps_take_pattern(struct str pattern, struct str *s,
    const struct zone *zone, struct stamp *stamp);
