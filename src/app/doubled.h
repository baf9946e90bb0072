/* doubled: the hour that local clocks have twice when summer time ends.
 *
 * A stamp without an offset does not say which of the two it is of; it is
 * taken to be of the first (base/zone.c).  In a file that goes forward in
 * time, the line at which time goes back is where the second begins, and all
 * from there on are an hour later.  Where no line says so, the answers say
 * that nobody knows. */
#pragma once

#include "base/err.h"
#include "base/table.h"
#include "event/answer.h"
#include "event/wire.h"

struct hours;
struct ingest;
struct doubled_hour;
struct doubled_lines;

struct doubled {
	struct doubled_hour  *hours;	/* of an input each */
	size_t		      count, cap;
	struct table	      of;	/* file and member -> its first + 1 */
	struct doubled_lines *lines;	/* of a stream in one of them */
	size_t		      line_count, line_cap;
	struct table	      of_lines;
	bool		      any_told;	/* by the order of the lines */
};

/* When the years are settled, and before the briefs are.  False, with err,
 * when they cannot be read. */
bool doubled_find(struct ingest *ingest, const struct hours *hours,
    struct err *err);
void doubled_fini(struct doubled *doubled);

/* By how much the line of a settled time is later than that. */
int64_t doubled_later(const struct doubled *doubled, uint32_t input,
    uint64_t offset, bool local, int64_t ms);

/* How long the doubled hour is, if a settled slot of the input lies in one;
 * else 0.  Which of its lines are of the second, slots do not tell. */
int64_t doubled_span(const struct doubled *doubled,
    const struct wire_hour *slot, int64_t ms);

/* When the figures and the coverage stand. */
void doubled_answer(struct ingest *ingest, struct answers *answers);
