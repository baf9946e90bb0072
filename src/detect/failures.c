#include "detect/failures.h"

#include <stdlib.h>

#include "base/arena.h"
#include "detect/pairs.h"

struct failures {
	const struct site     *site;
	struct pairs	       index;	/* number of a window + 1 */
	struct failure_window *windows;
	size_t		       count, cap;
};

struct failures *
failures_open(const struct site *site)
{
	struct failures *f = mem_zero(sizeof *f);

	f->site = site;
	pairs_init(&f->index);
	return f;
}

void
failures_close(struct failures *f)
{
	pairs_fini(&f->index);
	free(f->windows);
	free(f);
}

void
failures_warm(const struct failures *f, uint32_t place, uint32_t user)
{
	uint64_t alone[] = { dense_get(&f->index.users, user),
		dense_get(&f->index.places, place) };

	table_warm(&f->index.both, table_pair(user, place));
	for (int i = 0; i < 2; i++)
		if (alone[i] != 0)
			__builtin_prefetch(&f->windows[alone[i] - 1]);
}

/* Add to a window; true if it was opened anew. */
static bool
window_add(struct failures *f, uint32_t user, uint32_t place,
    struct event_time at, uint32_t attempts, struct failure_window **window)
{
	uint64_t *number = pairs_at(&f->index, user, place);
	bool fresh = *number == 0;
	struct failure_window *w;

	if (fresh) {
		f->windows = mem_room(f->windows, f->count, &f->cap,
		    sizeof *f->windows);
		*number = ++f->count;
	}
	w = &f->windows[*number - 1];
	fresh = fresh || at.ms - w->last.ms > site_ms(f->site, TH_FAILURE_WINDOW);
	if (fresh)
		*w = (struct failure_window){ .first = at };
	w->last = at;
	w->attempts += attempts;
	*window = w;
	return fresh;
}

void
failures_add(struct failures *f, uint32_t place, uint32_t user,
    struct event_time at, uint32_t attempts, bool stranger)
{
	struct failure_window *window;
	bool pair_is_new = place != 0 && user != 0 &&
	    window_add(f, user, place, at, attempts, &window) &&
	    stranger;

	if (pair_is_new)
		window->others = 1;
	if (place != 0) {
		window_add(f, 0, place, at, attempts, &window);
		window->others += pair_is_new;
	}
	if (user != 0) {
		window_add(f, user, 0, at, attempts, &window);
		window->others += pair_is_new;
	}
}

static struct failure_window *
window_open(const struct failures *f, uint32_t user, uint32_t place,
    struct event_time at)
{
	uint64_t number = pairs_get(&f->index, user, place);

	if (number == 0 || at.ms - f->windows[number - 1].last.ms >
	    site_ms(f->site, TH_FAILURE_WINDOW))
		return NULL;
	return &f->windows[number - 1];
}

void
failures_forgive(struct failures *f, uint32_t place, uint32_t user,
    struct event_time at)
{
	struct failure_window *pair = window_open(f, user, place, at);
	struct failure_window *sides[2];

	if (pair == NULL || pair->others == 0)
		return;
	pair->others = 0;
	sides[0] = window_open(f, 0, place, at);
	sides[1] = window_open(f, user, 0, at);
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		if (sides[i] != NULL && sides[i]->others > 0)
			sides[i]->others--;
}

bool
failures_spray(const struct failures *f, const struct failure_window *window,
    uint32_t owners)
{
	return window != NULL &&
	    window->others >= site_count(f->site, TH_SPRAY_ACCOUNTS) &&
	    window->others > owners;
}

const struct failure_window *
failures_of_place(const struct failures *f, uint32_t place,
    struct event_time at)
{
	return window_open(f, 0, place, at);
}

const struct failure_window *
failures_of_user(const struct failures *f, uint32_t user, struct event_time at)
{
	return window_open(f, user, 0, at);
}

const struct failure_window *
failures_of_pair(const struct failures *f, uint32_t place, uint32_t user,
    struct event_time at)
{
	return window_open(f, user, place, at);
}
