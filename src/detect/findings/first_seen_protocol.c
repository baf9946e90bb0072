/* first_seen_protocol: an account signs in through a service that it never
 * used.
 *
 * POP3 or plain IMAP to a mailbox that its owner reads in the webmail is how
 * mail is taken in bulk.  Against the account's own past, and only when
 * there is one.  A webmail's own IMAP is not its user's. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "detect/habits.h"

static void *
first_seen_protocol_open(void)
{
	return mem_zero(sizeof(struct dense));	/* account -> bit a service */
}

static void
first_seen_protocol_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	uint64_t *used, before, bit = (uint64_t)1 << b->service;

	if (!seen->signed_in || seen->webmail || b->user == 0)
		return;
	used = dense_at(state, b->user);
	before = *used;
	*used |= bit;
	if (before == 0 || (before & bit) != 0 || seen->trusted ||
	    !habits_has_past(context->past, b->user, b->time,
		context->site))
		return;
	finding_about(context, "first_seen_protocol", GRADE_POSSIBLE, seen);
}

static void
first_seen_protocol_warm(const void *state, const struct observation *seen)
{
	dense_warm(state, seen->brief->user);
}

static void
first_seen_protocol_close(void *state, struct detect_context *context)
{
	(void)context;
	dense_fini(state);
	free(state);
}

const struct finding_def finding_first_seen_protocol = {
	.name = "first_seen_protocol",
	.about = "an account signs in through a service that it never used "
		 "before",
	.attack = "T1078",
	.wanted = KIND_BIT(K_LOGIN),
	.lowers = true,
	.open = first_seen_protocol_open,
	.feed = first_seen_protocol_feed,
	.warm = first_seen_protocol_warm,
	.close = first_seen_protocol_close,
};
