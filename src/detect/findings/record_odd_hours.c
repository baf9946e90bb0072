/* record_odd_hours: records are consulted outside of the working hours that
 * the site file tells, by an account that is not used to.
 *
 * Used to it is who did so on another day before.  Without `hours` in the
 * site file nothing is odd. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "detect/habits.h"

struct record_odd_hours {
	struct dense sessions;	/* session -> odd requests */
	struct dense users;	/* account -> ms of its first odd one + 1 */
};

static void *
record_odd_hours_open(void)
{
	return mem_zero(sizeof(struct record_odd_hours));
}

static void
record_odd_hours_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct record_odd_hours *o = state;
	const struct brief *b = seen->brief;
	uint64_t *first, *count;

	if (b->kind != K_RECORD || seen->session == NULL || b->user == 0 ||
	    !site_is_odd_hour(context->site, b->time))
		return;
	first = dense_at(&o->users, b->user);
	if (*first == 0)
		*first = (uint64_t)b->time.ms + 1;
	count = dense_at(&o->sessions, seen->number);
	if (++*count == site_count(context->site, TH_ODD_HOURS_RECORDS) &&
	    b->time.ms + 1 - (int64_t)*first < site_ms(context->site,
		TH_PAST) &&
	    habits_has_past(context->past, b->user, b->time, context->site))
		finding_about(context, "record_odd_hours", GRADE_POSSIBLE,
		    seen);
}

static void
record_odd_hours_close(void *state, struct detect_context *context)
{
	struct record_odd_hours *o = state;

	(void)context;
	dense_fini(&o->sessions);
	dense_fini(&o->users);
	free(o);
}

const struct finding_def finding_record_odd_hours = {
	.name = "record_odd_hours",
	.about = "records are consulted outside of the site's working hours by "
		 "an account that never did",
	.attack = "T1213",
	.wanted = KIND_BIT(K_RECORD),
	.open = record_odd_hours_open,
	.feed = record_odd_hours_feed,
	.close = record_odd_hours_close,
};
