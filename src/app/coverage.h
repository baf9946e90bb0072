/* coverage: which source spoke in which hour, as the answers print it. */
#pragma once

#include "app/ingest.h"
#include "event/answer.h"

/* One coverage per stream, by name.  A stream's hours run from its first to
 * its last, over COVERAGE_YEARS at most, and over COVERAGE_DAYS for each hour
 * that has lines: a forged stamp in another century costs nothing, nor do ten
 * thousand forged hosts; the time with most lines is kept. */
enum { COVERAGE_YEARS = 10, COVERAGE_DAYS = 31 };

void coverage_fill(const struct ingest *ingest, struct answers *answers);
