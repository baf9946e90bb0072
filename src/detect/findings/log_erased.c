/* log_erased: somebody removes logs that were written.
 *
 * rm, shred or truncate on /var/log and its kin, the journal vacuumed, a
 * shell's history cleared.  Who frees a full disk does it too: possible. */
#include "detect/detect.h"

static void
log_erased_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;

	(void)state;
	if (b->kind == K_COMMAND && (b->flags & BRIEF_ERASED) != 0)
		finding_about(context, "log_erased", GRADE_POSSIBLE, seen);
}

const struct finding_def finding_log_erased = {
	.name = "log_erased",
	.about = "a command removes logs",
	.attack = "T1070.002",
	.wanted = KIND_BIT(K_COMMAND),
	.feed = log_erased_feed,
};
