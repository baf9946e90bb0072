/* audit_off: somebody stops the writing of logs.
 *
 * auditd, syslog or the journal stopped, audit rules thrown away, pgaudit or
 * the logging of statements switched off.  Administrators do it for an hour:
 * possible, and what follows is a hole. */
#include "detect/detect.h"

static void
audit_off_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;

	(void)state;
	if ((b->kind == K_COMMAND || b->kind == K_QUERY) &&
	    (b->flags & BRIEF_AUDIT_OFF) != 0)
		finding_about(context, "audit_off", GRADE_POSSIBLE, seen);
}

const struct finding_def finding_audit_off = {
	.name = "audit_off",
	.about = "a command or statement stops the writing of logs",
	.attack = "T1562.001",
	.wanted = KIND_BIT(K_COMMAND) | KIND_BIT(K_QUERY),
	.feed = audit_off_feed,
};
