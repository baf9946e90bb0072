/* record_no_reason: records are opened without a reason where nearly all
 * others state one.
 *
 * Only requests that name records count, and only in applications that were
 * given a reason or a case nine times of ten before. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"

enum {
	CUSTOM_MIN = 50,	/* requests before a custom is one */
	CUSTOM_TENTHS = 9,	/* of them with a reason */
};

struct record_no_reason {
	struct dense asked, reasoned;	/* application -> requests */
	struct dense sessions;		/* session -> requests without */
};

static void *
record_no_reason_open(void)
{
	return mem_zero(sizeof(struct record_no_reason));
}

static void
record_no_reason_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct record_no_reason *r = state;
	const struct brief *b = seen->brief;
	uint64_t *asked, *reasoned, *count;
	bool custom;

	if (b->kind != K_RECORD || b->object == 0 || b->item == 0)
		return;
	asked = dense_at(&r->asked, b->object);
	reasoned = dense_at(&r->reasoned, b->object);
	custom = *asked >= CUSTOM_MIN &&
	    *reasoned >= *asked / 10 * CUSTOM_TENTHS;
	++*asked;
	*reasoned += (b->flags & BRIEF_REASONED) != 0;
	if ((b->flags & BRIEF_REASONED) != 0 || !custom ||
	    seen->session == NULL)
		return;
	count = dense_at(&r->sessions, seen->number);
	if (++*count == site_count(context->site, TH_NO_REASON_RECORDS))
		finding_about(context, "record_no_reason", GRADE_POSSIBLE,
		    seen);
}

static void
record_no_reason_close(void *state, struct detect_context *context)
{
	struct record_no_reason *r = state;

	(void)context;
	dense_fini(&r->asked);
	dense_fini(&r->reasoned);
	dense_fini(&r->sessions);
	free(r);
}

const struct finding_def finding_record_no_reason = {
	.name = "record_no_reason",
	.about = "records are opened without a reason where nearly all others "
		 "state one",
	.attack = "T1213",
	.wanted = KIND_BIT(K_RECORD),
	.open = record_no_reason_open,
	.feed = record_no_reason_feed,
	.close = record_no_reason_close,
};
