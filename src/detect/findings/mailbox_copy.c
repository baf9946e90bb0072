/* mailbox_copy: as many bytes left as the mailbox held.
 *
 * Told where the server says both: at the end of POP3 sessions, and of IMAP
 * sessions where a size is logged.  A client that fetches by POP3 and leaves
 * nothing behind does it each morning, so it is told when the account never
 * did it before, or does it from a network that is new to it. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"
#include "detect/habits.h"

static void *
mailbox_copy_open(void)
{
	struct table *copied = mem_zero(sizeof *copied);

	table_init(copied);	/* account, and (account, network) */
	return copied;
}

static void
mailbox_copy_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	bool fresh_user, fresh_place;
	struct finding *f;

	if (b->user == 0 || !is_mail_end(b) || !(b->flags & BRIEF_WHOLE) ||
	    b->n[N_RETR_COUNT] < site_count(context->site,
		TH_MAILBOX_COPY_MAILS))
		return;
	table_add(state, table_pair(b->user, 0), &fresh_user);
	table_add(state, table_pair(b->user, seen->place), &fresh_place);
	if (seen->trusted || (!fresh_user && (!fresh_place ||
	    habits_is_old(context->habits, b->user, seen->place, b->time,
		site_ms(context->site, TH_PAST)))))
		return;
	f = finding_about(context, "mailbox_copy", GRADE_POSSIBLE, seen);
	if (seen->session != NULL)
		f->first = seen->session->start;
	f->count = b->n[N_RETR_COUNT];
}

static void
mailbox_copy_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

const struct finding_def finding_mailbox_copy = {
	.name = "mailbox_copy",
	.about = "a session takes as many bytes as the mailbox holds",
	.attack = "T1114.002",
	.wanted = KIND_BIT(K_LOGOUT),
	.open = mailbox_copy_open,
	.feed = mailbox_copy_feed,
	.close = mailbox_copy_close,
};
