/* sources: what each kind of source tells, and so what its silence hides. */
#pragma once

#include "scope/ledger.h"

#define HURTS(q) (uint16_t)(1u << (q))

enum { HURTS_VOLUMES = HURTS(Q4) | HURTS(Q5) };

/* Records, of registers. */
enum { APPLICATION_TALLIES = 1u << T_RECORDS_FULL | 1u << T_RECORDS_SUMMARY |
	1u << T_RECORDS_SEEN | 1u << T_RECORDS_HIT | 1u << T_ROWS };

/* What a stream's lines say. */
struct told {
	uint32_t tallies;	/* bits of what they cap */
	bool	 sign_ins;	/* who came, and from where */
};

/* Of a stream; all of it if it has no name. */
struct told sources_of_stream(const struct scope *scope, struct str stream);

/* Is it a record application's, mapped without what tells of records? */
bool sources_lack_records(const struct scope *scope, struct str stream);

/* The questions that its silence hurts. */
uint16_t sources_hurt(struct told told);

/* Say which sort of source no log is of (Q9). */
void sources_tell(struct scope *scope);
