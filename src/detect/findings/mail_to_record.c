/* mail_to_record: a place reads a mailbox, then enters a record application
 * under another name.
 *
 * That is the ministry's incident: a password found in a mail opens the
 * portal behind it.  A home shared by two colleagues does it too, but not in
 * the week in which the place was first seen; an office does it all day, so
 * a place of many accounts is only possible. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/habits.h"

enum {
	CHAIN_MS = 7 * 24 * 3600 * 1000,	/* mail first, records within */
	SHARED_ACCOUNTS = 6,	/* a place of more is an office or a carrier */
};

struct mail_to_record {
	struct table read;	/* place -> number of the last two readers */
	struct reader {
		uint32_t	  user, other;	/* last, and last not him */
		struct event_time at, other_at;
	} *readers;
	size_t	     count, cap;
	struct table used;	/* (account, place) in an application before */
};

static void *
mail_to_record_open(void)
{
	struct mail_to_record *m = mem_zero(sizeof *m);

	table_init(&m->read);
	table_init(&m->used);
	return m;
}

static bool
is_mailbox(const struct brief *b)
{
	return b->service == SERVICE_IMAP || b->service == SERVICE_POP3 ||
	    b->service == SERVICE_WEBMAIL;
}

static void
reader_note(struct mail_to_record *m, uint32_t place, const struct brief *b)
{
	bool fresh;
	uint64_t *number = table_add(&m->read, place, &fresh);
	struct reader *r;

	if (fresh) {
		m->readers = mem_room(m->readers, m->count, &m->cap,
		    sizeof *m->readers);
		*number = m->count;
		m->readers[m->count++] = (struct reader){ 0 };
	}
	r = &m->readers[*number];
	if (r->user != b->user) {
		r->other = r->user;
		r->other_at = r->at;
	}
	r->user = b->user;
	r->at = b->time;
}

/* An account other than the application's that read mail there lately. */
static bool
reader_other(const struct mail_to_record *m, uint32_t place,
    const struct brief *b, struct event_time *at)
{
	const uint64_t *number = table_find(&m->read, place);
	const struct reader *r;

	if (number == NULL)
		return false;
	r = &m->readers[*number];
	if (r->user == b->user && r->other == 0)
		return false;
	*at = r->user == b->user ? r->other_at : r->at;
	return b->time.ms - at->ms <= CHAIN_MS;
}

static void
mail_to_record_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct mail_to_record *m = state;
	const struct brief *b = seen->brief;
	const struct habit *place;
	struct event_time mail;
	struct finding *f;
	bool fresh;

	if (seen->trusted || seen->place == 0 || b->user == 0)
		return;
	if (seen->signed_in && is_mailbox(b))
		reader_note(m, seen->place, b);
	if (b->service != SERVICE_APP ||
	    (b->kind != K_RECORD && !seen->signed_in))
		return;
	table_add(&m->used, table_pair(b->user, seen->place), &fresh);
	if (!fresh || !reader_other(m, seen->place, b, &mail))
		return;
	place = habits_of_place(context->habits, seen->place);
	f = finding_about(context, "mail_to_record",
	    place != NULL && (place->others > SHARED_ACCOUNTS ||
	    b->time.ms - place->first.ms > CHAIN_MS)
	    ? GRADE_POSSIBLE : GRADE_PROBABLE, seen);
	f->first = mail;
	f->count = f->accounts = 2;
	f->kinds = KIND_BIT(K_LOGIN) | KIND_BIT(K_RECORD);
}

static void
mail_to_record_close(void *state, struct detect_context *context)
{
	struct mail_to_record *m = state;

	(void)context;
	table_fini(&m->read);
	table_fini(&m->used);
	free(m->readers);
	free(m);
}

const struct finding_def finding_mail_to_record = {
	.name = "mail_to_record",
	.about = "a network reads one account's mail, then enters a record "
		 "application as another",
	.attack = "T1552",
	.open = mail_to_record_open,
	.feed = mail_to_record_feed,
	.close = mail_to_record_close,
};
