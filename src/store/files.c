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
	STEP_ROWS = 8192,		/* settled at once */
};

/* A row group written: where its pages are, how much of the spill is its. */
struct group {
	uint64_t pages_at;
	uint32_t spilled, part;
};

struct finish;

struct store {
	int	      dir_fd, spill_fd, part_fd;
	uint32_t      part;		/* number of the file open for writing */
	uint64_t      part_at, part_limit, spill_at;
	uint64_t     *part_ends;	/* of the files before it, from 1 */
	size_t	      part_ends_cap;
	struct group *groups;		/* in the order of files and spill */
	size_t	      group_count, group_cap;
	struct finish *finish;		/* once it has begun */
};

/* What finishing needs beside the store. */
struct finish {
	struct store_settle	   settle;
	uint32_t		   part;	/* being finished; 0: none yet */
	int			   fd;		/* of it */
	uint64_t		   at;		/* its end, so far */
	size_t			   group;	/* the next row group */
	uint64_t		   spill_at;	/* and its place in the spill */
	bool			   loaded;	/* it, up to row */
	uint32_t		   row;
	struct chunk_time	   last;
	struct time_column	   time;
	bool			   ended, failed;
	struct err		   err;
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

static void
finish_free(struct store *store)
{
	struct finish *finish = store->finish;

	if (finish == NULL)
		return;
	if (finish->fd >= 0 && finish->fd != store->part_fd)
		close(finish->fd);
	column_fini(&finish->times);
	pager_fini(&finish->pager);
	buffer_fini(&finish->spilled);
	buffer_fini(&finish->out);
	buffer_fini(&finish->footer.groups);
	free(finish);
	store->finish = NULL;
}

void
store_abandon(struct store *store)
{
	if (store == NULL)
		return;
	finish_free(store);
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
	sync_file_range(store->part_fd, 0, 0, SYNC_FILE_RANGE_WRITE);
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

static struct finish *
finish_of(struct store *store, const struct store_settle *settle)
{
	struct finish *finish = store->finish;

	if (finish != NULL)
		return finish;
	finish = store->finish = mem_zero(sizeof *finish);
	finish->settle = *settle;
	finish->fd = -1;
	column_init(&finish->times, COLUMN_TIME);
	pager_init(&finish->pager);
	/* The disk may begin: less is left to wait for in the end. */
	if (store->part_fd >= 0)
		sync_file_range(store->part_fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return finish;
}

static bool
group_load(const struct store *store, struct finish *finish, struct err *err)
{
	const struct group *group = &store->groups[finish->group];
	struct buffer *spilled = &finish->spilled;

	spilled->used = 0;
	buffer_room(spilled, group->spilled);
	if (!file_read_at(store->spill_fd, spilled->at, group->spilled,
	    finish->spill_at))
		return err_sys(err, "event times: cannot be read back");
	finish->spill_at += group->spilled;
	finish->loaded = true;
	finish->row = 0;
	finish->last = (struct chunk_time){ 0 };
	finish->time.least = INT64_MAX;
	finish->time.most = INT64_MIN;
	return chunk_read_spilled(&finish->chunk,
	    str_of((const char *)spilled->at, group->spilled), err);
}

/* The times of some rows more of the loaded row group. */
static void
times_settle(struct finish *finish)
{
	const struct store_settle *settle = &finish->settle;
	struct time_column *time = &finish->time;
	struct chunk_time *at = &finish->last;
	uint32_t rows = finish->chunk.head.rows, row = finish->row;
	uint32_t end = rows - row < STEP_ROWS ? rows : row + STEP_ROWS;
	struct event_time settled;

	for (; row < end; row++) {
		must(chunk_take_time(&finish->chunk.times, at));
		if ((at->stamp.flags & STAMP_SET) == 0 ||
		    !settle->settle(settle->self, at->input, at->offset,
			at->stamp.flags & STAMP_NO_YEAR ? at->stream : 0,
			at->stamp, &settled))
			continue;
		column_add_number(&finish->times, &finish->unused, row,
		    (uint64_t)settled.ms);
		if (settled.ms < time->least)
			time->least = settled.ms;
		if (settled.ms > time->most)
			time->most = settled.ms;
	}
	finish->row = end;
}

/* All rows have their times: write the column. */
static bool
group_end(const struct store *store, struct finish *finish, struct err *err)
{
	uint32_t rows = finish->chunk.head.rows;
	struct buffer *out = &finish->out;

	out->used = 0;
	column_encode(&finish->times, &finish->unused, rows, &finish->pager,
	    out, &finish->time.column);
	column_reset(&finish->times, rows);
	if (!file_write_at(finish->fd, out->at, out->used, finish->at))
		return err_sys(err, "cannot be written");
	finish->time.at = finish->at;
	finish->at += out->used;
	footer_add(&finish->footer, &finish->chunk,
	    store->groups[finish->group].pages_at, &finish->time);
	finish->group++;
	finish->loaded = false;
	return true;
}

static bool
part_begin(struct store *store, struct finish *finish, struct err *err)
{
	bool last = ++finish->part == store->part;
	char name[PART_NAME];

	finish->at = last ? store->part_at : store->part_ends[finish->part - 1];
	finish->fd = last ? store->part_fd : -1;
	if (finish->fd < 0)
		finish->fd = openat(store->dir_fd,
		    part_name(finish->part, name),
		    O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	return finish->fd >= 0 || err_sys(err, "cannot be opened");
}

static bool
part_end(struct store *store, struct finish *finish, struct err *err)
{
	struct buffer *out = &finish->out;
	bool ok;

	out->used = 0;
	footer_write(&finish->footer, out);
	finish->totals.rows += finish->footer.rows;
	finish->totals.bytes += finish->at + out->used;
	finish->totals.files++;
	finish->footer.groups.used = 0;
	finish->footer.rows = finish->footer.count = 0;
	ok = file_write_at(finish->fd, out->at, out->used, finish->at) &&
	    ftruncate(finish->fd, (off_t)(finish->at + out->used)) == 0;
	if (!ok)
		err_sys(err, "cannot be written");
	if (finish->fd != store->part_fd)
		close(finish->fd);
	finish->fd = -1;
	finish->ended = finish->part == store->part;
	return ok;
}

static bool
finish_step(struct store *store, struct finish *finish, struct err *err)
{
	if (finish->fd < 0)
		return part_begin(store, finish, err);
	if (finish->group == store->group_count ||
	    store->groups[finish->group].part != finish->part)
		return part_end(store, finish, err);
	if (!finish->loaded)
		return group_load(store, finish, err);
	if (finish->row == finish->chunk.head.rows)
		return group_end(store, finish, err);
	times_settle(finish);
	return true;
}

bool
store_close_some(struct store *store, const struct store_settle *settle)
{
	struct finish *finish = finish_of(store, settle);
	char name[PART_NAME];

	if (finish->ended || finish->failed)
		return false;
	if (finish_step(store, finish, &finish->err))
		return true;
	finish->failed = true;
	err_in(&finish->err, "%s", part_name(finish->part, name));
	return false;
}

/* Wait until the disk has all of it. */
static bool
parts_sync(const struct store *store, struct err *err)
{
	char name[PART_NAME];

	for (uint32_t part = 1; part <= store->part; part++) {
		int fd = openat(store->dir_fd, part_name(part, name),
		    O_RDWR | O_CLOEXEC | O_NOFOLLOW);
		bool ok = fd >= 0 && fsync(fd) == 0;

		if (!ok)
			err_sys(err, "%s: cannot be written", name);
		if (fd >= 0)
			close(fd);
		if (!ok)
			return false;
	}
	return fsync(store->dir_fd) == 0 ||
	    err_sys(err, "events: cannot be written");
}

bool
store_close(struct store *store, const struct store_settle *settle,
    struct store_totals *totals, struct err *err)
{
	const struct finish *finish;
	bool ok;

	while (store_close_some(store, settle))
		;
	finish = store->finish;
	ok = !finish->failed;
	if (!ok)
		*err = finish->err;
	ok = ok && parts_sync(store, err);
	if (ok && totals != NULL)
		*totals = finish->totals;
	store_abandon(store);
	return ok;
}
