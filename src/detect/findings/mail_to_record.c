/* mail_to_record: an address reads a mailbox, then enters a record
 * application under another name.
 *
 * That is the ministry's incident: a password found in a mail opens the
 * portal behind it.  Colleagues who share an address do it too, so it is
 * probable only if one of the two accounts was known elsewhere for a day
 * before it came here, the place is new this week, and few use it; else it
 * is possible. */
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
	struct table read;	/* address -> number of its last two readers */
	struct reader {
		uint32_t	  user, other;	/* last, and last not him */
		struct event_time at, other_at;
		bool strange, other_strange;	/* known elsewhere before */
	} *readers;
	size_t	     count, cap;
	struct table used;	/* (account, address) in an application before */
	struct table known;	/* account -> ms of its first sign-in, from
				 * anywhere */
};

/* An IPv4 address is one line; of IPv6 a household has a /64. */
static uint32_t
address_of(const struct observation *seen, const struct intern *names)
{
	return str_has(intern_str(names, seen->brief->src), STR(":"))
	    ? seen->place : seen->brief->src;
}

/* Was the account known for a day before it was first seen here? */
static bool
is_strange(struct mail_to_record *m, const struct observation *seen,
    const struct detect_context *context)
{
	const struct brief *b = seen->brief;
	const struct habit *here = habits_of_pair(context->habits, b->user,
	    seen->place);
	const uint64_t *known = table_find(&m->known, b->user);
	int64_t came = here == NULL ? b->time.ms : here->first.ms;

	return known != NULL && (int64_t)*known <= came - DAY_MS;
}

static void *
mail_to_record_open(void)
{
	struct mail_to_record *m = mem_zero(sizeof *m);

	table_init(&m->read);
	table_init(&m->used);
	table_init(&m->known);
	return m;
}

static bool
is_mailbox(const struct brief *b)
{
	return b->service == SERVICE_IMAP || b->service == SERVICE_POP3 ||
	    b->service == SERVICE_WEBMAIL;
}

static void
reader_note(struct mail_to_record *m, uint32_t address,
    const struct brief *b, bool strange)
{
	bool fresh;
	uint64_t *number = table_add(&m->read, address, &fresh);
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
		r->other_strange = r->strange;
	}
	r->user = b->user;
	r->at = b->time;
	r->strange = strange;
}

/* An account other than the application's that read mail there lately. */
static bool
reader_other(const struct mail_to_record *m, uint32_t address,
    const struct brief *b, struct event_time *at, bool *strange)
{
	const uint64_t *number = table_find(&m->read, address);
	const struct reader *r;

	if (number == NULL)
		return false;
	r = &m->readers[*number];
	if (r->user == b->user && r->other == 0)
		return false;
	*at = r->user == b->user ? r->other_at : r->at;
	*strange = r->user == b->user ? r->other_strange : r->strange;
	return b->time.ms - at->ms <= CHAIN_MS;
}

/* Note an account's first sign-in, from wherever it is. */
static void
known_note(struct mail_to_record *m, const struct brief *b)
{
	bool fresh;
	uint64_t *known = table_add(&m->known, b->user, &fresh);

	if (fresh)
		*known = (uint64_t)b->time.ms;
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
	bool fresh, strange, reader_strange;
	uint32_t address;

	if (b->user == 0 || (b->kind != K_RECORD && !seen->signed_in))
		return;
	known_note(m, b);
	if (seen->trusted || seen->place == 0)
		return;
	address = address_of(seen, context->names);
	strange = is_strange(m, seen, context);
	if (seen->signed_in && is_mailbox(b))
		reader_note(m, address, b, strange);
	if (b->service != SERVICE_APP)
		return;
	table_add(&m->used, table_pair(b->user, address), &fresh);
	if (!fresh || !reader_other(m, address, b, &mail, &reader_strange))
		return;
	place = habits_of_place(context->habits, seen->place);
	f = finding_about(context, "mail_to_record",
	    (!strange && !reader_strange) || (place != NULL &&
	    (place->others > SHARED_ACCOUNTS ||
	    b->time.ms - place->first.ms > CHAIN_MS))
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
	table_fini(&m->known);
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
