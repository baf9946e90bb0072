#include "detect/failures.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

enum { WINDOW_MS = 24 * 3600 * 1000 };	/* slow spraying pauses for hours,
					 * seldom for a day */

struct failures {
	struct table	       index;	/* key -> number of a window */
	struct failure_window *windows;
	size_t		       count, cap;
};

struct failures *
failures_open(void)
{
	struct failures *f = mem_zero(sizeof *f);

	table_init(&f->index);
	return f;
}

void
failures_close(struct failures *f)
{
	table_fini(&f->index);
	free(f->windows);
	free(f);
}

/* Keys: a name's number is never 0, so the three kinds cannot meet. */
static uint64_t
key_place(uint32_t place)
{
	return table_pair(place, 0);
}

static uint64_t
key_user(uint32_t user)
{
	return table_pair(0, user);
}

/* Add to the window of key; true if it was opened anew. */
static bool
window_add(struct failures *f, uint64_t key, struct event_time at,
    uint32_t attempts, struct failure_window **window)
{
	bool fresh;
	uint64_t *number = table_add(&f->index, key, &fresh);
	struct failure_window *w;

	if (fresh) {
		f->windows = mem_room(f->windows, f->count, &f->cap,
		    sizeof *f->windows);
		*number = f->count++;
	}
	w = &f->windows[*number];
	fresh = fresh || at.ms - w->last.ms > WINDOW_MS;
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
	    window_add(f, table_pair(place, user), at, attempts, &window) &&
	    stranger;

	if (pair_is_new)
		window->others = 1;
	if (place != 0) {
		window_add(f, key_place(place), at, attempts, &window);
		window->others += pair_is_new;
	}
	if (user != 0) {
		window_add(f, key_user(user), at, attempts, &window);
		window->others += pair_is_new;
	}
}

static struct failure_window *
window_open(const struct failures *f, uint64_t key, struct event_time at)
{
	const uint64_t *number = table_find(&f->index, key);

	if (number == NULL ||
	    at.ms - f->windows[*number].last.ms > WINDOW_MS)
		return NULL;
	return &f->windows[*number];
}

void
failures_forgive(struct failures *f, uint32_t place, uint32_t user,
    struct event_time at)
{
	struct failure_window *pair = window_open(f, table_pair(place, user),
	    at);
	struct failure_window *sides[] = {
		window_open(f, key_place(place), at),
		window_open(f, key_user(user), at),
	};

	if (pair == NULL || pair->others == 0)
		return;
	pair->others = 0;
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		if (sides[i] != NULL && sides[i]->others > 0)
			sides[i]->others--;
}

bool
failures_spray(const struct failure_window *window, uint32_t owners)
{
	return window != NULL && window->others >= SPRAY_ACCOUNTS &&
	    window->others > owners;
}

const struct failure_window *
failures_of_place(const struct failures *f, uint32_t place,
    struct event_time at)
{
	return window_open(f, key_place(place), at);
}

const struct failure_window *
failures_of_user(const struct failures *f, uint32_t user, struct event_time at)
{
	return window_open(f, key_user(user), at);
}

const struct failure_window *
failures_of_pair(const struct failures *f, uint32_t place, uint32_t user,
    struct event_time at)
{
	return window_open(f, table_pair(place, user), at);
}
