/* duties: who must be told, and by when (Q8).
 *
 * A clock starts when the controller is reasonably certain that personal
 * data were reached; logs do not know when that was.  Which regime binds the
 * body is for its counsel: every entry is a reminder, not advice. */
#include "scope/ledger.h"

enum need { NEED_ANY, NEED_REGISTER };

static const struct duty_info {
	const char *key;
	int64_t	    limit_ms;		/* 0: without undue delay */
	enum need   need;
} duties[] = {
	{ "duty.gdpr33", 72 * HOUR_MS, NEED_ANY },
	{ "duty.led30", 72 * HOUR_MS, NEED_REGISTER },
	{ "duty.nis2_early", 24 * HOUR_MS, NEED_ANY },
	{ "duty.nis2_notice", 72 * HOUR_MS, NEED_ANY },
	{ "duty.cpp40", 0, NEED_ANY },
	{ "duty.gdpr34", 0, NEED_ANY },
	{ "duty.led31", 0, NEED_REGISTER },
};

/* Was anything personal reached: a mail, or a record? */
static bool
is_reached(const struct scope *s, enum need need)
{
	for (size_t i = 0; i < s->tallies.count; i++) {
		const struct tally *t = &s->tallies.at[i];
		bool record = t->kind >= T_RECORDS_FULL &&
		    t->kind <= T_RECORDS_HIT;

		if (t->kind > T_RECORDS_HIT ||
		    (need == NEED_REGISTER && !record))
			continue;
		if (t->all > 0 || t->all_items > 0 || t->unknown)
			return true;
	}
	return false;
}

void
duties_answer(struct scope *s)
{
	struct statement *st;

	if (!is_reached(s, NEED_ANY)) {
		statement_add(s->out, Q8, "q8.none", GRADE_UNKNOWABLE);
		return;
	}
	for (size_t i = 0; i < sizeof duties / sizeof *duties; i++) {
		const struct duty_info *d = &duties[i];

		if (!is_reached(s, d->need))
			continue;
		st = statement_add(s->out, Q8, d->limit_ms > 0
		    ? "q8.duty.aware" : "q8.duty.at_once", GRADE_PROBABLE);
		statement_key(st, "duty", d->key);
		if (d->limit_ms > 0)
			statement_duration(st, "limit", d->limit_ms);
	}
	statement_add(s->out, Q8, "q8.persons", GRADE_PROBABLE);
	st = statement_add(s->out, Q8, "q8.owners", GRADE_PROBABLE);
	statement_count(st, "count", s->account_count);
	statement_add(s->out, Q8, "q8.counsel", GRADE_UNKNOWABLE);
}
