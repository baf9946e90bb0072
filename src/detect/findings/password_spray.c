/* password_spray: one place fails on many accounts.
 *
 * Only accounts that never signed in from the place count, and of a place
 * where many do, more must fail than do.  The owner's own networks do not
 * count, but where a directory is asked from: see detect/refusals.h. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/failures.h"
#include "detect/habits.h"
#include "detect/refusals.h"

struct password_spray {
	struct table	  open;	/* place -> finding + 1 */
	struct refusals *refusals;	/* of a directory */
};

static void *
password_spray_open(void)
{
	struct password_spray *s = mem_zero(sizeof *s);

	table_init(&s->open);
	s->refusals = refusals_open();
	return s;
}

/* The finding of that window: the one that began with it, or a new one. */
static struct finding *
finding_of(struct password_spray *s, uint64_t key, struct event_time began,
    struct finding_list *list)
{
	bool fresh;
	uint64_t *number = table_add(&s->open, key, &fresh);
	struct finding *f;

	if (!fresh && list->at[*number - 1].first.ms == began.ms)
		return &list->at[*number - 1];
	f = finding_add(list, "password_spray");
	*number = list->count;
	f->first = began;
	f->strength = GRADE_CONFIRMED;
	f->kinds = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP);
	return f;
}

static void
password_spray_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct password_spray *s = state;
	const struct brief *b = seen->brief;
	const struct failure_window *w;
	struct finding *f;

	if (b->service == SERVICE_LDAP)
		refusals_feed(s->refusals, seen, context);
	if (seen->failed == 0 || seen->trusted)
		return;
	w = failures_of_place(context->failures, seen->place, b->time);
	if (failures_spray(context->failures, w,
	    habits_owners(context->habits, seen->place))) {
		f = finding_of(s, seen->place, w->first,
		    context->findings);
		f->place = seen->place;
		f->last = b->time;
		f->count = w->attempts;
		/* one that was entered since counts no more, but was tried */
		if (w->others > f->accounts)
			f->accounts = w->others;
		f->places = 1;
	}
}

static void
password_spray_close(void *state, struct detect_context *context)
{
	struct password_spray *s = state;

	refusals_close(s->refusals, context);
	table_fini(&s->open);
	free(s);
}

const struct finding_def finding_password_spray = {
	.name = "password_spray",
	.about = "one network fails to sign in to many accounts",
	.attack = "T1110.003",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP),
	.lowers = true,
	.open = password_spray_open,
	.feed = password_spray_feed,
	.close = password_spray_close,
};
