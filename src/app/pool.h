/* pool: units handed to intakes, and the frames that come back.
 *
 * The only place where the core talks to its intakes.  One that dies or
 * breaks the rules loses the unit it had; another takes its place. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/intake.h"
#include "base/err.h"
#include "event/wire.h"

/* What a taker of frames says of one. */
enum taken {
	TAKEN,		/* fine */
	TAKEN_BROKEN,	/* err has what the intake did wrong: "sent ..." */
	TAKEN_FAILED,	/* err says why the whole run must end */
};

struct pool_user {
	void *self;

	/* The open file of a unit; -1: there is none, and it was said. */
	int (*open)(void *self, const struct wire_unit *unit);

	/* A frame about the unit that this intake has.  W_DONE is its last. */
	enum taken (*frame)(void *self, unsigned intake,
	    const struct wire_unit *unit, const struct frame *frame,
	    struct err *err);

	/* The unit is lost; the intake's names with it. */
	void (*lost)(void *self, unsigned intake,
	    const struct wire_unit *unit, const char *why);

	/* Let the intake that has this unit wait for now?  NULL: never.  Must
	 * not be said of the lowest unit under way. */
	bool (*full)(void *self, const struct wire_unit *unit);
};

/* How many intakes there will be for so many units; jobs 0: one a core. */
unsigned pool_size(unsigned jobs, size_t units);

/* Do all units, in their order, with `size` intakes numbered from 0.  False
 * when the run must end. */
bool pool_run(const struct intake_job *job, unsigned size,
    const struct wire_unit *units, size_t count,
    const struct pool_user *user, struct err *err);
