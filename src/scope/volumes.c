/* volumes: what they saw, took and changed, once the tallies are full
 * (Q4, Q5, Q6). */
#include "scope/sources.h"

#include <stdlib.h>
#include <string.h>

static const struct volume {
	enum question question;
	const char   *none;
} volumes[] = {
	{ Q4, "q4.none" }, { Q5, "q5.none" }, { Q6, "q6.none" },
};

static bool
has_figure(const struct answer *answer)
{
	for (size_t i = 0; i < answer->figure_count; i++)
		if (answer->figures[i].at_most > 0)
			return true;
	return answer->statement_count > 0;
}

/* Whose mail was read, among the subjects of figures. */
static bool
is_account(const struct scope *s, struct str subject)
{
	for (size_t i = 0; i < s->account_count; i++)
		if (s->accounts[i].read &&
		    str_eq(name_of(s, s->accounts[i].user), subject))
			return true;
	return false;
}

/* The least that a stored message can leave as, in permille: BINARY (RFC
 * 3516) sends a base64 part decoded, 57 bytes for a line of 78. */
enum { LEAST_PERMILLE = 57 * 1000 / 78 };

/* What is stored in more bytes than this left in fewer than all. */
static uint64_t
stored_most(uint64_t left)
{
	return left > UINT64_MAX / 1000 ? left
	    : (left * 1000 + LEAST_PERMILLE - 1) / LEAST_PERMILLE;
}

/* What a forward sends out is no session's, and in none of its counters. */
static bool
is_forwarded(const struct scope *s, struct str account)
{
	const struct answer *q6 = &s->out->answer[Q6];

	for (size_t i = 0; i < q6->statement_count; i++) {
		const struct statement *st = &q6->statements[i];

		for (size_t v = 0; v < st->value_count; v++)
			if (strcmp(st->key, "q6.forward") == 0 &&
			    strcmp(st->values[v].name, "account") == 0 &&
			    str_eq(st->values[v].text, account))
				return true;
	}
	return false;
}

/* Bytes of a counter are a ceiling that the server itself wrote; and what is
 * larger than all that left was not among it. */
static void
ceilings_tell(struct scope *s)
{
	struct answer *q5 = &s->out->answer[Q5];
	size_t count = q5->figure_count;

	for (size_t i = 0; i < count; i++) {
		const struct figure *f = &q5->figures[i];
		struct statement *st;

		if (strcmp(f->key, "figure.bytes") != 0 ||
		    f->subject.len == 0 || f->at_most == AT_MOST_UNKNOWN)
			continue;
		st = statement_add(s->out, Q5, "q5.ceiling_all", GRADE_PROBABLE);
		statement_text(s->out, st, "account", f->subject);
		statement_bytes(st, "bytes", f->at_most);
		if (!is_account(s, f->subject) ||
		    is_forwarded(s, f->subject))
			continue;
		st = statement_add(s->out, Q5, "q5.too_large", GRADE_PROBABLE);
		statement_text(s->out, st, "account", f->subject);
		statement_bytes(st, "bytes", stored_most(f->at_most));
	}
}

/* Where nothing caps which sessions are theirs, nothing caps what was seen in
 * them: of all that the sources read tell. */
static void
doubt_open(struct scope *s)
{
	uint32_t told = 0;

	if (!knows_no_most(s))
		return;
	for (size_t c = 0; c < s->out->coverage_count; c++)
		told |= sources_of_stream(s,
		    s->out->coverage[c].stream).tallies;
	for (int kind = 0; kind < T_COUNT; kind++)
		if ((told >> kind & 1) &&
		    !tallies_have(&s->tallies, (enum tally_kind)kind))
			tally_of(&s->tallies, (enum tally_kind)kind, 0);
	for (size_t i = 0; i < s->tallies.count; i++)
		s->tallies.at[i].unknown = true;
}

/* Records of which no line says how much was shown may have been shown in
 * full: where some are known to have been, those cap nothing by themselves. */
static void
depths_widen(struct scope *s)
{
	static const enum tally_kind known[] = { T_RECORDS_FULL,
		T_RECORDS_SUMMARY, T_RECORDS_HIT };

	for (size_t i = 0; i < s->tallies.count; i++)
		for (size_t k = 0; k < sizeof known / sizeof *known &&
		    s->tallies.at[i].kind == T_RECORDS_SEEN; k++) {
			struct tally *t = tallies_find(&s->tallies, known[k],
			    s->tallies.at[i].subject);

			if (t != NULL)
				tally_may(t, &s->tallies.at[i]);
		}
}

static const struct figure *
figure_of(const struct scope *s, enum question q, const char *key,
    struct str subject)
{
	const struct answer *a = &s->out->answer[q];

	for (size_t i = 0; i < a->figure_count; i++)
		if (strcmp(a->figures[i].key, key) == 0 &&
		    str_eq(a->figures[i].subject, subject))
			return &a->figures[i];
	return NULL;
}

/* Is it a mass read of the account's mails, and of the incident? */
static bool
is_mass_read(const struct scope *s, size_t number, uint32_t user)
{
	const struct finding *f = &s->in.findings->at[number];

	return f->user == user && s->in.incident->relevant[number] &&
	    f->kinds == KIND_BIT(K_LOGOUT) && strcmp(f->name, "mass_read") == 0;
}

/* Why a finding says 240 and the figure at least 1. */
static void
bodies_tell(struct scope *s, const struct account *account)
{
	const struct figure *f = figure_of(s, Q4, "figure.messages",
	    name_of(s, account->user));
	struct proof_set lines = { 0 };
	struct statement *st;
	uint64_t bodies = 0;

	for (size_t i = 0; f != NULL && i < s->in.findings->count; i++) {
		const struct proof_list *of = &s->out->finding_lines[i];

		if (!is_mass_read(s, i, account->user))
			continue;
		bodies += s->in.findings->at[i].count;
		for (size_t n = 0; n < of->count; n++)
			proof_set_add(&lines, of->at[n]);
	}
	if (f != NULL && bodies > f->at_least) {
		st = statement_add(s->out, Q4, "q4.bodies", f->grade);
		statement_text(s->out, st, "account", f->subject);
		statement_key(st, "finding", "finding.mass_read");
		statement_count(st, "count", bodies);
		statement_count(st, "least", f->at_least);
		st->proofs = proof_set_keep(s->out, &lines);
	} else {
		free(lines.at);
	}
}

void
volumes_answer(struct scope *s)
{
	doubt_open(s);
	depths_widen(s);
	tallies_answer(&s->tallies, s->in.names, s->out);
	for (size_t i = 0; i < s->account_count; i++)
		bodies_tell(s, &s->accounts[i]);
	ceilings_tell(s);
	for (size_t i = 0; i < sizeof volumes / sizeof *volumes; i++) {
		doubt_tell(s, volumes[i].question);
		if (!has_figure(&s->out->answer[volumes[i].question]) &&
		    (volumes[i].question == Q6 ||
			!tallies_have(&s->tallies, T_SQL_ROWS)))
			statement_add(s->out, volumes[i].question,
			    volumes[i].none, GRADE_UNKNOWABLE);
	}
}
