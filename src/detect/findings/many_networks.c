/* many_networks: one account is tried from many networks.
 *
 * What a proxy farm or a botnet does to one account: no network tries often.
 * Only networks from which the account never signed in count. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "detect/failures.h"

static void *
many_networks_open(void)
{
	return mem_zero(sizeof(struct dense));	/* account -> finding + 1 */
}

static void
many_networks_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	const struct failure_window *w;
	struct finding *f;
	uint64_t *number;

	if (seen->failed == 0 || seen->trusted || b->user == 0)
		return;
	w = failures_of_user(context->failures, b->user, b->time);
	if (w == NULL || w->others < site_count(context->site,
	    TH_SPRAY_NETWORKS))
		return;
	number = dense_at(state, b->user);
	if (*number == 0 ||
	    context->findings->at[*number - 1].first.ms != w->first.ms) {
		f = finding_add(context->findings, "many_networks");
		*number = context->findings->count;
		f->first = w->first;
		f->strength = GRADE_CONFIRMED;
		f->kinds = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP);
		f->user = b->user;
		f->accounts = 1;
	}
	f = &context->findings->at[*number - 1];
	f->last = b->time;
	f->count = w->attempts;
	if (w->others > f->places)	/* one that got in was one too */
		f->places = w->others;
}

static void
many_networks_close(void *state, struct detect_context *context)
{
	(void)context;
	dense_fini(state);
	free(state);
}

const struct finding_def finding_many_networks = {
	.name = "many_networks",
	.about = "many networks fail to sign in to one account",
	.attack = "T1110.001",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_AUTH_STEP),
	.open = many_networks_open,
	.feed = many_networks_feed,
	.close = many_networks_close,
};
