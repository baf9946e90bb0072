/* mass_read: one session reads far more than its account ever did.
 *
 * Mail: the counters at the end of an IMAP or POP3 session.  Records: the
 * rows a record application gave.  Both against the mean of the account's
 * earlier sessions; a floor keeps small numbers quiet.  The first sync of a
 * new client looks the same: possible, by itself. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"

/* Sums of an account's earlier sessions: mails, or rows. */
struct mean { uint64_t sum, count; };

struct mass_read {
	struct dense index;	/* account << 1 | rows -> number of a mean + 1 */
	struct mean *means;
	size_t	     count, cap;
	struct table told;	/* sessions of record applications that fired */
};

static void *
mass_read_open(void)
{
	struct mass_read *m = mem_zero(sizeof *m);

	table_init(&m->told);
	return m;
}

static struct mean *
mean_of(struct mass_read *m, uint32_t user, bool rows)
{
	uint64_t *number = dense_at(&m->index, (size_t)user << 1 | rows);

	if (*number == 0) {
		m->means = mem_room(m->means, m->count, &m->cap,
		    sizeof *m->means);
		m->means[m->count++] = (struct mean){ 0 };
		*number = m->count;
	}
	return &m->means[*number - 1];
}

static bool
is_mass(const struct mean *mean, uint64_t now, enum threshold floor,
    const struct site *site)
{
	uint64_t times = site_count(site, TH_MASS_TIMES);

	return now >= site_count(site, floor) && (mean->count == 0 ||
	    (mean->sum <= UINT64_MAX / times &&
		now > mean->sum * times / mean->count));
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
	struct mean *mean = mean_of(m, b->user, false);
	uint64_t now = b->n[N_BODY_COUNT];	/* N_RETR_COUNT is the same */

	if (!seen->trusted && is_mass(mean, now, TH_MASS_MAILS, context->site))
		mass_found(seen, context, now);
	mean->sum += now;
	mean->count++;
}

static void
record_feed(struct mass_read *m, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct mean *mean = mean_of(m, b->user, true);
	bool fresh;

	/* The mean is of requests here: sessions are still open. */
	if (!seen->trusted && seen->session != NULL &&
	    is_mass(mean, seen->session->n[C_ROWS], TH_MASS_ROWS,
		context->site) &&
	    table_add(&m->told, seen->number, &fresh) != NULL && fresh)
		mass_found(seen, context, seen->session->n[C_ROWS]);
	mean->sum += b->n[N_ROWS];
	mean->count++;
}

static void
mass_read_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;

	if (b->user == 0)
		return;
	if (b->kind == K_LOGOUT &&
	    (b->service == SERVICE_IMAP || b->service == SERVICE_POP3))
		mail_feed(state, seen, context);
	else if (b->kind == K_RECORD)
		record_feed(state, seen, context);
}

static void
mass_read_close(void *state, struct detect_context *context)
{
	struct mass_read *m = state;

	(void)context;
	dense_fini(&m->index);
	table_fini(&m->told);
	free(m->means);
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
	.close = mass_read_close,
};
