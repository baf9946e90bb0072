#include "source/unpack.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "event/brief.h"
#include "source/crate.h"
#include "source/heads.h"

/* One thing on the way from the file to a part, each packed in the one
 * before: what a reader gives is the next one's stored bytes, or an archive
 * whose entries are. */
struct level {
	struct reader *reader;
	struct crate  *crate;	/* of an archive */
	size_t	       path_len;	/* of the archive's own path */
	struct meter  *meter;
};

struct unpack {
	struct level	  levels[UNPACK_DEPTH];
	size_t		  count;
	struct meter	 *meter;
	int		  fd;
	uint64_t	  bytes;
	bool		  begun, over;
	bool		  seeks;	/* the file is a zip, read from its end */
	uint32_t	  members;
	enum read_trouble trouble;	/* of the file */
	int		  code;

	/* the part */
	uint32_t	  number;
	enum read_trouble mute;		/* why nothing of it, or nothing more,
					 * can be read */
	uint64_t	  plain;
	struct heads	  heads;
	size_t		  path_len;
	char		  path[UNPACK_PATH];
};

_Static_assert(UNPACK_MEMBERS >> BRIEF_MEMBER_BITS == 0, "members have numbers");
static const uint64_t PART_BYTES = ((uint64_t)1 << BRIEF_OFFSET_BITS) - 1;

/* ---- levels ---- */

static struct level *
top(struct unpack *unpack)
{
	return &unpack->levels[unpack->count - 1];
}

static void
level_push(struct unpack *unpack, struct reader *reader)
{
	must(unpack->count < UNPACK_DEPTH);
	unpack->levels[unpack->count++] = (struct level){
		.reader = reader, .meter = unpack->meter,
	};
}

static void
level_pop(struct unpack *unpack)
{
	struct level *level = top(unpack);

	crate_close(level->crate);
	reader_close(level->reader);
	unpack->count--;
}

static size_t
from_reader(void *self, char *at, size_t n)
{
	return reader_read(self, at, n);
}

static size_t
from_entry(void *self, char *at, size_t n)
{
	const struct level *archive = self;

	n = crate_read(archive->crate, at, n);
	archive->meter->plain += n;
	return n;
}

/* The first level above the innermost archive: where the part begins. */
static size_t
part_level(const struct unpack *unpack)
{
	size_t at = unpack->count;

	while (at > 0 && unpack->levels[at - 1].crate == NULL)
		at--;
	return at;
}

/* The first trouble of the levels from `from` on; an archive's own is that of
 * the way to it. */
static enum read_trouble
levels_trouble(const struct unpack *unpack, size_t from, int *code)
{
	for (size_t i = from; i < unpack->count; i++) {
		const struct level *level = &unpack->levels[i];
		enum read_trouble trouble = reader_trouble(level->reader, code);

		if (trouble == TROUBLE_NONE && level->crate != NULL)
			trouble = crate_trouble(level->crate);
		if (trouble != TROUBLE_NONE)
			return trouble;
	}
	*code = 0;
	return TROUBLE_NONE;
}

static void
file_hurt(struct unpack *unpack, enum read_trouble trouble, int code)
{
	if (unpack->trouble != TROUBLE_NONE)
		return;
	unpack->trouble = trouble;
	unpack->code = code;
}

/* ---- parts ---- */

struct unpack *
unpack_open(int fd, uint64_t bytes)
{
	struct unpack *unpack = mem_zero(sizeof *unpack);

	unpack->fd = fd;
	unpack->bytes = bytes;
	unpack->levels[0].reader = reader_open_whole(fd, bytes);
	unpack->levels[0].meter = reader_meter(unpack->levels[0].reader);
	unpack->meter = unpack->levels[0].meter;
	unpack->count = 1;
	return unpack;
}

void
unpack_close(struct unpack *unpack)
{
	while (unpack->count > 0)
		level_pop(unpack);
	free(unpack);
}

/* What lies at the top is an archive. */
static void
archive_open(struct unpack *unpack, enum crate_kind kind)
{
	struct level *level = top(unpack);

	level->path_len = unpack->path_len;
	unpack->seeks = unpack->count == 1 && kind == CRATE_ZIP &&
	    unpack->bytes != UINT64_MAX;
	level->crate = unpack->seeks ?
	    crate_open_file(kind, unpack->fd, unpack->bytes) :
	    crate_open(kind, from_reader, level->reader);
}

/* From the level at the top on to what is plain.  False: it is an archive,
 * and its entries come next. */
static bool
descend(struct unpack *unpack)
{
	for (;;) {
		struct reader *reader = top(unpack)->reader;

		switch (reader_packing(reader)) {
		case PACKING_PLAIN:
		case PACKING_FOREIGN:
			return true;
		case PACKING_TAR:
		case PACKING_ZIP:
			/* its files need a level */
			if (unpack->count == UNPACK_DEPTH)
				break;
			archive_open(unpack,
			    reader_packing(reader) == PACKING_TAR ?
			    CRATE_TAR : CRATE_ZIP);
			return false;
		default:
			if (unpack->count == UNPACK_DEPTH)
				break;
			level_push(unpack, reader_open_inner(from_reader,
			    reader, unpack->meter));
			continue;
		}
		unpack->mute = TROUBLE_DEPTH;
		return true;
	}
}

static void
part_begin(struct unpack *unpack, struct part *part)
{
	unpack->plain = 0;
	heads_init(&unpack->heads);
	unpack->number = part_level(unpack) > 0 ? ++unpack->members : 0;
	part->number = unpack->number;
	part->path = str_of(unpack->path, unpack->path_len);
}

/* "inner.tar" and "mail.log": "inner.tar!mail.log". */
static void
path_set(struct unpack *unpack, size_t len, struct str name)
{
	if (len > 0 && len < UNPACK_PATH)
		unpack->path[len++] = '!';
	if (name.len > UNPACK_PATH - len)
		name.len = UNPACK_PATH - len;
	if (name.len > 0)
		memcpy(unpack->path + len, name.at, name.len);
	unpack->path_len = len + name.len;
}

/* The next file of the innermost archive.  False: it has no more. */
static bool
entry_next(struct unpack *unpack, struct part *part)
{
	struct crate *crate = top(unpack)->crate;
	struct crate_entry entry;

	if (!crate_next(crate, &entry))
		return false;
	path_set(unpack, top(unpack)->path_len, entry.path);
	part->mtime_ms = entry.mtime_ms;
	part->has_mtime = entry.has_mtime;
	unpack->mute = entry.encrypted ? TROUBLE_ENCRYPTED : TROUBLE_NONE;
	level_push(unpack, reader_open_inner(from_entry, top(unpack),
	    unpack->meter));
	return true;
}

/* The innermost archive is at its end.  True: it is a member itself and could
 * not be read to its end, which its part says. */
static bool
archive_end(struct unpack *unpack)
{
	size_t from = unpack->count - 1;	/* the archive, and the way */
	enum read_trouble trouble;
	int code;

	while (from > 0 && unpack->levels[from - 1].crate == NULL)
		from--;
	trouble = levels_trouble(unpack, from, &code);
	if (from == 0) {
		file_hurt(unpack, trouble, code);
		unpack->over = true;
		return false;
	}
	path_set(unpack, 0, str_of(unpack->path, top(unpack)->path_len));
	while (unpack->count > from)
		level_pop(unpack);
	unpack->mute = trouble;
	return trouble != TROUBLE_NONE;
}

static bool
is_bomb(struct unpack *unpack)
{
	if (unpack->seeks)
		unpack->meter->stored = unpack_stored(unpack);
	return meter_is_bomb(unpack->meter);
}

/* Nothing more may come out of this file. */
static bool
is_spent(struct unpack *unpack)
{
	if (unpack->members == UNPACK_MEMBERS)
		file_hurt(unpack, TROUBLE_MEMBERS, 0);
	else if (is_bomb(unpack))
		file_hurt(unpack, TROUBLE_BOMB, 0);
	else
		return false;
	unpack->over = true;
	return true;
}

/* The next part of an archive. */
static bool
member_next(struct unpack *unpack, struct part *part)
{
	while (!unpack->over) {
		while (top(unpack)->crate == NULL)
			level_pop(unpack);
		if (is_spent(unpack))
			break;
		if (entry_next(unpack, part) ?
		    unpack->mute != TROUBLE_NONE || descend(unpack) :
		    archive_end(unpack))
			return true;
	}
	return false;
}

bool
unpack_next(struct unpack *unpack, struct part *part)
{
	bool first = !unpack->begun;

	*part = (struct part){ 0 };
	unpack->begun = true;
	if (first && descend(unpack)) {
		part_begin(unpack, part);
		return true;
	}
	if (part_level(unpack) == 0 || !member_next(unpack, part))
		return false;
	part_begin(unpack, part);
	return true;
}

/* Plain bytes that the reader has not hashed as the stored ones. */
static bool
is_packed(const struct unpack *unpack)
{
	return unpack_packing(unpack) != PACKING_PLAIN;
}

size_t
unpack_read(struct unpack *unpack, char *at, size_t n)
{
	if (unpack->mute != TROUBLE_NONE)
		return 0;
	if (n > PART_BYTES - unpack->plain)
		n = (size_t)(PART_BYTES - unpack->plain);
	if (n == 0)
		unpack->mute = TROUBLE_LONG;
	else if (is_bomb(unpack))
		unpack->mute = TROUBLE_BOMB;
	else
		n = reader_read(top(unpack)->reader, at, n);
	if (unpack->mute != TROUBLE_NONE)
		return 0;
	unpack->plain += n;
	if (unpack->number > 0 || is_packed(unpack) ||
	    !heads_are_known(&unpack->heads))
		heads_add(&unpack->heads, str_of(at, n));
	return n;
}

static void
plain_tell(const struct unpack *unpack, struct part_end *end)
{
	if (!end->plain_hashed)
		return;
	end->plain = unpack->heads.told;
	end->plain.size = unpack->plain;
}

void
unpack_part_end(struct unpack *unpack, struct part_end *end)
{
	size_t from = part_level(unpack);

	*end = (struct part_end){ .trouble = unpack->mute };
	if (end->trouble == TROUBLE_NONE)
		end->trouble = crate_entry_trouble(
		    unpack->levels[from - 1].crate);
	if (end->trouble == TROUBLE_NONE)
		end->trouble = levels_trouble(unpack, from, &end->code);
	end->hashed = end->trouble == TROUBLE_NONE;
	end->plain_hashed = end->hashed;
	if (end->hashed)
		sha256_end(&unpack->heads.hash, end->sha256);
	memcpy(end->plain_sha256, end->sha256, sizeof end->sha256);
	plain_tell(unpack, end);
}

/* What hurts an archive is its own trouble, not that of its last member. */
void
unpack_end(struct unpack *unpack, struct part_end *end)
{
	struct reader *file = unpack->levels[0].reader;

	if (part_level(unpack) == 0) {
		file_hurt(unpack, unpack->mute, 0);
		if (unpack->trouble == TROUBLE_NONE)
			unpack->trouble = levels_trouble(unpack, 0,
			    &unpack->code);
	}
	*end = (struct part_end){
		.trouble = unpack->trouble, .code = unpack->code,
	};
	end->hashed = !unpack->seeks && reader_hash(file, end->sha256);
	if (end->trouble == TROUBLE_NONE)
		end->trouble = reader_trouble(file, &end->code);
	end->plain_hashed = part_level(unpack) == 0 && end->hashed &&
	    end->trouble == TROUBLE_NONE;
	if (end->plain_hashed && is_packed(unpack))
		sha256_end(&unpack->heads.hash, end->plain_sha256);
	else
		memcpy(end->plain_sha256, end->sha256, sizeof end->sha256);
	plain_tell(unpack, end);
}

uint64_t
unpack_stored(const struct unpack *unpack)
{
	uint64_t stored;

	if (!unpack->seeks)
		return reader_stored(unpack->levels[0].reader);
	/* what lies at a zip's end is read first, and again */
	stored = crate_stored(unpack->levels[0].crate);
	return stored < unpack->bytes ? stored : unpack->bytes;
}

enum packing
unpack_packing(const struct unpack *unpack)
{
	return reader_packing(unpack->levels[0].reader);
}
