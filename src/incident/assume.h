/* assume: what --assume and --known say of each session. */
#pragma once

#include "base/intern.h"
#include "base/table.h"
#include "event/session.h"
#include "event/site.h"

/* Of one session: enum says, and whether what is said is said of where it
 * comes from, and so of what else comes from there. */
enum { ASSUMED_SAYS = 3, ASSUMED_SPREADS = 4 };

/* One byte per session, freed by the caller; NULL when nothing is assumed.
 * lines: session -> enum says, of those that a line of theirs names. */
uint8_t *assume_sessions(const struct site *site, const struct intern *names,
    const struct session_list *sessions, const struct table *lines);
