#include "scope/scope.h"

#include <stdlib.h>

#include "base/must.h"
#include "scope/ledger.h"

/* Findings wait for their lines, by place or account: the first to begin comes
 * first. */
static void
chains_open(struct scope *s)
{
	for (uint32_t i = (uint32_t)s->in.findings->count; i-- > 0;) {
		const struct finding *f = &s->in.findings->at[i];
		uint64_t *head;

		if (f->kinds == 0)
			continue;
		head = f->place != 0 ? dense_at(&s->place_chains, f->place)
		    : dense_at(&s->user_chains, f->user);
		s->chain_next[i] = (uint32_t)*head;
		*head = i + 1;
	}
}

struct scope *
scope_open(const struct scope_input *input, struct answers *answers)
{
	struct scope *s = mem_zero(sizeof *s);

	s->in = *input;
	s->out = answers;
	tallies_init(&s->tallies);
	table_init(&s->account_of);
	table_init(&s->address_of);
	table_init(&s->asked);
	table_init(&s->blind_of);
	s->finding_proofs = mem_zero((input->findings->count + 1) *
	    sizeof *s->finding_proofs);
	s->chain_next = mem_zero((input->findings->count + 1) *
	    sizeof *s->chain_next);
	answers->finding_lines = arena_zero(&answers->arena,
	    (input->findings->count + 1) * sizeof *answers->finding_lines);
	answers->incidents = input->incident->found;
	chains_open(s);
	reach_open(s);
	holes_open(s);
	return s;
}

void
scope_feed(struct scope *s, const struct brief *brief, uint32_t session,
    uint32_t place)
{
	must(session == SESSION_NO || session < s->in.sessions->count);
	collect(s, brief, session, place);
}

/* The answer as a whole is as sure as the surest thing it says. */
static void
grades_sum(struct answers *out)
{
	for (int q = 0; q < Q_COUNT; q++) {
		struct answer *a = &out->answer[q];

		a->grade = GRADE_UNKNOWABLE;
		for (size_t i = 0; i < a->statement_count; i++)
			if (a->statements[i].grade < a->grade)
				a->grade = a->statements[i].grade;
		for (size_t i = 0; i < a->figure_count; i++)
			if (a->figures[i].grade < a->grade &&
			    a->figures[i].at_most > 0)
				a->grade = a->figures[i].grade;
	}
}

static void
shares_free(struct share *by, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(by[i].proofs.at);
}

static void
scope_free(struct scope *s)
{
	for (size_t i = 0; i < s->in.findings->count; i++)
		free(s->finding_proofs[i].at);
	for (size_t i = 0; i < s->account_count; i++) {
		free(s->accounts[i].entry.at);
		free(s->accounts[i].backend.proofs.at);
		shares_free(s->accounts[i].by, SHARES);
	}
	for (size_t i = 0; i < s->address_count; i++)
		shares_free(s->addresses[i].by, SHARES);
	free(s->finding_proofs);
	free(s->chain_next);
	free(s->verdict_proofs);
	free(s->accounts);
	free(s->addresses);
	free(s->windows);
	free(s->blind_sign_ins.at);
	tallies_fini(&s->tallies);
	dense_fini(&s->verdict_of);
	dense_fini(&s->place_chains);
	dense_fini(&s->user_chains);
	table_fini(&s->account_of);
	table_fini(&s->address_of);
	table_fini(&s->asked);
	table_fini(&s->blind_of);
	free(s);
}

void
scope_close(struct scope *s)
{
	s->proven = proof_set_keep(s->out, &s->sign_ins);
	cloud_close(s);
	blind_answer(s);	/* first: it takes away upper ends */
	entry_answer(s);	/* copies the findings' lines */
	story_answer(s);
	reach_answer(s);
	steps_answer(s);
	volumes_answer(s);	/* sorts the tallies: nothing adds after it */
	duties_answer(s);	/* takes figures */
	grades_sum(s->out);
	scope_free(s);
}
