#include "detect/whereabouts.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

/* Country or operator 0 stands for any. */
struct whereabouts { struct table since[WHEREABOUTS]; };

struct whereabouts *
whereabouts_open(void)
{
	struct whereabouts *w = mem_zero(sizeof *w);

	for (int sort = 0; sort < WHEREABOUTS; sort++)
		table_init(&w->since[sort]);
	return w;
}

void
whereabouts_close(struct whereabouts *w)
{
	for (int sort = 0; sort < WHEREABOUTS; sort++)
		table_fini(&w->since[sort]);
	free(w);
}

static uint32_t
id_of(const struct spot *spot, enum whereabout sort)
{
	return sort == BY_COUNTRY ? spot->country : spot->as;
}

static void
since_note(struct table *since, uint32_t user, uint32_t id,
    struct event_time at)
{
	bool fresh;
	uint64_t *ms = table_add(since, table_pair(user, id), &fresh);

	if (fresh)
		*ms = (uint64_t)at.ms;
}

void
whereabouts_add(struct whereabouts *w, uint32_t user, const struct spot *spot,
    struct event_time at)
{
	if (user == 0 || spot == NULL)
		return;
	for (int sort = 0; sort < WHEREABOUTS; sort++) {
		uint32_t id = id_of(spot, (enum whereabout)sort);

		if (id == 0)
			continue;
		since_note(&w->since[sort], user, id, at);
		since_note(&w->since[sort], user, 0, at);
	}
}

static bool
is_old(const struct table *since, uint32_t user, uint32_t id,
    struct event_time now, int64_t past_ms)
{
	const uint64_t *ms = table_find(since, table_pair(user, id));

	return ms != NULL && now.ms - (int64_t)*ms >= past_ms;
}

bool
whereabouts_has(const struct whereabouts *w, enum whereabout sort,
    uint32_t user, const struct spot *spot, struct event_time now,
    int64_t past_ms)
{
	uint32_t id = spot == NULL ? 0 : id_of(spot, sort);

	return id != 0 && is_old(&w->since[sort], user, id, now, past_ms);
}

bool
whereabouts_has_past(const struct whereabouts *w, uint32_t user,
    struct event_time now, int64_t past_ms)
{
	return is_old(&w->since[BY_COUNTRY], user, 0, now, past_ms);
}
