/* mass_read: one session reads far more than its account ever did.
 *
 * Mail: the counters at the end of an IMAP or POP3 session.  Records: the
 * rows a record application gave.  Both against the mean of the account's
 * earlier sessions; a floor keeps small numbers quiet.  The first sync of a
 * new client looks the same: possible, by itself. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/means.h"

struct mass_read {
	struct means mails, rows;
	struct table told;	/* sessions of record applications that fired */
};

static void *
mass_read_open(void)
{
	struct mass_read *m = mem_zero(sizeof *m);

	table_init(&m->told);
	return m;
}

static void
mass_found(const struct observation *seen, struct detect_context *context,
    uint64_t count)
{
	struct finding *f = finding_about(context, "mass_read",
	    GRADE_POSSIBLE, seen);

	if (seen->session != NULL)
		f->first = seen->session->start;
	f->count = count;
}

static void
mail_feed(struct mass_read *m, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	uint64_t now = b->n[N_BODY_COUNT];	/* N_RETR_COUNT is the same */

	if (means_exceed(&m->mails, b->user, now, TH_MASS_MAILS,
	    context->site) && !seen->trusted)
		mass_found(seen, context, now);
}

static void
record_feed(struct mass_read *m, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool fresh;

	/* The mean is of requests here: sessions are still open. */
	if (!seen->trusted && seen->session != NULL &&
	    means_exceeded(&m->rows, b->user, seen->session->n[C_ROWS],
		TH_MASS_ROWS, context->site) &&
	    table_add(&m->told, seen->number, &fresh) != NULL && fresh)
		mass_found(seen, context, seen->session->n[C_ROWS]);
	means_add(&m->rows, b->user, b->n[N_ROWS]);
}

static void
mass_read_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;

	if (b->user == 0)
		return;
	if (is_mail_end(b))
		mail_feed(state, seen, context);
	else if (b->kind == K_RECORD)
		record_feed(state, seen, context);
}

static void
mass_read_warm(const void *state, const struct observation *seen)
{
	const struct mass_read *m = state;

	means_warm(&m->mails, seen->brief->user);
}

static void
mass_read_close(void *state, struct detect_context *context)
{
	struct mass_read *m = state;

	(void)context;
	means_fini(&m->mails);
	means_fini(&m->rows);
	table_fini(&m->told);
	free(m);
}

const struct finding_def finding_mass_read = {
	.name = "mass_read",
	.about = "one session reads far more mails or records than its account "
		 "ever did",
	.attack = "T1114.002",
	.wanted = KIND_BIT(K_LOGOUT) | KIND_BIT(K_RECORD),
	.open = mass_read_open,
	.feed = mass_read_feed,
	.warm = mass_read_warm,
	.close = mass_read_close,
};
