/* intake: the role that reads and parses, inside the sandbox.
 *
 * It takes units over its socket, each with an open file, and answers with
 * frames (event/wire.h); W_DONE ends a unit.  It keeps nothing from one unit
 * to the next but its dictionary of names. */
#pragma once

#include <stdbool.h>

#include "app/role.h"
#include "base/clock.h"
#include "base/str.h"
#include "event/site.h"

enum intake_work {
	INTAKE_COUNT,		/* parse and count, nothing more */
	INTAKE_TEXT,		/* OCSF JSON Lines */
	INTAKE_TRY,		/* what was understood, for people */
	INTAKE_BRIEFS,		/* briefs, names and hours */
	INTAKE_COPIES,		/* which inputs others begin with */
};

struct copy_pair;

/* What all intakes of a run know, from before the sandbox. */
struct intake_job {
	enum intake_work   work;
	const struct site *site;
	const struct str  *paths;	/* of the inputs, by number */
	bool		   rows;	/* INTAKE_BRIEFS: columns too */
	bool		   line_rows;	/* and of lines that are no events */
	bool		   all;		/* INTAKE_TEXT: damaged and foreign
					 * lines too, with their bytes */
	const struct event_time *mtimes; /* INTAKE_TEXT: anchors of year-less
					 * stamps, by input; ms < 0: none */
	const struct copy_pair *pairs;	/* INTAKE_COPIES: see copies.h */
};

role_main intake_main;		/* job is a struct intake_job */
