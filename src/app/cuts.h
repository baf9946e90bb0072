/* cuts: the sources that are blind because an input could not be read to its
 * end.
 *
 * What stood behind the last line read is not known: from there on each
 * source that had lines in that input is blind, and each that lies with one of
 * them in another input.  Where all inputs of the
 * source follow each other in time, as logs do that are rotated, it is until
 * the next one begins; else to the end of the time that the logs cover,
 * because no later file proves that it goes on where this one was to end.
 * Where lines do not go forward in time, in an export that begins with the
 * newest, in a file whose ranges were read apart, all of the time is in doubt;
 * and where no line was read, every source. */
#pragma once

#include "app/ingest.h"
#include "base/table.h"
#include "event/wire.h"

struct cut_part;
struct cut_share;
struct cut_span;

struct cuts {
	struct cut_part	 *parts;	/* inputs that were cut */
	size_t		  count, cap;
	struct table	  index;	/* file and member -> part + 1 */
	struct cut_share *shares;	/* streams of parts */
	size_t		  share_count, share_cap;
	struct cut_span	 *spans;	/* of all inputs */
	size_t		  span_count, span_cap;
	struct table	  share_index, span_index;
};

/* The inputs of a settled plan. */
void cuts_open(struct cuts *cuts, const struct plan *plan);

/* A slot in which an input has lines, and its time when all is settled; in
 * the order of the lines. */
void cuts_see(struct cuts *cuts, const struct wire_hour *slot, int64_t ms);

/* Fill the ingest's cuts, by stream.  Frees. */
void cuts_close(struct cuts *cuts, struct ingest *ingest);

/* Hold all of the ingest's cuts, those of missed.h too, to the time that the
 * answers cover, and tell the coverage. */
void cuts_cover(struct ingest *ingest, struct answers *answers);
