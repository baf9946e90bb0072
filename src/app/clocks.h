/* clocks: how far the clocks of the inputs are ahead, stream by stream.
 *
 * While lines arrive, the sign-ins that two sources see are noted, in a table
 * that is bounded: of very many accounts those whose names' hashes end in
 * zeros stand for all, so that the same lines are noted in whatever order
 * they come.  When all is read, incident/skews.h finds what the clocks are
 * apart and incident/reckon.h which of them is right.  What the site file
 * tells of a clock is not asked again.
 *
 * A line's time less clocks_ahead() is when it was on the clock that counts
 * as right.  Everything behind the sorting goes by that; stored events and
 * lines keep what they say. */
#pragma once

#include "app/year.h"
#include "incident/reckon.h"

enum {
	CLOCK_SAMPLES = 1 << 15,	/* of a deed */
	CLOCK_KNOWN = 1 << 15,
};

struct clocks {
	const struct site *site;
	struct years	  *years;
	struct intern	  *names;
	struct clock_list  list;	/* what was compared; after the settling */
	bool		   apart;	/* some time is not what it says */
	/* clocks.c's own */
	struct clock_sample *samples;
	size_t		   count, cap;
	struct table	   of;		/* row and half hour -> sample */
	struct { size_t count; unsigned level; } deeds[DEED_COUNT];
	struct { uint64_t account, address; uint32_t user, src; bool webmail; }
		*known;
	struct table	   told, ahead;	/* stream -> told; -> ms ahead */
};

void clocks_open(struct clocks *clocks, const struct site *site,
    struct years *years, struct intern *names);
void clocks_fini(struct clocks *clocks);

/* A sign-in that skew_wants(); its time as it came, not settled. */
void clocks_note(struct clocks *clocks, const struct brief *brief);

/* Was what lies there lost, after all? */
typedef bool clock_lost(const void *self, uint32_t input, uint64_t offset);

/* All is read and the years are settled. */
void clocks_settle(struct clocks *clocks, clock_lost *lost, const void *self);

/* How far the clock of a stream's lines from there is ahead. */
int64_t clocks_ahead(struct clocks *clocks, uint32_t stream,
    struct year_origin origin);

/* The same by the path of an input, for the stream of an answer. */
int64_t clocks_ahead_in(const struct clocks *clocks, struct str stream,
    struct str path);

/* What is known of a stream's clock: by itself, or because its host's others
 * agree.  False: nothing. */
bool clocks_find(const struct clocks *clocks, uint32_t stream,
    struct clock *clock);

/* Does the site file tell of it, in any file? */
bool clocks_is_told(const struct clocks *clocks, uint32_t stream);
