/* guessing: failures, then a sign-in from the same place.
 *
 * A network that failed on many accounts and then gets into one it never got
 * into before has found a password: certain.  One that failed on this account
 * alone may be its owner on the road who mistypes, or a client that kept an old
 * password and polls: ten failures at a pace that neither has are probable,
 * three are possible. */
#include "detect/detect.h"

#include "detect/failures.h"
#include "detect/habits.h"

struct guesses {
	enum grade	  strength;
	struct event_time first;
	uint64_t	  count, own;	/* attempts; on the account itself */
	uint64_t	  accounts;
};

/* So many, and so fast on an average? */
static bool
is_hasty(const struct failure_window *pair, const struct site *site)
{
	return pair->attempts >= site_count(site, TH_GUESSES_MANY) &&
	    pair->last.ms - pair->first.ms <=
	    (int64_t)pair->attempts * site_ms(site, TH_GUESS_PACE);
}

static bool
judge(const struct observation *seen, const struct detect_context *context,
    struct guesses *g)
{
	const struct brief *b = seen->brief;
	const struct failure_window *place = failures_of_place(
	    context->failures, seen->place, b->time);
	const struct failure_window *pair = failures_of_pair(
	    context->failures, seen->place, b->user, b->time);

	if (failures_spray(context->failures, place, habits_owners(context->habits,
		seen->place))) {
		*g = (struct guesses){ GRADE_CONFIRMED, place->first,
			place->attempts, pair == NULL ? 0 : pair->attempts,
			place->others };
		return true;
	}
	if (pair == NULL || pair->attempts <
	    site_count(context->site, TH_GUESSES_FEW))
		return false;
	*g = (struct guesses){ is_hasty(pair, context->site) ? GRADE_PROBABLE
		: GRADE_POSSIBLE,
		pair->first, pair->attempts, pair->attempts, 1 };
	return true;
}

static void
guessing_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct guesses g;
	struct finding *f;

	(void)state;
	if (!seen->signed_in || seen->trusted || seen->place == 0 ||
	    b->user == 0 ||
	    habits_of_pair(context->habits, b->user, seen->place) != NULL ||
	    !judge(seen, context, &g))
		return;
	f = finding_about(context, "guessing", g.strength, seen);
	f->first = g.first;
	f->count = g.count + 1;
	f->own = g.own;
	f->accounts = g.accounts;
	f->kinds = KINDS_SIGN_IN | KIND_BIT(K_AUTH_STEP);
}

const struct finding_def finding_guessing = {
	.name = "guessing",
	.about = "a sign-in from a network that had just failed, on this "
		 "account or on many",
	.attack = "T1110.001",
	.wanted = KINDS_SIGN_IN,
	.feed = guessing_feed,
};
