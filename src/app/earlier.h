/* earlier: the files that an existing case was made from, to add to them.
 *
 * A case is made anew from the old files and the new ones, and takes the old
 * one's place.  So the old files must still be there and hold what they held:
 * the same bytes, or the same and more behind them.  What does not is said,
 * a sentence each, and the caller decides. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/ingest.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct earlier_file {
	struct str path;
	uint64_t   bytes;
	uint8_t	   sha256[32];
	bool	   hashed;	/* it was read to its end then */
};

struct earlier {
	struct arena	     arena;
	struct earlier_file *at;
	size_t		     count, cap;
	struct str	    *notes;	/* what is not as it was */
	size_t		     note_count, note_cap;
	char		   **paths;	/* those that are there, and more */
	size_t		     path_count;
};

/* Read what report.json of the case says, see what is there, and put `more`
 * behind it in paths.  earlier_fini() in any case. */
bool earlier_load(struct earlier *earlier, struct str case_path,
    char *const *more, size_t more_count, struct err *err);
void earlier_fini(struct earlier *earlier);

/* All was read: is it what it was? */
void earlier_compare(struct earlier *earlier, const struct ingest *ingest);
