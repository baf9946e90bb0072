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
#include "base/shelf.h"
#include "base/table.h"
#include "detect/habits.h"

struct reader {			/* its last, and the last that is not him */
	uint32_t	  user, other;
	struct event_time at, other_at;
};

struct mail_to_record {
	struct shelf readers;	/* of an address */
	struct table used;	/* (account, address) in an application before */
	struct dense known;	/* account -> ms of its first sign-in + 1, from
				 * anywhere */
};

/* An IPv4 address is one line; of IPv6 a household has a /64. */
static uint32_t
address_of(const struct observation *seen)
{
	return seen->brief->src != 0 && seen->six ? seen->place :
	    seen->brief->src;
}

/* Was the account known for a day before it was first seen there? */
static bool
is_strange(const struct mail_to_record *m, uint32_t user, uint32_t place,
    struct event_time now, const struct detect_context *context)
{
	const struct habit *there = habits_of_pair(context->habits, user,
	    place);
	int64_t came = there == NULL ? now.ms : there->first.ms;

	return (int64_t)dense_get(&m->known, user) - 1 <= came - DAY_MS;
}

static void *
mail_to_record_open(void)
{
	struct mail_to_record *m = mem_zero(sizeof *m);

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
reader_note(struct mail_to_record *m, uint32_t address, const struct brief *b)
{
	struct reader *r = shelf_at(&m->readers, address, sizeof *r);

	if (r->user != b->user) {
		r->other = r->user;
		r->other_at = r->at;
	}
	r->user = b->user;
	r->at = b->time;
}

/* An account other than the application's that read mail there lately, and
 * when; 0: none. */
static uint32_t
reader_other(const struct mail_to_record *m, uint32_t address,
    const struct brief *b, int64_t chain_ms, struct event_time *at)
{
	const struct reader *r = shelf_get(&m->readers, address);

	if (r == NULL)
		return 0;
	*at = r->user == b->user ? r->other_at : r->at;
	if (b->time.ms - at->ms > chain_ms)
		return 0;
	return r->user == b->user ? r->other : r->user;
}

/* A week-old habit, or one of many, is no intruder's address. */
static bool
is_shared(const struct habit *place, struct event_time now,
    const struct site *site)
{
	return place != NULL &&
	    (place->others > site_count(site, TH_SHARED_NETWORK) ||
	    now.ms - place->first.ms > site_ms(site, TH_CHAIN));
}

static void
chain_feed(struct mail_to_record *m, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	uint32_t address = address_of(seen), other;
	struct event_time mail;
	struct finding *f;
	bool fresh, strange;

	table_add(&m->used, table_pair(b->user, address), &fresh);
	if (!fresh || (other = reader_other(m, address, b,
	    site_ms(context->site, TH_CHAIN), &mail)) == 0)
		return;
	strange = is_strange(m, b->user, seen->place, b->time, context) ||
	    is_strange(m, other, seen->place, b->time, context);
	f = finding_about(context, "mail_to_record",
	    !strange || is_shared(habits_of_place(context->habits, seen->place),
		b->time, context->site) ? GRADE_POSSIBLE : GRADE_PROBABLE, seen);
	f->first = mail;
	f->count = f->accounts = 2;
	f->kinds = KIND_BIT(K_LOGIN) | KIND_BIT(K_RECORD);
}

static void
mail_to_record_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct mail_to_record *m = state;
	const struct brief *b = seen->brief;
	uint64_t *known;

	if (b->user == 0 || (b->kind != K_RECORD && !seen->signed_in))
		return;
	known = dense_at(&m->known, b->user);
	if (*known == 0)
		*known = (uint64_t)b->time.ms + 1;
	if (seen->trusted || seen->place == 0)
		return;
	if (b->service == SERVICE_APP)
		chain_feed(m, seen, context);
	else if (is_mailbox(b))
		reader_note(m, address_of(seen), b);
}

static void
mail_to_record_warm(const void *state, const struct observation *seen)
{
	const struct mail_to_record *m = state;

	dense_warm(&m->known, seen->brief->user);
	shelf_warm(&m->readers, seen->brief->src);
}

static void
mail_to_record_close(void *state, struct detect_context *context)
{
	struct mail_to_record *m = state;

	(void)context;
	shelf_fini(&m->readers);
	table_fini(&m->used);
	dense_fini(&m->known);
	free(m);
}

const struct finding_def finding_mail_to_record = {
	.name = "mail_to_record",
	.about = "a network reads one account's mail, then enters a record "
		 "application as another",
	.attack = "T1552",
	.wanted = KINDS_SIGN_IN | KIND_BIT(K_RECORD),
	.open = mail_to_record_open,
	.feed = mail_to_record_feed,
	.warm = mail_to_record_warm,
	.close = mail_to_record_close,
};
