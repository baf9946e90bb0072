/* whereabouts: the countries and the operators that each account signs in
 * from, and since when, where the site's tables know them.
 *
 * Empty where the site file names no tables. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "event/location.h"

enum whereabout { BY_COUNTRY, BY_OPERATOR, WHEREABOUTS };

struct whereabouts;

struct whereabouts *whereabouts_open(void);
void whereabouts_close(struct whereabouts *whereabouts);
void whereabouts_add(struct whereabouts *whereabouts, uint32_t user,
    const struct spot *spot, struct event_time at);

/* Did the account sign in from the spot's country, or through its operator,
 * past_ms ago or more?  Not, where the spot has none. */
bool whereabouts_has(const struct whereabouts *, enum whereabout,
    uint32_t user, const struct spot *spot, struct event_time now,
    int64_t past_ms);

/* Has its country been known for so long? */
bool whereabouts_has_past(const struct whereabouts *, uint32_t user,
    struct event_time now, int64_t past_ms);
