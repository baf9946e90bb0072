#include "app/stores.h"

#include <unistd.h>

#include "app/again.h"
#include "app/copies.h"
#include "app/stats.h"

bool
stores_open(struct stores *s, struct case_dir *dir, struct ingest *ingest,
    struct err *err)
{
	*s = (struct stores){ .events_fd = -1, .lines_fd = -1,
		.ingest = ingest };
	s->events_fd = case_folder(dir, "events", err);
	if (s->events_fd < 0)
		return false;
	s->lines_fd = case_folder(dir, "lines", err);
	return s->lines_fd >= 0 &&
	    (s->events = store_open(s->events_fd, err)) != NULL &&
	    (s->lines = store_open(s->lines_fd, err)) != NULL;
}

bool
stores_some(void *stores)
{
	struct stores *s = stores;
	const struct store_settle settle = { ingest_settle, s->ingest };

	return s->ingest != NULL && (store_close_some(s->events, &settle) ||
	    store_close_some(s->lines, &settle));
}

bool
stores_close(struct stores *s, struct err *err)
{
	const struct store_settle settle = { ingest_settle, s->ingest };
	struct store *events = s->events, *lines = s->lines;

	if (s->ingest == NULL)
		return true;
	stats_phase("closing the store");
	s->events = NULL;
	if (!store_close(events, &settle, NULL, err))
		return false;
	s->lines = NULL;
	return store_close(lines, &settle, NULL, err) &&
	    again_write(s->lines_fd, s->ingest->plan, err) &&
	    copies_write(s->lines_fd, s->ingest->plan, err);
}

void
stores_fini(struct stores *s)
{
	if (s->ingest == NULL)
		return;
	store_abandon(s->events);
	store_abandon(s->lines);
	if (s->events_fd >= 0)
		close(s->events_fd);
	if (s->lines_fd >= 0)
		close(s->lines_fd);
	*s = (struct stores){ 0 };
}
