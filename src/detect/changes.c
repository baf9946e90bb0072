#include "detect/changes.h"

#include <stdlib.h>

#include "base/arena.h"
#include "detect/habits.h"

struct changes *
changes_open(enum change change)
{
	struct changes *c = mem_zero(sizeof *c);

	c->change = change;
	table_init(&c->last);
	table_init(&c->first);
	return c;
}

void
changes_close(struct changes *c)
{
	table_fini(&c->last);
	table_fini(&c->first);
	free(c);
}

/* Is the network new to the account that acts? */
static bool
is_from_new_network(const struct observation *seen,
    const struct detect_context *context)
{
	const struct brief *b = seen->brief;
	const struct habit *past = habits_of_user(context->habits, b->user);
	const struct habit *here = habits_of_pair(context->habits, b->user,
	    seen->place);
	int64_t day = site_ms(context->site, TH_PAST);

	if (seen->place == 0 || seen->trusted || past == NULL ||
	    past->count < site_count(context->site, TH_PAST_SIGN_INS) ||
	    b->time.ms - past->first.ms < day)
		return false;
	return here == NULL || b->time.ms - here->first.ms < day;
}

void
changes_found(struct changes *c, const struct observation *seen,
    struct detect_context *context, const char *name)
{
	const struct brief *b = seen->brief;
	bool fresh, is_new = is_from_new_network(seen, context);
	uint64_t *number = table_add(&c->last,
	    table_pair(b->user, seen->place), &fresh);
	struct finding *f = fresh ? NULL
	    : &context->findings->at[*number - 1];

	if (f == NULL || b->time.ms - f->last.ms > DAY_MS) {
		*number = context->findings->count + 1;
		f = finding_about(context, name, is_new ? GRADE_PROBABLE
		    : GRADE_POSSIBLE, seen);
		/* The account that acted, not the session's guess. */
		f->user = b->user;
		f->session = 0;
		if (c->change != CHANGE_NONE)
			f->change = (uint8_t)b->n[N_CHANGE];
		return;
	}
	if (is_new)
		f->strength = GRADE_PROBABLE;
	f->last = b->time;
	f->src = f->src == b->src ? f->src : 0;
	f->kinds |= KIND_BIT(b->kind);
	f->count++;
}

void
changes_feed(struct changes *c, const struct observation *seen,
    struct detect_context *context, const char *name)
{
	const struct brief *b = seen->brief;

	if (b->outcome != OUTCOME_FAILURE && b->n[N_CHANGE] == c->change)
		changes_found(c, seen, context, name);
}
