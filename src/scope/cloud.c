/* cloud: what the records of a cloud service say was read, taken, changed.
 *
 * A record of access to mail is one of two.  Bind names each message it
 * opened, by Message-ID: repeats within the hour are not written, so messages
 * are counted once each, and how often is not known.  Sync names a folder and
 * means all that lay in it: without the folder's inventory nothing caps it.
 * A record may also say that the service has stopped writing reads of this
 * mailbox for a day, for having written a thousand: what was read then is
 * not known, whoever's record it was.  And where no account ever left a
 * record of a read, reads are not recorded here, which is not the same as
 * nobody having read. */
#include "scope/ledger.h"

enum {
	PAUSE_MS = 24 * 3600 * 1000,	/* of the writing of reads */
	STATEMENTS_MAX = 500,		/* as in collect.c */
};

enum { CLOUD_READS = 0x4d33, CLOUD_FOLDER };	/* keys of scope.asked */

static bool
first_time(struct scope *s, uint64_t what, uint64_t a, uint64_t b)
{
	bool fresh;

	table_add(&s->asked, table_mix(what, table_mix(a, b)), &fresh);
	return fresh;
}

/* The mailbox's owner; else who read. */
static uint32_t
mailbox_of(const struct brief *b, uint32_t user)
{
	return b->object != 0 ? b->object : user;
}

static struct tally *
tally_for(struct scope *s, const struct cloud_fact *f, enum tally_kind kind,
    uint32_t subject)
{
	struct tally *t = tally_of(&s->tallies, kind, subject);

	proof_set_add(&t->proofs, f->proof);
	return t;
}

static void
count(struct scope *s, const struct cloud_fact *f, enum tally_kind kind,
    uint32_t subject, uint64_t n, bool sure)
{
	tally_sum(tally_for(s, f, kind, subject), n, sure);
}

static struct statement *
tell(struct scope *s, const struct cloud_fact *f, enum question q,
    const char *key, uint32_t account)
{
	struct proof_set set = { 0 };
	struct statement *st;

	if (s->out->answer[q].statement_count >= STATEMENTS_MAX)
		return NULL;
	st = statement_add(s->out, q, key, f->grade);
	proof_set_add(&set, f->proof);
	st->proofs = proof_set_keep(s->out, &set);
	statement_text(s->out, st, "account", name_of(s, account));
	statement_time(st, "time", f->b->time);
	return st;
}

/* A thing once, beside what other sources count of it. */
static void
item(struct scope *s, struct tally *t, uint64_t id, bool sure)
{
	uint64_t before = t->all_items;

	tally_item(&s->tallies, t, id, sure);
	if (t->all_items > before)
		tally_other(t, 1, false);
}

static void
read_note(struct scope *s, const struct cloud_fact *f)
{
	struct account *a = account_find(s, f->user);

	if (a != NULL && !a->read) {
		a->read = true;
		a->read_at = f->b->time;
	}
}

/* Message-IDs with blanks between; what the record counts and does not name
 * may be anything. */
static void
bind_take(struct scope *s, const struct cloud_fact *f)
{
	struct str list = name_of(s, f->b->item), id;
	struct tally *t = tally_for(s, f, T_MESSAGES,
	    mailbox_of(f->b, f->user));
	uint64_t named = 0, hash;

	while (str_take_word(&list, &id)) {
		item(s, t, str_hash(id), f->sure);
		named++;
	}
	memcpy(&hash, f->b->sha256, sizeof hash);
	for (; named < f->b->n[N_ITEMS]; named++)
		item(s, t, table_mix(hash, named), false);
	count(s, f, T_BYTES, mailbox_of(f->b, f->user), f->b->n[N_BYTES],
	    false);
	read_note(s, f);
}

/* One hole for a mailbox and a reason, as long as need be. */
static uint32_t
hole_of(struct scope *s, const struct brief *b, uint32_t mailbox,
    struct event_time to, const char *why)
{
	bool fresh;
	uint64_t *known = table_add(&s->blind_of, table_mix(str_hash(
	    str_from(why)), table_pair(b->stream, mailbox)), &fresh);
	struct hole *hole;

	if (fresh)
		*known = hole_add(s->out, name_of(s, b->stream), b->time, to,
		    why, 1u << Q4 | 1u << Q5);
	hole = &s->out->holes[*known];
	if (to.ms > hole->to.ms)
		hole->to = to;
	return (uint32_t)*known;
}

static void
reads_uncap(struct scope *s, uint32_t mailbox, uint32_t hole)
{
	tally_unknown(tally_of(&s->tallies, T_MESSAGES, mailbox), hole);
	tally_unknown(tally_of(&s->tallies, T_BYTES, mailbox), hole);
	tally_unknown(tally_of(&s->tallies, T_FOLDERS, mailbox), hole);
}

/* Mails tell their folders, and that a folder was opened nothing else. */
static void
folder_take(struct scope *s, const struct cloud_fact *f, uint32_t mailbox,
    uint64_t folder)
{
	struct tally *t;

	if (folder == 0)
		return;
	t = tally_for(s, f, T_FOLDERS, mailbox);
	item(s, t, folder, f->sure);
	tally_unknown(t, hole_of(s, f->b, mailbox, f->b->time,
	    "hole.no_folders"));
}

static void
sync_take(struct scope *s, const struct cloud_fact *f)
{
	uint32_t mailbox = mailbox_of(f->b, f->user);
	struct statement *st;

	tally_for(s, f, T_MESSAGES, mailbox);
	reads_uncap(s, mailbox, hole_of(s, f->b, mailbox, f->b->time,
	    "hole.sync"));
	read_note(s, f);
	if (f->b->item != 0)
		folder_take(s, f, mailbox, str_hash(name_of(s, f->b->item)));
	if (!first_time(s, CLOUD_FOLDER, mailbox, f->b->item))
		return;
	st = tell(s, f, Q5, "q5.sync", mailbox);
	if (st != NULL)
		statement_text(s->out, st, "folder", name_of(s, f->b->item));
}

/* Hard is for good; soft may be the same message before. */
static void
delete_take(struct scope *s, const struct cloud_fact *f)
{
	uint64_t n = f->b->n[N_ITEMS] > 0 ? f->b->n[N_ITEMS] : 1;
	bool hard = f->b->n[N_ACTION] == ACTION_EXPUNGE;

	if (hard || f->b->n[N_ACTION] == ACTION_DELETE)
		count(s, f, T_DELETED, mailbox_of(f->b, f->user), n,
		    hard && f->sure);
}

static void
search_take(struct scope *s, const struct cloud_fact *f)
{
	struct statement *st;

	count(s, f, T_SEARCHES, f->user, 1, f->sure);
	st = tell(s, f, Q4, "q4.search", f->user);
	if (st != NULL)
		statement_text(s->out, st, "search", name_of(s, f->b->item));
}

static void
file_take(struct scope *s, const struct cloud_fact *f)
{
	if (f->b->n[N_ACTION] == ACTION_SHOW ||
	    f->b->n[N_ACTION] == ACTION_EXPORT)
		item(s, tally_for(s, f, T_FILES, f->user), f->b->item,
		    f->sure);
}

static void
change_take(struct scope *s, const struct cloud_fact *f)
{
	const char *name = change_name((enum change)f->b->n[N_CHANGE]);
	bool rule = f->b->kind == K_RULE_CHANGE;
	struct statement *st;

	if (name == NULL)
		return;
	count(s, f, rule ? T_RULES : T_CHANGES, f->user, 1, f->sure);
	st = tell(s, f, Q6, "q6.change", f->user);
	if (st == NULL)
		return;
	statement_key(st, "change", arena_printf(&s->out->arena, "change.%s",
	    name).at);
	statement_text(s->out, st, "object", name_of(s, f->b->object));
	statement_text(s->out, st, "gainer", name_of(s, f->b->item));
}

void
cloud_collect(struct scope *s, const struct cloud_fact *f)
{
	if (f->b->outcome == OUTCOME_FAILURE)
		return;
	switch ((enum kind)f->b->kind) {
	case K_MAIL_OPEN:
		bind_take(s, f);
		folder_take(s, f, mailbox_of(f->b, f->user),
		    f->b->n[N_FOLDER]);
		break;
	case K_MAIL_SYNC:
		sync_take(s, f);
		break;
	case K_MAIL_CHANGE:
		delete_take(s, f);
		break;
	case K_SUBMIT:
		count(s, f, T_SENT, f->user, 1, f->sure);
		break;
	case K_SEARCH:
		search_take(s, f);
		break;
	case K_FILE:
		file_take(s, f);
		break;
	case K_CHANGE:
	case K_RULE_CHANGE:
		change_take(s, f);
		break;
	default:
		break;
	}
}

void
cloud_note(struct scope *s, const struct brief *b)
{
	uint32_t mailbox = mailbox_of(b, b->user);
	const struct account *a;
	struct event_time to = { b->time.ms + PAUSE_MS };

	if (b->kind != K_MAIL_OPEN && b->kind != K_MAIL_SYNC)
		return;
	first_time(s, CLOUD_READS, 0, 0);
	if (!(b->flags & BRIEF_THROTTLED))
		return;
	a = account_find(s, mailbox);
	if (a != NULL && to.ms >= a->taken.ms)
		reads_uncap(s, mailbox, hole_of(s, b, mailbox, to,
		    "hole.throttled"));
}

void
cloud_close(struct scope *s)
{
	if (!first_time(s, CLOUD_READS, 0, 0))
		return;
	for (size_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		struct brief b = { .time = session->start,
			.stream = session->stream };

		if (session->service == SERVICE_M365 && session->user != 0 &&
		    is_hostile(s->in.incident->judged[n]))
			reads_uncap(s, session->user, hole_of(s, &b,
			    session->user, session->last, "hole.no_reads"));
	}
}
