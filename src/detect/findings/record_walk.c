/* record_walk: a session opens records one after the other, by number.
 *
 * People look for somebody; who takes numbers as they come looks for nobody.
 * A record's number is the digits at the end of its id; steps of one, all in
 * one direction, make the run, and the same record again does not end it. */
#include "detect/detect.h"

#include "base/shelf.h"

enum { DIGITS_MAX = 18 };	/* of a number; more do not fit 64 bits */

struct run {				/* of a session */
	uint64_t last;
	int64_t	 first_ms;
	uint32_t count;			/* steps, and one */
	int8_t	 step;			/* 0: not told yet */
	bool	 told;
};

static void *
record_walk_open(void)
{
	return shelf_new();
}

/* "TAJ-0001297" or ["TAJ-0001297"]: the number; false if it names several
 * records, or has none. */
static bool
number_of(struct str ids, uint64_t *number)
{
	size_t n = 0;

	while (ids.len > 0 && (ids.at[ids.len - 1] == ']' ||
	    ids.at[ids.len - 1] == '"' || ids.at[ids.len - 1] == ' '))
		ids.len--;
	if (str_has(ids, STR(",")))
		return false;
	while (n < ids.len && n <= DIGITS_MAX &&
	    ids.at[ids.len - 1 - n] >= '0' && ids.at[ids.len - 1 - n] <= '9')
		n++;
	return n > 0 && n <= DIGITS_MAX &&
	    str_u64(str_of(ids.at + ids.len - n, n), number);
}

static void
run_step(struct run *r, uint64_t number, int64_t ms)
{
	int8_t step = number == r->last + 1 ? 1
	    : number + 1 == r->last ? -1 : 0;

	if (r->count > 0 && number == r->last)
		return;
	if (r->count > 0 && step != 0 && (r->step == 0 || r->step == step)) {
		r->step = step;
		r->count++;
	} else {
		r->count = 1;
		r->step = 0;
		r->first_ms = ms;
	}
	r->last = number;
}

static void
record_walk_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct finding *f;
	uint64_t number;
	struct run *r;

	if (b->kind != K_RECORD || seen->session == NULL || b->item == 0 ||
	    !number_of(intern_str(context->names, b->item), &number))
		return;
	r = shelf_at(state, seen->number, sizeof *r);
	run_step(r, number, b->time.ms);
	if (r->told || r->count < site_count(context->site, TH_WALK_RECORDS))
		return;
	r->told = true;
	f = finding_about(context, "record_walk", GRADE_POSSIBLE, seen);
	f->first.ms = r->first_ms;
	f->count = r->count;
}

static void
record_walk_close(void *state, struct detect_context *context)
{
	(void)context;
	shelf_free(state);
}

const struct finding_def finding_record_walk = {
	.name = "record_walk",
	.about = "a session opens records one after the other, by number",
	.attack = "T1213",
	.wanted = KIND_BIT(K_RECORD),
	.open = record_walk_open,
	.feed = record_walk_feed,
	.close = record_walk_close,
};
