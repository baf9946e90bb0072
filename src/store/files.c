/* files: row groups become Parquet files.  The core's half of the store.
 *
 * Parquet lets the parts of a row group lie anywhere in the file.  So pages go
 * to the file as they arrive, and what is needed to finish goes to an unlinked
 * spill file in the same folder: some five bytes an event.  At the end each
 * file gets the time column of each of its row groups, then its footer:
 *
 *	PAR1 pages pages pages ... time time time ... footer length PAR1 */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/must.h"
#include "store/chunk.h"
#include "store/column.h"
#include "store/footer.h"
#include "store/page.h"

enum {
	PART_BYTES = 1 << 30,		/* a file that still moves easily */
	PART_NAME = 32,
	MAGIC_BYTES = 4,
};

/* A row group written: where its pages are, how much of the spill is its. */
struct group {
	uint64_t pages_at;
	uint32_t spilled, part;
};

struct store {
	int	      dir_fd, spill_fd, part_fd;
	uint32_t      part;		/* number of the file open for writing */
	uint64_t      part_at, part_limit, spill_at;
	uint64_t     *part_ends;	/* of the files before it, from 1 */
	size_t	      part_ends_cap;
	struct group *groups;		/* in the order of files and spill */
	size_t	      group_count, group_cap;
};

/* What finishing needs beside the store. */
struct finish {
	const struct store_settle *settle;
	struct column		   times;
	struct heap		   unused;
	struct pager		   pager;
	struct buffer		   spilled, out;
	struct chunk		   chunk;
	struct footer		   footer;
	struct store_totals	   totals;
};

static const char *
part_name(uint32_t part, char name[PART_NAME])
{
	snprintf(name, PART_NAME, "part-%04u.parquet", part);
	return name;
}

/* Begin the next file. */
static bool
part_open(struct store *store, struct err *err)
{
	char name[PART_NAME];

	part_name(store->part + 1, name);
	store->part_fd = openat(store->dir_fd, name,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (store->part_fd < 0)
		return err_sys(err, "%s: cannot be made", name);
	store->part++;
	store->part_at = MAGIC_BYTES;
	if (!file_write_at(store->part_fd, "PAR1", MAGIC_BYTES, 0))
		return err_sys(err, "%s: cannot be written", name);
	return true;
}

/* A file without a name where the file system has such, else one that loses
 * its name at once. */
static int
spill_open(int dir_fd)
{
	int fd = openat(dir_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	fd = openat(dir_fd, ".times", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	if (fd >= 0)
		unlinkat(dir_fd, ".times", 0);
	return fd;
}

struct store *
store_open(int dir_fd, struct err *err)
{
	struct store *store = mem_zero(sizeof *store);

	store->dir_fd = dir_fd;
	store->part_limit = PART_BYTES;
	store->part_fd = -1;
	store->spill_fd = spill_open(dir_fd);
	if (store->spill_fd < 0) {
		err_sys(err, "no temporary file for event times");
		goto fail;
	}
	if (!part_open(store, err))
		goto fail;
	return store;
fail:
	store_abandon(store);
	return NULL;
}

void
store_part_limit(struct store *store, uint64_t bytes)
{
	store->part_limit = bytes;
}

void
store_abandon(struct store *store)
{
	if (store == NULL)
		return;
	if (store->part_fd >= 0)
		close(store->part_fd);
	if (store->spill_fd >= 0)
		close(store->spill_fd);
	free(store->part_ends);
	free(store->groups);
	free(store);
}

/* The file is large enough: go on in another.  It is opened again to be
 * finished, so that a terabyte needs no thousand descriptors. */
static bool
part_next(struct store *store, struct err *err)
{
	store->part_ends = mem_room(store->part_ends, store->part,
	    &store->part_ends_cap, sizeof *store->part_ends);
	store->part_ends[store->part - 1] = store->part_at;
	close(store->part_fd);
	store->part_fd = -1;
	return part_open(store, err);
}

bool
store_append(struct store *store, struct str bytes, struct err *err)
{
	struct chunk chunk;
	size_t spilled;

	if (!chunk_read(&chunk, bytes, err))
		return err_in(err, "from a worker");
	if (store->part_at > MAGIC_BYTES &&
	    store->part_at >= store->part_limit && !part_next(store, err))
		return false;
	if (store->part_fd < 0)
		return err_set(err, "events: no file is open");
	spilled = bytes.len - chunk.pages.len;
	if (!file_write_at(store->part_fd, chunk.pages.at, chunk.pages.len,
		store->part_at) ||
	    !file_write_at(store->spill_fd, bytes.at, spilled, store->spill_at))
		return err_sys(err, "events: cannot be written");
	store->groups = mem_room(store->groups, store->group_count,
	    &store->group_cap, sizeof *store->groups);
	store->groups[store->group_count++] = (struct group){
		store->part_at, (uint32_t)spilled, store->part,
	};
	store->part_at += chunk.pages.len;
	store->spill_at += spilled;
	return true;
}

/* ---- finishing ---- */

static bool
group_load(const struct store *store, const struct group *group,
    uint64_t spill_at, struct finish *finish, struct err *err)
{
	struct buffer *spilled = &finish->spilled;

	spilled->used = 0;
	buffer_room(spilled, group->spilled);
	if (!file_read_at(store->spill_fd, spilled->at, group->spilled,
	    spill_at))
		return err_sys(err, "event times: cannot be read back");
	return chunk_read_spilled(&finish->chunk,
	    str_of((const char *)spilled->at, group->spilled), err);
}

/* The time column of the loaded row group, into out. */
static void
times_encode(struct finish *finish, struct time_column *time)
{
	const struct store_settle *settle = finish->settle;
	struct chunk_time at = { 0 };
	struct event_time settled;

	time->least = INT64_MAX;
	time->most = INT64_MIN;
	for (uint32_t row = 0; row < finish->chunk.head.rows; row++) {
		must(chunk_take_time(&finish->chunk.times, &at));
		if ((at.stamp.flags & STAMP_SET) == 0 ||
		    !settle->settle(settle->self, at.input, at.offset,
			at.stamp.flags & STAMP_NO_YEAR ? at.stream : 0,
			at.stamp, &settled))
			continue;
		column_add_number(&finish->times, &finish->unused, row,
		    (uint64_t)settled.ms);
		if (settled.ms < time->least)
			time->least = settled.ms;
		if (settled.ms > time->most)
			time->most = settled.ms;
	}
	finish->out.used = 0;
	column_encode(&finish->times, &finish->unused, finish->chunk.head.rows,
	    &finish->pager, &finish->out, &time->column);
	column_reset(&finish->times, finish->chunk.head.rows);
}

static bool
part_end(int fd, uint64_t at, struct finish *finish)
{
	struct buffer *out = &finish->out;

	out->used = 0;
	footer_write(&finish->footer, out);
	finish->totals.rows += finish->footer.rows;
	finish->totals.bytes += at + out->used;
	finish->totals.files++;
	finish->footer.groups.used = 0;
	finish->footer.rows = finish->footer.count = 0;
	return file_write_at(fd, out->at, out->used, at) &&
	    ftruncate(fd, (off_t)(at + out->used)) == 0 && fsync(fd) == 0;
}

/* Finish the file behind fd whose pages end at `at`; first and spill_at are
 * the next row group and its place in the spill, moved on. */
static bool
part_finish(const struct store *store, uint32_t part, int fd, uint64_t at,
    size_t *first, uint64_t *spill_at, struct finish *finish, struct err *err)
{
	struct time_column time;

	for (; *first < store->group_count &&
	    store->groups[*first].part == part; ++*first) {
		const struct group *group = &store->groups[*first];

		if (!group_load(store, group, *spill_at, finish, err))
			return false;
		*spill_at += group->spilled;
		times_encode(finish, &time);
		time.at = at;
		if (!file_write_at(fd, finish->out.at, finish->out.used, at))
			return err_sys(err, "cannot be written");
		at += finish->out.used;
		footer_add(&finish->footer, &finish->chunk, group->pages_at,
		    &time);
	}
	if (!part_end(fd, at, finish))
		return err_sys(err, "cannot be written");
	return true;
}

static bool
parts_finish(struct store *store, struct finish *finish, struct err *err)
{
	char name[PART_NAME];
	uint64_t spill_at = 0;
	size_t first = 0;

	for (uint32_t part = 1; part <= store->part; part++) {
		bool last = part == store->part, ok;
		uint64_t end = last ? store->part_at
				    : store->part_ends[part - 1];
		int fd = last ? store->part_fd : -1;

		part_name(part, name);
		if (fd < 0)
			fd = openat(store->dir_fd, name,
			    O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			return err_sys(err, "%s: cannot be opened", name);
		ok = part_finish(store, part, fd, end, &first, &spill_at,
		    finish, err);
		if (!last)
			close(fd);
		if (!ok)
			return err_in(err, "%s", name);
	}
	if (fsync(store->dir_fd) != 0)
		return err_sys(err, "events: cannot be written");
	return true;
}

bool
store_close(struct store *store, const struct store_settle *settle,
    struct store_totals *totals, struct err *err)
{
	struct finish finish = { .settle = settle };
	bool ok;

	column_init(&finish.times, COLUMN_TIME);
	pager_init(&finish.pager);
	ok = parts_finish(store, &finish, err);
	if (ok && totals != NULL)
		*totals = finish.totals;
	column_fini(&finish.times);
	pager_fini(&finish.pager);
	buffer_fini(&finish.spilled);
	buffer_fini(&finish.out);
	buffer_fini(&finish.footer.groups);
	store_abandon(store);
	return ok;
}
