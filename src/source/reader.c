#include "source/reader.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#include "base/arena.h"
#include "base/must.h"

enum {
	STORED_BLOCK = 256 * 1024,	/* fits L2 beside what comes out */
	BOMB_RATIO = 1000,		/* gzip's own limit is 1032; logs reach
					 * 100 */
};
static const uint64_t BOMB_BYTES = 64ull << 30;

struct reader {
	int	  fd;
	bool	  is_range;
	uint64_t  at, end;		/* stored bytes: next, and first not */
	uint64_t  stored, plain;	/* bytes read, bytes given */
	enum packing packing;
	enum read_trouble trouble;
	int	  code;
	bool	  over;			/* nothing more comes out */

	/* of a whole file */
	struct sha256 hash;
	char	 *block;		/* stored bytes not yet unpacked */
	size_t	  block_at, block_end;
	bool	  stored_over;
	bool	  in_member;		/* a member has begun, not ended */
	struct inflate_state gzip;
	ZSTD_DStream	    *zstd;
};

/* xz, bzip2, zip, 7z, lz4, and UTF-16 by its byte order mark. */
static const struct str foreign[] = {
	STR_INIT("\xfd\x37zX"), STR_INIT("BZh"), STR_INIT("PK\3\4"),
	STR_INIT("7z\xbc\xaf"), STR_INIT("\4\x22M\x18"),
	STR_INIT("\xff\xfe"), STR_INIT("\xfe\xff"),
};

enum packing
packing_of(struct str head)
{
	if (str_starts(head, STR("\x1f\x8b\x08")))
		return PACKING_GZIP;
	if (str_starts(head, STR("\x28\xb5\x2f\xfd")))
		return PACKING_ZSTD;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (str_starts(head, foreign[i]))
			return PACKING_FOREIGN;
	return PACKING_PLAIN;
}

static void
trouble_set(struct reader *reader, enum read_trouble trouble)
{
	if (reader->trouble == TROUBLE_NONE)
		reader->trouble = trouble;
	reader->over = true;
}

/* Stored bytes, as many as there are at once; 0 at the end. */
static size_t
stored_read(struct reader *reader, char *at, size_t n)
{
	ssize_t got;

	if (n > reader->end - reader->at)
		n = (size_t)(reader->end - reader->at);
	if (n == 0)
		return 0;
	do
		got = reader->is_range ?
		    pread(reader->fd, at, n, (off_t)reader->at) :
		    read(reader->fd, at, n);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		reader->code = errno;
		trouble_set(reader, TROUBLE_READ);
		return 0;
	}
	if (got == 0) {
		if (reader->end != UINT64_MAX)
			trouble_set(reader, TROUBLE_SHRUNK);
		return 0;
	}
	reader->at += (uint64_t)got;
	reader->stored += (uint64_t)got;
	return (size_t)got;
}

struct reader *
reader_open_range(int fd, uint64_t start, uint64_t end)
{
	struct reader *reader = mem_zero(sizeof *reader);

	must(start <= end);
	*reader = (struct reader){
		.fd = fd, .is_range = true, .at = start, .end = end,
	};
	return reader;
}

/* Have at least n stored bytes in the block, if there are so many. */
static void
block_fill(struct reader *reader, size_t n)
{
	if (reader->block_at == reader->block_end)
		reader->block_at = reader->block_end = 0;
	while (reader->block_end - reader->block_at < n &&
	    !reader->stored_over) {
		size_t got;

		if (reader->block_at > 0) {
			memmove(reader->block,
			    reader->block + reader->block_at,
			    reader->block_end - reader->block_at);
			reader->block_end -= reader->block_at;
			reader->block_at = 0;
		}
		got = stored_read(reader, reader->block + reader->block_end,
		    STORED_BLOCK - reader->block_end);
		sha256_add(&reader->hash,
		    str_of(reader->block + reader->block_end, got));
		reader->block_end += got;
		reader->stored_over = got == 0;
	}
}

static struct str
block_left(const struct reader *reader)
{
	return str_of(reader->block + reader->block_at,
	    reader->block_end - reader->block_at);
}

struct reader *
reader_open_whole(int fd, uint64_t end)
{
	struct reader *reader = mem_zero(sizeof *reader);

	reader->fd = fd;
	reader->end = end;
	reader->block = mem_new(STORED_BLOCK);
	sha256_init(&reader->hash);
	block_fill(reader, PACKING_MAGIC);
	reader->packing = packing_of(block_left(reader));
	if (reader->packing == PACKING_ZSTD &&
	    (reader->zstd = ZSTD_createDStream()) == NULL) {
		reader->code = ENOMEM;
		trouble_set(reader, TROUBLE_READ);
	}
	if (reader->packing == PACKING_FOREIGN) {
		trouble_set(reader, TROUBLE_FOREIGN);
		reader->over = true;
	}
	return reader;
}

void
reader_close(struct reader *reader)
{
	ZSTD_freeDStream(reader->zstd);
	free(reader->block);
	free(reader);
}

/* Plain bytes of a whole file, hashed on the way: straight to the caller once
 * the block with the magic is used up. */
static size_t
plain_read(struct reader *reader, char *at, size_t n)
{
	size_t got = reader->block_end - reader->block_at;

	if (got > 0) {
		got = got < n ? got : n;
		memcpy(at, reader->block + reader->block_at, got);
		reader->block_at += got;
		return got;
	}
	if (reader->stored_over)
		return 0;
	got = stored_read(reader, at, n);
	sha256_add(&reader->hash, str_of(at, got));
	reader->stored_over = got == 0;
	return got;
}

/* Between members: start the next one.  False when nothing, or nothing of
 * ours, follows; zero bytes pad tapes and are no junk. */
static bool
member_start(struct reader *reader)
{
	struct str left;

	block_fill(reader, PACKING_MAGIC);
	left = block_left(reader);
	if (left.len > 0 && packing_of(left) == reader->packing) {
		reader->in_member = true;
		if (reader->packing == PACKING_ZSTD) {
			ZSTD_initDStream(reader->zstd);
		} else {
			isal_inflate_init(&reader->gzip);
			reader->gzip.crc_flag = ISAL_GZIP;
		}
		return true;
	}
	while (left.len > 0 && left.at[0] == '\0') {
		str_drop(&left, 1);
		reader->block_at++;
		if (left.len == 0) {
			block_fill(reader, 1);
			left = block_left(reader);
		}
	}
	if (left.len > 0)
		trouble_set(reader, TROUBLE_JUNK);
	return false;
}

/* One step of unpacking: bytes out, 0 if it only consumed. */
static size_t
gzip_step(struct reader *reader, char *at, size_t n)
{
	struct inflate_state *gzip = &reader->gzip;
	struct str left = block_left(reader);
	int answer;

	gzip->next_in = (uint8_t *)(uintptr_t)left.at;
	gzip->avail_in = (uint32_t)left.len;
	gzip->next_out = (uint8_t *)at;
	gzip->avail_out = (uint32_t)n;
	answer = isal_inflate(gzip);
	reader->block_at += left.len - gzip->avail_in;
	if (gzip->block_state == ISAL_BLOCK_FINISH)
		reader->in_member = false;
	if (answer != ISAL_DECOMP_OK && answer != ISAL_END_INPUT)
		trouble_set(reader, TROUBLE_DAMAGED);
	return n - gzip->avail_out;
}

static size_t
zstd_step(struct reader *reader, char *at, size_t n)
{
	struct str left = block_left(reader);
	ZSTD_inBuffer in = { left.at, left.len, 0 };
	ZSTD_outBuffer out = { at, n, 0 };
	size_t answer = ZSTD_decompressStream(reader->zstd, &out, &in);

	reader->block_at += in.pos;
	if (answer == 0)
		reader->in_member = false;
	if (ZSTD_isError(answer))
		trouble_set(reader, TROUBLE_DAMAGED);
	return out.pos;
}

static size_t
unpack_read(struct reader *reader, char *at, size_t n)
{
	while (!reader->over) {
		size_t before, got;

		if (!reader->in_member && !member_start(reader)) {
			reader->over = true;
			break;
		}
		block_fill(reader, 1);
		before = reader->block_at;
		got = reader->packing == PACKING_ZSTD ?
		    zstd_step(reader, at, n) : gzip_step(reader, at, n);
		if (got > 0)
			return got;
		if (reader->in_member && before == reader->block_at &&
		    reader->stored_over)
			trouble_set(reader, TROUBLE_CUT);
	}
	return 0;
}

static bool
is_bomb(const struct reader *reader)
{
	return reader->packing != PACKING_PLAIN &&
	    reader->plain > BOMB_BYTES &&
	    reader->plain / BOMB_RATIO > reader->stored;
}

size_t
reader_read(struct reader *reader, char *at, size_t n)
{
	size_t got;

	if (reader->over || n == 0)
		return 0;
	if (n > INT32_MAX)		/* isa-l counts in 32 bits */
		n = INT32_MAX;
	if (reader->is_range)
		got = stored_read(reader, at, n);
	else if (reader->packing == PACKING_PLAIN)
		got = plain_read(reader, at, n);
	else
		got = unpack_read(reader, at, n);
	reader->plain += got;
	if (is_bomb(reader))
		trouble_set(reader, TROUBLE_BOMB);
	if (got == 0)
		reader->over = true;
	return got;
}

enum packing
reader_packing(const struct reader *reader)
{
	return reader->packing;
}

uint64_t
reader_stored(const struct reader *reader)
{
	return reader->stored;
}

enum read_trouble
reader_trouble(const struct reader *reader, int *code)
{
	*code = reader->code;
	return reader->trouble;
}

bool
reader_hash(struct reader *reader, uint8_t digest[SHA256_BYTES])
{
	if (reader->is_range)
		return false;
	do {
		reader->block_at = reader->block_end;
		block_fill(reader, 1);
	} while (!reader->stored_over);
	sha256_end(&reader->hash, digest);
	return reader->trouble != TROUBLE_READ;
}
