/* file: small files whole, and big ones safely.
 *
 * For configuration and output; logs are read by source/.  Nothing here
 * follows the umask's whims: what we write is for the owner alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum { FILE_MAX_BYTES = 64 << 20 };	/* nobody writes a longer site file */

struct file {
	struct str text;	/* followed by a NUL that is not counted */
};

/* Read a whole regular file.  False when it cannot be read or is too long;
 * err has the reason but not the path. */
bool file_read(struct file *file, const char *path, struct err *err);
void file_free(struct file *file);

/* Write all bytes to a descriptor, whatever it takes. */
bool file_put(int fd, struct str bytes, struct err *err);

/* Write or read n bytes at a place of a file, whatever it takes.  False with
 * errno; EIO when the file ends before. */
bool file_write_at(int fd, const void *bytes, size_t n, uint64_t at);
bool file_read_at(int fd, void *bytes, size_t n, uint64_t at);

/* Create or replace a file with these bytes (mode 0600), in one step: whatever
 * breaks it off, the old bytes stand there or all the new ones.  Where a link
 * stands, the link; no device, pipe or folder.  err has the reason but not the
 * path. */
bool file_write(const char *path, struct str bytes, struct err *err);

/* Bytes that are free for us where dir is.  False when nobody knows. */
bool file_room(const char *dir, uint64_t *bytes);

/* A file without a name in dir (NULL: $TMPDIR, else /tmp), gone when closed.
 * -1 with err when there is none to be had. */
int file_unnamed(const char *dir, struct err *err);
