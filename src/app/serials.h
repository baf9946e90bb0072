/* serials: lines that their own log numbers, and the times for which none of
 * them is missing.
 *
 * A log that counts its lines proves by an unbroken count that it is whole,
 * silent hours too.  Intakes tell runs: lines with numbers one behind the
 * other, in time; the core joins them.  How the lines are split among files
 * and units makes no difference.  A log whose runs overlap in time is two
 * logs, or its clock was set back: it proves nothing. */
#pragma once

#include "app/ingest.h"
#include "base/table.h"
#include "event/wire.h"

enum {
	/* Of a unit, and of all: an unbroken log has one.  Of more nothing is
	 * proven. */
	RUNS_MAX = 1 << 20,
};

/* In an intake: of what was not sent yet. */
struct serials {
	struct wire_run *at;
	size_t		 count, cap;
	struct table	 last;		/* log -> its last run + 1 */
	struct table	 links;		/* log and stream, once each */
};

void serials_init(struct serials *serials);
void serials_reset(struct serials *serials);

/* A line of that log and number; of a stream, or 0. */
void serials_see(struct serials *serials, uint32_t log, uint32_t stream,
    uint64_t number, int64_t ms);

/* In the core: what all units told. */
struct runs {
	struct wire_run *at;
	size_t		 count, cap;
};

void runs_add(struct runs *runs, const struct wire_run *run);

/* Of a unit's frame, with the core's number of each of the intake's names;
 * false when it cannot be. */
bool runs_take(struct runs *runs, const uint32_t *names, size_t count,
    struct str payload);

/* The unit is done: what it told goes to the others'. */
void runs_move(struct runs *to, struct runs *from);

/* Fill the ingest's proven times; runs is used up. */
void runs_settle(struct runs *runs, struct ingest *ingest);

/* Is the hour from ms on within one of them that is of the stream? */
bool serials_prove(const struct ingest *ingest, uint32_t stream, int64_t ms);
