/* device_code: a sign-in by a code that was typed on another device.
 *
 * Made for what has no keyboard.  Who asks for such a code and has somebody
 * type it, in a mail that invites to a meeting for instance, holds their
 * session, second factor and all; neither password nor page is false.  A
 * meeting room and a command line sign in so too, from networks of theirs:
 * probable only where the network is new to an account with a past. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/habits.h"

static void *
device_code_open(void)
{
	struct table *told = mem_zero(sizeof *told);

	table_init(told);	/* (account, network) */
	return told;
}

static void
device_code_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool fresh, strange;

	if (!seen->signed_in || !(b->flags & BRIEF_CODE) || b->user == 0 ||
	    (b->flags & BRIEF_NOBODY))
		return;
	table_add(state, table_pair(b->user, seen->place), &fresh);
	if (!fresh)
		return;
	strange = seen->place != 0 && !seen->trusted &&
	    habits_of_pair(context->habits, b->user, seen->place) == NULL &&
	    habits_has_past(context->past, b->user, b->time, context->site);
	finding_about(context, "device_code", strange ? GRADE_PROBABLE
	    : GRADE_POSSIBLE, seen);
}

static void
device_code_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

const struct finding_def finding_device_code = {
	.name = "device_code",
	.about = "an account signs in by a code that was typed on another "
		 "device",
	.attack = "T1528",
	.wanted = KIND_BIT(K_LOGIN),
	.open = device_code_open,
	.feed = device_code_feed,
	.close = device_code_close,
};
