/* ingest: from paths to briefs in order.
 *
 * ingest_run() sweeps the paths, has sandboxed intake processes read and
 * parse them, checks what comes back as if it were hostile, settles the
 * years and what clocks are ahead (app/clocks.h), and keeps the briefs in an
 * unlinked file.  ingest_next() then gives
 * them in the order of (brief_order(), SHA-256 of the line), as often as
 * wanted.
 *
 * What comes out depends on the lines and the site alone, with two
 * exceptions: numbers of names are in order of arrival (never sort by them),
 * and brief.input, brief.offset and inputs[] speak of files. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "app/clocks.h"
#include "app/doubled.h"
#include "app/resolver.h"
#include "app/year.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/intern.h"
#include "event/answer.h"
#include "event/brief.h"
#include "event/site.h"

struct store;

struct ingest_options {
	const struct site *site;	/* never NULL */
	char *const	  *paths;
	size_t		   path_count;
	unsigned	   jobs;	/* 0: one per core */
	bool		   progress;	/* a bar, if stderr is a terminal */
	bool		   has_since, has_until;
	struct event_time  since;	/* briefs at or after it */
	struct event_time  until;	/* briefs before it */
	const char	  *spill_dir;	/* for the unlinked file; NULL: /tmp or
					 * $TMPDIR */
	uint64_t	   range_bytes;	/* plain files are cut so; 0: as is
					 * best.  Answers do not depend on it */
	bool		   resumes;	/* large runs that were killed go on
					 * from what lies in spill_dir; its
					 * owner removes it when all is done */
	uint64_t	   resume_bytes;	/* large; 0: as is best */
	uint8_t		   settings[32];	/* resumes: hash of what else the
						 * intakes' answers depend on */
	uint64_t	   quick_bytes;	/* read no more: a first answer; 0: all */
	struct store	  *store;	/* gets the events' rows; NULL: none.
					 * The caller closes it, with
					 * ingest_settle() */
	struct store	  *lines;	/* the same, of lines that are no events */
};

/* Lines of one stream in one hour that had at least one. */
struct hour_count {
	int64_t	 hour;		/* since 1970, UTC */
	uint64_t lines;		/* events and damaged */
	uint64_t events, damaged;
	uint64_t numbered;	/* of the events, by their log */
};

/* A time in which no line of the stream is missing. */
struct proven_time {
	uint32_t	  stream;
	struct event_time from, to;
};

struct stream_hours {
	uint32_t	   stream;	/* name: "dovecot@mail" */
	struct hour_count *hours;	/* by hour */
	size_t		   count;
	uint64_t	   undated;	/* events in no hour */
};

struct ingest_totals {
	uint64_t lines;		/* records: continuation lines count with the
				 * line they continue */
	uint64_t events;	/* understood, notes included */
	uint64_t damaged;	/* of a known format, but damaged; or cut */
	uint64_t foreign;	/* of no known format */
	uint64_t missed;	/* of the damaged and foreign, those that may
				 * hide something: see missed.h */
	uint64_t undated;	/* of the events: without a stamp, so in no
				 * hour and in no brief */
	uint64_t flaws[FLAW_COUNT];
};

struct plan;
struct spill;

struct ingest {
	struct arena	     arena;	/* of streams */
	struct intern	     names;	/* of the briefs' numbers */
	struct resolver	     resolver;	/* it has replaced the briefs' users */
	struct input	    *inputs;	/* by path; brief.input is an index */
	size_t		     input_count;
	struct str	    *notes;	/* what was not used and why, a sentence
					 * each, sorted; exit code 3 if any */
	size_t		     note_count;
	struct stream_hours *streams;	/* by name */
	size_t		     stream_count;
	struct proven_time  *proven;	/* see serials.h */
	size_t		     proven_count;
	struct cut	    *cuts;	/* by stream: blind from there on; see
					 * cuts.h */
	size_t		     cut_count;
	struct ingest_totals totals;
	struct years	     years;	/* what told them, clock by clock */
	struct clocks	     clocks;	/* and how far they are ahead */
	struct doubled	     doubled;	/* hours that local clocks had twice */
	size_t		     resumed;	/* units that were not read again */
	uint8_t		     inputs_sha256[32];	/* of the sorted hashes of the
						 * inputs: names the case */
	struct plan	    *plan;	/* owns inputs and notes */
	const char	    *dir;	/* the options' spill_dir */
	struct spill	    *spill;
	const struct site   *site;	/* of the options, and what follows too */
	bool		     has_since, has_until;
	struct event_time    since, until;
	bool		     whole;	/* give the briefs outside of them too */
};

/* Read everything.  False, and err says why, when there can be no answer
 * (disk full, no process to be had); what could not be read of the inputs is
 * in notes instead.  ingest_fini() in both cases. */
bool ingest_run(const struct ingest_options *options, struct ingest *ingest,
    struct err *err);
void ingest_fini(struct ingest *ingest);

/* Go back before the first brief; ingest_run() leaves it there. */
void ingest_rewind(struct ingest *ingest);

/* The next brief, its ordinal set, its time settled and reckoned on the clock
 * that counts as right; false at the end. */
bool ingest_next(struct ingest *ingest, struct brief *brief);

/* A stamp from a brief's time and flags, before it is settled. */
struct stamp ingest_stamp(int64_t ms, unsigned flags);

/* The time of a row as its line says it, for store_close(): the settler, its
 * self is the ingest. */
bool ingest_settle(void *ingest, uint32_t input, uint64_t offset,
    uint64_t stream, struct stamp stamp, struct event_time *time);

/* After ingest_next() said false: was it the end?  False: the spill file
 * could not be read, and err says why. */
bool ingest_ended(const struct ingest *ingest, struct err *err);
