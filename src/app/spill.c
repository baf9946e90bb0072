#include "app/spill.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/must.h"

enum {
	WRITE_BRIEFS = 8192,	/* a MiB at a time */
	READ_BRIEFS = 1024,	/* of one run: 128 KiB, of a hundred 12 MiB */
};

struct run {
	uint64_t first;		/* its place in the file, in briefs */
	size_t	 count;
	/* while merging */
	size_t	 at;		/* briefs taken from the file */
	struct brief *block;
	size_t	 block_at, block_end;
};

struct spill {
	const char   *dir;
	int	      fd;	/* -1: no file yet */
	struct brief *briefs;	/* the run that is being gathered */
	size_t	      used, cap, limit;
	struct run   *runs;
	size_t	      run_count, run_cap;
	uint64_t      stored;
	/* while merging */
	bool	      settled, failed;
	uint32_t     *heap;	/* of runs that are not at their end */
	size_t	      heap_count;
	struct brief  last;	/* given out; for the ordinals */
	bool	      has_last;
	struct err    err;
};

struct spill *
spill_open(const char *dir, size_t run_bytes)
{
	struct spill *spill = mem_zero(sizeof *spill);

	must(run_bytes >= sizeof(struct brief));
	spill->dir = dir;
	spill->fd = -1;
	spill->limit = run_bytes / sizeof(struct brief);
	return spill;
}

void
spill_close(struct spill *spill)
{
	if (spill == NULL)
		return;
	if (spill->fd >= 0)
		close(spill->fd);
	for (size_t i = 0; i < spill->run_count; i++)
		free(spill->runs[i].block);
	free(spill->runs);
	free(spill->briefs);
	free(spill->heap);
	free(spill);
}

/* ---- order ---- */

static int
brief_cmp(const struct brief *a, const struct brief *b)
{
	int order;

	if (brief_order(a) != brief_order(b))
		return brief_order(a) < brief_order(b) ? -1 : 1;
	order = memcmp(a->sha256, b->sha256, sizeof a->sha256);
	if (order != 0)
		return order;
	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* What decides nearly always, beside the brief's number in the run. */
struct sort_key {
	int64_t	 time;
	uint64_t hash;		/* the first bytes of the SHA-256 */
	uint32_t number;
};

static bool
key_before(const struct sort_key *a, const struct sort_key *b,
    const struct brief *briefs)
{
	if (a->time != b->time)
		return a->time < b->time;
	if (a->hash != b->hash)
		return a->hash < b->hash;
	return brief_cmp(&briefs[a->number], &briefs[b->number]) < 0;
}

/* Merge [from, middle) and [middle, to) of keys by way of other. */
static void
keys_merge(struct sort_key *keys, struct sort_key *other, size_t from,
    size_t middle, size_t to, const struct brief *briefs)
{
	size_t left = from, right = middle;

	/* Logs are in order, mostly: then there is nothing to do. */
	if (!key_before(&keys[middle], &keys[middle - 1], briefs))
		return;
	memcpy(&other[from], &keys[from], (middle - from) * sizeof *keys);
	for (size_t at = from; left < middle; at++) {
		if (right < to &&
		    key_before(&keys[right], &other[left], briefs))
			keys[at] = keys[right++];
		else
			keys[at] = other[left++];
	}
}

/* Merge sort, from pieces of one up. */
static void
keys_sort(struct sort_key *keys, struct sort_key *other, size_t count,
    const struct brief *briefs)
{
	for (size_t width = 1; width < count; width *= 2)
		for (size_t from = 0; from + width < count; from += 2 * width)
			keys_merge(keys, other, from, from + width,
			    count - from < 2 * width ? count :
			    from + 2 * width, briefs);
}

static uint64_t
hash_prefix(const struct brief *brief)
{
	uint64_t word;

	memcpy(&word, brief->sha256, sizeof word);
	return __builtin_bswap64(word);	/* so that < is memcmp's */
}

static struct sort_key *
keys_sorted(const struct brief *briefs, size_t count)
{
	struct sort_key *keys = mem_new(count * sizeof *keys);
	struct sort_key *other = mem_new(count * sizeof *other);

	for (size_t i = 0; i < count; i++)
		keys[i] = (struct sort_key){
			brief_order(&briefs[i]), hash_prefix(&briefs[i]),
			(uint32_t)i,
		};
	keys_sort(keys, other, count, briefs);
	free(other);
	return keys;
}

/* ---- the file ---- */

static bool
briefs_write(struct spill *spill, uint64_t place, const struct brief *briefs,
    size_t count, struct err *err)
{
	return file_write_at(spill->fd, briefs, count * sizeof *briefs,
	    place * sizeof *briefs) ||
	    err_sys(err, "%s: the temporary file cannot be written",
	    spill->dir == NULL ? "temporary folder" : spill->dir);
}

static bool
briefs_read(struct spill *spill, uint64_t place, struct brief *briefs,
    size_t count, struct err *err)
{
	return file_read_at(spill->fd, briefs, count * sizeof *briefs,
	    place * sizeof *briefs) ||
	    err_sys(err, "the temporary file cannot be read");
}

/* Write a run's briefs to its place in their order. */
static bool
run_write(struct spill *spill, const struct run *run,
    const struct brief *briefs, struct err *err)
{
	struct sort_key *keys = keys_sorted(briefs, run->count);
	struct brief *block = mem_new(WRITE_BRIEFS * sizeof *block);
	bool fine = true;

	for (size_t at = 0; fine && at < run->count; at += WRITE_BRIEFS) {
		size_t n = run->count - at;

		if (n > WRITE_BRIEFS)
			n = WRITE_BRIEFS;
		for (size_t i = 0; i < n; i++)
			block[i] = briefs[keys[at + i].number];
		fine = briefs_write(spill, run->first + at, block, n, err);
	}
	free(block);
	free(keys);
	return fine;
}

/* What was gathered becomes a run. */
static bool
run_end(struct spill *spill, struct err *err)
{
	struct run run = { .first = spill->stored, .count = spill->used };

	if (spill->used == 0)
		return true;
	if (spill->fd < 0 && (spill->fd = file_unnamed(spill->dir, err)) < 0)
		return false;
	if (!run_write(spill, &run, spill->briefs, err))
		return false;
	spill->runs = mem_room(spill->runs, spill->run_count,
	    &spill->run_cap, sizeof *spill->runs);
	spill->runs[spill->run_count++] = run;
	spill->stored += run.count;
	spill->used = 0;
	return true;
}

bool
spill_add(struct spill *spill, const struct brief *briefs, size_t count,
    struct err *err)
{
	must(!spill->settled);
	for (size_t i = 0; i < count; i++) {
		if (spill->used == spill->limit && !run_end(spill, err))
			return false;
		spill->briefs = mem_room(spill->briefs, spill->used,
		    &spill->cap, sizeof *spill->briefs);
		spill->briefs[spill->used++] = briefs[i];
	}
	return true;
}

bool
spill_each(struct spill *spill, spill_looker *look, void *self,
    struct err *err)
{
	struct brief *block = mem_new(READ_BRIEFS * sizeof *block);
	bool fine = true;

	must(!spill->settled);
	for (uint64_t at = 0; fine && at < spill->stored; at += READ_BRIEFS) {
		size_t n = spill->stored - at < READ_BRIEFS ?
		    (size_t)(spill->stored - at) : READ_BRIEFS;

		fine = briefs_read(spill, at, block, n, err);
		for (size_t i = 0; fine && i < n; i++)
			look(self, &block[i]);
	}
	for (size_t i = 0; fine && i < spill->used; i++)
		look(self, &spill->briefs[i]);
	free(block);
	return fine;
}

/* Settle and sort a run that lies in the file. */
static bool
run_settle(struct spill *spill, struct run *run, struct brief *briefs,
    spill_settler *settle, void *self, struct err *err)
{
	size_t kept = 0;

	if (!briefs_read(spill, run->first, briefs, run->count, err))
		return false;
	for (size_t i = 0; i < run->count; i++)
		if (settle(self, &briefs[i]))
			briefs[kept++] = briefs[i];
	run->count = kept;
	return run_write(spill, run, briefs, err);
}

bool
spill_settle(struct spill *spill, spill_settler *settle, void *self,
    struct err *err)
{
	bool fine = run_end(spill, err);

	for (size_t i = 0; settle != NULL && fine && i < spill->run_count;
	    i++)
		fine = run_settle(spill, &spill->runs[i], spill->briefs,
		    settle, self, err);
	free(spill->briefs);
	spill->briefs = NULL;
	spill->settled = true;
	if (fine)
		spill_rewind(spill);
	return fine;
}

/* ---- merging ---- */

static const struct brief *
run_front(const struct run *run)
{
	return &run->block[run->block_at];
}

/* Have a brief in the run's block; false at its end. */
static bool
run_fill(struct spill *spill, struct run *run)
{
	size_t n = run->count - run->at;

	if (run->block_at < run->block_end)
		return true;
	if (n > READ_BRIEFS)
		n = READ_BRIEFS;
	if (n == 0 || spill->failed)
		return false;
	if (run->block == NULL)
		run->block = mem_new(READ_BRIEFS * sizeof *run->block);
	if (!briefs_read(spill, run->first + run->at, run->block, n,
	    &spill->err)) {
		spill->failed = true;
		return false;
	}
	run->at += n;
	run->block_at = 0;
	run->block_end = n;
	return true;
}

static bool
heap_before(const struct spill *spill, size_t a, size_t b)
{
	return brief_cmp(run_front(&spill->runs[spill->heap[a]]),
	    run_front(&spill->runs[spill->heap[b]])) < 0;
}

static void
heap_down(struct spill *spill, size_t at)
{
	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1;
		    child <= 2 * at + 2 && child < spill->heap_count; child++)
			if (heap_before(spill, child, least))
				least = child;
		if (least == at)
			return;
		uint32_t swap = spill->heap[at];

		spill->heap[at] = spill->heap[least];
		spill->heap[least] = swap;
		at = least;
	}
}

void
spill_rewind(struct spill *spill)
{
	must(spill->settled);
	spill->heap_count = 0;
	spill->has_last = false;
	if (spill->heap == NULL)
		spill->heap = mem_new(spill->run_count * sizeof *spill->heap);
	for (size_t i = 0; i < spill->run_count; i++) {
		struct run *run = &spill->runs[i];

		run->at = run->block_at = run->block_end = 0;
		if (run_fill(spill, run))
			spill->heap[spill->heap_count++] = (uint32_t)i;
	}
	for (size_t i = spill->heap_count / 2; i-- > 0;)
		heap_down(spill, i);
}

bool
spill_next(struct spill *spill, struct brief *brief)
{
	struct run *run;

	if (spill->heap_count == 0 || spill->failed)
		return false;
	run = &spill->runs[spill->heap[0]];
	*brief = *run_front(run);
	run->block_at++;
	if (!run_fill(spill, run))
		spill->heap[0] = spill->heap[--spill->heap_count];
	heap_down(spill, 0);
	brief->ordinal = spill->has_last &&
	    spill->last.time.ms == brief->time.ms &&
	    memcmp(spill->last.sha256, brief->sha256,
	    sizeof brief->sha256) == 0 ? spill->last.ordinal + 1 : 0;
	spill->last = *brief;
	spill->has_last = true;
	return true;
}

bool
spill_ended(const struct spill *spill, struct err *err)
{
	if (spill->failed)
		*err = spill->err;
	return !spill->failed;
}
