/* judge: what the files that judge sessions share. */
#pragma once

#include "incident/assume.h"
#include "incident/incident.h"

struct judge {
	const struct incident_input *in;
	const struct session_list *sessions;
	const struct finding_list *findings;
	struct places		  *places;
	int64_t			   habit_ms;
	struct incident		  *incident;
	struct table first;	/* (account, place or 0) -> ms of the first use */
	struct table named;	/* sessions that findings name */
	struct table nets;	/* place -> grade + 1 of its worst address */
	struct table since;	/* address -> ms of its first hostile act */
	bool	     changed;
};

/* Keep the earlier time. */
static inline void
time_lower(struct judge *j, struct table *table, uint64_t key, int64_t ms)
{
	bool fresh;
	uint64_t *known = table_add(table, key, &fresh);

	if (fresh || (int64_t)*known > ms) {
		*known = (uint64_t)ms;
		j->changed = true;
	}
}

/* Did the account use the place for a day or more before ms? */
static inline bool
is_habit(const struct judge *j, const struct session *s, int64_t ms)
{
	struct place place = places_of(j->places, s->src);
	const uint64_t *first = table_find(&j->first,
	    table_pair(s->user, place.name));

	return first != NULL && (int64_t)*first <= ms - j->habit_ms;
}

static inline enum says
assumed_of(const struct judge *j, uint32_t number)
{
	return j->in->assumed == NULL ? SAYS_NOTHING
	    : (enum says)(j->in->assumed[number] & ASSUMED_SAYS);
}

static inline struct judgement
judgement_of(enum grade grade, enum why why)
{
	return (struct judgement){ (uint8_t)grade, (uint8_t)why };
}

/* undecided.c: when all else is judged. */
void judge_undecided(struct judge *judge);
