/* entry: how they got in, as rival readings with what speaks for and against
 * each (Q2).  "Undetermined" is an answer. */
#include "scope/ledger.h"

#include <string.h>

/* The finding that shows the account's password being guessed, and the
 * sprayings from the same place. */
static const struct finding *
guess_of(const struct scope *s, uint32_t user, size_t *number)
{
	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];

		if (strcmp(f->name, "guessing") != 0 || f->user != user ||
		    !s->in.incident->relevant[i])
			continue;
		*number = i;
		return f;
	}
	return NULL;
}

static struct statement *
hypothesis(struct scope *s, const char *key, enum grade grade,
    const struct account *a, uint64_t count)
{
	struct statement *st = statement_add(s->out, Q2, key, grade);

	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_number(st, "count", VALUE_COUNT_OF, (int64_t)count);
	statement_number(st, "addresses", VALUE_COUNT_OF,
	    (int64_t)a->addresses);
	return st;
}

static void
guess_tell(struct scope *s, const struct account *a, const struct finding *f,
    size_t number)
{
	bool sprayed = f->strength == GRADE_CONFIRMED;
	struct statement *st = hypothesis(s, sprayed
	    ? "q2.hypothesis.spraying" : "q2.hypothesis.guessing",
	    f->strength, a, f->count - 1);
	struct proof_set copy = { 0 };

	for (size_t i = 0; i < s->finding_proofs[number].count; i++)
		proof_set_add(&copy, s->finding_proofs[number].at[i]);
	st->proofs = proof_set_keep(s->out, &copy);
}

/* An account whose mail they had read before they entered this one. */
static const struct account *
account_read_before(const struct scope *s, const struct account *a)
{
	const struct account *best = NULL;

	for (size_t i = 0; i < s->account_count; i++) {
		const struct account *o = &s->accounts[i];

		if (o != a && o->read && o->read_at.ms < a->taken.ms &&
		    (best == NULL || o->read_at.ms < best->read_at.ms))
			best = o;
	}
	return best;
}

/* No failure goes before: the password was known.  If they had read mail of
 * another account by then, it may have stood there. */
static void
known_tell(struct scope *s, struct account *a)
{
	const struct account *other = account_read_before(s, a);
	struct statement *st;

	if (other != NULL) {
		st = statement_add(s->out, Q2, "q2.hypothesis.password_in_mail",
		    GRADE_PROBABLE);
		statement_text(s->out, st, "account", name_of(s, a->user));
		statement_text(s->out, st, "other", name_of(s, other->user));
		statement_number(st, "time", VALUE_TIME, a->taken.ms);
		st->proofs = proof_set_keep(s->out, &a->entry);
	}
	st = hypothesis(s, "q2.hypothesis.leaked_password", GRADE_POSSIBLE, a,
	    0);
	if (other == NULL)
		st->proofs = proof_set_keep(s->out, &a->entry);
	st = statement_add(s->out, Q2, "q2.rival.phishing", GRADE_UNKNOWABLE);
	statement_text(s->out, st, "account", name_of(s, a->user));
}

/* Webmail sessions whose pages no sign-in opened. */
static uint64_t
unsigned_sessions(const struct scope *s, uint32_t user)
{
	uint64_t count = 0;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		count += session->user == user &&
		    session->service == SERVICE_WEBMAIL &&
		    !(session->flags & SESSION_SIGNED_IN) &&
		    is_hostile(s->in.incident->judged[n]);
	}
	return count;
}

static void
flaw_tell(struct scope *s, const struct account *a)
{
	uint64_t count = unsigned_sessions(s, a->user);
	struct statement *st;

	if (count > 0) {
		hypothesis(s, "q2.hypothesis.stolen_session", GRADE_POSSIBLE,
		    a, count);
		return;
	}
	st = statement_add(s->out, Q2, "q2.rival.signed_in", GRADE_PROBABLE);
	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_number(st, "count", VALUE_COUNT_OF, (int64_t)a->sessions);
}

void
entry_answer(struct scope *s)
{
	size_t number, told = 0;

	for (size_t i = 0; i < s->account_count; i++) {
		struct account *a = &s->accounts[i];
		const struct finding *guess = guess_of(s, a->user, &number);

		if (a->grade > GRADE_PROBABLE)
			continue;
		told++;
		if (guess != NULL)
			guess_tell(s, a, guess, number);
		else
			known_tell(s, a);
		flaw_tell(s, a);
	}
	if (told == 0)
		statement_add(s->out, Q2, "q2.none", GRADE_UNKNOWABLE);
}
