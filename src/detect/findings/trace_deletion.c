/* trace_deletion: a session deletes many mails, or any that was sent, from a
 * network that is new to the account.
 *
 * Many is against the account's earlier sessions.  Whoever reads a mailbox of
 * others removes the alerts that came, and what he sent in its name; whoever
 * tidies up looks the same: possible. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"
#include "detect/habits.h"
#include "detect/means.h"

struct trace_deletion {
	struct dense deleted;		/* session -> mails */
	struct dense current;		/* account -> session + 1 */
	struct table told;		/* session */
	struct means means;
};

static void *
trace_deletion_open(void)
{
	struct trace_deletion *t = mem_zero(sizeof *t);

	table_init(&t->told);
	return t;
}

static bool
is_deletion(const struct brief *b)
{
	return b->kind == K_MAIL_CHANGE && (b->n[N_ACTION] == ACTION_DELETE ||
	    b->n[N_ACTION] == ACTION_EXPUNGE);
}

/* Where clients keep what was sent; their names of it, in two languages. */
static bool
is_sent_folder(struct str folder)
{
	static const struct str names[] = {
		STR_INIT("sent"), STR_INIT("sent items"),
		STR_INIT("sent messages"), STR_INIT("envoy\303\251s"),
		STR_INIT("messages envoy\303\251s"),
		STR_INIT("&AMk-l\303\251ments envoy\303\251s"),
		STR_INIT("envoy&AOk-s"),	/* RFC 3501, 5.1.3 */
	};
	struct str tail;

	if (str_take_last_char(&folder, '/', &tail) ||
	    str_take_last_char(&folder, '.', &tail))
		folder = tail;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq_nocase(folder, names[i]))
			return true;
	return false;
}

/* One more of the session; the account's session before it is over. */
static uint64_t
deletion_count(struct trace_deletion *t, uint32_t user, uint32_t session)
{
	uint64_t *current = dense_at(&t->current, user);

	if (*current != 0 && *current != (uint64_t)session + 1)
		means_add(&t->means, user, dense_get(&t->deleted,
		    (size_t)*current - 1));
	*current = (uint64_t)session + 1;
	return ++*dense_at(&t->deleted, session);
}

static void
trace_deletion_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct trace_deletion *t = state;
	const struct brief *b = seen->brief;
	uint64_t deleted;
	bool strange, fresh;

	if (!is_deletion(b) || seen->session == NULL || b->user == 0)
		return;
	deleted = deletion_count(t, b->user, seen->number);
	strange = !seen->trusted && habits_has_past(context->past, b->user,
	    b->time, context->site) && !habits_is_old(context->habits,
	    b->user, seen->place, b->time, site_ms(context->site, TH_PAST));
	if ((strange && is_sent_folder(intern_str(context->names,
		b->object))) ||
	    (!seen->trusted && means_exceeded(&t->means, b->user, deleted,
		TH_DELETED_MAILS, context->site))) {
		table_add(&t->told, seen->number, &fresh);
		if (fresh)
			finding_about(context, "trace_deletion",
			    GRADE_POSSIBLE, seen);
	}
}

static void
trace_deletion_warm(const void *state, const struct observation *seen)
{
	const struct trace_deletion *t = state;

	if (!is_deletion(seen->brief) || seen->session == NULL)
		return;
	dense_warm(&t->current, seen->brief->user);
	dense_warm(&t->deleted, seen->number);
}

static void
trace_deletion_close(void *state, struct detect_context *context)
{
	struct trace_deletion *t = state;

	(void)context;
	dense_fini(&t->deleted);
	dense_fini(&t->current);
	table_fini(&t->told);
	means_fini(&t->means);
	free(t);
}

const struct finding_def finding_trace_deletion = {
	.name = "trace_deletion",
	.about = "a session deletes many mails, or sent ones from a new "
		 "network",
	.attack = "T1070.008",
	.wanted = KIND_BIT(K_MAIL_CHANGE),
	.open = trace_deletion_open,
	.feed = trace_deletion_feed,
	.warm = trace_deletion_warm,
	.close = trace_deletion_close,
};
