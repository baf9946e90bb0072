/* right_password: a sign-in is refused although the password was right.
 *
 * It had expired, a second factor was wanted, or a policy stepped in: whoever
 * came knows the password all the same.  From a network that the account
 * uses it is its owner's bad morning.  From one that tries many accounts it
 * is certain, else possible. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/failures.h"
#include "detect/habits.h"

static void *
right_password_open(void)
{
	struct table *told = mem_zero(sizeof *told);

	table_init(told);	/* (account, network) */
	return told;
}

static void
right_password_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool sprays, fresh;

	if (b->outcome != OUTCOME_FAILURE || !(b->flags & BRIEF_RIGHT) ||
	    (b->kind != K_LOGIN && b->kind != K_AUTH_STEP &&
		b->kind != K_POLICY) || seen->trusted || b->user == 0 ||
	    habits_of_pair(context->habits, b->user, seen->place) != NULL)
		return;
	table_add(state, table_pair(b->user, seen->place), &fresh);
	if (!fresh)
		return;
	sprays = failures_spray(context->failures, failures_of_place(
	    context->failures, seen->place, b->time),
	    habits_owners(context->habits, seen->place));
	finding_about(context, "right_password", sprays ? GRADE_CONFIRMED
	    : GRADE_POSSIBLE, seen);
}

static void
right_password_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

const struct finding_def finding_right_password = {
	.name = "right_password",
	.about = "a sign-in with the right password is stopped later: expired, "
		 "a second factor, a policy",
	.attack = "T1078",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP) |
	    KIND_BIT(K_POLICY),
	.open = right_password_open,
	.feed = right_password_feed,
	.close = right_password_close,
};
