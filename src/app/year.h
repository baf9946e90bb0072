/* year: what tells the year of stamps that have none.
 *
 * In this order: the site file's year; the latest stamp that has one; the
 * latest mtime of the inputs, which is said.  Where nothing tells, the stamp
 * stays in CLOCK_LEAP_YEAR, which is said too. */
#pragma once

#include "app/ingest.h"
#include "app/plan.h"
#include "event/site.h"

/* The anchor for stamp_with_year(); lines: may other stamps tell? */
enum year_source year_find(const struct plan *plan, const struct site *site,
    bool lines, struct event_time *anchor);
