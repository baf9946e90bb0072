/* collect_mail: what mail servers and webmails tell of a session, in the second
 * pass.
 *
 * What a counter means for the bounds is argued where it is read; sources:
 * Dovecot's fetch code raises body_count once for each FETCH item that holds
 * body, before the bytes go out, so distinct messages never exceed it.  Where
 * several sources tell of one thing, it is counted once: by its name, or by
 * the source that tells most. */
#include "scope/facts.h"

static void
account_read(struct scope *s, const struct facts *f)
{
	struct account *a = account_find(s, f->user);

	if (a == NULL || a->read)
		return;
	a->read = true;
	a->read_at = f->b->time;
}

/* What was marked deleted may yet be expunged, by whoever comes next; POP3 drops
 * it only at QUIT.  mail_log may tell the same mails by name: those are items,
 * and never added to this. */
static void
collect_removed(struct scope *s, const struct facts *f)
{
	uint64_t marked, expunged;
	struct tally *t;

	if (!str_u64(name_of(s, f->b->object), &marked))
		marked = 0;
	if (!str_u64(name_of(s, f->b->item), &expunged))
		expunged = 0;
	if (marked == 0 && expunged == 0)
		return;
	t = facts_count(s, f, T_DELETED, f->user,
	    marked > expunged ? marked : expunged, false);
	if (f->sure)
		tally_sure(t, expunged);
}

/* body_count caps distinct messages; that one went out at least is sure.
 * Content is body_bytes; all that left, `out`. */
void
collect_imap_end(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	struct tally *t;

	t = facts_count(s, f, T_MESSAGES, f->user, b->n[N_BODY_COUNT], false);
	facts_floor(t, f->sure, b->n[N_BODY_COUNT] + b->n[N_BODY_BYTES]);
	t = facts_count(s, f, T_HEADERS, f->user, b->n[N_HDR_COUNT], false);
	facts_floor(t, f->sure, b->n[N_HDR_COUNT]);
	t = facts_count(s, f, T_BYTES, f->user, b->n[N_OUT_BYTES], false);
	if (f->sure)
		tally_sure(t, b->n[N_BODY_BYTES]);
	if (b->n[N_BODY_COUNT] + b->n[N_BODY_BYTES] > 0)
		account_read(s, f);
	collect_removed(s, f);
}

/* A client may ask for one message twice, so RETR caps; when as many bytes
 * left as the mailbox held, each was sent once. */
void
collect_pop3_end(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	bool whole = (b->flags & BRIEF_WHOLE) != 0;
	struct statement *st;
	struct tally *t;

	t = facts_count(s, f, T_MESSAGES, f->user, b->n[N_RETR_COUNT], false);
	tally_sum(t, b->n[N_TOP_COUNT], false);
	facts_floor(t, f->sure, b->n[N_RETR_COUNT] + b->n[N_RETR_BYTES]);
	if (f->sure && whole && t->floor < b->n[N_RETR_COUNT])
		t->floor = b->n[N_RETR_COUNT];
	t = facts_count(s, f, T_BYTES, f->user, b->n[N_RETR_BYTES], false);
	tally_sum(t, b->n[N_TOP_BYTES], false);
	if (f->sure)
		tally_sure(t, b->n[N_RETR_BYTES]);
	if (b->n[N_RETR_COUNT] + b->n[N_RETR_BYTES] > 0)
		account_read(s, f);
	collect_removed(s, f);
	if (!whole)
		return;
	facts_count(s, f, T_COPIED, f->user, b->n[N_RETR_COUNT], f->sure);
	st = facts_tell(s, Q5, "q5.whole_mailbox", f->grade, f->proof);
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
void
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
void
collect_fetch(struct scope *s, const struct facts *f)
{
	const struct brief *b = f->b;
	struct str uids = name_of(s, b->item);
	struct statement *st;

	if (b->n[N_OUT_BYTES] == 0)
		return;
	if (!f->counted)
		facts_count(s, f, T_BYTES, f->user, b->n[N_OUT_BYTES], f->sure);
	if (str_is_digits(uids)) {
		collect_item(s, f);
		return;
	}
	facts_floor(facts_count(s, f, T_MESSAGES, f->user, 0, false), f->sure, 1);
	account_read(s, f);
	st = facts_tell(s, Q4, uids.len > 0 ? "q4.fetch" : "q4.fetch_unnamed",
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

	st = facts_tell(s, Q4, "q4.search", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "search", name_of(s, words));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
}

void
collect_search(struct scope *s, const struct facts *f, uint32_t words)
{
	facts_count(s, f, T_SEARCHES, f->user, 1, f->sure);
	tell_search(s, f, words);
}

/* As the mail server tells it: a webmail's search is told by its page too. */
void
collect_mail_search(struct scope *s, const struct facts *f)
{
	struct tally *t = facts_count(s, f, T_SEARCHES, f->user, 0, false);

	tally_other(t, 1, f->sure);
	if (facts_first(s, K_MAIL_SEARCH, f->user, f->b->item))
		tell_search(s, f, f->b->item);
}

/* A message removed is told by mail_log and by the exporter; one without a name
 * is each line's own. */
void
collect_expunge(struct scope *s, const struct facts *f)
{
	struct tally *t = facts_count(s, f, T_DELETED, f->user, 0, false);
	uint64_t item = table_pair(f->b->object, f->b->item);

	if (f->b->item == 0)
		item = table_mix(str_hash(str_of((const char *)f->b->sha256,
		    sizeof f->b->sha256)), f->b->ordinal);
	tally_item(&s->tallies, t, item, f->sure);
}

void
collect_rule(struct scope *s, const struct facts *f)
{
	struct statement *st;

	facts_count(s, f, T_RULES, f->user, 1, f->sure);
	st = facts_tell(s, Q6, "q6.rule", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "object", name_of(s, f->b->object));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
}

/* A POST to the filters: what it saved stood in its body, and it may have
 * been refused there. */
static void
collect_rule_page(struct scope *s, const struct facts *f)
{
	struct statement *st;

	facts_count(s, f, T_RULES, f->user, 1, false);
	st = facts_tell(s, Q6, "q6.rule_page", f->grade, f->proof);
	if (st == NULL)
		return;
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_time(st, "time", f->b->time);
}

/* Many messages or all contacts in one file; which, stood in the body. */
static void
collect_page_export(struct scope *s, const struct facts *f)
{
	struct statement *st = facts_tell(s, Q5, "q5.page_export", f->grade,
	    f->proof);

	if (st == NULL)
		return;
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_bytes(st, "bytes", f->b->n[N_HTTP_BYTES]);
	statement_time(st, "time", f->b->time);
}

/* The page that quotes a mail comes behind a redirect that names it. */
static void
collect_compose(struct scope *s, const struct facts *f)
{
	struct facts maybe = *f;

	maybe.sure = false;
	collect_item(s, &maybe);
}

void
collect_page(struct scope *s, const struct facts *f)
{
	if (f->b->n[N_ACTION] == ACTION_COMPOSE &&
	    f->b->n[N_HTTP_STATUS] < 400)
		collect_compose(s, f);
	if (f->b->n[N_HTTP_STATUS] != 200 && f->b->n[N_HTTP_STATUS] != 206)
		return;
	switch ((enum action)f->b->n[N_ACTION]) {
	case ACTION_SHOW:
	case ACTION_PART:
		collect_item(s, f);
		break;
	case ACTION_HEADER:
		collect_open(s, f);
		break;
	case ACTION_SEARCH:
		collect_search(s, f, f->b->item);
		break;
	case ACTION_RULE:
		collect_rule_page(s, f);
		break;
	case ACTION_EXPORT:
		collect_page_export(s, f);
		break;
	default:
		break;
	}
}
