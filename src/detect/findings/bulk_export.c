/* bulk_export: rows leave in one go, by an account that never did that.
 *
 * COPY and a SELECT without a filter in the database, an export in a record
 * application.  Backups and nightly jobs do it from the first day on, so the
 * logs must have told a day of requests, of whomever, before the account's
 * first; once per account and relation. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"

struct bulk_export {
	int64_t	     since;	/* ms of the first request + 1 */
	struct dense bulk;	/* account -> ms of its first export + 1 */
	struct table told;	/* (account, relation) */
};

static void *
bulk_export_open(void)
{
	struct bulk_export *e = mem_zero(sizeof *e);

	table_init(&e->told);
	return e;
}

static bool
is_bulk(const struct brief *b, const struct site *site)
{
	if (b->kind == K_RECORD)
		return (b->flags & BRIEF_BULK) != 0 &&
		    b->n[N_ROWS] >= site_count(site, TH_MASS_ROWS);
	/* How many rows is not always told, and of COPY not what. */
	return b->kind == K_QUERY &&
	    (b->flags & (b->object == 0 ? BRIEF_BULK
		: BRIEF_BULK | BRIEF_UNFILTERED)) != 0 &&
	    (b->n[N_ROWS] == 0 ||
		b->n[N_ROWS] >= site_count(site, TH_BULK_ROWS));
}

static void
bulk_export_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct bulk_export *e = state;
	const struct brief *b = seen->brief;
	int64_t past = site_ms(context->site, TH_PAST);
	uint64_t *bulk;
	struct finding *f;
	bool fresh;

	if ((b->kind != K_RECORD && b->kind != K_QUERY) || b->user == 0)
		return;
	if (e->since == 0)
		e->since = b->time.ms + 1;
	if (!is_bulk(b, context->site) || str_starts(intern_str(
	    context->names, b->object), STR("pg_catalog.")))
		return;
	bulk = dense_at(&e->bulk, b->user);
	if (*bulk == 0)
		*bulk = (uint64_t)b->time.ms + 1;
	if ((int64_t)*bulk - e->since < past ||
	    b->time.ms + 1 - (int64_t)*bulk > past)
		return;
	table_add(&e->told, table_pair(b->user, b->object), &fresh);
	if (!fresh)
		return;
	f = finding_about(context, "bulk_export", GRADE_POSSIBLE, seen);
	f->count = b->n[N_ROWS] > 0 ? b->n[N_ROWS] : 1;
}

static void
bulk_export_close(void *state, struct detect_context *context)
{
	struct bulk_export *e = state;

	(void)context;
	dense_fini(&e->bulk);
	table_fini(&e->told);
	free(e);
}

const struct finding_def finding_bulk_export = {
	.name = "bulk_export",
	.about = "rows leave in one go, by an account that never did that",
	.attack = "T1213",
	.wanted = KIND_BIT(K_RECORD) | KIND_BIT(K_QUERY),
	.open = bulk_export_open,
	.feed = bulk_export_feed,
	.close = bulk_export_close,
};
