/* entry: how they got in, as rival readings with what speaks for and against
 * each (Q2).  "Undetermined" is an answer. */
#include "scope/ledger.h"

static struct statement *
hypothesis(struct scope *s, const char *key, enum grade grade,
    const struct account *a, uint64_t count)
{
	struct statement *st = statement_add(s->out, Q2, key, grade);

	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_count(st, "count", count);
	statement_count(st, "addresses", a->addresses);
	return st;
}

/* Lines named here; the finding under Q1 names all. */
enum { GUESS_PROOFS = 100 };

static void
guess_tell(struct scope *s, const struct account *a, uint32_t number,
    bool rival)
{
	const struct finding *f = &s->in.findings->at[number];
	bool sprayed = f->strength == GRADE_CONFIRMED;
	struct statement *st = hypothesis(s, sprayed
	    ? "q2.hypothesis.password_spray" : "q2.hypothesis.guessing",
	    rival ? GRADE_POSSIBLE : f->strength, a, f->count - 1);
	struct proof_set copy = { 0 };

	for (size_t i = 0; i < s->finding_proofs[number].count &&
	    i < GUESS_PROOFS; i++)
		proof_set_add(&copy, s->finding_proofs[number].at[i]);
	st->proofs = proof_set_keep(s->out, &copy);
}

/* The account whose mail they read first. */
static const struct account *
account_read_first(const struct scope *s)
{
	const struct account *best = NULL;

	for (size_t i = 0; i < s->account_count; i++) {
		const struct account *o = &s->accounts[i];

		if (o->read &&
		    (best == NULL || o->read_at.ms < best->read_at.ms))
			best = o;
	}
	return best;
}

/* They had read mail of another account by then: it may have stood there. */
static void
mail_tell(struct scope *s, struct account *a, const struct account *other)
{
	struct statement *st = statement_add(s->out, Q2,
	    "q2.hypothesis.password_in_mail", GRADE_PROBABLE);

	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_text(s->out, st, "other", name_of(s, other->user));
	statement_time(st, "time", a->taken);
	st->proofs = proof_set_keep(s->out, &a->entry);
}

/* No failure goes before: the password was known. */
static void
known_tell(struct scope *s, struct account *a)
{
	struct statement *st = hypothesis(s, "q2.hypothesis.leaked_password",
	    GRADE_POSSIBLE, a, 0);

	st->proofs = proof_set_keep(s->out, &a->entry);
	st = statement_add(s->out, Q2, "q2.rival.phishing", GRADE_UNKNOWABLE);
	statement_text(s->out, st, "account", name_of(s, a->user));
}

static void
flaw_tell(struct scope *s, const struct account *a)
{
	struct statement *st;

	if (a->unsigned_pages > 0) {
		hypothesis(s, "q2.hypothesis.stolen_session", GRADE_POSSIBLE,
		    a, a->unsigned_pages);
		return;
	}
	if (a->unsigned_records > 0)
		return;
	st = statement_add(s->out, Q2, "q2.rival.signed_in", GRADE_PROBABLE);
	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_count(st, "count", a->sessions);
}

void
entry_answer(struct scope *s)
{
	const struct account *first = account_read_first(s);
	size_t told = 0;
	bool rival;

	for (size_t i = 0; i < s->account_count; i++) {
		struct account *a = &s->accounts[i];

		if (a->grade > GRADE_PROBABLE)
			continue;
		told++;
		rival = first != NULL && first != a &&
		    first->read_at.ms < a->taken.ms;
		if (rival)
			mail_tell(s, a, first);
		if (a->guess != 0)
			guess_tell(s, a, a->guess - 1, rival);
		else
			known_tell(s, a);
		flaw_tell(s, a);
	}
	if (told == 0)
		statement_add(s->out, Q2, "q2.none", GRADE_UNKNOWABLE);
}
