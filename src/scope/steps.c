/* steps: what to do now, in which order, and who loses service (Q10).
 *
 * The order is that of containment that holds: close the account at the door
 * before its sessions are ended, or the client is back at once; change the
 * password after that, because caches keep the old one; then what they left
 * behind; then what would have told more. */
#include "scope/ledger.h"

static struct statement *
step(struct scope *s, const char *key, enum grade grade)
{
	return statement_add(s->out, Q10, key, grade);
}

static void
account_steps(struct scope *s)
{
	static const char *const keys[] = {
		"q10.step.disable", "q10.step.kill_sessions",
		"q10.step.reset_password",
	};

	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		for (size_t i = 0; i < s->account_count; i++) {
			const struct account *a = &s->accounts[i];

			if (a->grade <= GRADE_PROBABLE)
				statement_text(s->out, step(s, keys[k],
				    a->grade), "account", name_of(s, a->user));
		}
}

static void
address_steps(struct scope *s)
{
	for (size_t i = 0; i < s->address_count; i++) {
		const struct address *a = &s->addresses[i];
		struct statement *st;

		if (a->grade > GRADE_PROBABLE)
			continue;
		st = step(s, "q10.step.block_address", a->grade);
		statement_text(s->out, st, "address", name_of(s, a->src));
		statement_count(st, "count", a->owners);
	}
}

static void
register_steps(struct scope *s)
{
	struct table told;
	bool fresh;

	table_init(&told);
	for (size_t i = 0; i < s->tallies.count; i++) {
		const struct tally *t = &s->tallies.at[i];

		if (t->kind < T_RECORDS_FULL || t->kind > T_RECORDS_HIT)
			continue;
		table_add(&told, t->subject, &fresh);
		if (fresh)
			statement_text(s->out, step(s,
			    "q10.step.rotate_credential", GRADE_PROBABLE),
			    "register", name_of(s, t->subject));
	}
	table_fini(&told);
}

static void
question_steps(struct scope *s)
{
	for (size_t i = 0; i < s->account_count; i++)
		if (s->accounts[i].possible > 0)
			statement_text(s->out, step(s, "q10.step.ask_owner",
			    GRADE_POSSIBLE), "account",
			    name_of(s, s->accounts[i].user));
}

void
steps_answer(struct scope *s)
{
	size_t before = s->out->answer[Q10].statement_count;

	address_steps(s);
	account_steps(s);
	register_steps(s);
	question_steps(s);
	if (s->out->answer[Q10].statement_count == before) {
		step(s, "q10.none", GRADE_UNKNOWABLE);
		return;
	}
	for (size_t c = 0; c < s->out->coverage_count; c++)
		statement_text(s->out, step(s, "q10.step.keep_logs",
		    GRADE_CONFIRMED), "stream", s->out->coverage[c].stream);
}
