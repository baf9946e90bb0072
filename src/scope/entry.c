/* entry: how they got in, as rival readings with what speaks for and against
 * each, and what would refute it (Q2).  "Undetermined" is an answer.
 *
 * A reading that lines support says so with its grade.  One that no line
 * supports is told of the account that was taken first only: possible where
 * lines that could have shown it were read, unknowable where no source tells
 * of it.  It is never excluded, because nothing proves a text log whole. */
#include "scope/ledger.h"

#include <string.h>

enum reading {
	R_SPRAY, R_GUESSING, R_STUFFING, R_LEAKED, R_IN_MAIL, R_PHISHING,
	R_SESSION, R_CONSENT, R_FLAW, R_INSIDER,
	READING_COUNT
};

/* What is said of a reading, by key: for it, that nothing supports it, and
 * what would refute or settle it. */
static const struct reading_keys {
	const char *holds, *open, *refute;
	enum grade  unsupported;
} readings[READING_COUNT] = {
	[R_SPRAY] = { "q2.hypothesis.password_spray", "q2.open.password_spray",
	    "q2.refute.password_spray", GRADE_POSSIBLE },
	[R_GUESSING] = { "q2.hypothesis.guessing", "q2.open.guessing",
	    "q2.refute.guessing", GRADE_POSSIBLE },
	[R_STUFFING] = { "q2.hypothesis.stuffing", "q2.open.stuffing",
	    "q2.refute.stuffing", GRADE_POSSIBLE },
	[R_LEAKED] = { "q2.hypothesis.leaked_password",
	    "q2.open.leaked_password", "q2.refute.leaked_password",
	    GRADE_POSSIBLE },
	[R_IN_MAIL] = { "q2.hypothesis.password_in_mail",
	    "q2.open.password_in_mail", "q2.refute.password_in_mail",
	    GRADE_POSSIBLE },
	[R_PHISHING] = { NULL, "q2.open.phishing", "q2.refute.phishing",
	    GRADE_UNKNOWABLE },
	[R_SESSION] = { "q2.hypothesis.stolen_session",
	    "q2.open.stolen_session", "q2.refute.stolen_session",
	    GRADE_POSSIBLE },
	[R_CONSENT] = { "q2.hypothesis.consent", "q2.open.consent",
	    "q2.refute.consent", GRADE_UNKNOWABLE },
	[R_FLAW] = { "q2.hypothesis.server_flaw", "q2.open.server_flaw",
	    "q2.refute.server_flaw", GRADE_UNKNOWABLE },
	[R_INSIDER] = { "q2.hypothesis.insider", "q2.open.insider",
	    "q2.refute.insider", GRADE_UNKNOWABLE },
};

/* Accounts entered at the first attempt that make a list of stolen pairs
 * likelier than so many lucky guesses. */
enum { STUFFED_MIN = 3 };

/* What is weighed. */
struct entry {
	struct scope	     *s;
	const struct account *first_read;	/* whose mail they read first */
	uint64_t	      unfailed;		/* accounts without a guess */
	bool		      told[READING_COUNT];	/* of this account */
	enum grade	      best;
	unsigned	      best_count;	/* readings of that grade */
};

static struct statement *
say(struct entry *e, enum reading r, const char *key, enum grade grade,
    const struct account *a)
{
	struct statement *st = statement_add(e->s->out, Q2, key, grade);

	statement_text(e->s->out, st, "account", name_of(e->s, a->user));
	statement_key(st, "refute", readings[r].refute);
	return st;
}

/* Lines support it. */
static struct statement *
holds(struct entry *e, enum reading r, enum grade grade,
    const struct account *a, uint64_t count)
{
	struct statement *st = say(e, r, readings[r].holds, grade, a);

	statement_count(st, "count", count);
	statement_count(st, "addresses", a->addresses);
	e->told[r] = true;
	if (grade < e->best) {
		e->best = grade;
		e->best_count = 0;
	}
	e->best_count += grade == e->best;
	return st;
}

static void
proofs_copy(struct scope *s, struct proof_list *to,
    const struct proof_set *from, size_t most)
{
	struct proof_set copy = { 0 };

	for (size_t i = 0; i < from->count && i < most; i++)
		proof_set_add(&copy, from->at[i]);
	*to = proof_set_keep(s->out, &copy);
}

/* Lines named here; the finding under Q1 names all. */
enum { GUESS_PROOFS = 100 };

static void
guess_weigh(struct entry *e, const struct account *a, bool rival)
{
	uint32_t number = a->guess - 1;
	const struct finding *f;
	struct statement *st;

	if (a->guess == 0)
		return;
	f = &e->s->in.findings->at[number];
	st = holds(e, f->strength == GRADE_CONFIRMED ? R_SPRAY : R_GUESSING,
	    rival ? GRADE_POSSIBLE : f->strength, a, f->count - 1);
	proofs_copy(e->s, &st->proofs, &e->s->finding_proofs[number],
	    GUESS_PROOFS);
}

/* They had read mail of another account by then: it may have stood there. */
static void
mail_weigh(struct entry *e, const struct account *a)
{
	struct statement *st;

	st = holds(e, R_IN_MAIL, GRADE_PROBABLE, a, 0);
	statement_text(e->s->out, st, "other",
	    name_of(e->s, e->first_read->user));
	statement_time(st, "time", a->taken);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
}

/* No failure goes before: the password was known. */
static void
known_weigh(struct entry *e, const struct account *a)
{
	struct statement *st;

	if (a->guess != 0)
		return;
	st = holds(e, R_LEAKED, GRADE_POSSIBLE, a, 0);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
	if (e->unfailed < STUFFED_MIN)
		return;
	st = holds(e, R_STUFFING, GRADE_POSSIBLE, a, 0);
	statement_count(st, "accounts", e->unfailed);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
}

/* The first relevant finding of that name about the account. */
static size_t
finding_of(const struct scope *s, const struct account *a, const char *name)
{
	size_t i = 0;

	while (i < s->in.findings->count &&
	    (!s->in.incident->relevant[i] ||
	    s->in.findings->at[i].user != a->user ||
	    strcmp(s->in.findings->at[i].name, name) != 0))
		i++;
	return i;
}

/* A session or a consent, which need no password. */
static void
token_weigh(struct entry *e, const struct account *a)
{
	size_t stolen = finding_of(e->s, a, "stolen_token");
	size_t consent = finding_of(e->s, a, "consent_or_app");
	const struct finding_list *list = e->s->in.findings;
	struct statement *st;

	if (stolen < list->count) {
		st = holds(e, R_SESSION, GRADE_PROBABLE, a,
		    list->at[stolen].count);
		proofs_copy(e->s, &st->proofs, &e->s->finding_proofs[stolen],
		    GUESS_PROOFS);
	} else if (a->unsigned_pages > 0) {
		holds(e, R_SESSION, GRADE_POSSIBLE, a, a->unsigned_pages);
	}
	if (consent < list->count &&
	    list->at[consent].first.ms <= a->taken.ms) {
		st = holds(e, R_CONSENT, GRADE_PROBABLE, a,
		    list->at[consent].count);
		proofs_copy(e->s, &st->proofs, &e->s->finding_proofs[consent],
		    GUESS_PROOFS);
	}
}

/* An address of theirs that accounts nobody took use as well. */
static void
insider_weigh(struct entry *e, const struct account *a)
{
	uint64_t owners = 0;

	for (size_t i = 0; i < e->s->address_count; i++)
		owners += e->s->addresses[i].owners;
	if (owners > 0)
		statement_count(holds(e, R_INSIDER, GRADE_POSSIBLE, a, 0),
		    "accounts", owners);
}

/* Sign-ins of their own speak against what needs none. */
static void
signed_tell(struct entry *e, const struct account *a)
{
	struct statement *st;

	if (a->unsigned_pages > 0 || a->unsigned_records > 0)
		return;
	st = statement_add(e->s->out, Q2, "q2.rival.signed_in",
	    GRADE_PROBABLE);
	statement_text(e->s->out, st, "account", name_of(e->s, a->user));
	statement_count(st, "count", a->sessions);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
}

/* Readings that nothing supports, and phishing, which nothing could. */
static void
open_tell(struct entry *e, const struct account *a)
{
	for (int r = 0; r < READING_COUNT; r++)
		if (!e->told[r])
			say(e, (enum reading)r, readings[r].open,
			    readings[r].unsupported, a);
}

static void
account_weigh(struct entry *e, const struct account *a, bool first)
{
	bool rival = e->first_read != NULL && e->first_read != a &&
	    e->first_read->read_at.ms < a->taken.ms;
	struct statement *st;

	memset(e->told, 0, sizeof e->told);
	e->best = GRADE_UNKNOWABLE;
	e->best_count = 0;
	if (rival)
		mail_weigh(e, a);
	guess_weigh(e, a, rival);
	known_weigh(e, a);
	token_weigh(e, a);
	insider_weigh(e, a);
	if (e->best > GRADE_PROBABLE || e->best_count > 1) {
		st = statement_add(e->s->out, Q2, "q2.undetermined",
		    GRADE_UNKNOWABLE);
		statement_text(e->s->out, st, "account",
		    name_of(e->s, a->user));
		statement_count(st, "count", e->best_count);
	}
	signed_tell(e, a);
	if (first)
		open_tell(e, a);
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

void
entry_answer(struct scope *s)
{
	struct entry e = { .s = s, .first_read = account_read_first(s) };
	bool first = true;

	for (size_t i = 0; i < s->account_count; i++)
		e.unfailed += s->accounts[i].grade <= GRADE_PROBABLE &&
		    s->accounts[i].guess == 0;
	for (size_t i = 0; i < s->account_count; i++) {
		if (s->accounts[i].grade > GRADE_PROBABLE)
			continue;
		account_weigh(&e, &s->accounts[i], first);
		first = false;
	}
	if (first)
		statement_add(s->out, Q2, "q2.none", GRADE_UNKNOWABLE);
}
