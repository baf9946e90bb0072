/* scope: who and what an incident touched, each figure an interval.
 *
 * Takes the judged sessions and, in a second pass, every brief with the
 * number of its session; fills the ten answers.  "At least" counts what
 * confirmed sessions did, "at most" what every session did that is not
 * excluded; a hole that nothing caps makes "at most" unknown. */
#pragma once

#include "base/intern.h"
#include "event/answer.h"
#include "event/brief.h"
#include "event/finding.h"
#include "event/incident.h"
#include "event/marks.h"
#include "event/session.h"
#include "event/site.h"

/* Of an incident, by all lines that were read: what of it begins or ends
 * outside of the window that was asked for, and what is within. */
struct outside {
	uint64_t	  findings, sessions;
	struct event_time from, to;	/* of both */
	enum grade	  grade;	/* of the surest of both */
	uint64_t	  within;	/* sessions */
	enum grade	  grade_within;	/* of the surest of them */
};

/* Lines that nobody understood. */
struct missed_lines {
	uint64_t lines;		/* too many to pass over */
	uint64_t passed;	/* of programs and formats that no figure
				 * rests on */
};

struct scope_input {
	const struct site	  *site;
	const struct intern	  *names;
	const struct session_list *sessions;
	const struct finding_list *findings;
	const struct incident	  *incident;
	const struct marks	  *marks;	/* NULL: none */
	struct outside		   outside;	/* zeros: nothing */
	uint64_t		   unread;	/* inputs not read whole */
	struct missed_lines	   missed;
	const struct cut	  *cuts;	/* sources blind because of it */
	size_t			   cut_count;
};

struct scope;

/* answers are initialised, and hold coverage, totals and the window. */
struct scope *scope_open(const struct scope_input *input,
    struct answers *answers);

/* A brief in order, its session or SESSION_NO, and the name of the place of
 * its address. */
void scope_feed(struct scope *scope, const struct brief *brief,
    uint32_t session, uint32_t place);

/* Would lines of that format, if they were missing, hide anything that the
 * figures count? */
bool scope_misses(struct str format);

/* Complete the answers.  Frees. */
void scope_close(struct scope *scope);
