#include "scope/facts.h"

enum { STATEMENTS_MAX = 500 };	/* of one kind; the figures count on */

bool
facts_first(struct scope *s, uint64_t kind, uint64_t a, uint64_t b)
{
	bool fresh;

	table_add(&s->asked, table_mix(kind, table_mix(a, b)), &fresh);
	return fresh;
}

struct statement *
facts_tell(struct scope *s, enum question q, const char *key, enum grade grade,
    uint32_t proof)
{
	struct proof_set set = { 0 };
	struct statement *st;

	if (s->out->answer[q].statement_count >= STATEMENTS_MAX)
		return NULL;
	st = statement_add(s->out, q, key, grade);
	proof_set_add(&set, proof);
	st->proofs = proof_set_keep(s->out, &set);
	return st;
}

struct tally *
facts_count(struct scope *s, const struct facts *f, enum tally_kind kind,
    uint32_t subject, uint64_t n, bool sure)
{
	struct tally *t = tally_of(&s->tallies, kind, subject);

	tally_sum(t, n, sure);
	proof_set_add(&t->proofs, f->proof);
	return t;
}

void
facts_floor(struct tally *t, bool sure, uint64_t n)
{
	if (sure && n > 0 && t->floor == 0)
		t->floor = 1;
}
