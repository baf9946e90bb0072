/* crate: one archive, or one packed stream, opened by libarchive.
 *
 * The only file that knows libarchive.  What is stored comes from a function,
 * or from a descriptor where an archive must be entered from its end; the
 * library is handed bytes and opens nothing.  A stream (xz, bzip2, lz4) is a
 * crate with one entry.  Links, devices and folders in an archive hold no
 * lines and are passed over. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "event/wire.h"

enum crate_kind { CRATE_XZ, CRATE_BZIP2, CRATE_LZ4, CRATE_TAR, CRATE_ZIP };

/* Up to n bytes into at; 0 at the end. */
typedef size_t crate_fill(void *self, char *at, size_t n);

struct crate;

/* Load what libarchive would load later: it cannot, inside a sandbox. */
void crate_warm(void);

struct crate *crate_open(enum crate_kind kind, crate_fill *fill, void *self);

/* The same of a file of so many bytes, entered wherever its directory says:
 * a zip tells what is in it at its end. */
struct crate *crate_open_file(enum crate_kind kind, int fd, uint64_t bytes);

void crate_close(struct crate *crate);		/* NULL is fine */

/* An archive may tell any time; one that no calendar has is none. */
#define CRATE_TIME_MAX INT64_C(253402300800)	/* s: the year 10000 */

struct crate_entry {
	struct str path;	/* as it stands in the archive; until the
				 * next call */
	int64_t	   mtime_ms;
	bool	   has_mtime;
	bool	   encrypted;	/* its bytes cannot be read */
};

/* Go to the next file.  False at the end, or at damage: crate_trouble(). */
bool crate_next(struct crate *crate, struct crate_entry *entry);

/* Up to n bytes of the file; 0 at its end, or at damage: entry_trouble(). */
size_t crate_read(struct crate *crate, char *at, size_t n);

/* What went wrong with the file where we stand, and with the crate. */
enum read_trouble crate_entry_trouble(const struct crate *crate);
enum read_trouble crate_trouble(const struct crate *crate);

/* Stored bytes taken so far. */
uint64_t crate_stored(const struct crate *crate);
