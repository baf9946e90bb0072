/* detect: feeds every finding in turn, and keeps what several of them ask:
 * failures of the last day, and habits. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/table.h"
#include "detect/failures.h"
#include "detect/habits.h"

enum {
	/* A refused sign-in leaves a line of the password check and one when
	 * the connection ends, at most a login timeout apart. */
	PAIR_MS = 60 * 1000,
	FINDINGS_MAX = 256,
};

struct detect {
	struct detect_context *context;
	void		     **states;
	uint16_t	      wants[K_COUNT][FINDINGS_MAX];	/* by kind: who */
	uint16_t	      want_count[K_COUNT];
	struct table	       half, older;	/* failure told once: ms << 1,
						 * bit 0: by AUTH_STEP */
	struct event_time      turned;		/* when half became older */
};

static void
wants_list(struct detect *d, size_t finding)
{
	uint64_t wanted = findings[finding]->wanted;

	must(finding < FINDINGS_MAX);
	if (findings[finding]->feed == NULL)
		return;
	for (int kind = 0; kind < K_COUNT; kind++)
		if (wanted == 0 || (wanted & KIND_BIT(kind)) != 0)
			d->wants[kind][d->want_count[kind]++] =
			    (uint16_t)finding;
}

struct detect *
detect_open(struct detect_context *context)
{
	struct detect *d = mem_zero(sizeof *d);

	d->context = context;
	context->failures = failures_open(context->site);
	context->habits = habits_open();
	d->states = mem_zero((findings_count + 1) * sizeof *d->states);
	for (size_t i = 0; i < findings_count; i++) {
		wants_list(d, i);
		if (findings[i]->open != NULL)
			d->states[i] = findings[i]->open();
	}
	table_init(&d->half);
	table_init(&d->older);
	return d;
}

/* Has the other of the two lines been counted?  Forgets it then, so that
 * lines pair one to one. */
static bool
half_take(struct table *table, uint64_t key, bool step, struct event_time at)
{
	const uint64_t *told = table_find(table, key);

	if (told == NULL || (*told & 1) == step ||
	    at.ms - (int64_t)(*told >> 1) > PAIR_MS)
		return false;
	table_remove(table, key);
	return true;
}

static uint32_t
failed_attempts(struct detect *d, const struct brief *b)
{
	bool step = b->kind == K_AUTH_STEP, fresh;
	uint64_t key = b->session != 0 ? b->session
				       : table_pair(b->user, b->src);

	if (b->outcome != OUTCOME_FAILURE || (b->kind != K_LOGIN && !step))
		return 0;
	if (b->time.ms - d->turned.ms > PAIR_MS) {
		struct table empty = d->older;

		d->older = d->half;
		table_fini(&empty);
		table_init(&d->half);
		d->turned = b->time;
	}
	if (half_take(&d->half, key, step, b->time) ||
	    half_take(&d->older, key, step, b->time))
		return 0;
	*table_add(&d->half, key, &fresh) = (uint64_t)b->time.ms << 1 | step;
	return b->kind == K_LOGIN && b->n[N_ATTEMPTS] > 1
	    ? (uint32_t)b->n[N_ATTEMPTS] : 1;
}

struct finding *
finding_about(struct detect_context *context, const char *name,
    enum grade strength, const struct observation *seen)
{
	const struct brief *b = seen->brief;
	struct finding *f = finding_add(context->findings, name);

	f->strength = strength;
	f->first = f->last = b->time;
	f->user = seen->session != NULL && seen->session->user != 0
	    ? seen->session->user : b->user;
	/* A webmail's address is never its user's. */
	f->src = seen->webmail ? 0 : seen->src;
	f->place = seen->webmail ? 0 : seen->place;
	f->session = seen->session == NULL ? 0 : seen->number + 1;
	f->count = f->accounts = f->places = 1;
	f->kinds = KIND_BIT(b->kind);
	return f;
}

void
detect_feed(struct detect *d, struct observation *seen)
{
	const struct brief *b = seen->brief;
	struct detect_context *context = d->context;

	seen->failed = failed_attempts(d, b);
	seen->signed_in = b->kind == K_LOGIN && b->outcome == OUTCOME_SUCCESS;
	if (seen->failed > 0)
		failures_add(context->failures, seen->place, b->user, b->time,
		    seen->failed, habits_of_pair(context->habits, b->user,
		    seen->place) == NULL);
	for (unsigned i = 0; i < d->want_count[b->kind]; i++) {
		unsigned finding = d->wants[b->kind][i];

		findings[finding]->feed(d->states[finding], seen, context);
	}
	/* After the findings: a first sight is one only once. */
	if (!seen->signed_in || seen->trusted)
		return;
	habits_add(context->habits, b->user, seen->place, b->time);
	failures_forgive(context->failures, seen->place, b->user, b->time);
}

static int
compare_names(const struct intern *names, uint32_t a, uint32_t b)
{
	return a == b ? 0 : str_cmp(intern_str(names, a),
	    intern_str(names, b));
}

static int
by_time_then_name(const void *a, const void *b, void *names)
{
	const struct finding *x = a, *y = b;
	int order;

	if (x->first.ms != y->first.ms)
		return x->first.ms < y->first.ms ? -1 : 1;
	if (x->last.ms != y->last.ms)
		return x->last.ms < y->last.ms ? -1 : 1;
	if ((order = strcmp(x->name, y->name)) != 0 ||
	    (order = compare_names(names, x->place, y->place)) != 0 ||
	    (order = compare_names(names, x->user, y->user)) != 0 ||
	    (order = compare_names(names, x->stream, y->stream)) != 0)
		return order;
	return x->session < y->session ? -1 : x->session > y->session;
}

void
detect_close(struct detect *d)
{
	struct finding_list *list = d->context->findings;

	for (size_t i = 0; i < findings_count; i++)
		if (findings[i]->close != NULL)
			findings[i]->close(d->states[i], d->context);
	if (list->count > 0)
		qsort_r(list->at, list->count, sizeof *list->at,
		    by_time_then_name, (void *)d->context->names);
	failures_close(d->context->failures);
	habits_close(d->context->habits);
	table_fini(&d->half);
	table_fini(&d->older);
	free(d->states);
	free(d);
}
