/* collect: the second pass.
 *
 * Every brief of a session that is not excluded becomes a proof and goes
 * into the tallies: mail in collect_mail.c, records here. */
#include "scope/facts.h"

static enum tally_kind
depth_tally(uint64_t depth)
{
	return depth == DEPTH_FULL ? T_RECORDS_FULL
	    : depth == DEPTH_SUMMARY ? T_RECORDS_SUMMARY
	    : depth == DEPTH_HIT ? T_RECORDS_HIT : T_RECORDS_SEEN;
}

/* Record ids as logged: a JSON array of texts, or texts with commas. */
static uint64_t
collect_records(struct scope *s, const struct facts *f, struct tally *t)
{
	static const char between[] = "[]\", ";
	struct str list = name_of(s, f->b->item);
	uint64_t found = 0;

	while (list.len > 0) {
		size_t n = 0;

		while (n < list.len &&
		    memchr(between, list.at[n], sizeof between - 1) == NULL)
			n++;
		if (n > 0) {
			tally_item(&s->tallies, t,
			    str_hash(str_of(list.at, n)), f->sure);
			found++;
		}
		str_drop(&list, n < list.len ? n + 1 : n);
	}
	return found;
}

static void
collect_export(struct scope *s, const struct facts *f)
{
	struct statement *st;

	facts_count(s, f, T_ROWS, f->b->object, f->b->n[N_ROWS], f->sure);
	st = facts_tell(s, Q5, f->b->n[N_BYTES] > 0 ? "q5.export" :
	    "q5.export_rows", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "object", name_of(s, f->b->object));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
	statement_count(st, "rows", f->b->n[N_ROWS]);
	if (f->b->n[N_BYTES] > 0)
		statement_bytes(st, "bytes", f->b->n[N_BYTES]);
}

/* Rows of a reply that names no records may each be another record: they
 * raise the ceiling, and that one was seen is sure. */
static void
collect_record(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	struct tally *t;
	uint64_t named;

	if (b->device != 0)
		collect_search(s, f, b->device);
	if (b->object == 0 || (b->item == 0 && b->n[N_ROWS] == 0))
		return;
	facts_count(s, f, T_BYTES, f->user, b->n[N_BYTES], f->sure);
	if ((b->flags & BRIEF_BULK) || b->n[N_ACTION] == ACTION_EXPORT)
		collect_export(s, f);
	t = tally_of(&s->tallies, depth_tally(b->n[N_DEPTH]), b->object);
	proof_set_add(&t->proofs, f->proof);
	named = collect_records(s, f, t);
	if (named < b->n[N_ROWS]) {
		tally_sum(t, b->n[N_ROWS] - named, false);
		facts_floor(t, f->sure, b->n[N_ROWS]);
	}
}

/* Statements of a session in the database.  How many rows COPY gave is never
 * told, and of others not always. */
static void
collect_query(struct scope *s, const struct facts *f)
{
	uint64_t rows = f->b->n[N_ROWS];
	struct tally *t;

	if (f->b->object == 0 && rows == 0 &&
	    (f->b->flags & BRIEF_BULK) == 0)
		return;
	t = facts_count(s, f, T_SQL_ROWS, f->b->object, rows, f->sure);
	t->unknown |= rows == 0;
}

static void
collect_session(struct scope *s, const struct facts *f)
{
	collect_folder(s, f);
	switch ((enum kind)f->b->kind) {
	case K_LOGOUT:
		if (f->b->service == SERVICE_IMAP)
			collect_imap_end(s, f);
		else if (f->b->service == SERVICE_POP3)
			collect_pop3_end(s, f);
		break;
	case K_PAGE:
		collect_page(s, f);
		break;
	case K_MAIL_OPEN:
		collect_open(s, f);
		break;
	case K_MAIL_FETCH:
		collect_fetch(s, f);
		break;
	case K_MAIL_SEARCH:
		collect_mail_search(s, f);
		break;
	case K_MAIL_CHANGE:
		if (f->b->n[N_ACTION] == ACTION_EXPUNGE)
			collect_expunge(s, f);
		break;
	case K_SUBMIT:
		facts_count(s, f, T_SENT, f->user, 1, f->sure);
		break;
	case K_RULE_CHANGE:
		collect_rule(s, f);
		break;
	case K_RECORD:
		collect_record(s, f);
		break;
	case K_QUERY:
		collect_query(s, f);
		break;
	default:
		break;
	}
}

/* A Sieve forward works for the intruder while nobody is signed in. */
static void
collect_forward(struct scope *s, const struct brief *b)
{
	const struct account *a = account_find(s, b->user);
	struct statement *st;
	struct tally *t;
	struct proof proof;
	uint32_t line;

	if (a == NULL || b->n[N_ACTION] != ACTION_FORWARD ||
	    b->time.ms < a->taken.ms ||
	    !facts_first(s, K_MAIL_LOCAL, b->user, b->object))
		return;
	proof = proof_of(b, s->in.names);
	line = answers_prove(s->out, &proof);
	t = tally_of(&s->tallies, T_RULES, b->user);
	tally_sum(t, 1, false);
	proof_set_add(&t->proofs, line);
	st = facts_tell(s, Q6, "q6.forward", GRADE_PROBABLE, line);
	if (st == NULL)
		return;
	statement_text(s->out, st, "account", name_of(s, b->user));
	statement_text(s->out, st, "object", name_of(s, b->object));
	statement_time(st, "time", b->time);
}

static bool
is_proof_of(const struct finding *f, const struct brief *b,
    uint32_t session, uint32_t place)
{
	return (f->kinds & KIND_BIT(b->kind)) != 0 &&
	    b->time.ms >= f->first.ms && b->time.ms <= f->last.ms &&
	    (f->place == 0 || f->place == place) &&
	    (f->change == 0 || f->change == b->n[N_CHANGE]) &&
	    (f->user == 0 || f->user == b->user ||
	    (f->session != 0 && f->session == session + 1));
}

/* What the web server sent to an address of theirs, whatever page: its own
 * count, beside the application's. */
static void
collect_web(struct scope *s, const struct brief *b)
{
	const struct address *a = address_find(s, b->src);
	struct tally *t;
	struct proof proof;

	if (a == NULL)
		return;
	proof = proof_of(b, s->in.names);
	t = tally_of(&s->tallies, T_WEB_BYTES, b->src);
	tally_sum(t, b->n[N_HTTP_BYTES], a->grade == GRADE_CONFIRMED);
	proof_set_add(&t->proofs, answers_prove(s->out, &proof));
}

enum { WINDOW_SLACK_MS = 2000 };	/* database and application log one
					 * request within this */

/* Rows the database gave while a session of theirs was in an application:
 * others may have asked too, so it is a ceiling. */
static void
collect_rows(struct scope *s, const struct brief *b)
{
	struct tally *t;
	struct proof proof;

	if (b->object == 0 || b->n[N_ROWS] == 0)
		return;
	while (s->window_at < s->window_count &&
	    s->windows[s->window_at].to.ms + WINDOW_SLACK_MS < b->time.ms)
		s->window_at++;
	if (s->window_at == s->window_count ||
	    b->time.ms < s->windows[s->window_at].from.ms - WINDOW_SLACK_MS)
		return;
	proof = proof_of(b, s->in.names);
	t = tally_of(&s->tallies, T_DB_ROWS, b->object);
	tally_sum(t, b->n[N_ROWS], false);
	proof_set_add(&t->proofs, answers_prove(s->out, &proof));
}

enum {
	PROOFS_MAX = 5000,	/* of one finding; it counts on */
	REST_MAX = FINDING_LINES,	/* of one outside of the incident */
	REST_TOTAL = 20000,		/* of all of those */
};

static bool
is_proven(const struct scope *s, uint32_t finding)
{
	size_t count = s->finding_proofs[finding].count;

	return s->in.incident->relevant[finding] ? count >= PROOFS_MAX
	    : count >= REST_MAX || s->rest_proofs >= REST_TOTAL;
}

/* Lines come in time order: findings that begin later wait, those that are
 * over leave the chain. */
static void
collect_chain(struct scope *s, struct dense *heads, uint32_t name,
    const struct brief *b, uint32_t session, uint32_t place)
{
	uint32_t at = (uint32_t)dense_get(heads, name), before = 0, next;

	for (; at != 0; at = next) {
		const struct finding *f = &s->in.findings->at[at - 1];
		struct proof_set *set = &s->finding_proofs[at - 1];
		struct proof proof;

		next = s->chain_next[at - 1];
		if (f->first.ms > b->time.ms)
			break;
		if (f->last.ms < b->time.ms) {
			if (before == 0)
				*dense_at(heads, name) = next;
			else
				s->chain_next[before - 1] = next;
			continue;
		}
		before = at;
		if (is_proven(s, at - 1) || !is_proof_of(f, b, session, place))
			continue;
		proof = proof_of(b, s->in.names);
		proof_set_add(set, answers_prove(s->out, &proof));
		s->rest_proofs += !s->in.incident->relevant[at - 1];
	}
}

static void
collect_verdict(struct scope *s, const struct brief *b, uint32_t session)
{
	uint64_t number = dense_get(&s->verdict_of, session);
	bool ends = b->kind == K_LOGIN || b->kind == K_LOGOUT;
	struct proof proof;

	if (number == 0)
		return;
	if (!ends && !is_hostile(s->in.incident->judged[session]))
		return;
	proof = proof_of(b, s->in.names);
	proof_set_add(&s->verdict_proofs[number - 1],
	    answers_prove(s->out, &proof));
}

static void
collect_reach(struct scope *s, const struct facts *f, bool backend)
{
	struct address *address = address_find(s, f->b->src);
	struct account *account = account_find(s, f->user);

	if (f->b->kind != K_LOGIN)
		return;
	proof_set_add(&s->sign_ins, f->proof);
	if (address != NULL && !backend)
		proof_set_add(&address->by[f->grade].proofs, f->proof);
	if (account != NULL)
		proof_set_add(backend ? &account->backend.proofs
		    : &account->by[f->grade].proofs, f->proof);
	if (account != NULL && account->entry.count == 0)
		proof_set_add(&account->entry, f->proof);
}

void
collect(struct scope *s, const struct brief *b, uint32_t session,
    uint32_t place)
{
	struct judgement judged;
	struct facts f = { .b = b };
	struct proof proof;

	collect_chain(s, &s->place_chains, place, b, session, place);
	collect_chain(s, &s->user_chains, b->user, b, session, place);
	if (!s->in.incident->found)
		return;
	if (b->kind == K_MAIL_LOCAL)
		collect_forward(s, b);
	else if (b->kind == K_PAGE || b->kind == K_WEB)
		collect_web(s, b);
	else if (b->kind == K_QUERY)
		collect_rows(s, b);
	if (b->service == SERVICE_M365)
		cloud_note(s, b);
	if (session == SESSION_NO)
		return;
	collect_verdict(s, b, session);
	judged = s->in.incident->judged[session];
	if (!is_hostile(judged))
		return;
	proof = proof_of(b, s->in.names);
	f.user = s->in.sessions->at[session].user;
	f.counted = s->in.sessions->at[session].flags & SESSION_COUNTED;
	f.grade = (enum grade)judged.grade;
	f.sure = judged.grade == GRADE_CONFIRMED;
	f.proof = answers_prove(s->out, &proof);
	collect_reach(s, &f, (s->in.sessions->at[session].flags &
	    SESSION_WEBMAIL_HOST) != 0);
	if (b->service == SERVICE_M365)
		cloud_collect(s, &(struct cloud_fact){ b, f.user, f.grade,
		    f.sure, f.proof });
	else
		collect_session(s, &f);
}
