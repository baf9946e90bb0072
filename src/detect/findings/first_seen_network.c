/* first_seen_network: an account signs in from a network it never used.
 *
 * Against the account's own past alone, and only when there is one: three
 * sign-ins over a day at least.  By itself it is a traveller. */
#include "detect/detect.h"

#include "detect/habits.h"

enum {
	PAST_SIGN_INS = 3,
	PAST_MS = 24 * 3600 * 1000,
};

static void
first_seen_network_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	const struct habit *past = habits_of_user(context->habits, b->user);
	struct finding *f;

	(void)state;
	if (!seen->signed_in || seen->trusted || seen->place == 0 ||
	    past == NULL || past->count < PAST_SIGN_INS ||
	    b->time.ms - past->first.ms < PAST_MS ||
	    habits_of_pair(context->habits, b->user, seen->place) != NULL)
		return;
	f = finding_add(context->findings, "first_seen_network");
	f->strength = GRADE_POSSIBLE;
	f->first = f->last = b->time;
	f->user = b->user;
	f->src = b->src;
	f->place = seen->place;
	f->session = seen->session == NULL ? 0 : seen->number + 1;
	f->count = f->accounts = f->places = 1;
	f->kinds = KIND_BIT(K_LOGIN);
}

const struct finding_def finding_first_seen_network = {
	.name = "first_seen_network",
	.about = "an account signs in from a network that it never used before",
	.attack = "T1078",
	.feed = first_seen_network_feed,
};
