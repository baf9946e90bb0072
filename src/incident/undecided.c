/* undecided: what findings name beside an intrusion that was found. */
#include "incident/judge.h"

/* May it be theirs, when a finding names it? */
static bool
is_open(const struct judge *j, uint32_t number)
{
	const struct session *s = &j->sessions->at[number];

	return j->incident->judged[number].why == WHY_NOT_CONCERNED &&
	    !(s->flags & SESSION_WEBMAIL_HOST) &&
	    (places_of(j->places, s->src).flags &
		(PLACE_TRUSTED | PLACE_LOCAL)) == 0;
}

static uint64_t
pair_of(const struct judge *j, const struct session *s)
{
	return table_pair(s->user, places_of(j->places, s->src).name);
}

static void
visits_follow(struct judge *j)
{
	for (uint32_t n = 0; n < j->sessions->count; n++) {
		const struct session *s = &j->sessions->at[n];

		if (s->visit != n && s->flags & SESSION_WEBMAIL_HOST &&
		    j->incident->judged[s->visit].why == WHY_UNDECIDED &&
		    assumed_of(j, n) == SAYS_NOTHING)
			j->incident->judged[n] = j->incident->judged[s->visit];
	}
}

/* An intrusion that was found is seldom all there was.  What a finding names,
 * from where its account did not come for a day before, may be theirs too as
 * long as nobody decided about it; and so may what the account did from there
 * later. */
void
judge_undecided(struct judge *j)
{
	struct table since;	/* (account, place) -> ms */

	table_init(&since);
	for (uint32_t n = 0; n < j->sessions->count; n++) {
		const struct session *s = &j->sessions->at[n];

		if (table_find(&j->named, (uint64_t)n + 1) != NULL &&
		    is_open(j, n) && !is_habit(j, s, s->start.ms))
			time_lower(j, &since, pair_of(j, s), s->start.ms);
	}
	for (uint32_t n = 0; n < j->sessions->count; n++) {
		const struct session *s = &j->sessions->at[n];
		const uint64_t *ms = is_open(j, n)
		    ? table_find(&since, pair_of(j, s)) : NULL;

		if (ms != NULL && (int64_t)*ms <= s->start.ms)
			j->incident->judged[n] = judgement_of(GRADE_POSSIBLE,
			    WHY_UNDECIDED);
	}
	visits_follow(j);
	table_fini(&since);
}
