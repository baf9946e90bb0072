#include "source/crate.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <iconv.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"

enum {
	CRATE_BLOCK = 128 * 1024,	/* stored bytes handed over at once */
	/* Of a sparse file: a crash leaves less in a log, and whoever writes
	 * more (lastlog) writes no lines. */
	HOLE_MAX = 64 << 20,
	/* A tar ends with two blocks of zeros; of old ones, with one. */
	TAR_BLOCK = 512,
	ZIP_END = 22,		/* bytes of a zip's last record, ... */
	ZIP_REMARK = 65535,	/* and of a remark behind it, at most */
	ZIP_MANY = 65535,	/* files or more: the number is elsewhere */
};

struct crate {
	struct archive	  *archive;
	enum crate_kind	   kind;
	crate_fill	  *fill;	/* NULL: of the descriptor */
	void		  *self;
	int		   fd;
	uint64_t	   at, bytes;	/* of the descriptor */
	uint64_t	   stored;
	bool		   over;	/* all that is stored was handed over */
	bool		   shrunk, damaged;
	uint64_t	   zeros;	/* at the end of what was handed over */
	uint64_t	   listed, seen; /* entries, of a zip; listed 0: nobody
					 * knows */
	enum read_trouble  trouble, entry_trouble;
	/* of the entry: a piece from the library, and where it belongs */
	const char	  *piece;
	size_t		   piece_len;
	uint64_t	   piece_at, given;
	char		   block[CRATE_BLOCK];
};

/* Names in archives are UTF-8 or unknown bytes.  libarchive turns them into
 * the locale's charset, which for us is always UTF-8, so it turns nothing. */
static locale_t utf8;

void
crate_warm(void)
{
	iconv_t turn;

	if (utf8 != (locale_t)0)
		return;
	utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	/* Where there is no such locale names are turned, and the tables for
	 * that are read from disk the first time. */
	turn = iconv_open("ANSI_X3.4-1968", "UTF-8");
	if (turn != (iconv_t)-1)
		iconv_close(turn);
	/* A zip's times are turned by libc's zone, which is read from disk. */
	setenv("TZ", "UTC0", 1);
	tzset();
}

/* ---- what an archive says of its end ---- */

static void
zeros_count(struct crate *crate, size_t got)
{
	size_t last = got;

	while (last > 0 && crate->block[last - 1] == 0)
		last--;
	crate->zeros = last > 0 ? got - last : crate->zeros + got;
}

static size_t
tail_read(const struct crate *crate, char *tail, size_t room)
{
	size_t want = crate->bytes < room ? (size_t)crate->bytes : room;
	size_t have = 0;

	while (have < want) {
		ssize_t got = pread(crate->fd, tail + have, want - have,
		    (off_t)(crate->bytes - want + have));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		have += (size_t)got;
	}
	return have;
}

/* How many entries the directory at a zip's end lists. */
static uint64_t
zip_listed(const struct crate *crate)
{
	char *tail = mem_new(ZIP_END + ZIP_REMARK);
	size_t len = tail_read(crate, tail, ZIP_END + ZIP_REMARK);
	uint64_t count = 0;

	for (size_t at = len < ZIP_END ? 0 : len - ZIP_END + 1; at-- > 0;) {
		const uint8_t *end = (const uint8_t *)tail + at;

		if (memcmp(end, "PK\5\6", 4) != 0)
			continue;
		count = (uint64_t)end[10] | (uint64_t)end[11] << 8;
		break;
	}
	free(tail);
	return count == ZIP_MANY ? 0 : count;
}

/* ---- what libarchive asks for ---- */

static size_t
file_fill(struct crate *crate)
{
	size_t want = CRATE_BLOCK;
	ssize_t got;

	if (want > crate->bytes - crate->at)
		want = (size_t)(crate->bytes - crate->at);
	if (want == 0)
		return 0;
	do
		got = pread(crate->fd, crate->block, want, (off_t)crate->at);
	while (got < 0 && errno == EINTR);
	if (got <= 0) {
		crate->shrunk = true;
		return 0;
	}
	crate->at += (uint64_t)got;
	return (size_t)got;
}

static la_ssize_t
ask_bytes(struct archive *archive, void *self, const void **bytes)
{
	struct crate *crate = self;
	size_t got;

	(void)archive;
	if (crate->fill == NULL)
		got = file_fill(crate);
	else
		got = crate->fill(crate->self, crate->block, CRATE_BLOCK);
	must(got <= CRATE_BLOCK);
	crate->stored += got;
	crate->over = got == 0;
	if (crate->kind == CRATE_TAR)
		zeros_count(crate, got);
	*bytes = crate->block;
	return (la_ssize_t)got;
}

static la_int64_t
ask_seek(struct archive *archive, void *self, la_int64_t offset, int whence)
{
	struct crate *crate = self;
	int64_t from = whence == SEEK_SET ? 0 :
	    whence == SEEK_CUR ? (int64_t)crate->at : (int64_t)crate->bytes;

	(void)archive;
	if (offset < -from || offset > (int64_t)crate->bytes - from)
		return ARCHIVE_FATAL;
	crate->at = (uint64_t)(from + offset);
	return from + offset;
}

static la_int64_t
ask_skip(struct archive *archive, void *self, la_int64_t bytes)
{
	struct crate *crate = self;

	(void)archive;
	if (bytes > (int64_t)(crate->bytes - crate->at))
		bytes = (int64_t)(crate->bytes - crate->at);
	crate->at += (uint64_t)bytes;
	return bytes;
}

/* ---- opening ---- */

static void
kind_allow(struct archive *archive, enum crate_kind kind)
{
	static int (*const filters[])(struct archive *) = {
		[CRATE_XZ] = archive_read_support_filter_xz,
		[CRATE_BZIP2] = archive_read_support_filter_bzip2,
		[CRATE_LZ4] = archive_read_support_filter_lz4,
	};

	if (kind == CRATE_TAR) {
		archive_read_support_format_tar(archive);
		archive_read_set_option(archive, "tar",
		    "read_concatenated_archives", "1");
	} else if (kind == CRATE_ZIP) {
		archive_read_support_format_zip(archive);
	} else {
		filters[kind](archive);
		archive_read_support_format_raw(archive);
		archive_read_support_format_empty(archive);
	}
}

static enum read_trouble
trouble_of(const struct crate *crate)
{
	if (crate->shrunk)
		return TROUBLE_SHRUNK;
	if (archive_errno(crate->archive) == ENOMEM)
		return TROUBLE_WINDOW;
	return crate->over ? TROUBLE_CUT : TROUBLE_DAMAGED;
}

static struct crate *
crate_new(enum crate_kind kind)
{
	struct crate *crate = mem_zero(sizeof *crate);

	crate->kind = kind;
	crate->archive = archive_read_new();
	must(crate->archive != NULL);
	kind_allow(crate->archive, kind);
	archive_read_set_callback_data(crate->archive, crate);
	archive_read_set_read_callback(crate->archive, ask_bytes);
	return crate;
}

static struct crate *
crate_begin(struct crate *crate)
{
	if (archive_read_open1(crate->archive) < ARCHIVE_WARN)
		crate->trouble = trouble_of(crate);
	return crate;
}

struct crate *
crate_open(enum crate_kind kind, crate_fill *fill, void *self)
{
	struct crate *crate = crate_new(kind);

	crate->fill = fill;
	crate->self = self;
	return crate_begin(crate);
}

struct crate *
crate_open_file(enum crate_kind kind, int fd, uint64_t bytes)
{
	struct crate *crate = crate_new(kind);

	crate->fd = fd;
	crate->bytes = bytes;
	crate->listed = zip_listed(crate);
	archive_read_set_seek_callback(crate->archive, ask_seek);
	archive_read_set_skip_callback(crate->archive, ask_skip);
	return crate_begin(crate);
}

void
crate_close(struct crate *crate)
{
	if (crate == NULL)
		return;
	archive_read_free(crate->archive);
	free(crate);
}

/* ---- entries ---- */

static bool
is_file(struct archive_entry *entry)
{
	return archive_entry_filetype(entry) == AE_IFREG &&
	    archive_entry_hardlink(entry) == NULL;
}

static int
header_next(struct crate *crate, struct archive_entry **entry)
{
	locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
	int answer = archive_read_next_header(crate->archive, entry);

	if (before != (locale_t)0)
		uselocale(before);
	return answer;
}

static void
entry_tell(struct archive_entry *from, struct crate_entry *entry)
{
	const char *path = archive_entry_pathname(from);
	int64_t seconds = archive_entry_mtime(from);

	*entry = (struct crate_entry){
		.path = str_from(path),
		.has_mtime = archive_entry_mtime_is_set(from) != 0 &&
		    seconds >= 0 && seconds < CRATE_TIME_MAX,
		.encrypted = archive_entry_is_encrypted(from) > 0,
	};
	if (entry->has_mtime)
		entry->mtime_ms = seconds * 1000 +
		    archive_entry_mtime_nsec(from) / 1000000;
}

/* The end came as if it were one: was all of the archive seen?  Of one that
 * does not say how many files it has, a damaged one may hide the next. */
static enum read_trouble
end_trouble(const struct crate *crate)
{
	if (crate->shrunk)
		return TROUBLE_SHRUNK;
	if (crate->kind == CRATE_TAR && crate->over && crate->stored > 0 &&
	    crate->zeros < TAR_BLOCK)
		return TROUBLE_CUT;
	if (crate->listed > 0 ? crate->seen < crate->listed : crate->damaged)
		return TROUBLE_DAMAGED;
	return TROUBLE_NONE;
}

bool
crate_next(struct crate *crate, struct crate_entry *entry)
{
	struct archive_entry *from;
	int answer;

	crate->damaged |= crate->entry_trouble == TROUBLE_DAMAGED ||
	    crate->entry_trouble == TROUBLE_CUT;
	crate->entry_trouble = TROUBLE_NONE;
	crate->piece_len = 0;
	crate->piece_at = crate->given = 0;
	if (crate->trouble != TROUBLE_NONE)
		return false;
	for (;;) {
		answer = header_next(crate, &from);
		if (answer == ARCHIVE_RETRY)	/* 512 bytes on, perhaps */
			crate->damaged = true;
		else if (answer != ARCHIVE_OK && answer != ARCHIVE_WARN)
			break;
		else if (crate->seen++, is_file(from)) {
			entry_tell(from, entry);
			return true;
		}
	}
	crate->trouble = answer != ARCHIVE_EOF ? trouble_of(crate) :
	    end_trouble(crate);
	return false;
}

/* Have the next piece of the entry; false at its end or at damage. */
static bool
piece_next(struct crate *crate)
{
	const void *piece;
	la_int64_t at;
	size_t len;
	int answer;

	if (crate->entry_trouble != TROUBLE_NONE ||
	    crate->trouble != TROUBLE_NONE)
		return false;
	answer = archive_read_data_block(crate->archive, &piece, &len, &at);
	if (answer == ARCHIVE_EOF)
		return false;
	if (answer == ARCHIVE_FAILED)
		crate->entry_trouble = TROUBLE_FOREIGN;
	else if (answer != ARCHIVE_OK)
		crate->entry_trouble = trouble_of(crate);
	/* A last piece whose checksum is wrong comes with a warning. */
	if (answer < ARCHIVE_WARN || at < (la_int64_t)crate->given)
		return false;
	if ((uint64_t)at - crate->given > HOLE_MAX) {
		crate->entry_trouble = TROUBLE_HOLE;
		return false;
	}
	crate->piece = piece;
	crate->piece_len = len;
	crate->piece_at = (uint64_t)at;
	return true;
}

/* Bytes of the piece, or zeros of the gap before it that a sparse file
 * has. */
static size_t
piece_take(struct crate *crate, char *at, size_t n)
{
	uint64_t gap = crate->piece_at - crate->given;

	if (gap > 0) {
		n = gap < n ? (size_t)gap : n;
		memset(at, 0, n);
	} else {
		n = crate->piece_len < n ? crate->piece_len : n;
		memcpy(at, crate->piece, n);
		crate->piece += n;
		crate->piece_len -= n;
		crate->piece_at += n;
	}
	crate->given += n;
	return n;
}

size_t
crate_read(struct crate *crate, char *at, size_t n)
{
	while (n > 0) {
		if (crate->piece_len > 0 || crate->piece_at > crate->given)
			return piece_take(crate, at, n);
		if (!piece_next(crate))
			break;
	}
	return 0;
}

enum read_trouble
crate_entry_trouble(const struct crate *crate)
{
	return crate->entry_trouble;
}

enum read_trouble
crate_trouble(const struct crate *crate)
{
	return crate->trouble;
}

uint64_t
crate_stored(const struct crate *crate)
{
	return crate->stored;
}
