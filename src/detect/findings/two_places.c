/* two_places: an account works from two networks at once that have nothing
 * to do with each other.
 *
 * Without a table of places, networks are unrelated when the first 16 bits of
 * an IPv4 address differ, or the first 32 of an IPv6 one; the two families
 * are not compared, because one desk has both.  A telephone on its carrier
 * and a desk do this all day, so one of the two networks must be new to the
 * account, which must have a past; once per account and network. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"
#include "detect/habits.h"

struct two_places {
	struct dense index;	/* account -> number of a trace + 1 */
	struct trace {		/* where it was last, and last elsewhere */
		struct spot {
			uint32_t place, session;
			int64_t	 ms;
		} now, other;
	} *traces;
	size_t	     count, cap;
	struct table told;	/* (account, network) */
};

static void *
two_places_open(void)
{
	struct two_places *t = mem_zero(sizeof *t);

	table_init(&t->told);
	return t;
}

static struct trace *
trace_of(struct two_places *t, uint32_t user)
{
	uint64_t *number = dense_at(&t->index, user);

	if (*number == 0) {
		t->traces = mem_room(t->traces, t->count, &t->cap,
		    sizeof *t->traces);
		t->traces[t->count++] = (struct trace){ 0 };
		*number = t->count;
	}
	return &t->traces[*number - 1];
}

static bool
is_unrelated(const struct intern *names, uint32_t a, uint32_t b)
{
	struct str x = intern_str(names, a), y = intern_str(names, b);
	char mark = str_has(x, STR(":")) ? ':' : '.';
	struct str head, other;

	if (str_has(x, STR(":")) != str_has(y, STR(":")))
		return false;
	for (int part = 0; part < 2; part++)
		if (!str_take_until_char(&x, mark, &head) ||
		    !str_take_until_char(&y, mark, &other) ||
		    !str_eq(head, other))
			return true;
	return false;
}

/* Did the other place say something a moment ago, as another session? */
static bool
is_elsewhere(const struct trace *t, const struct observation *seen,
    const struct detect_context *context)
{
	return t->other.place != 0 && t->other.session != seen->number &&
	    seen->brief->time.ms - t->other.ms <=
	    site_ms(context->site, TH_TWO_PLACES) &&
	    is_unrelated(context->names, t->other.place, seen->place);
}

static void
two_places_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct two_places *t = state;
	const struct brief *b = seen->brief;
	uint32_t user = seen->session == NULL ? 0 : seen->session->user;
	int64_t past = site_ms(context->site, TH_PAST);
	struct trace *trace;
	struct finding *f;
	bool fresh;

	if (user == 0 || seen->place == 0 || seen->webmail)
		return;
	trace = trace_of(t, user);
	if (trace->now.place != seen->place) {
		trace->other = trace->now;
		trace->now.place = seen->place;
	}
	trace->now.session = seen->number;
	trace->now.ms = b->time.ms;
	if (seen->trusted || b->kind == K_LOGOUT ||
	    !is_elsewhere(trace, seen, context) ||
	    habits_is_old(context->habits, user, seen->place, b->time, past) ||
	    !habits_is_old(context->habits, user, trace->other.place, b->time,
		past))
		return;
	table_add(&t->told, table_pair(user, seen->place), &fresh);
	if (!fresh)
		return;
	f = finding_about(context, "two_places", GRADE_POSSIBLE, seen);
	f->first.ms = trace->other.ms;
	f->places = 2;
}

static void
two_places_close(void *state, struct detect_context *context)
{
	struct two_places *t = state;

	(void)context;
	dense_fini(&t->index);
	table_fini(&t->told);
	free(t->traces);
	free(t);
}

const struct finding_def finding_two_places = {
	.name = "two_places",
	.about = "an account works from its own network and from a new, "
		 "unrelated one at once",
	.attack = "T1078",
	.open = two_places_open,
	.feed = two_places_feed,
	.close = two_places_close,
};
