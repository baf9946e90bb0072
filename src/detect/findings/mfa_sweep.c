/* mfa_sweep: one account shows many clients within minutes.
 *
 * Who holds a password and wants to know which door asks for a second factor
 * tries them all, each as another browser or telephone.  A person holds two
 * or three devices, and does not sign in on all of them at once. */
#include "detect/detect.h"

#include "base/shelf.h"

enum { KEPT = 8 };	/* clients of an account; more are not told apart */

struct sweep {		/* of an account */
	struct { uint32_t device; struct event_time at; } last[KEPT];
	uint64_t finding;	/* + 1; 0: none */
};

static void *
mfa_sweep_open(void)
{
	return shelf_new();
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
	const struct brief *b = seen->brief;
	int64_t window = site_ms(context->site, TH_SWEEP);
	struct event_time first = b->time;
	struct sweep *sweep;
	struct finding *f;
	size_t clients;

	if (b->service != SERVICE_M365 || b->user == 0 || b->device == 0 ||
	    (b->flags & BRIEF_NOBODY))
		return;
	sweep = shelf_at(state, b->user, sizeof *sweep);
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
	(void)context;
	shelf_free(state);
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
