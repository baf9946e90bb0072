/* incident: findings and sessions that belong to one intrusion, and how sure
 * each session is the intruder's. */
#pragma once

#include <stdint.h>

#include "base/table.h"
#include "event/answer.h"
#include "event/finding.h"
#include "event/session.h"

/* Why a session was judged so; also catalogue keys "why.NAME". */
enum why {
	WHY_NOT_CONCERNED,	/* no account of the incident */
	WHY_BEFORE,		/* before the account was taken over */
	WHY_TRUSTED,		/* from the owner's own network */
	WHY_KNOWN_NETWORK,	/* from where the account came before */
	WHY_HOSTILE_ADDRESS,	/* from an address known to be hostile */
	WHY_SHARED_ADDRESS,	/* the same, but the owner came from there too */
	WHY_HOSTILE_NETWORK,	/* from the network of such an address */
	WHY_NEW_NETWORK,	/* from a network new to the account */
	WHY_WEBMAIL_TIE,	/* as the webmail session it belongs to */
	WHY_WEBMAIL_SHARED,	/* owner and intruder were both in the webmail */
	WHY_WEBMAIL_UNTIED,	/* a webmail's, of no session we see */
	WHY_NO_ADDRESS,		/* no line says from where it came */
	WHY_ASSUMED_HOSTILE,	/* --assume says so, and that it is not */
	WHY_ASSUMED_OWNER,
	WHY_NAMED,		/* a finding names it */
	WHY_UNDECIDED,		/* the same, and no account of the incident */
	WHY_KNOWN_INDICATOR,	/* an indicator of --known fits it */
	WHY_COUNT
};

extern const char *const why_keys[WHY_COUNT];

struct judgement {
	uint8_t grade;		/* that it is the intruder's; EXCLUDED: not */
	uint8_t why;
};

struct incident {
	bool		  found;
	struct judgement *judged;	/* one per session */
	struct table	  hostile;	/* address name -> enum grade + 1 */
	struct table	  tainted;	/* account name -> ms it was taken */
	bool		 *relevant;	/* one per finding */
};

void incident_fini(struct incident *incident);

/* Is the session at least possibly the intruder's? */
static inline bool
is_hostile(struct judgement judged)
{
	return judged.grade <= GRADE_POSSIBLE;
}
