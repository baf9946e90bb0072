#include "app/fetch.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "event/wire.h"
#include "parse/parse.h"
#include "source/unpack.h"

enum {
	BLOCK = 256 * 1024,
	SKIP_MAX = 1 << 20,	/* of a plain file: more is gone to */
};

struct fetch {
	int	       fd;		/* of the file; -1: none */
	struct str     member;		/* empty: the file itself */
	struct reader *reader;		/* a plain file; else */
	struct unpack *unpack;
	uint64_t       size, at;	/* where the plain stream stands */
	char	      *block;
	char	      *line;
};

bool
fetch_is_named(struct str stored, struct str bytes)
{
	static const struct str unknown = STR_INIT("\xef\xbf\xbd");
	size_t n;

	for (; bytes.len > 0; str_drop(&bytes, n)) {
		struct str want = unknown;

		n = str_utf8(bytes);
		if (n > 0)
			want = str_of(bytes.at, n);
		else
			n = 1;
		if (!str_take(&stored, want))
			return false;
	}
	return stored.len == 0;
}

static void
file_close(struct fetch *f)
{
	if (f->reader != NULL)
		reader_close(f->reader);
	if (f->unpack != NULL)
		unpack_close(f->unpack);
	if (f->fd >= 0)
		close(f->fd);
	f->reader = NULL;
	f->unpack = NULL;
	f->fd = -1;
}

static bool
is_plain(const struct fetch *f)
{
	char head[PACKING_MAGIC];
	ssize_t got = pread(f->fd, head, sizeof head, 0);

	return f->member.len == 0 && got >= 0 &&
	    packing_of(str_of(head, (size_t)got)) == PACKING_PLAIN;
}

/* Go to the part of the file that is meant; at its end if there is none. */
static void
file_open(struct fetch *f, int fd, uint64_t size)
{
	struct part part;

	file_close(f);
	f->fd = fd;
	f->size = size;
	f->at = 0;
	if (is_plain(f)) {
		f->reader = reader_open_range(fd, 0, size);
		return;
	}
	f->unpack = unpack_open(fd, size);
	while (unpack_next(f->unpack, &part))
		if (part.number == 0 ? f->member.len == 0 :
		    fetch_is_named(f->member, part.path))
			return;
}

static size_t
file_read(struct fetch *f, char *at, size_t n)
{
	size_t got = 0;

	if (f->reader != NULL)
		got = reader_read(f->reader, at, n);
	else if (f->unpack != NULL)
		got = unpack_read(f->unpack, at, n);
	f->at += got;
	return got;
}

static void
file_skip(struct fetch *f, uint64_t to)
{
	if (f->reader != NULL && to - f->at > SKIP_MAX) {
		reader_close(f->reader);
		f->reader = reader_open_range(f->fd, to, f->size);
		f->at = to;
	}
	while (f->at < to) {
		uint64_t n = to - f->at;

		if (file_read(f, f->block, n < BLOCK ? (size_t)n : BLOCK) == 0)
			return;
	}
}

static bool
line_answer(struct fetch *f, int fd, const struct wire_unit *unit)
{
	size_t want = (size_t)(unit->end - unit->start), used = 0, got;
	struct err err;

	must(unit->end >= unit->start && want <= LINE_MAX_BYTES);
	if (f->at <= unit->start)
		file_skip(f, unit->start);
	while (f->at == unit->start + used && used < want &&
	    (got = file_read(f, f->line + used, want - used)) > 0)
		used += got;
	return wire_send(fd, W_TEXT, str_of(f->line, used), -1, &err);
}

void
fetch_main(int fd, const void *job)
{
	struct fetch f = { .fd = -1, .block = mem_new(BLOCK),
		.line = mem_new(LINE_MAX_BYTES) };
	struct arena names;
	struct wire_unit unit;
	struct wire_in in;
	struct frame frame;
	enum wire_got got;

	(void)job;
	arena_init(&names);
	wire_open(&in, fd);
	while ((got = wire_next(&in, &frame)) == WIRE_FRAME ||
	    (got == WIRE_MORE && wire_fill(&in))) {
		if (got == WIRE_MORE)
			continue;
		if (frame.type == W_TEXT) {
			arena_reset(&names);
			f.member = arena_str(&names, frame.payload);
			continue;
		}
		must(frame.type == W_UNIT &&
		    frame.payload.len == sizeof unit);
		memcpy(&unit, frame.payload.at, sizeof unit);
		if (in.along >= 0)
			file_open(&f, in.along, unit.size);
		in.along = -1;
		if (!line_answer(&f, fd, &unit))
			return;
	}
}
