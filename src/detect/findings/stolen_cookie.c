/* stolen_cookie: pages of a webmail, to an address that never signed in.
 *
 * Who copies the cookie of a session reads on without a password.  Of a
 * telephone that changed networks meanwhile the logs say the same, so it is
 * possible and no more; and of what was signed in before the logs begin, so
 * the first day tells nothing. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

struct stolen_cookie {
	int64_t	     since;	/* ms of the webmail's first page + 1 */
	struct table signed_in;	/* addresses */
	struct table pages;	/* session -> messages shown without */
};

static void *
stolen_cookie_open(void)
{
	struct stolen_cookie *c = mem_zero(sizeof *c);

	table_init(&c->signed_in);
	table_init(&c->pages);
	return c;
}

static bool
is_message_shown(const struct brief *b)
{
	return b->kind == K_PAGE && b->n[N_HTTP_STATUS] == 200 &&
	    (b->n[N_ACTION] == ACTION_SHOW || b->n[N_ACTION] == ACTION_PART);
}

static void
stolen_cookie_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct stolen_cookie *c = state;
	const struct brief *b = seen->brief;
	struct finding *f;
	uint64_t *pages;
	bool fresh;

	if (b->service != SERVICE_WEBMAIL || seen->src == 0)
		return;
	if (c->since == 0)
		c->since = b->time.ms + 1;
	if (seen->signed_in || brief_is_login_page(b))
		table_add(&c->signed_in, seen->src, &fresh);
	if (!is_message_shown(b) || seen->trusted || seen->session == NULL ||
	    (seen->session->flags & SESSION_SIGNED_IN) != 0 ||
	    b->time.ms + 1 - c->since < site_ms(context->site, TH_PAST) ||
	    table_find(&c->signed_in, seen->src) != NULL)
		return;
	pages = table_add(&c->pages, seen->number, &fresh);
	if (++*pages != site_count(context->site, TH_COOKIE_PAGES))
		return;
	f = finding_about(context, "stolen_cookie", GRADE_POSSIBLE, seen);
	f->first = seen->session->start;
	f->count = *pages;
}

static void
stolen_cookie_close(void *state, struct detect_context *context)
{
	struct stolen_cookie *c = state;

	(void)context;
	table_fini(&c->signed_in);
	table_fini(&c->pages);
	free(c);
}

const struct finding_def finding_stolen_cookie = {
	.name = "stolen_cookie",
	.about = "pages of a webmail, to an address that never signed in",
	.attack = "T1539",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_PAGE),
	.open = stolen_cookie_open,
	.feed = stolen_cookie_feed,
	.close = stolen_cookie_close,
};
