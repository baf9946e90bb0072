/* two_places: an account works from two networks at once that have nothing
 * to do with each other, or goes from one to the other faster than anybody
 * travels.
 *
 * A telephone on its carrier and a desk do the first all day, so one of the
 * two networks must be new to the account, which must have a past; once per
 * account and network.
 *
 * Without a table of operators, networks are unrelated when the first 16 bits
 * of an IPv4 address differ, or the first 32 of an IPv6 one.  The two families
 * are not compared, because one desk has both.  With a table, an operator
 * that the account has used for a while is not new, and one operator is not
 * two places: a telephone gets another network of it each day.
 *
 * With a table of places, the way from one to the other is held against the
 * time.  What looks like a journey and is none: a carrier that lets its people
 * out in another town, so nobody travels within one operator and country; and
 * tables that contradict each other, so a short way is none.  A VPN that its
 * owner uses for the first time looks the same as an intruder: possible.
 * When the country, the operator and the client are all new besides:
 * probable. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/shelf.h"
#include "base/table.h"
#include "detect/habits.h"
#include "detect/whereabouts.h"

/* Stamps count seconds, and the two ends may each be late by one. */
enum { STAMP_MS = 2000 };

struct trace {		/* where an account was last, and last elsewhere */
	struct stay {
		uint32_t place, session;
		int64_t	 ms;
		const struct spot *spot;
	} now, other;
	bool arrived;	/* the way here was not looked at yet; later it can
			 * only be slower */
};

struct two_places {
	struct shelf traces;	/* of an account */
	struct table told;	/* (account, network) */
	struct table clients;	/* (account, client) */
};

struct journey { uint32_t km, kmh; };

static void *
two_places_open(void)
{
	struct two_places *t = mem_zero(sizeof *t);

	table_init(&t->told);
	table_init(&t->clients);
	return t;
}

/* Do the first two parts of the prefixes differ?  Not, if only one is IPv6. */
static bool
heads_differ(const struct intern *names, uint32_t a, uint32_t b)
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

static bool
is_same_operator(const struct spot *a, const struct spot *b)
{
	return a != NULL && b != NULL && a->as != 0 && a->as == b->as;
}

/* Did the other place say something a moment ago, as another session? */
static bool
is_at_once(const struct stay *other, const struct observation *seen,
    const struct detect_context *context)
{
	return other->session != seen->number && seen->brief->time.ms -
	    other->ms <= site_ms(context->site, TH_TWO_PLACES) &&
	    !is_same_operator(other->spot, seen->spot) &&
	    heads_differ(context->names, other->place, seen->place);
}

/* Is it too far for the time?  Then how far, and how fast. */
static bool
is_too_fast(const struct stay *other, const struct observation *seen,
    const struct detect_context *context, struct journey *journey)
{
	int64_t ms = seen->brief->time.ms - other->ms + STAMP_MS;
	uint64_t kmh;
	uint32_t km;

	if (other->spot == NULL || seen->spot == NULL ||
	    (is_same_operator(other->spot, seen->spot) &&
		other->spot->country == seen->spot->country) ||
	    !spots_apart(other->spot, seen->spot, &km) ||
	    km < site_count(context->site, TH_TRAVEL_KM))
		return false;
	kmh = (uint64_t)km * HOUR_MS / (uint64_t)ms;
	if (kmh < site_count(context->site, TH_TRAVEL_KMH))
		return false;
	*journey = (struct journey){ km, (uint32_t)kmh };
	return true;
}

/* Is the place the account's own by habit, or its operator?  A journey is
 * told by countries, if operators are not known. */
static bool
is_own(const struct detect_context *context, uint32_t user,
    struct event_time now, uint32_t place, const struct spot *spot,
    bool travels)
{
	const struct whereabouts *w = context->whereabouts;
	int64_t past = site_ms(context->site, TH_PAST);

	if (habits_is_old(context->habits, user, place, now, past))
		return true;
	if (spot != NULL && spot->as != 0)
		return whereabouts_has(w, BY_OPERATOR, user, spot, now, past);
	return travels && whereabouts_has(w, BY_COUNTRY, user, spot, now,
	    past);
}

static enum grade
strength_of(const struct observation *seen, bool travels, bool new_client,
    const struct detect_context *context)
{
	const struct whereabouts *w = context->whereabouts;
	struct event_time now = seen->brief->time;
	uint32_t user = seen->session->user;

	return travels && new_client && seen->spot->as != 0 &&
	    seen->spot->country != 0 &&
	    !whereabouts_has(w, BY_COUNTRY, user, seen->spot, now, 0) &&
	    !whereabouts_has(w, BY_OPERATOR, user, seen->spot, now, 0)
	    ? GRADE_PROBABLE : GRADE_POSSIBLE;
}

static void
two_places_tell(struct two_places *t, struct trace *trace,
    const struct observation *seen, bool new_client,
    struct detect_context *context)
{
	const struct stay *other = &trace->other;
	struct event_time now = seen->brief->time;
	uint32_t user = seen->session->user;
	struct journey journey = { 0 };
	bool travels = trace->arrived &&
	    is_too_fast(other, seen, context, &journey), fresh;
	struct finding *f;

	trace->arrived = false;
	if ((!travels && !is_at_once(other, seen, context)) ||
	    is_own(context, user, now, seen->place, seen->spot, travels) ||
	    !is_own(context, user, now, other->place, other->spot, travels))
		return;
	table_add(&t->told, table_pair(user, seen->place), &fresh);
	if (!fresh)
		return;
	f = finding_about(context, "two_places", strength_of(seen, travels,
	    new_client, context), seen);
	f->first.ms = other->ms;
	f->places = 2;
	f->other = other->place;
	f->basis = travels ? BASIS_TRAVEL : BASIS_NETWORKS;
	f->km = journey.km;
	f->kmh = journey.kmh;
}

/* Note the client; true if the account showed others, and never this. */
static bool
is_new_client(struct two_places *t, uint32_t user, uint32_t device)
{
	bool any, fresh;

	if (device == 0)
		return false;
	table_add(&t->clients, table_pair(user, 0), &any);
	table_add(&t->clients, table_pair(user, device), &fresh);
	return fresh && !any;
}

static void
two_places_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct two_places *t = state;
	const struct brief *b = seen->brief;
	uint32_t user = seen->session == NULL ? 0 : seen->session->user;
	struct trace *trace;
	bool new_client;

	if (user == 0 || seen->place == 0 || seen->webmail)
		return;
	trace = shelf_at(&t->traces, user, sizeof *trace);
	if (trace->now.place != seen->place) {
		trace->other = trace->now;
		trace->now.place = seen->place;
		trace->arrived = true;
	}
	trace->now.session = seen->number;
	trace->now.ms = b->time.ms;
	trace->now.spot = seen->spot;
	new_client = seen->spot != NULL && b->kind != K_RECORD &&
	    is_new_client(t, user, b->device);
	if (seen->trusted || b->kind == K_LOGOUT || trace->other.place == 0)
		return;
	two_places_tell(t, trace, seen, new_client, context);
}

static void
two_places_warm(const void *state, const struct observation *seen)
{
	const struct two_places *t = state;

	if (seen->session != NULL)
		shelf_warm(&t->traces, seen->session->user);
}

static void
two_places_close(void *state, struct detect_context *context)
{
	struct two_places *t = state;

	(void)context;
	shelf_fini(&t->traces);
	table_fini(&t->told);
	table_fini(&t->clients);
	free(t);
}

const struct finding_def finding_two_places = {
	.name = "two_places",
	.about = "an account works from its own network and from a new, "
		 "unrelated one at once, or too far away for the time",
	.attack = "T1078",
	.open = two_places_open,
	.feed = two_places_feed,
	.warm = two_places_warm,
	.close = two_places_close,
};
