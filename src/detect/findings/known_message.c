/* known_message: a message that a list of indicators names came to a mailbox,
 * or was opened or moved there.
 *
 * What --known gives of addresses and clients judges sessions instead
 * (incident/assume.h).  A message says what somebody was sent, and nothing of
 * who came: possible. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

static void *
known_message_open(void)
{
	struct table *told = mem_zero(sizeof *told);

	table_init(told);	/* account */
	return told;
}

static void
known_message_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool fresh;

	if (!brief_may_know(b->kind) || !(b->flags & BRIEF_KNOWN) ||
	    b->user == 0)
		return;
	table_add(state, b->user, &fresh);
	if (fresh)
		finding_about(context, "known_message", GRADE_POSSIBLE, seen);
}

static void
known_message_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

const struct finding_def finding_known_message = {
	.name = "known_message",
	.about = "a message that --known names came to a mailbox or was opened "
		 "there",
	.attack = "T1566",
	.wanted = KIND_BIT(K_MAIL_OPEN) | KIND_BIT(K_MAIL_CHANGE) |
	    KIND_BIT(K_MAIL_LOCAL),
	.open = known_message_open,
	.feed = known_message_feed,
	.close = known_message_close,
};
