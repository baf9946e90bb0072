/* brute_force: one account is tried again and again.
 *
 * A client that still holds yesterday's password does so too, for weeks: from
 * a network that the account signed in from, and at the pace of its polling.
 * So only other networks count, and only a pace that no polling has.  A place
 * that sprays is told as such, and ten networks are many_networks.  From one
 * network it may still be a machine that nobody told the new password, stuck
 * in a loop; from several it is seldom. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/shelf.h"
#include "base/table.h"
#include "detect/failures.h"
#include "detect/habits.h"

struct tried {		/* of an account: an hour, or what began with it */
	struct event_time began, last;
	uint64_t	  number;	/* from 1 on */
	uint64_t	  attempts, places;
	uint64_t	  finding;	/* + 1; 0: none */
};

struct brute_force {
	struct shelf accounts;
	struct table from;	/* (account, network) -> number of the last
				 * `tried` that it was counted in */
	uint64_t     begun;
};

static void *
brute_force_open(void)
{
	struct brute_force *b = mem_zero(sizeof *b);

	table_init(&b->from);
	return b;
}

static bool
counts(const struct observation *seen, const struct detect_context *context)
{
	const struct brief *b = seen->brief;

	return seen->failed > 0 && !seen->trusted && b->user != 0 &&
	    seen->place != 0 &&
	    habits_of_pair(context->habits, b->user, seen->place) == NULL &&
	    !failures_spray(context->failures, failures_of_place(
	    context->failures, seen->place, b->time),
	    habits_owners(context->habits, seen->place));
}

static void
tried_add(struct brute_force *state, struct tried *t,
    const struct observation *seen, const struct site *site)
{
	const struct brief *b = seen->brief;
	bool over = t->finding == 0
	    ? b->time.ms - t->began.ms >= site_ms(site, TH_BRUTE)
	    : b->time.ms - t->last.ms > site_ms(site, TH_FAILURE_WINDOW);
	uint64_t *number;
	bool fresh;

	if (t->number == 0 || over)
		*t = (struct tried){ .began = b->time,
			.number = ++state->begun };
	number = table_add(&state->from, table_pair(b->user, seen->place),
	    &fresh);
	t->places += *number != t->number;
	*number = t->number;
	t->attempts += seen->failed;
	t->last = b->time;
}

static void
brute_force_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct brute_force *all = state;
	const struct failure_window *w;
	struct finding *f;
	struct tried *t;

	if (!counts(seen, context))
		return;
	t = shelf_at(&all->accounts, seen->brief->user, sizeof *t);
	tried_add(all, t, seen, context->site);
	w = failures_of_user(context->failures, seen->brief->user,
	    seen->brief->time);
	if (t->attempts < site_count(context->site, TH_BRUTE_ATTEMPTS) ||
	    (t->finding == 0 && w != NULL && w->others >=
		site_count(context->site, TH_SPRAY_NETWORKS)))
		return;
	if (t->finding == 0) {
		f = finding_about(context, "brute_force", GRADE_POSSIBLE,
		    seen);
		t->finding = context->findings->count;
		f->first = t->began;
		f->src = 0;
		f->session = 0;
		f->kinds = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP);
	}
	f = &context->findings->at[t->finding - 1];
	f->last = t->last;
	f->count = t->attempts;
	f->places = t->places;
	if (t->places > 1) {
		f->strength = GRADE_PROBABLE;
		f->place = 0;
	}
}

static void
brute_force_close(void *state, struct detect_context *context)
{
	struct brute_force *b = state;

	(void)context;
	shelf_fini(&b->accounts);
	table_fini(&b->from);
	free(b);
}

const struct finding_def finding_brute_force = {
	.name = "brute_force",
	.about = "one account is tried again and again from networks new to it",
	.attack = "T1110.001",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP),
	.open = brute_force_open,
	.feed = brute_force_feed,
	.close = brute_force_close,
};
