/* first_seen_place: an account signs in from a country it never used.
 *
 * Against the account's own past alone, and only when that past is of some
 * days; only where the site file names a table of places, which says what
 * operators told of their addresses.  By itself it is a traveller. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/habits.h"

struct first_seen_place {
	struct table used;	/* (account, country) signed in from */
	struct table since;	/* account -> ms of the first country */
};

static void *
first_seen_place_open(void)
{
	struct first_seen_place *p = mem_zero(sizeof *p);

	table_init(&p->used);
	table_init(&p->since);
	return p;
}

static void
first_seen_place_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct first_seen_place *p = state;
	const struct brief *b = seen->brief;
	bool fresh, fresh_country;
	uint64_t *since;

	if (!seen->signed_in || seen->trusted || seen->country == 0 ||
	    b->user == 0)
		return;
	since = table_add(&p->since, b->user, &fresh);
	if (fresh)
		*since = (uint64_t)b->time.ms;
	table_add(&p->used, table_pair(b->user, seen->country),
	    &fresh_country);
	if (!fresh_country || b->time.ms - (int64_t)*since <
	    site_ms(context->site, TH_PAST_PLACE) ||
	    !habits_has_past(context->habits, b->user, b->time,
		context->site))
		return;
	finding_about(context, "first_seen_place", GRADE_POSSIBLE, seen);
}

static void
first_seen_place_close(void *state, struct detect_context *context)
{
	struct first_seen_place *p = state;

	(void)context;
	table_fini(&p->used);
	table_fini(&p->since);
	free(p);
}

const struct finding_def finding_first_seen_place = {
	.name = "first_seen_place",
	.about = "an account signs in from a country that it never used before",
	.attack = "T1078",
	.wanted = KIND_BIT(K_LOGIN),
	.open = first_seen_place_open,
	.feed = first_seen_place_feed,
	.close = first_seen_place_close,
};
