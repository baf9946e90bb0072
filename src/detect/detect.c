/* detect: feeds every finding in turn, and keeps what several of them ask:
 * failures of the last day, and habits. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "base/table.h"
#include "detect/failures.h"
#include "detect/habits.h"
#include "detect/whereabouts.h"

enum {
	/* A refused sign-in leaves a line of the password check, one when the
	 * connection ends, and an event if they are exported, at most a login
	 * timeout apart. */
	PAIR_MS = 60 * 1000,
	FINDINGS_MAX = 256,
	OWED_BITS = 6,
	OWED_MAX = (1 << OWED_BITS) - 1,
};

enum teller { TELLER_LOGIN, TELLER_STEP, TELLER_EVENT, TELLERS };

/* What the others told of one sign-in or session and this teller did not
 * yet, and when that was. */
struct owed { struct event_time at; uint32_t n[TELLERS]; };

struct detect {
	struct detect_context *context;
	void		     **states;
	uint16_t	      wants[K_COUNT][FINDINGS_MAX];	/* by kind: who */
	uint16_t	      want_count[K_COUNT];
	struct table	       half, older;	/* failures that not every
						 * teller told: owed_pack() */
	struct event_time      turned;		/* when half became older */
	struct table	       submitted;	/* sessions that handed in */
	struct habits	      *all;	/* those of the owner's networks too */
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
	d->all = habits_open();
	context->past = context->site->trusted.count > 0 ? d->all
	    : context->habits;
	context->whereabouts = whereabouts_open();
	d->states = mem_zero((findings_count + 1) * sizeof *d->states);
	for (size_t i = 0; i < findings_count; i++) {
		wants_list(d, i);
		if (findings[i]->open != NULL)
			d->states[i] = findings[i]->open();
	}
	table_init(&d->half);
	table_init(&d->older);
	table_init(&d->submitted);
	return d;
}

static uint64_t
owed_pack(const struct owed *owed)
{
	uint64_t packed = (uint64_t)owed->at.ms;

	for (int t = 0; t < TELLERS; t++)
		packed = packed << OWED_BITS | owed->n[t];
	return packed;
}

static struct owed
owed_unpack(uint64_t packed)
{
	struct owed owed;

	for (int t = TELLERS; t-- > 0; packed >>= OWED_BITS)
		owed.n[t] = packed & OWED_MAX;
	owed.at.ms = (int64_t)packed;
	return owed;
}

/* The words of several tellers are about the same failures: only what one
 * tells beyond all the others counts. */
static uint32_t
owed_settle(struct owed *owed, enum teller teller, uint32_t n,
    struct event_time at)
{
	uint32_t more;

	if (at.ms - owed->at.ms > PAIR_MS)
		*owed = (struct owed){ 0 };
	owed->at = at;
	more = n > owed->n[teller] ? n - owed->n[teller] : 0;
	owed->n[teller] -= n - more;
	for (int t = 0; t < TELLERS; t++)
		if (t != (int)teller)
			owed->n[t] = owed->n[t] + more > OWED_MAX ? OWED_MAX
						: owed->n[t] + more;
	return more;
}

/* The younger table's entry of a key; what the older knows moves over. */
static uint64_t *
owed_at(struct detect *d, uint64_t key)
{
	bool fresh;
	uint64_t *packed = table_add(&d->half, key, &fresh);
	const uint64_t *before;

	if (fresh && (before = table_find(&d->older, key)) != NULL)
		*packed = *before;
	return packed;
}

static enum teller
teller_of(const struct brief *b)
{
	return b->kind == K_LOGIN ? TELLER_LOGIN :
	    b->flags & BRIEF_EVENT ? TELLER_EVENT : TELLER_STEP;
}

/* Exim writes a refused sign-in to its main log and to its reject log. */
static bool
is_repeated(const struct detect *d, const struct brief *b)
{
	return b->ordinal > 0 && b->kind == K_LOGIN &&
	    str_starts(intern_str(d->context->names, b->stream), STR("exim"));
}

static uint32_t
failed_attempts(struct detect *d, const struct brief *b)
{
	uint64_t key = b->session != 0 ? b->session
				       : table_pair(b->user, b->src);
	uint32_t n = b->kind == K_LOGIN && b->n[N_ATTEMPTS] > 1
	    ? (uint32_t)b->n[N_ATTEMPTS] : 1;
	struct owed owed;
	uint64_t *packed;

	if (b->outcome != OUTCOME_FAILURE ||
	    (b->kind != K_LOGIN && b->kind != K_AUTH_STEP) ||
	    is_repeated(d, b))
		return 0;
	if (b->time.ms - d->turned.ms > PAIR_MS) {
		struct table empty = d->older;

		d->older = d->half;
		table_fini(&empty);
		table_init(&d->half);
		d->turned = b->time;
	}
	packed = owed_at(d, key);
	owed = owed_unpack(*packed);
	n = owed_settle(&owed, teller_of(b), n, b->time);
	*packed = owed_pack(&owed);
	return n;
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

/* What a finding says of the owner's own networks, held against all that the
 * account did, is possible and no more. */
static void
house_feed(struct detect *d, unsigned finding, struct observation *seen)
{
	struct detect_context *context = d->context;
	struct habits *habits = context->habits;
	size_t known = context->findings->count;

	context->habits = d->all;
	seen->trusted = false;
	findings[finding]->feed(d->states[finding], seen, context);
	seen->trusted = true;
	context->habits = habits;
	for (; known < context->findings->count; known++) {
		struct finding *f = &context->findings->at[known];

		f->house = 1;
		f->strength = GRADE_POSSIBLE;
	}
}

/* Postfix says who signed in with the first message that is handed in; those
 * that follow tell of the same sign-in. */
static bool
is_sign_in(struct detect *d, const struct observation *seen)
{
	const struct brief *b = seen->brief;
	bool fresh = false;

	if (b->kind == K_SUBMIT && b->service == SERVICE_SMTP &&
	    b->user != 0 && seen->session != NULL)
		table_add(&d->submitted, seen->number, &fresh);
	return fresh ||
	    (b->kind == K_LOGIN && b->outcome == OUTCOME_SUCCESS);
}

void
detect_feed(struct detect *d, struct observation *seen)
{
	const struct brief *b = seen->brief;
	struct detect_context *context = d->context;
	size_t known = context->findings->count;

	seen->failed = failed_attempts(d, b);
	seen->signed_in = is_sign_in(d, seen);
	if (seen->failed > 0)
		failures_add(context->failures, seen->place, b->user, b->time,
		    seen->failed, habits_of_pair(seen->house ? d->all :
		    context->habits, b->user, seen->place) == NULL);
	for (unsigned i = 0; i < d->want_count[b->kind]; i++) {
		unsigned finding = d->wants[b->kind][i];

		if (seen->house && findings[finding]->lowers)
			house_feed(d, finding, seen);
		else
			findings[finding]->feed(d->states[finding], seen,
			    context);
	}
	for (; known < context->findings->count; known++)
		context->findings->at[known].fired = b->time;
	/* After the findings: a first sight is one only once. */
	if (!seen->signed_in || (seen->trusted && !seen->house))
		return;
	if (context->site->trusted.count > 0)
		habits_add(d->all, b->user, seen->place, b->time);
	if (!seen->house) {
		habits_add(context->habits, b->user, seen->place, b->time);
		whereabouts_add(context->whereabouts, b->user, seen->spot,
		    b->time);
	}
	failures_forgive(context->failures, seen->place, b->user, b->time);
}

void
detect_warm(const struct detect *d, const struct observation *seen)
{
	const struct brief *b = seen->brief;

	if (b->kind == K_LOGIN || b->kind == K_AUTH_STEP ||
	    b->kind == K_SUBMIT) {
		habits_warm(d->context->habits, b->user, seen->place);
		failures_warm(d->context->failures, seen->place, b->user);
	}
	for (unsigned i = 0; i < d->want_count[b->kind]; i++) {
		unsigned finding = d->wants[b->kind][i];

		if (findings[finding]->warm != NULL)
			findings[finding]->warm(d->states[finding], seen);
	}
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
	size_t known = list->count;

	for (size_t i = 0; i < findings_count; i++)
		if (findings[i]->close != NULL)
			findings[i]->close(d->states[i], d->context);
	for (; known < list->count; known++)
		list->at[known].fired = list->at[known].last;
	if (list->count > 0)
		qsort_r(list->at, list->count, sizeof *list->at,
		    by_time_then_name, (void *)d->context->names);
	failures_close(d->context->failures);
	habits_close(d->context->habits);
	habits_close(d->all);
	whereabouts_close(d->context->whereabouts);
	table_fini(&d->half);
	table_fini(&d->older);
	table_fini(&d->submitted);
	free(d->states);
	free(d);
}
