/* plan: the inputs of a run, and the units they are cut into.
 *
 * A plain file is cut into ranges, so that one big file keeps every intake
 * busy; how it is cut depends on its size alone.  A packed file, a small one
 * and standard input are one unit each.  What goes wrong with an input ends
 * in its `error`, and in the notes.
 *
 * Files are numbered by path, before anything is read.  What lies in archives
 * is known when they are read: plan_settle() then gives each file and each
 * member its place among the inputs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "event/answer.h"
#include "event/wire.h"
#include "source/sweep.h"

struct plan_totals {
	uint64_t lines, events, damaged, foreign, undated;
	uint64_t flaws[FLAW_COUNT];
};

/* A file in an archive, and what its reader said of it. */
struct plan_member {
	struct input	 input;
	struct wire_done done;
	bool		 has_mtime, ended;
};

struct plan_members {
	struct plan_member *at;
	size_t		    count, cap;
};

struct plan {
	struct arena	    arena;
	struct found_list   found;
	struct input	   *inputs;	/* beside found.at; strings in arena */
	struct plan_members *members;	/* beside them: of each file */
	uint32_t	   *firsts;	/* the same, when settled: the place
					 * of each file among the inputs */
	struct str	   *paths;	/* the same */
	size_t		    input_count;
	struct wire_plain  *plain;	/* of each file; of a member see done */
	struct wire_unit   *units;
	size_t		    unit_count, unit_cap;
	struct str	   *notes;	/* sentences; see plan_notes() */
	size_t		    note_count, note_cap;
	uint64_t	    bytes;	/* stored, of all inputs */
	uint64_t	    packed;	/* of these, in packed files */
	bool		    has_stdin;
	struct plan_totals  totals;
	bool		    no_year;	/* some stamps have none */
};

struct plan_options {
	uint64_t range_bytes;	/* of plain files */
	bool	 hash;		/* of files that are cut, too */
	uint64_t quick_bytes;	/* read no more than these; 0: all */
};

/* Find the inputs and cut them. */
void plan_make(struct plan *plan, char *const *paths, size_t count,
    const struct plan_options *options);
void plan_fini(struct plan *plan);

/* Bytes of disk that a run will need, about: the case and what is spilled. */
uint64_t plan_need(const struct plan *plan);

/* Is there so many times that room in dir?  NULL: nobody knows. */
bool plan_room(const struct plan *plan, const char *dir, unsigned times,
    struct err *err);

/* The units that are not finished, for the caller to free. */
struct wire_unit *plan_units_left(const struct plan *plan,
    const bool *finished, size_t *count);

/* The open file of a unit; -1 when there is none any more, which is said of
 * the input. */
int plan_open(struct plan *plan, const struct wire_unit *unit);

/* A unit is done.  False, with err, when what it says cannot be. */
bool plan_done(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err);

/* A member begins, and ends.  False as in plan_done(). */
bool plan_member(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err);
bool plan_part(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err);

/* Has the unit's file so many members, so far? */
bool plan_has_member(const struct plan *plan, const struct wire_unit *unit,
    uint32_t number);

/* One more sentence about what was not used; plan_settle() sorts them. */
void plan_note(struct plan *plan, struct str note);

/* A unit is lost, and why. */
void plan_lost(struct plan *plan, const struct wire_unit *unit,
    const char *why);

/* All units are done: members become inputs, and the sentences about what was
 * not used are sorted. */
void plan_settle(struct plan *plan);

/* When settled, and when it is known which lines were missed: sentences of it
 * among the notes. */
void plan_missed_tell(struct plan *plan);

/* The latest mtime of the inputs; false if none has one. */
bool plan_mtime(const struct plan *plan, struct event_time *mtime);

/* What is known of where a line lay: its file, or a member of it (from 1). */
struct plan_origin {
	struct str path;
	bool	   has_mtime;
	int64_t	   mtime_ms;
};
struct plan_origin plan_origin(const struct plan *plan, uint32_t file,
    uint32_t member);

/* The member that the unit is at; 0: none. */
uint32_t plan_member_open(const struct plan *plan,
    const struct wire_unit *unit);
