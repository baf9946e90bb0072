/* year: the years and zones of stamps that lack them, clock by clock.
 *
 * A clock is a host's, as far as the site file says one thing of it: all
 * programs of a host have their stamps from one syslog.  While lines arrive
 * its year is guessed, so that they can be sorted; when all are read,
 * years_settle() finds it (year_fit.h).  The surest tells: the site file,
 * --year; lines that have a year; the mtime of each file; nothing. */
#pragma once

#include "app/plan.h"
#include "app/year_fit.h"
#include "base/intern.h"
#include "event/brief.h"
#include "event/site.h"

struct hours;

/* One clock, as told when all is read. */
struct year_clock {
	uint32_t	  host;		/* name: of the host, or of a stream
					 * that names none */
	uint64_t	  sources;	/* of the site file: its bits */
	const struct zone *zone;
	bool		  has_offset;	/* the site file tells of it */
	int64_t		  offset_ms;	/* and it is ahead by so much */
	enum year_source  source;
	struct event_time anchor;	/* no stamp is after it by more than a
					 * day; not for YEAR_FROM_MTIME */
	int		  year, rival;	/* of the latest stamp; what else fits */
	uint64_t	  lines;	/* that have no year */
	struct event_time first, last;	/* of them, to the quarter of an hour */
	/* year.c's own */
	int		  told;
	enum year_source  guess;
	struct event_time guess_anchor;
};

struct years {
	const struct site *site;
	const struct plan *plan;
	struct intern	  *names;
	struct year_clock *clocks;
	size_t		   count, cap;
	struct table	   of_host;	/* host and sources -> clock */
	struct table	   of_stream;	/* stream and origin -> clock */
	struct table	   of_hash;	/* str_hash() of a stream -> stream */
	bool		   by_file;	/* a source names a file */
	bool		   has_mtime;
	struct event_time  mtime;	/* the latest, for what has none */
	uint64_t	   last_key;
	size_t		   last_clock;
};

void years_open(struct years *years, const struct site *site,
    const struct plan *plan, struct intern *names);
void years_fini(struct years *years);

/* Where a line lay: in a file, or in a member of it (from 1). */
struct year_origin { uint32_t file, member; };

/* The clock of a stream's lines from there; valid until the next call. */
struct year_clock *years_clock(struct years *years, uint32_t stream,
    struct year_origin origin);

/* The stream behind a hash; 0: none that was seen. */
uint32_t years_stream(const struct years *years, uint64_t hash);

/* The time of a stamp: guessed, until it is settled. */
struct event_time years_time(struct years *years, uint32_t stream,
    struct year_origin origin, struct stamp stamp);

/* Settle a brief of a stamp without a year by what is known so far.  The
 * second of the leap year stays with it, in a number that is free until the
 * merge; zones differ by whole seconds, so the milliseconds stay where they
 * are.  From that, its time by what is known later; of other briefs their
 * time as it is. */
void years_guess(struct years *years, struct brief *brief);
struct event_time years_brief(struct years *years, const struct brief *brief);

/* Tell all clocks' years.  False when some time is not what was guessed. */
bool years_settle(struct years *years, const struct hours *hours);

/* Is it less than sure? */
bool year_is_doubtful(enum year_source source);

/* The anchor of a file, from its mtime. */
struct event_time year_of_mtime(int64_t mtime_ms);

/* The anchor of a year that is told, where the stamps are not known yet. */
struct event_time year_told(int year, const struct zone *zone);
