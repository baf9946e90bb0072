/* mfa_sweep: one account shows many clients within minutes.
 *
 * Who holds a password and wants to know which door asks for a second factor
 * tries them all, each as another browser or telephone.  A person holds two
 * or three devices, and does not sign in on all of them at once. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

enum { KEPT = 8 };	/* clients of an account; more are not told apart */

struct sweep {
	struct { uint32_t device; struct event_time at; } last[KEPT];
	uint64_t finding;	/* + 1; 0: none */
};

struct mfa_sweep {
	struct table  index;	/* account -> sweep + 1 */
	struct sweep *at;
	size_t	      count, cap;
};

static void *
mfa_sweep_open(void)
{
	struct mfa_sweep *m = mem_zero(sizeof *m);

	table_init(&m->index);
	return m;
}

static struct sweep *
sweep_of(struct mfa_sweep *m, uint32_t user)
{
	bool fresh;
	uint64_t *number = table_add(&m->index, user, &fresh);

	if (fresh) {
		m->at = mem_room(m->at, m->count, &m->cap, sizeof *m->at);
		m->at[m->count++] = (struct sweep){ 0 };
		*number = m->count;
	}
	return &m->at[*number - 1];
}

/* Note the client in its own place, or in that of the longest silent. */
static void
client_note(struct sweep *sweep, uint32_t device, struct event_time at)
{
	size_t oldest = 0;

	for (size_t i = 0; i < KEPT; i++) {
		if (sweep->last[i].device == device) {
			oldest = i;
			break;
		}
		if (sweep->last[i].at.ms < sweep->last[oldest].at.ms)
			oldest = i;
	}
	sweep->last[oldest].device = device;
	sweep->last[oldest].at = at;
}

/* Clients since `from`; *first: when the first of them was noted last. */
static size_t
clients_since(const struct sweep *sweep, int64_t from,
    struct event_time *first)
{
	size_t count = 0;

	for (size_t i = 0; i < KEPT; i++) {
		if (sweep->last[i].device == 0 || sweep->last[i].at.ms < from)
			continue;
		count++;
		if (sweep->last[i].at.ms < first->ms)
			*first = sweep->last[i].at;
	}
	return count;
}

static void
mfa_sweep_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct mfa_sweep *m = state;
	const struct brief *b = seen->brief;
	int64_t window = site_ms(context->site, TH_SWEEP);
	struct event_time first = b->time;
	struct sweep *sweep;
	struct finding *f;
	size_t clients;

	if (b->service != SERVICE_M365 || b->user == 0 || b->device == 0 ||
	    (b->flags & BRIEF_NOBODY))
		return;
	sweep = sweep_of(m, b->user);
	client_note(sweep, b->device, b->time);
	f = sweep->finding == 0 ? NULL
	    : &context->findings->at[sweep->finding - 1];
	if (f != NULL && b->time.ms - f->last.ms <= window) {
		f->last = b->time;
		f->count++;
		return;
	}
	clients = clients_since(sweep, b->time.ms - window, &first);
	if (clients < site_count(context->site, TH_SWEEP_CLIENTS))
		return;
	sweep->finding = context->findings->count + 1;
	f = finding_about(context, "mfa_sweep", GRADE_POSSIBLE, seen);
	f->first = first;
	f->src = f->place = 0;	/* it may change its network too */
	f->session = 0;
	f->count = clients;
}

static void
mfa_sweep_close(void *state, struct detect_context *context)
{
	struct mfa_sweep *m = state;

	(void)context;
	table_fini(&m->index);
	free(m->at);
	free(m);
}

const struct finding_def finding_mfa_sweep = {
	.name = "mfa_sweep",
	.about = "one account signs in as many clients within minutes",
	.attack = "T1592.004",
	.wanted = KIND_BIT(K_LOGIN),
	.open = mfa_sweep_open,
	.feed = mfa_sweep_feed,
	.close = mfa_sweep_close,
};
