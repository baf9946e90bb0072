/* stores: the events of a case and its other lines, while they are written.
 *
 * They are opened before the logs are read, and closed when all is known that
 * their times depend on; between, stores_some() closes them piece by piece. */
#pragma once

#include "app/case.h"
#include "app/ingest.h"
#include "store/store.h"

struct stores {
	struct store  *events, *lines;	/* for ingest_run() to write to */
	int	       events_fd, lines_fd;	/* their folders */
	struct ingest *ingest;		/* NULL: none are open */
};

/* False, and err says why; stores_fini() in both cases. */
bool stores_open(struct stores *stores, struct case_dir *dir,
    struct ingest *ingest, struct err *err);

/* A little of stores_close(), after ingest_run(); false when only that is
 * left.  For struct chore. */
bool stores_some(void *stores);

/* Finish what is open, and write down where the lines stand. */
bool stores_close(struct stores *stores, struct err *err);

/* Free; what was not closed is of no use. */
void stores_fini(struct stores *stores);
