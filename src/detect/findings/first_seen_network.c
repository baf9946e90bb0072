/* first_seen_network: an account signs in from a network it never used.
 *
 * Against the account's own past alone, and only when there is one: three
 * sign-ins over a day at least.  By itself it is a traveller. */
#include "detect/detect.h"

#include "detect/habits.h"

static void
first_seen_network_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;

	(void)state;
	if (!seen->signed_in || seen->trusted || seen->place == 0 ||
	    !habits_has_past(context->past, b->user, b->time,
		context->site) ||
	    habits_of_pair(context->habits, b->user, seen->place) != NULL)
		return;
	finding_about(context, "first_seen_network", GRADE_POSSIBLE, seen);
}

const struct finding_def finding_first_seen_network = {
	.name = "first_seen_network",
	.about = "an account signs in from a network that it never used before",
	.attack = "T1078",
	.wanted = KINDS_SIGN_IN,
	.lowers = true,
	.feed = first_seen_network_feed,
};
