/* case: the folder an investigation leaves.
 *
 * It is written as NAME.partial, under a lock, and renamed when whole; what
 * a killed run left is removed by the next.  A whole case is not overwritten
 * unless asked. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct case_dir {
	struct arena arena;
	struct str   path;	/* of the whole case; empty: named when done */
	struct str   partial;	/* of the folder in the making */
	int	     lock;	/* held while it is */
	bool	     force;
};

/* Make the folder in the making.  path may be NULL: the case is named after
 * its inputs by case_finish().  Refuses a path where something stands. */
bool case_open(struct case_dir *dir, const char *path, bool force,
    struct err *err);

/* Where the whole case will lie. */
struct str case_path(struct case_dir *dir, const uint8_t hash[32]);

/* Make a folder of the case and open it; -1 with err on failure. */
int case_folder(struct case_dir *dir, const char *name, struct err *err);

/* Write one file of the case, durable. */
bool case_write(struct case_dir *dir, const char *name, const struct buf *text,
    struct err *err);

/* Rename to what it will be; `hash` names a case without a path. */
bool case_finish(struct case_dir *dir, const uint8_t hash[32],
    struct err *err);

/* Give up: remove what was begun, unless finished.  Frees. */
void case_close(struct case_dir *dir);
