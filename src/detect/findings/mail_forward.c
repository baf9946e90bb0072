/* mail_forward: a mailbox begins to send its mail on to somewhere outside.
 *
 * Told once per account and recipient, by the first message that goes; where
 * it goes is judged by the site's own domains. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

static void *
mail_forward_open(void)
{
	struct table *told = mem_zero(sizeof *told);

	table_init(told);	/* (account, recipient) */
	return told;
}

static bool
is_own(const struct site *site, struct str recipient)
{
	struct str domain;

	if (!str_take_last_char(&recipient, '@', &domain))
		return true;		/* a local name */
	for (size_t i = 0; i < site->domain_count; i++)
		if (str_eq_nocase(site->domains[i], domain))
			return true;
	return false;
}

static void
mail_forward_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct finding *f;
	bool fresh;

	if (b->kind != K_MAIL_LOCAL || b->n[N_ACTION] != ACTION_FORWARD ||
	    b->user == 0 || b->object == 0 ||
	    is_own(context->site, intern_str(context->names, b->object)))
		return;
	table_add(state, table_pair(b->user, b->object), &fresh);
	if (!fresh)
		return;
	f = finding_about(context, "mail_forward", GRADE_POSSIBLE, seen);
	f->src = f->place = 0;		/* a delivery comes from nobody */
}

static void
mail_forward_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

const struct finding_def finding_mail_forward = {
	.name = "mail_forward",
	.about = "a mailbox begins to send its mail on to somewhere outside",
	.attack = "T1114.003",
	.wanted = KIND_BIT(K_MAIL_LOCAL),
	.open = mail_forward_open,
	.feed = mail_forward_feed,
	.close = mail_forward_close,
};
