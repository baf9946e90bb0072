/* first_seen_place: an account signs in from a country it never used.
 *
 * Against the account's own past alone, and only when that past is of some
 * days; only where the site file names a table of places, which says what
 * operators told of their addresses.  By itself it is a traveller.
 *
 * What is known of the operator says how far it carries.  Through one that
 * the account used before, a country is new because its telephone is abroad,
 * because a carrier moved its addresses, or because a VPN has another exit:
 * it is said, and that it weighs less.  Another town of a known country is
 * nothing: a carrier's addresses are of the whole of it. */
#include "detect/detect.h"

#include "detect/habits.h"
#include "detect/whereabouts.h"

static enum finding_basis
basis_of(const struct observation *seen, const struct detect_context *context)
{
	if (seen->spot->as == 0)
		return BASIS_COUNTRY;
	return whereabouts_has(context->whereabouts, BY_OPERATOR,
	    seen->brief->user, seen->spot, seen->brief->time, 0)
	    ? BASIS_COUNTRY_ALONE : BASIS_COUNTRY_AND_OPERATOR;
}

static void
first_seen_place_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	const struct whereabouts *w = context->whereabouts;

	(void)state;
	if (!seen->signed_in || seen->trusted || seen->spot == NULL ||
	    seen->spot->country == 0 || b->user == 0 ||
	    whereabouts_has(w, BY_COUNTRY, b->user, seen->spot, b->time, 0) ||
	    !whereabouts_has_past(w, b->user, b->time,
		site_ms(context->site, TH_PAST_PLACE)) ||
	    !habits_has_past(context->past, b->user, b->time,
		context->site))
		return;
	finding_about(context, "first_seen_place", GRADE_POSSIBLE, seen)->basis
	    = (uint8_t)basis_of(seen, context);
}

const struct finding_def finding_first_seen_place = {
	.name = "first_seen_place",
	.about = "an account signs in from a country that it never used before",
	.attack = "T1078",
	.wanted = KINDS_SIGN_IN,
	.feed = first_seen_place_feed,
};
