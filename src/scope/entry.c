/* entry: how they got in, as rival readings with what speaks for and against
 * each, and what would refute it (Q2).  "Undetermined" is an answer.
 *
 * A reading that lines support says so with its grade; those of findings are
 * such lines, so that Q1 and Q2 never contradict each other.  One that no line
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
	[R_PHISHING] = { "q2.hypothesis.phishing", "q2.open.phishing",
	    "q2.refute.phishing", GRADE_UNKNOWABLE },
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
	uint64_t	      owners;		/* accounts that nobody took,
						 * from addresses of theirs */
	struct table	      readers;		/* addresses that read it */
	struct table	      findings;		/* (name, account) -> the first
						 * finding, + 1 */
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

/* Lines support it; what they say, by another key than the usual one. */
static struct statement *
holds_by(struct entry *e, enum reading r, const char *key, enum grade grade,
    const struct account *a)
{
	struct statement *st = say(e, r, key, grade, a);

	e->told[r] = true;
	if (grade < e->best) {
		e->best = grade;
		e->best_count = 0;
	}
	e->best_count += grade == e->best;
	return st;
}

static struct statement *
holds(struct entry *e, enum reading r, enum grade grade,
    const struct account *a)
{
	return holds_by(e, r, readings[r].holds, grade, a);
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
finding_prove(struct entry *e, const struct finding *f, struct proof_list *to)
{
	proofs_copy(e->s, to, &e->s->finding_proofs[f -
	    e->s->in.findings->at], GUESS_PROOFS);
}

static bool
is_of_incident(const struct entry *e, const struct finding *f)
{
	return e->s->in.incident->relevant[f - e->s->in.findings->at];
}

static uint64_t
finding_id(const char *name, uint32_t user)
{
	return table_mix(str_hash(str_from(name)), user);
}

/* They come by their beginning.  Those outside of the incident are evidence
 * too, where it has none of that name: a consent that its owner seemed to
 * give, a spraying from an address that never got in. */
static void
findings_index(struct entry *e)
{
	const struct finding_list *list = e->s->in.findings;
	bool fresh;

	for (int relevant = 1; relevant >= 0; relevant--)
		for (size_t i = 0; i < list->count; i++) {
			uint64_t *number;

			if (e->s->in.incident->relevant[i] != relevant ||
			    list->at[i].mark == MARK_FALSE)
				continue;
			number = table_add(&e->findings,
			    finding_id(list->at[i].name, list->at[i].user),
			    &fresh);
			if (fresh)
				*number = i + 1;
		}
}

/* The first finding of that name, about the account or, user 0, about no
 * single one; or NULL. */
static const struct finding *
finding_of(const struct entry *e, const char *name, uint32_t user)
{
	const uint64_t *number = table_find(&e->findings, finding_id(name,
	    user));

	return number == NULL ? NULL
	    : &e->s->in.findings->at[*number - 1];
}

/* The same, if it began before the account was entered. */
static const struct finding *
finding_before(const struct entry *e, const char *name, uint32_t user,
    const struct account *a)
{
	const struct finding *f = finding_of(e, name, user);

	return f != NULL && f->first.ms <= a->taken.ms ? f : NULL;
}

/* Refused attempts, and on how many accounts or from how many networks. */
static void
attempts_tell(struct entry *e, struct statement *st, const struct finding *f,
    uint64_t count)
{
	statement_count(st, "count", count);
	statement_count(st, "accounts", f->accounts);
	statement_count(st, "places", f->places);
	statement_text(e->s->out, st, "network", name_of(e->s, f->place));
	finding_prove(e, f, &st->proofs);
}

/* A network that failed on many accounts before it got in sprayed; what it
 * tried on this account is part of that. */
static void
guess_weigh(struct entry *e, const struct account *a, bool rival)
{
	const struct finding *f = a->guess == 0 ? NULL
	    : &e->s->in.findings->at[a->guess - 1];
	bool sprays = f != NULL && f->accounts > 1;

	if (f == NULL)
		return;
	attempts_tell(e, holds(e, sprays ? R_SPRAY : R_GUESSING,
	    rival ? GRADE_POSSIBLE : f->strength, a), f,
	    f->count - (f->count > 0));
	if (!sprays || f->own == 0)
		return;
	e->told[R_GUESSING] = true;
	attempts_tell(e, say(e, R_GUESSING, "q2.part.guessing",
	    GRADE_POSSIBLE, a), f, f->own);
}

/* Attempts went before from other networks than the one that got in. */
static void
attempts_weigh(struct entry *e, const struct account *a, bool rival)
{
	const struct finding *many = finding_before(e, "many_networks",
	    a->user, a);
	const struct finding *spray = finding_before(e, "password_spray", 0,
	    a);

	if (many == NULL)
		many = finding_before(e, "brute_force", a->user, a);
	if (many != NULL && !e->told[R_GUESSING])
		attempts_tell(e, holds_by(e, R_GUESSING,
		    "q2.hypothesis.guessing_networks",
		    rival || !is_of_incident(e, many) ? GRADE_POSSIBLE
		    : GRADE_PROBABLE, a), many, many->count);
	if (spray != NULL && !e->told[R_SPRAY])
		attempts_tell(e, holds_by(e, R_SPRAY,
		    "q2.hypothesis.spray_before", GRADE_POSSIBLE, a), spray,
		    spray->count);
}

/* As sure as the finding, if it is of the incident, and never certain: what is
 * certain is what happened, not that it was the way in. */
static enum grade
grade_by(const struct entry *e, const struct finding *f)
{
	return !is_of_incident(e, f) ? GRADE_POSSIBLE
	    : f->strength < GRADE_PROBABLE ? GRADE_PROBABLE : f->strength;
}

/* From one of the addresses that read the first mailbox?  What is read there
 * and used elsewhere is possible too, but nothing shows it. */
static bool
is_of_reader(const struct entry *e, const struct account *a)
{
	return a->src != 0 && table_find(&e->readers, a->src) != NULL;
}

/* They had read mail of another account by then: it may have stood there. */
static void
mail_weigh(struct entry *e, const struct account *a, bool rival)
{
	const struct finding *f = finding_before(e, "mail_to_record", a->user,
	    a);
	struct statement *st;

	if (rival) {
		st = holds(e, R_IN_MAIL, is_of_reader(e, a) ? GRADE_PROBABLE
		    : GRADE_POSSIBLE, a);
		statement_text(e->s->out, st, "other",
		    name_of(e->s, e->first_read->user));
		statement_time(st, "time", a->taken);
		proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
	} else if (f != NULL) {
		st = holds_by(e, R_IN_MAIL, "q2.hypothesis.mailbox_before",
		    grade_by(e, f), a);
		statement_time(st, "time", f->first);
		finding_prove(e, f, &st->proofs);
	}
}

/* No failure goes before: the password was known.  So it was where the right
 * one had been refused before, for want of a second factor or by a policy. */
static void
known_weigh(struct entry *e, const struct account *a)
{
	const struct finding *right = finding_before(e, "right_password",
	    a->user, a);
	struct statement *st;

	if (a->guess != 0)
		return;
	if (right != NULL) {
		st = holds_by(e, R_LEAKED, "q2.hypothesis.right_password",
		    is_of_incident(e, right) ? GRADE_PROBABLE
		    : GRADE_POSSIBLE, a);
		statement_time(st, "time", right->first);
		finding_prove(e, right, &st->proofs);
	} else {
		st = holds(e, R_LEAKED, GRADE_POSSIBLE, a);
		statement_text(e->s->out, st, "address",
		    name_of(e->s, a->src));
		proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
	}
	if (e->unfailed < STUFFED_MIN)
		return;
	st = holds(e, R_STUFFING, GRADE_POSSIBLE, a);
	statement_count(st, "accounts", e->unfailed);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
}

/* A message that a list of indicators names, before they came. */
static void
message_weigh(struct entry *e, const struct account *a)
{
	const struct finding *f = finding_before(e, "known_message", a->user,
	    a);
	struct statement *st;

	if (f == NULL)
		return;
	st = holds(e, R_PHISHING, GRADE_POSSIBLE, a);
	statement_time(st, "time", f->first);
	finding_prove(e, f, &st->proofs);
}

/* A session or a consent, which need no password. */
static void
token_weigh(struct entry *e, const struct account *a)
{
	const struct finding *token = finding_of(e, "stolen_token", a->user);
	const struct finding *stolen = token != NULL ? token
	    : finding_of(e, "stolen_cookie", a->user);
	const struct finding *consent = finding_before(e, "consent_or_app",
	    a->user, a);
	struct statement *st;

	if (stolen != NULL) {
		st = holds(e, R_SESSION, grade_by(e, stolen), a);
		statement_count(st, "count", stolen->count);
		finding_prove(e, stolen, &st->proofs);
	} else if (a->unsigned_pages > 0) {
		st = holds(e, R_SESSION, GRADE_POSSIBLE, a);
		statement_count(st, "count", a->unsigned_pages);
	}
	if (consent != NULL) {
		st = holds(e, R_CONSENT, grade_by(e, consent), a);
		statement_count(st, "count", consent->count);
		finding_prove(e, consent, &st->proofs);
	}
}

/* An address of theirs that accounts nobody took use as well. */
static void
insider_weigh(struct entry *e, const struct account *a)
{
	if (e->owners > 0)
		statement_count(holds(e, R_INSIDER, GRADE_POSSIBLE, a),
		    "accounts", e->owners);
}

/* Sign-ins of their own speak against what needs none. */
static void
signed_tell(struct entry *e, const struct account *a)
{
	struct statement *st;

	if (a->unsigned_pages > 0 || a->unsigned_records > 0)
		return;
	st = statement_add(e->s->out, Q2, a->sessions == 1
	    ? "q2.rival.signed_in_one" : "q2.rival.signed_in",
	    GRADE_PROBABLE);
	statement_text(e->s->out, st, "account", name_of(e->s, a->user));
	statement_count(st, "count", a->sessions);
	proofs_copy(e->s, &st->proofs, &a->entry, GUESS_PROOFS);
}

/* Readings that nothing supports; refused attempts speak against one. */
static void
open_tell(struct entry *e, const struct account *a)
{
	struct statement *st;

	for (int r = 0; r < READING_COUNT; r++) {
		if (e->told[r])
			continue;
		st = say(e, (enum reading)r, readings[r].open,
		    readings[r].unsupported, a);
		if (r == R_LEAKED && a->guess != 0)
			finding_prove(e, &e->s->in.findings->at[a->guess - 1],
			    &st->against);
	}
}

static void
readers_fill(struct entry *e)
{
	const struct session_list *list = e->s->in.sessions;
	bool fresh;

	for (uint32_t n = 0; e->first_read != NULL && n < list->count; n++)
		if (list->at[n].user == e->first_read->user &&
		    list->at[n].src != 0 &&
		    e->s->in.incident->judged[n].grade <= GRADE_PROBABLE)
			table_add(&e->readers, list->at[n].src, &fresh);
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
	mail_weigh(e, a, rival);
	guess_weigh(e, a, rival && is_of_reader(e, a));
	attempts_weigh(e, a, rival && is_of_reader(e, a));
	known_weigh(e, a);
	message_weigh(e, a);
	token_weigh(e, a);
	insider_weigh(e, a);
	if (e->best > GRADE_PROBABLE || e->best_count > 1) {
		st = statement_add(e->s->out, Q2, e->best > GRADE_PROBABLE
		    ? "q2.undetermined_weak" : "q2.undetermined",
		    GRADE_UNKNOWABLE);
		statement_text(e->s->out, st, "account",
		    name_of(e->s, a->user));
		statement_count(st, "count", e->best_count);
	}
	signed_tell(e, a);
	if (first)
		open_tell(e, a);
}

/* The account of theirs whose mail they read first. */
static const struct account *
account_read_first(const struct scope *s)
{
	const struct account *best = NULL;

	for (size_t i = 0; i < s->account_count; i++) {
		const struct account *o = &s->accounts[i];

		if (o->read && o->grade <= GRADE_PROBABLE &&
		    (best == NULL || o->read_at.ms < best->read_at.ms))
			best = o;
	}
	return best;
}

/* Is no session theirs?  One of which no line tells the account may be. */
static bool
is_nobody(const struct scope *s)
{
	for (uint32_t n = 0; n < s->in.sessions->count; n++)
		if (s->in.incident->judged[n].grade <= GRADE_PROBABLE)
			return false;
	return true;
}

void
entry_answer(struct scope *s)
{
	struct entry e = { .s = s, .first_read = account_read_first(s) };
	bool first = true;

	table_init(&e.findings);
	table_init(&e.readers);
	findings_index(&e);
	readers_fill(&e);
	for (size_t i = 0; i < s->address_count; i++)
		if (s->addresses[i].grade <= GRADE_PROBABLE)
			e.owners += s->addresses[i].owners;
	for (size_t i = 0; i < s->account_count; i++)
		e.unfailed += s->accounts[i].grade <= GRADE_PROBABLE &&
		    s->accounts[i].guess == 0;
	for (size_t i = 0; i < s->account_count; i++) {
		if (s->accounts[i].grade > GRADE_PROBABLE)
			continue;
		account_weigh(&e, &s->accounts[i], first);
		first = false;
	}
	if (first) {
		statement_add(s->out, Q2, is_nobody(s) ? "q2.none"
		    : "q2.no_account", GRADE_UNKNOWABLE);
		doubt_tell(s, Q2);
	}
	table_fini(&e.findings);
	table_fini(&e.readers);
}
