#include "detect/habits.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

struct habits {
	struct table  index;	/* key -> number of a habit */
	struct habit *at;
	size_t	      count, cap;
};

struct habits *
habits_open(void)
{
	struct habits *h = mem_zero(sizeof *h);

	table_init(&h->index);
	return h;
}

void
habits_close(struct habits *h)
{
	table_fini(&h->index);
	free(h->at);
	free(h);
}

static struct habit *
habit_add(struct habits *h, uint64_t key, struct event_time at, bool *fresh)
{
	uint64_t *number = table_add(&h->index, key, fresh);

	if (*fresh) {
		h->at = mem_room(h->at, h->count, &h->cap, sizeof *h->at);
		*number = h->count;
		h->at[h->count++] = (struct habit){ .first = at };
	}
	h->at[*number].last = at;
	h->at[*number].count++;
	return &h->at[*number];
}

void
habits_add(struct habits *h, uint32_t user, uint32_t place,
    struct event_time at)
{
	bool pair_is_new, fresh;

	if (user == 0 || place == 0)
		return;
	habit_add(h, table_pair(user, place), at, &pair_is_new);
	habit_add(h, table_pair(user, 0), at, &fresh)->others += pair_is_new;
	habit_add(h, table_pair(0, place), at, &fresh)->others += pair_is_new;
}

static const struct habit *
habit_of(const struct habits *h, uint64_t key)
{
	const uint64_t *number = table_find(&h->index, key);

	return number == NULL ? NULL : &h->at[*number];
}

const struct habit *
habits_of_user(const struct habits *h, uint32_t user)
{
	return habit_of(h, table_pair(user, 0));
}

const struct habit *
habits_of_place(const struct habits *h, uint32_t place)
{
	return habit_of(h, table_pair(0, place));
}

const struct habit *
habits_of_pair(const struct habits *h, uint32_t user, uint32_t place)
{
	return habit_of(h, table_pair(user, place));
}

uint32_t
habits_owners(const struct habits *h, uint32_t place)
{
	const struct habit *habit = habits_of_place(h, place);

	return habit == NULL ? 0 : habit->others;
}
