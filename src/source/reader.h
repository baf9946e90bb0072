/* reader: the bytes of one file, or of a range of it, unpacked once.
 *
 * Packing is told by the first bytes, never by the name.  Members one after
 * the other count as one stream.  A stream that is cut or damaged gives what
 * could be read before, and says so afterwards; so does one that unpacks to
 * absurd sizes.  What comes out may be packed again, or be an archive:
 * unpack.h goes on from there.  Runs inside the sandbox: takes an open
 * descriptor, opens nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "event/wire.h"

enum packing {
	PACKING_PLAIN, PACKING_GZIP, PACKING_ZSTD, PACKING_XZ, PACKING_BZIP2,
	PACKING_LZ4,
	PACKING_TAR, PACKING_ZIP,	/* read as they are stored */
	PACKING_FOREIGN,	/* known, and not understood: none of it is
				 * read, and TROUBLE_FOREIGN says so */
	PACKINGS
};

/* What the first bytes of a file say; PACKING_MAGIC of them, or all there
 * are. */
enum { PACKING_MAGIC = 512 };
enum packing packing_of(struct str head);

/* Does the name of a file promise one, whatever its bytes are? */
bool packing_is_named(struct str path);

/* All that went into and came out of the unpackers of one file. */
struct meter { uint64_t stored, plain; };

struct reader;

/* Read what is stored in [start, end) of fd as it is. */
struct reader *reader_open_range(int fd, uint64_t start, uint64_t end);

/* Read all of fd, unpacked: from where it stands, at most end stored bytes
 * (UINT64_MAX: until it ends).  The stored bytes are hashed on the way. */
struct reader *reader_open_whole(int fd, uint64_t end);

/* The same of what fill() gives, for what lies packed in another reader or in
 * an archive.  The meter is that of the file. */
typedef size_t reader_fill(void *self, char *at, size_t n);
struct reader *reader_open_inner(reader_fill *fill, void *self,
    struct meter *meter);

/* Not the descriptor. */
void reader_close(struct reader *reader);

/* Up to n bytes; 0 at the end or at the first trouble. */
size_t reader_read(struct reader *reader, char *at, size_t n);

enum packing reader_packing(const struct reader *reader);

/* That of the file: its own, or what reader_open_inner() was given. */
struct meter *reader_meter(struct reader *reader);

/* Does it unpack to absurd sizes? */
bool meter_is_bomb(const struct meter *meter);

/* Stored bytes read so far. */
uint64_t reader_stored(const struct reader *reader);

/* After the end: what went wrong, and errno for TROUBLE_READ. */
enum read_trouble reader_trouble(const struct reader *reader, int *code);

/* After the end: the hash of the stored bytes.  What stands behind a trouble
 * is read too, so that the hash is the whole file's.  False for a range, for
 * something packed in another, or when reading fails. */
bool reader_hash(struct reader *reader, uint8_t digest[SHA256_BYTES]);
