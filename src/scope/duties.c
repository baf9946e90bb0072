/* duties: who must be told, and by when (Q8).
 *
 * A clock starts when the controller is reasonably certain that personal
 * data were reached; logs do not know when that was.  Which regime binds the
 * body is for its counsel: every entry is a reminder, not advice. */
#include "scope/ledger.h"

#include <string.h>

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

/* Was anything personal reached: a mail, one sent by them too, a record, or
 * rows of a database? */
static bool
is_reached(const struct scope *s, enum need need)
{
	for (size_t i = 0; i < s->tallies.count; i++) {
		const struct tally *t = &s->tallies.at[i];
		/* A hole may hide a register, and names none. */
		bool record = t->kind >= T_RECORDS_FULL &&
		    t->kind <= T_RECORDS_HIT && t->subject != 0;

		if ((t->kind > T_RECORDS_HIT && t->kind != T_SENT &&
			t->kind != T_SQL_ROWS) ||
		    (need == NEED_REGISTER && !record))
			continue;
		if (t->all > 0 || t->all_items > 0 ||
		    (t->unknown && s->account_count > 0))
			return true;
	}
	return false;
}

static void
figure_tell(struct scope *s, const struct figure *f)
{
	bool open = f->at_most == AT_MOST_UNKNOWN, of = f->subject.len > 0;
	struct statement *st = statement_add(s->out, Q8, of
	    ? (open ? "q8.figure_of_open" : "q8.figure_of")
	    : (open ? "q8.figure_open" : "q8.figure"), f->grade);

	statement_key(st, "figure", f->key);
	if (of)
		statement_text(s->out, st, "register", f->subject);
	statement_count(st, "least", f->at_least);
	if (!open)
		statement_count(st, "most", f->at_most);
}

/* What a notification is asked for: how much of what was reached.  Mailboxes
 * are added up, registers are not: their persons may be the same. */
static void
figures_tell(struct scope *s)
{
	static const struct { const char *key; bool total; } asked[] = {
		{ "figure.messages", true }, { "figure.headers", true },
		{ "figure.files", true }, { "figure.records_full", false },
		{ "figure.records_summary", false },
		{ "figure.records_seen", false },
		{ "figure.records_hit", false },
		{ "figure.rows_exported", false },
	};

	for (size_t n = 0; n < 2 * sizeof asked / sizeof *asked; n++) {
		const struct answer *a = &s->out->answer[n % 2 == 0 ? Q4 : Q5];

		for (size_t i = 0; i < a->figure_count; i++) {
			const struct figure *f = &a->figures[i];

			if (strcmp(f->key, asked[n / 2].key) == 0 &&
			    (f->subject.len == 0) == asked[n / 2].total &&
			    f->at_most > 0)
				figure_tell(s, f);
		}
	}
}

void
duties_answer(struct scope *s)
{
	struct statement *st;
	uint64_t tied = 0;

	if (!is_reached(s, NEED_ANY)) {
		doubt_tell(s, Q8);
		if (has_outside(s))
			statement_add(s->out, Q8, "q8.outside",
			    GRADE_UNKNOWABLE);
		if (gaps_hide(s))
			statement_add(s->out, Q8, "q8.unread",
			    GRADE_UNKNOWABLE);
		if (s->out->answer[Q8].statement_count == 0)
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
	figures_tell(s);
	for (size_t i = 0; i < s->account_count; i++)
		tied += s->accounts[i].tied;
	st = statement_add(s->out, Q8, "q8.owners", GRADE_PROBABLE);
	statement_count(st, "count", tied);
	statement_add(s->out, Q8, "q8.counsel", GRADE_UNKNOWABLE);
}
