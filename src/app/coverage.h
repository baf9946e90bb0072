/* coverage: which source spoke in which hour, as the answers print it. */
#pragma once

#include "app/ingest.h"
#include "event/answer.h"

/* One coverage per stream, by name.  A stream's hours run from its first to
 * its last, over COVERAGE_YEARS at most: a forged stamp in another century
 * costs nothing, the years with most lines are kept. */
enum { COVERAGE_YEARS = 10 };

void coverage_fill(const struct ingest *ingest, struct answers *answers);
