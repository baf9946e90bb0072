/* unpack: the plain streams in one file, however they are packed.
 *
 * A file that is no archive is one part, number 0: its bytes, unpacked as
 * often as it was packed.  An archive (tar, zip) has a part for each file in
 * it, numbered from 1 in the archive's order; so does one that is packed, or
 * lies in another.  All is told by content.  Limits keep a made-up archive
 * from going on for ever; what they cut off is said of the part or the file.
 * Runs inside the sandbox. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "event/wire.h"
#include "source/reader.h"

enum {
	/* Things in things: a packed log of a host in a packed tar in a zip
	 * of hosts takes six. */
	UNPACK_DEPTH = 16,
	/* Of one file: a year of daily logs of 250 hosts.  Each costs the
	 * core a name and a row of the report. */
	UNPACK_MEMBERS = 100000,
	UNPACK_PATH = 4096,	/* bytes of a member's path: PATH_MAX */
};

struct part {
	uint32_t   number;
	struct str path;	/* of a member: "var/mail.log", or
				 * "inner.tar!mail.log"; until the next call */
	int64_t	   mtime_ms;	/* of a member, if its archive tells */
	bool	   has_mtime;
};

/* What is known behind a part, and behind the file. */
struct part_end {
	enum read_trouble trouble;
	int		  code;		/* errno of TROUBLE_READ */
	bool		  hashed, plain_hashed;
	uint8_t		  sha256[SHA256_BYTES];
	uint8_t		  plain_sha256[SHA256_BYTES];
	struct wire_plain plain;	/* of what it is of */
};

struct unpack;

/* All of fd, of so many bytes; UINT64_MAX: until it ends, and without going
 * back. */
struct unpack *unpack_open(int fd, uint64_t bytes);
void unpack_close(struct unpack *unpack);	/* not the descriptor */

/* Go to the next part. */
bool unpack_next(struct unpack *unpack, struct part *part);

/* Up to n bytes of it; 0 at its end or at the first trouble. */
size_t unpack_read(struct unpack *unpack, char *at, size_t n);

/* Of a member that was read: both hashes are that of its plain bytes. */
void unpack_part_end(struct unpack *unpack, struct part_end *end);

/* Of the file, when all parts were read: the hash is that of its stored
 * bytes, and there is none if it had to be read from its end.  An archive has
 * no plain bytes. */
void unpack_end(struct unpack *unpack, struct part_end *end);

/* Stored bytes read so far, and what the file is. */
uint64_t unpack_stored(const struct unpack *unpack);
enum packing unpack_packing(const struct unpack *unpack);
