/* rule_change: a filter of a mailbox is changed.
 *
 * A Sieve script, a filter of the webmail, a delegate.  Owners do it a few
 * times a year: possible, by itself. */
#include "detect/detect.h"

static void
rule_change_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool page = b->kind == K_PAGE && b->n[N_ACTION] == ACTION_RULE;

	(void)state;
	if ((b->kind == K_RULE_CHANGE || page) &&
	    b->outcome != OUTCOME_FAILURE)
		finding_about(context, "rule_change", GRADE_POSSIBLE, seen);
}

const struct finding_def finding_rule_change = {
	.name = "rule_change",
	.about = "a filter of a mailbox is changed",
	.attack = "T1564.008",
	.wanted = KIND_BIT(K_PAGE) | KIND_BIT(K_RULE_CHANGE),
	.feed = rule_change_feed,
};
