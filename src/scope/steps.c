/* steps: what to do now, in which order, and who loses service (Q10).
 *
 * The order is that of containment that holds: the proof is saved before
 * anything is touched; the account is closed at the door before its sessions
 * are ended, or the client is back at once; what they left behind goes before
 * the password, because a forward needs none; the password after that,
 * because caches keep the old one. */
#include "scope/ledger.h"

#include <string.h>

static struct statement *
step(struct scope *s, const char *key, enum grade grade)
{
	return statement_add(s->out, Q10, key, grade);
}

static void
account_step(struct scope *s, const char *key)
{
	for (size_t i = 0; i < s->account_count; i++) {
		const struct account *a = &s->accounts[i];

		if (a->grade <= GRADE_PROBABLE)
			statement_text(s->out, step(s, key, a->grade),
			    "account", name_of(s, a->user));
	}
}

/* A value of a statement that is a text; empty if it has none of that name. */
static struct str
text_of(const struct statement *st, const char *name)
{
	for (size_t i = 0; i < st->value_count; i++)
		if (strcmp(st->values[i].name, name) == 0)
			return st->values[i].text;
	return (struct str){ 0 };
}

enum { LEFT_MAX = 100 };	/* Q6 has them all */

/* Rules and forwards, each once, as Q6 tells them. */
static void
left_steps(struct scope *s)
{
	struct answer *q6 = &s->out->answer[Q6];
	struct table told;
	bool fresh;

	table_init(&told);
	for (size_t i = 0; i < q6->statement_count &&
	     told.used < LEFT_MAX; i++) {
		const struct statement *st = &q6->statements[i];
		bool forward = strcmp(st->key, "q6.forward") == 0;
		struct str object = text_of(st, "object");
		struct str account = text_of(st, "account");
		enum grade grade = st->grade;

		if (!forward && strcmp(st->key, "q6.rule") != 0)
			continue;
		table_add(&told, table_mix(str_hash(object),
		    str_hash(account)), &fresh);
		if (!fresh)
			continue;
		struct statement *made = step(s, forward
		    ? "q10.step.remove_forward" : "q10.step.remove_rule",
		    grade);

		statement_text(s->out, made, "object", object);
		statement_text(s->out, made, "account", account);
	}
	table_fini(&told);
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

		/* A hole may hide a register, and names none. */
		if (t->kind < T_RECORDS_FULL || t->kind > T_RECORDS_HIT ||
		    t->subject == 0)
			continue;
		table_add(&told, t->subject, &fresh);
		if (fresh)
			statement_text(s->out, step(s,
			    "q10.step.rotate_credential", GRADE_PROBABLE),
			    "register", name_of(s, t->subject));
	}
	table_fini(&told);
}

/* Passwords that stand in mail open what lies behind it. */
static void
mail_steps(struct scope *s)
{
	for (size_t i = 0; i < s->account_count; i++)
		if (s->accounts[i].read && s->accounts[i].tied)
			statement_text(s->out, step(s, "q10.step.search_mail",
			    s->accounts[i].grade), "account",
			    name_of(s, s->accounts[i].user));
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

/* What fired and is no incident by itself may be one for who knows more. */
static void
marking_step(struct scope *s)
{
	for (size_t i = 0; i < s->in.findings->count; i++)
		if (!s->in.incident->relevant[i] &&
		    s->in.findings->at[i].mark == MARK_NONE) {
			step(s, "q10.step.mark", GRADE_POSSIBLE);
			return;
		}
}

void
steps_answer(struct scope *s)
{
	bool outside = has_outside(s);

	if (s->account_count == 0 && s->address_count == 0 && !outside) {
		step(s, "q10.none", GRADE_UNKNOWABLE);
		marking_step(s);
		return;
	}
	statement_count(step(s, "q10.step.keep_logs", GRADE_CONFIRMED),
	    "count", s->out->coverage_count);
	if (outside)
		step(s, "q10.step.widen_window", s->in.outside.grade);
	address_steps(s);
	account_step(s, "q10.step.disable");
	account_step(s, "q10.step.kill_sessions");
	left_steps(s);
	account_step(s, "q10.step.reset_password");
	register_steps(s);
	mail_steps(s);
	question_steps(s);
	if (s->account_count > 0 || s->address_count > 0)
		step(s, "q10.step.watch", GRADE_CONFIRMED);
}
