/* collect: the second pass.
 *
 * Every brief of a session that is not excluded becomes a proof and goes
 * into the tallies.  What a counter means for the bounds is argued where it
 * is read; sources: Dovecot's fetch code raises body_count once for each
 * FETCH item that holds body, before the bytes go out, so distinct messages
 * never exceed it. */
#include "scope/ledger.h"

enum { STATEMENTS_MAX = 500 };	/* of one kind; the figures count on */

static bool
first_time(struct scope *s, uint64_t kind, uint64_t a, uint64_t b)
{
	bool fresh;

	table_add(&s->asked, table_mix(kind, table_mix(a, b)), &fresh);
	return fresh;
}

static struct statement *
tell(struct scope *s, enum question q, const char *key, enum grade grade,
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

struct facts {	/* of the brief at hand */
	const struct brief *b;
	uint32_t user;		/* of the session: pages carry none */
	bool	 counted;	/* its end told the session's counters */
	enum grade grade;
	bool	 sure;
	uint32_t proof;
};

static struct tally *
count(struct scope *s, const struct facts *f, enum tally_kind kind,
    uint32_t subject, uint64_t n, bool sure)
{
	struct tally *t = tally_of(&s->tallies, kind, subject);

	tally_sum(t, n, sure);
	proof_set_add(&t->proofs, f->proof);
	return t;
}

static void
floor_one(struct tally *t, bool sure, uint64_t n)
{
	if (sure && n > 0 && t->floor == 0)
		t->floor = 1;
}

static void
account_read(struct scope *s, const struct facts *f)
{
	struct account *a = account_find(s, f->user);

	if (a == NULL || a->read)
		return;
	a->read = true;
	a->read_at = f->b->time;
}

/* body_count caps distinct messages; that one went out at least is sure.
 * Content is body_bytes; all that left, `out`. */
static void
collect_imap_end(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	struct tally *t;

	t = count(s, f, T_MESSAGES, f->user, b->n[N_BODY_COUNT], false);
	floor_one(t, f->sure, b->n[N_BODY_COUNT] + b->n[N_BODY_BYTES]);
	t = count(s, f, T_HEADERS, f->user, b->n[N_HDR_COUNT], false);
	floor_one(t, f->sure, b->n[N_HDR_COUNT]);
	t = count(s, f, T_BYTES, f->user, b->n[N_OUT_BYTES], false);
	if (f->sure)
		tally_sure(t, b->n[N_BODY_BYTES]);
	if (b->n[N_BODY_COUNT] + b->n[N_BODY_BYTES] > 0)
		account_read(s, f);
}

/* A client may ask for one message twice, so RETR caps; when as many bytes
 * left as the mailbox held, each was sent once. */
static void
collect_pop3_end(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	bool whole = (b->flags & BRIEF_WHOLE) != 0;
	struct statement *st;
	struct tally *t;

	t = count(s, f, T_MESSAGES, f->user, b->n[N_RETR_COUNT], false);
	tally_sum(t, b->n[N_TOP_COUNT], false);
	floor_one(t, f->sure, b->n[N_RETR_COUNT] + b->n[N_RETR_BYTES]);
	if (f->sure && whole && t->floor < b->n[N_RETR_COUNT])
		t->floor = b->n[N_RETR_COUNT];
	t = count(s, f, T_BYTES, f->user, b->n[N_RETR_BYTES], false);
	tally_sum(t, b->n[N_TOP_BYTES], false);
	if (f->sure)
		tally_sure(t, b->n[N_RETR_BYTES]);
	if (b->n[N_RETR_COUNT] + b->n[N_RETR_BYTES] > 0)
		account_read(s, f);
	if (!whole)
		return;
	count(s, f, T_COPIED, f->user, b->n[N_RETR_COUNT], f->sure);
	st = tell(s, Q5, "q5.whole_mailbox", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_count(st, "count", b->n[N_RETR_COUNT]);
	statement_bytes(st, "bytes", b->n[N_RETR_BYTES]);
}

static void
collect_item(struct scope *s, const struct facts *f)
{
	struct tally *t = tally_of(&s->tallies, T_MESSAGES, f->user);

	if (f->b->item == 0)
		return;
	tally_item(&s->tallies, t, table_pair(f->b->object, f->b->item),
	    f->sure);
	proof_set_add(&t->proofs, f->proof);
	account_read(s, f);
}

/* A mail that a client had opened: whole, its header, or header and some
 * lines of it, which may be all it has. */
static void
collect_open(struct scope *s, const struct facts *f)
{
	bool header = f->b->n[N_ACTION] == ACTION_HEADER;
	struct facts top = *f;

	if (f->b->n[N_ACTION] == ACTION_TOP)
		top.sure = false;
	if (!header) {
		collect_item(s, &top);
	} else if (f->b->item != 0) {
		struct tally *t = tally_of(&s->tallies, T_HEADERS, f->user);

		tally_item(&s->tallies, t, table_pair(f->b->object,
		    f->b->item), f->sure);
		proof_set_add(&t->proofs, f->proof);
	}
}

/* Bodies sent at one command.  One UID is one message; of a set that there
 * was one of it, because bytes left: "1:*" says not how many.  Where the end
 * of the session tells all its bytes, these are among them. */
static void
collect_fetch(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	struct str uids = name_of(s, b->item);
	struct statement *st;

	if (b->n[N_OUT_BYTES] == 0)
		return;
	if (!f->counted)
		count(s, f, T_BYTES, f->user, b->n[N_OUT_BYTES], f->sure);
	if (str_is_digits(uids)) {
		collect_item(s, f);
		return;
	}
	floor_one(count(s, f, T_MESSAGES, f->user, 0, false), f->sure, 1);
	account_read(s, f);
	st = tell(s, Q4, uids.len > 0 ? "q4.fetch" : "q4.fetch_unnamed",
	    f->grade, f->proof);
	if (st == NULL)
		return;
	if (uids.len > 0)
		statement_text(s->out, st, "object", uids);
	statement_text(s->out, st, "folder", name_of(s, b->object));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_bytes(st, "bytes", b->n[N_OUT_BYTES]);
	statement_time(st, "time", b->time);
}

static void
tell_search(struct scope *s, const struct facts *f, uint32_t words)
{
	struct statement *st;

	st = tell(s, Q4, "q4.search", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "search", name_of(s, words));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
}

static void
collect_search(struct scope *s, const struct facts *f, uint32_t words)
{
	count(s, f, T_SEARCHES, f->user, 1, f->sure);
	tell_search(s, f, words);
}

/* As the mail server tells it: a webmail's search is told by its page too. */
static void
collect_mail_search(struct scope *s, const struct facts *f)
{
	struct tally *t = count(s, f, T_SEARCHES, f->user, 0, false);

	tally_other(t, 1, f->sure);
	if (first_time(s, K_MAIL_SEARCH, f->user, f->b->item))
		tell_search(s, f, f->b->item);
}

/* A message removed is told by mail_log and by the exporter. */
static void
collect_expunge(struct scope *s, const struct facts *f)
{
	struct tally *t;

	if (f->b->item == 0) {
		count(s, f, T_DELETED, f->user, 1, f->sure);
		return;
	}
	t = count(s, f, T_DELETED, f->user, 0, false);
	tally_item(&s->tallies, t, table_pair(f->b->object, f->b->item),
	    f->sure);
}

static void
collect_rule(struct scope *s, const struct facts *f)
{
	struct statement *st;

	count(s, f, T_RULES, f->user, 1, f->sure);
	st = tell(s, Q6, "q6.rule", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "object", name_of(s, f->b->object));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
}

static void
collect_page(struct scope *s, const struct facts *f)
{
	if (f->b->n[N_HTTP_STATUS] != 200 && f->b->n[N_HTTP_STATUS] != 206)
		return;
	switch ((enum action)f->b->n[N_ACTION]) {
	case ACTION_SHOW:
	case ACTION_PART:
		collect_item(s, f);
		break;
	case ACTION_SEARCH:
		collect_search(s, f, f->b->item);
		break;
	default:
		break;
	}
}

static enum tally_kind
depth_tally(uint64_t depth)
{
	return depth == DEPTH_FULL ? T_RECORDS_FULL
	    : depth == DEPTH_HIT ? T_RECORDS_HIT : T_RECORDS_SUMMARY;
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

	count(s, f, T_ROWS, f->b->object, f->b->n[N_ROWS], f->sure);
	st = tell(s, Q5, "q5.export", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "object", name_of(s, f->b->object));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
	statement_count(st, "rows", f->b->n[N_ROWS]);
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
	count(s, f, T_BYTES, f->user, b->n[N_BYTES], f->sure);
	if ((b->flags & BRIEF_BULK) || b->n[N_ACTION] == ACTION_EXPORT)
		collect_export(s, f);
	t = tally_of(&s->tallies, depth_tally(b->n[N_DEPTH]), b->object);
	proof_set_add(&t->proofs, f->proof);
	named = collect_records(s, f, t);
	if (named < b->n[N_ROWS]) {
		tally_sum(t, b->n[N_ROWS] - named, false);
		floor_one(t, f->sure, b->n[N_ROWS]);
	}
}

static void
collect_session(struct scope *s, const struct facts *f)
{
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
		count(s, f, T_SENT, f->user, 1, f->sure);
		break;
	case K_RULE_CHANGE:
		collect_rule(s, f);
		break;
	case K_RECORD:
		collect_record(s, f);
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
	    !first_time(s, K_MAIL_LOCAL, b->user, b->object))
		return;
	proof = proof_of(b, s->in.names);
	line = answers_prove(s->out, &proof);
	t = tally_of(&s->tallies, T_RULES, b->user);
	tally_sum(t, 1, false);
	proof_set_add(&t->proofs, line);
	st = tell(s, Q6, "q6.forward", GRADE_PROBABLE, line);
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
	    (f->user == 0 || f->user == b->user || f->session == session + 1);
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

enum { PROOFS_MAX = 5000 };	/* of one finding; it counts on */

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
		if (set->count >= PROOFS_MAX ||
		    !is_proof_of(f, b, session, place))
			continue;
		proof = proof_of(b, s->in.names);
		proof_set_add(set, answers_prove(s->out, &proof));
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
collect_reach(struct scope *s, const struct facts *f)
{
	struct address *address = address_find(s, f->b->src);
	struct account *account = account_find(s, f->user);

	if (f->b->kind != K_LOGIN)
		return;
	proof_set_add(&s->sign_ins, f->proof);
	if (address != NULL)
		proof_set_add(&address->proofs, f->proof);
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
	if (b->kind == K_MAIL_LOCAL)
		collect_forward(s, b);
	else if (b->kind == K_PAGE || b->kind == K_WEB)
		collect_web(s, b);
	else if (b->kind == K_QUERY)
		collect_rows(s, b);
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
	collect_reach(s, &f);
	collect_session(s, &f);
}
