/* inbox_rule_forward: a rule sends mail on; or one address gets the mail of
 * several mailboxes, by whatever means: that is no owner's choice. */
#include "detect/changes.h"

static void *
inbox_rule_forward_open(void)
{
	return changes_open(CHANGE_RULE_FORWARD);
}

/* Is the address forwarded to already known from another mailbox? */
static bool
is_of_several(struct changes *c, const struct brief *b)
{
	bool fresh;
	uint64_t *mailbox;

	if (b->item == 0 || b->object == 0)
		return false;
	mailbox = table_add(&c->first, b->item, &fresh);
	if (fresh)
		*mailbox = (uint64_t)b->object + 1;
	return *mailbox != (uint64_t)b->object + 1;
}

static void
inbox_rule_forward_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct changes *c = state;

	if (b->outcome == OUTCOME_FAILURE)
		return;
	if (b->n[N_CHANGE] == CHANGE_RULE_FORWARD ||
	    (b->n[N_CHANGE] == CHANGE_FORWARDING && is_of_several(c, b)))
		changes_found(c, seen, context, "inbox_rule_forward");
}

static void
inbox_rule_forward_close(void *state, struct detect_context *context)
{
	(void)context;
	changes_close(state);
}

const struct finding_def finding_inbox_rule_forward = {
	.name = "inbox_rule_forward",
	.about = "an inbox rule sends mail on, or several mailboxes forward "
	    "to one address",
	.attack = "T1114.003",
	.wanted = KIND_BIT(K_CHANGE) | KIND_BIT(K_RULE_CHANGE),
	.open = inbox_rule_forward_open,
	.feed = inbox_rule_forward_feed,
	.close = inbox_rule_forward_close,
};
