#include "source/reader.h"

#include <errno.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/arena.h"
#include "base/must.h"
#include "source/crate.h"

enum {
	STORED_BLOCK = 256 * 1024,	/* fits L2 beside what comes out */
	BOMB_FIRST_RATIO = 100000,	/* no log: archives in archives */
	BOMB_RATIO = 1000,		/* gzip's own limit is 1032; logs reach
					 * 100, packed twice no more */
};
static const uint64_t BOMB_BYTES = 64ull << 30;
static const uint64_t BOMB_FIRST_BYTES = 1ull << 30;

struct reader {
	int	  fd;
	reader_fill *fill;		/* instead of the descriptor */
	void	 *self;
	struct meter *meter, own;	/* of the file; own: when outermost */
	bool	  is_range, hashes;
	uint64_t  at, end;		/* stored bytes: next, and first not */
	uint64_t  stored;		/* bytes read */
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
	struct crate	    *crate;	/* of what libarchive unpacks */
};

/* How a file of each packing begins.  7z, rar, and UTF-16 by its byte order
 * mark are known only. */
static const struct magic {
	struct str   begins;
	enum packing packing;
} magics[] = {
	{ STR_INIT("\x1f\x8b\x08"), PACKING_GZIP },
	{ STR_INIT("\x28\xb5\x2f\xfd"), PACKING_ZSTD },
	{ STR_INIT("\xfd\x37zXZ\0"), PACKING_XZ },
	{ STR_INIT("\4\x22M\x18"), PACKING_LZ4 },
	{ STR_INIT("PK\3\4"), PACKING_ZIP },
	{ STR_INIT("PK\5\6"), PACKING_ZIP },	/* an empty one */
	{ STR_INIT("7z\xbc\xaf"), PACKING_FOREIGN },
	{ STR_INIT("Rar!\x1a\7"), PACKING_FOREIGN },
	{ STR_INIT("\x1f\x9d\x90"), PACKING_FOREIGN },	/* compress */
	{ STR_INIT("LZIP\1"), PACKING_FOREIGN },
	{ STR_INIT("\x89LZO\0"), PACKING_FOREIGN },
	{ STR_INIT("MSCF\0\0\0\0"), PACKING_FOREIGN },
	{ STR_INIT("\xff\xfe"), PACKING_FOREIGN },
	{ STR_INIT("\xfe\xff"), PACKING_FOREIGN },
};

/* "BZh9", then the first block's mark or, of an empty stream, the end's. */
static bool
is_bzip2(struct str head)
{
	return head.len >= 10 && str_starts(head, STR("BZh")) &&
	    head.at[3] >= '1' && head.at[3] <= '9' &&
	    (memcmp(head.at + 4, "1AY&SY", 6) == 0 ||
	    memcmp(head.at + 4, "\x17rE8P\x90", 6) == 0);
}

/* A tar begins with a header of 512 bytes that holds their sum, its own eight
 * bytes counted as blanks, in octal digits at 148. */
static bool
is_tar(struct str head)
{
	enum { SUM_AT = 148, SUM_BYTES = 8 };
	uint64_t sum = 0, told = 0;
	size_t digits = 0;

	if (head.len < PACKING_MAGIC || head.at[0] == '\0')
		return false;
	for (size_t i = 0; i < PACKING_MAGIC; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' :
		    (unsigned char)head.at[i];
	for (size_t i = SUM_AT; i < SUM_AT + SUM_BYTES; i++) {
		char c = head.at[i];

		if (c >= '0' && c <= '7') {
			told = told * 8 + (uint64_t)(c - '0');
			digits++;
		} else if (c != ' ' && c != '\0') {
			return false;
		}
	}
	return digits > 0 && told == sum;
}

bool
packing_is_named(struct str path)
{
	static const char *const tails[] = { ".gz", ".tgz", ".zst", ".tzst",
		".xz", ".txz", ".bz2", ".tbz2", ".lz4", ".tar", ".zip", ".7z",
		".rar", ".Z" };

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(path, str_from(tails[i])))
			return true;
	return false;
}

enum packing
packing_of(struct str head)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (str_starts(head, magics[i].begins))
			return magics[i].packing;
	if (is_bzip2(head))
		return PACKING_BZIP2;
	return is_tar(head) ? PACKING_TAR : PACKING_PLAIN;
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
	if (reader->fill != NULL) {
		n = reader->fill(reader->self, at, n);
		reader->stored += n;
		return n;
	}
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
	reader->meter->stored += (uint64_t)got;
	return (size_t)got;
}

struct reader *
reader_open_range(int fd, uint64_t start, uint64_t end)
{
	struct reader *reader = mem_zero(sizeof *reader);

	must(start <= end);
	*reader = (struct reader){
		.fd = fd, .is_range = true, .at = start, .end = end,
		.meter = &reader->own,
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
		if (reader->hashes)
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
	if (reader->hashes)
		sha256_add(&reader->hash, str_of(at, got));
	reader->stored_over = got == 0;
	return got;
}

static size_t
crate_ask(void *self, char *at, size_t n)
{
	return plain_read(self, at, n);
}

/* Look at the first bytes, and have ready what unpacks them. */
static struct reader *
reader_begin(struct reader *reader)
{
	static const uint8_t crates[PACKINGS] = {
		[PACKING_XZ] = CRATE_XZ, [PACKING_BZIP2] = CRATE_BZIP2,
		[PACKING_LZ4] = CRATE_LZ4,
	};
	struct crate_entry entry;

	reader->block = mem_new(STORED_BLOCK);
	sha256_init(&reader->hash);
	block_fill(reader, PACKING_MAGIC);
	reader->packing = packing_of(block_left(reader));
	switch (reader->packing) {
	case PACKING_ZSTD:
		if ((reader->zstd = ZSTD_createDStream()) == NULL) {
			reader->code = ENOMEM;
			trouble_set(reader, TROUBLE_READ);
		}
		break;
	case PACKING_XZ:
	case PACKING_BZIP2:
	case PACKING_LZ4:
		reader->crate = crate_open(
		    (enum crate_kind)crates[reader->packing], crate_ask,
		    reader);
		if (!crate_next(reader->crate, &entry) &&
		    crate_trouble(reader->crate) != TROUBLE_NONE)
			trouble_set(reader, crate_trouble(reader->crate));
		break;
	case PACKING_FOREIGN:
		trouble_set(reader, TROUBLE_FOREIGN);
		break;
	default:
		break;
	}
	return reader;
}

struct reader *
reader_open_whole(int fd, uint64_t end)
{
	struct reader *reader = mem_zero(sizeof *reader);

	reader->fd = fd;
	reader->end = end;
	reader->hashes = true;
	reader->meter = &reader->own;
	return reader_begin(reader);
}

struct reader *
reader_open_inner(reader_fill *fill, void *self, struct meter *meter)
{
	struct reader *reader = mem_zero(sizeof *reader);

	reader->fill = fill;
	reader->self = self;
	reader->end = UINT64_MAX;
	reader->meter = meter;
	return reader_begin(reader);
}

void
reader_close(struct reader *reader)
{
	crate_close(reader->crate);
	ZSTD_freeDStream(reader->zstd);
	free(reader->block);
	free(reader);
}

struct meter *
reader_meter(struct reader *reader)
{
	return reader->meter;
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
		trouble_set(reader, ZSTD_getErrorCode(answer) ==
		    ZSTD_error_frameParameter_windowTooLarge ?
		    TROUBLE_WINDOW : TROUBLE_DAMAGED);
	return out.pos;
}

static size_t
crated_read(struct reader *reader, char *at, size_t n)
{
	size_t got = crate_read(reader->crate, at, n);
	enum read_trouble trouble = crate_entry_trouble(reader->crate);

	if (got == 0 && trouble != TROUBLE_NONE)
		trouble_set(reader, trouble);
	return got;
}

static size_t
unpacked_read(struct reader *reader, char *at, size_t n)
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

bool
meter_is_bomb(const struct meter *meter)
{
	return (meter->plain > BOMB_BYTES &&
	    meter->plain / BOMB_RATIO > meter->stored) ||
	    (meter->plain > BOMB_FIRST_BYTES &&
	    meter->plain / BOMB_FIRST_RATIO > meter->stored);
}

static bool
is_packed(const struct reader *reader)
{
	return !reader->is_range && reader->packing != PACKING_PLAIN &&
	    reader->packing != PACKING_TAR && reader->packing != PACKING_ZIP;
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
	else if (!is_packed(reader))
		got = plain_read(reader, at, n);
	else if (reader->crate != NULL)
		got = crated_read(reader, at, n);
	else
		got = unpacked_read(reader, at, n);
	if (is_packed(reader)) {
		reader->meter->plain += got;
		if (meter_is_bomb(reader->meter))
			trouble_set(reader, TROUBLE_BOMB);
	}
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
	if (!reader->hashes)
		return false;
	do {
		reader->block_at = reader->block_end;
		block_fill(reader, 1);
	} while (!reader->stored_over);
	sha256_end(&reader->hash, digest);
	return reader->trouble != TROUBLE_READ;
}
