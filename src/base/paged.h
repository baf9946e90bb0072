/* paged: large pieces of memory that lie in files, when memory is dear.
 *
 * What the core must keep grows with the names, sessions and findings that
 * the logs hold, and whoever writes the lines chooses how many.  From
 * paged_start() on, a large piece (arena.c: mem_new() and its like) that would
 * lift the process above some hundred MiB of its own gets its pages from a
 * file without a name, one a piece: the disk's bytes are claimed at once and
 * given back by free().  A timer lets go of the pages while too many
 * are resident; they are read again when they are
 * touched.  No answer depends on any of this.
 *
 * Another process does not inherit such pieces, and gets plain ones. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Files go to dir, which must outlive paged_end(); NULL: as file_unnamed()
 * says.  Sets what SIGALRM does. */
void paged_start(const char *dir);
void paged_end(void);		/* what is paged stays so until free() */

/* Does any piece lie in a file? */
bool paged_in_use(void);

/* In a child: only plain memory from here on; touches no file. */
void paged_forget(void);

enum paged_use { PAGED_ARRAY, PAGED_TABLE };

/* Should a new piece of n bytes lie in a file? */
bool paged_due(size_t n, enum paged_use use);

/* Have the whole pages of a piece just made by malloc() lie in a file, zero.
 * False when there is no file to be had; ends the process when the disk is
 * full. */
bool paged_cover(void *piece, size_t n);
