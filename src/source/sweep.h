/* sweep: the files behind the paths a user names.
 *
 * A folder gives all regular files below it; "-" is standard input.  The
 * list is sorted by path, bytewise, so it does not depend on the order of
 * arguments or of the disk.  A file that is found twice (same device and
 * inode) is listed once, under its first path.  What is not taken - a link,
 * a device, a folder that cannot be opened - gets a sentence, never silence.
 *
 * Links below a folder are not followed; one that leads to a file which is
 * listed anyway needs no sentence.  A link that the user names is followed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"

struct found {
	struct str path;	/* followed by NUL; "-": standard input */
	uint64_t   bytes;	/* 0 for standard input */
	int64_t	   mtime_ms;
	dev_t	   device;
	ino_t	   inode;
	bool	   is_stdin;
};

struct found_list {
	struct arena  arena;	/* of paths and sentences */
	struct found *at;
	size_t	      count, cap;
	struct str   *notes;	/* what was not taken and why, sorted */
	size_t	      note_count, note_cap;
};

void sweep(struct found_list *list, char *const *paths, size_t count);
void found_list_fini(struct found_list *list);

/* Open a found file for reading; -1 and *why says why when it is gone, not
 * readable, or another file by now. */
int found_open(const struct found *found, const char **why);
