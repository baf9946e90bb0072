#include "detect/refusals.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"

struct window {
	struct event_time first, last;	/* of what failed */
	struct event_time opened;
	uint64_t serial;		/* 0: not open */
	uint64_t attempts;
	size_t	 finding;		/* number + 1; 0: none */
	uint32_t place;
	uint32_t failed, signed_in;	/* accounts that never got in; others */
	bool	 asks;			/* for others: some got in, once */
};

struct refusals {
	struct dense   of;		/* place -> window + 1 */
	struct window *windows;
	size_t	       count, cap;
	uint64_t       serial;
	struct table   accounts;	/* (account, place) -> serial of the
					 * window * 2, + 1 if it got in */
};

struct refusals *
refusals_open(void)
{
	struct refusals *r = mem_zero(sizeof *r);

	table_init(&r->accounts);
	return r;
}

/* Another finding tells of most of it, with the address that sprayed. */
static bool
is_told(const struct window *w, const struct finding_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->at[i];

		if (strcmp(f->name, "password_spray") == 0 &&
		    f->place != w->place && f->first.ms <= w->last.ms &&
		    f->last.ms >= w->first.ms && f->accounts * 2 >= w->failed)
			return true;
	}
	return false;
}

static void
window_tell(struct window *w, struct detect_context *context)
{
	struct finding *f;

	if (w->finding == 0) {
		f = finding_add(context->findings, "password_spray");
		w->finding = context->findings->count;
		f->strength = w->asks ? GRADE_PROBABLE : GRADE_CONFIRMED;
		f->first = w->first;
		f->place = w->place;
		f->kinds = KIND_BIT(K_LOGIN);
		f->places = 1;
	}
	f = &context->findings->at[w->finding - 1];
	f->last = w->last;
	f->count = w->attempts;
	f->accounts = w->failed;
}

static bool
is_many(const struct window *w, const struct detect_context *context)
{
	return w->failed > w->signed_in &&
	    w->failed >= site_count(context->site, TH_SPRAY_ACCOUNTS);
}

/* Who asks for others is judged by the whole window: its first lines may be
 * of any. */
static void
window_end(struct window *w, struct detect_context *context)
{
	if (w->asks && is_many(w, context) && !is_told(w, context->findings))
		window_tell(w, context);
	w->serial = 0;
}

/* The window of the place that is open at `at`; what is over is told. */
static struct window *
window_at(struct refusals *r, uint32_t place, struct event_time at,
    struct detect_context *context)
{
	uint64_t *number = dense_at(&r->of, place);
	struct window *w;

	if (*number == 0) {
		r->windows = mem_room(r->windows, r->count, &r->cap,
		    sizeof *r->windows);
		r->windows[r->count] = (struct window){ .place = place };
		*number = ++r->count;
	}
	w = &r->windows[*number - 1];
	if (w->serial != 0 && (w->asks ? at.ms - w->opened.ms > HOUR_MS
	    : at.ms - w->last.ms > site_ms(context->site, TH_FAILURE_WINDOW)))
		window_end(w, context);
	if (w->serial == 0)
		*w = (struct window){ .opened = at, .first = at, .last = at,
			.serial = ++r->serial, .place = place,
			.asks = w->asks };
	return w;
}

void
refusals_feed(struct refusals *r, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	struct window *w;
	uint64_t *account;
	bool fresh;

	if (seen->place == 0 || b->user == 0 ||
	    (seen->failed == 0 && !seen->signed_in))
		return;
	w = window_at(r, seen->place, b->time, context);
	account = table_add(&r->accounts, table_pair(b->user, seen->place),
	    &fresh);
	if (*account / 2 != w->serial) {
		*account = w->serial * 2;
		w->failed++;
	}
	if (seen->signed_in && *account % 2 == 0) {
		++*account;
		w->failed--;
		w->signed_in++;
	}
	w->asks |= seen->signed_in;
	if (seen->failed == 0)
		return;
	if (w->attempts == 0)
		w->first = b->time;
	w->last = b->time;
	w->attempts += seen->failed;
	if (!w->asks && is_many(w, context))
		window_tell(w, context);
}

void
refusals_close(struct refusals *r, struct detect_context *context)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->windows[i].serial != 0)
			window_end(&r->windows[i], context);
	dense_fini(&r->of);
	table_fini(&r->accounts);
	free(r->windows);
	free(r);
}
