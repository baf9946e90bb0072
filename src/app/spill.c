#include "app/spill.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/slim.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/must.h"

enum {
	WRITE_BYTES = 1 << 20,
	READ_BYTES = 128 << 10,	/* of one run: of a hundred 12 MiB */
};

/* A brief in the file or in the run that is gathered: what decides nearly
 * always when it is sorted, and where it is. */
struct sort_key {
	int64_t	 order;
	uint64_t hash;		/* the first bytes of the SHA-256 */
	uint32_t at, length;
};

struct run {
	uint64_t first;		/* its place in the file */
	uint64_t bytes;
	/* while merging */
	uint64_t at;		/* bytes taken from the file */
	char	*block;
	size_t	 block_at, block_end;
	struct brief front;	/* the next to be given out */
};

/* A run that is not at its end, by its front. */
struct head {
	int64_t	 order;
	uint64_t hash;
	uint32_t run;
};

struct spill {
	const char *dir;
	int	    fd;		/* -1: no file yet */
	char	   *bytes;	/* the run that is being gathered: slim briefs */
	size_t	    used, cap, limit;
	struct sort_key *keys, *other;	/* of them, and room to sort them */
	size_t	    count, key_cap, other_cap;
	struct run *runs;
	size_t	    run_count, run_cap;
	uint64_t    stored;
	/* while merging */
	bool	     settled, failed;
	struct head *heap;
	size_t	     heap_count;
	struct event_time last;	/* of the one given out, for the ordinals */
	uint8_t	     last_sha256[32];
	uint32_t     last_ordinal;
	bool	     has_last;
	struct err   err;
};

struct spill *
spill_open(const char *dir, size_t run_bytes)
{
	struct spill *spill = mem_zero(sizeof *spill);

	must(run_bytes > 0 && run_bytes < UINT32_MAX / 2);
	spill->dir = dir;
	spill->fd = -1;
	spill->limit = run_bytes;
	return spill;
}

/* What gathering needs. */
static void
gathered_free(struct spill *spill)
{
	free(spill->bytes);
	free(spill->keys);
	free(spill->other);
	spill->bytes = NULL;
	spill->keys = spill->other = NULL;
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
	gathered_free(spill);
	free(spill->heap);
	free(spill);
}

/* ---- order ---- */

/* Of two briefs whose keys are equal. */
static int
brief_cmp(const struct brief *a, const struct brief *b)
{
	int order = memcmp(a->sha256, b->sha256, sizeof a->sha256);

	if (order != 0)
		return order;
	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static bool
key_before(const struct sort_key *a, const struct sort_key *b,
    const char *bytes)
{
	struct brief x, y;

	if (a->order != b->order)
		return a->order < b->order;
	if (a->hash != b->hash)
		return a->hash < b->hash;
	slim_take(bytes + a->at, &x);
	slim_take(bytes + b->at, &y);
	return brief_cmp(&x, &y) < 0;
}

/* Merge [from, middle) and [middle, to) of keys by way of other. */
static void
keys_merge(struct sort_key *keys, struct sort_key *other, size_t from,
    size_t middle, size_t to, const char *bytes)
{
	size_t left = from, right = middle;

	/* Logs are in order, mostly: then there is nothing to do. */
	if (!key_before(&keys[middle], &keys[middle - 1], bytes))
		return;
	memcpy(&other[from], &keys[from], (middle - from) * sizeof *keys);
	for (size_t at = from; left < middle; at++) {
		if (right < to &&
		    key_before(&keys[right], &other[left], bytes))
			keys[at] = keys[right++];
		else
			keys[at] = other[left++];
	}
}

/* Merge sort, from pieces of one up. */
static void
keys_sort(struct spill *spill)
{
	size_t count = spill->count;

	if (spill->other_cap < count) {
		free(spill->other);
		spill->other_cap = spill->key_cap;
		spill->other = mem_new(spill->other_cap *
		    sizeof *spill->other);
	}
	for (size_t width = 1; width < count; width *= 2)
		for (size_t from = 0; from + width < count; from += 2 * width)
			keys_merge(spill->keys, spill->other, from,
			    from + width, count - from < 2 * width ? count :
			    from + 2 * width, spill->bytes);
}

static uint64_t
hash_prefix(const struct brief *brief)
{
	uint64_t word;

	memcpy(&word, brief->sha256, sizeof word);
	return __builtin_bswap64(word);	/* so that < is memcmp's */
}

static void
key_add(struct spill *spill, const struct brief *brief, size_t at,
    size_t length)
{
	spill->keys = mem_room(spill->keys, spill->count, &spill->key_cap,
	    sizeof *spill->keys);
	spill->keys[spill->count++] = (struct sort_key){
		brief_order(brief), hash_prefix(brief), (uint32_t)at,
		(uint32_t)length,
	};
}

/* ---- the file ---- */

static bool
bytes_write(struct spill *spill, uint64_t place, const char *bytes,
    size_t count, struct err *err)
{
	return file_write_at(spill->fd, bytes, count, place) ||
	    err_sys(err, "%s: the temporary file cannot be written",
	    spill->dir == NULL ? "temporary folder" : spill->dir);
}

static bool
bytes_read(struct spill *spill, uint64_t place, char *bytes, size_t count,
    struct err *err)
{
	return file_read_at(spill->fd, bytes, count, place) ||
	    err_sys(err, "the temporary file cannot be read");
}

/* Write what was gathered to the run's place, in order. */
static bool
run_write(struct spill *spill, struct run *run, struct err *err)
{
	char *block = mem_new(WRITE_BYTES + SLIM_MOST);
	size_t used = 0;
	bool fine = true;

	keys_sort(spill);
	run->bytes = 0;
	for (size_t i = 0; fine && i < spill->count; i++) {
		const struct sort_key *key = &spill->keys[i];

		memcpy(block + used, spill->bytes + key->at, key->length);
		used += key->length;
		if (used < WRITE_BYTES && i + 1 < spill->count)
			continue;
		fine = bytes_write(spill, run->first + run->bytes, block,
		    used, err);
		run->bytes += used;
		used = 0;
	}
	free(block);
	spill->used = spill->count = 0;
	return fine;
}

/* What was gathered becomes a run. */
static bool
run_end(struct spill *spill, struct err *err)
{
	struct run run = { .first = spill->stored };

	if (spill->count == 0)
		return true;
	if (spill->fd < 0 && (spill->fd = file_unnamed(spill->dir, err)) < 0)
		return false;
	if (!run_write(spill, &run, err))
		return false;
	spill->runs = mem_room(spill->runs, spill->run_count,
	    &spill->run_cap, sizeof *spill->runs);
	spill->runs[spill->run_count++] = run;
	spill->stored += run.bytes;
	return true;
}

/* Have room for n bytes more. */
static void
bytes_room(struct spill *spill, size_t n)
{
	if (spill->cap - spill->used >= n)
		return;
	spill->cap = spill->cap < WRITE_BYTES ? WRITE_BYTES : spill->cap * 2;
	if (spill->cap > spill->limit)		/* one brief beyond it */
		spill->cap = spill->limit + SLIM_MOST + SLIM_SLACK;
	spill->bytes = mem_grow(spill->bytes, spill->cap);
}

bool
spill_add(struct spill *spill, const struct brief *briefs, size_t count,
    struct err *err)
{
	size_t length;

	must(!spill->settled);
	for (size_t i = 0; i < count; i++) {
		if (spill->used >= spill->limit && !run_end(spill, err))
			return false;
		bytes_room(spill, SLIM_MOST + SLIM_SLACK);
		length = slim_put(spill->bytes + spill->used, &briefs[i]);
		key_add(spill, &briefs[i], spill->used, length);
		spill->used += length;
	}
	return true;
}

/* Settle and sort a run that lies in the file. */
static bool
run_settle(struct spill *spill, struct run *run, spill_settler *settle,
    void *self, struct err *err)
{
	struct brief brief;
	size_t length;

	if (!bytes_read(spill, run->first, spill->bytes, run->bytes, err))
		return false;
	for (size_t at = 0; at < run->bytes; at += length) {
		length = slim_take(spill->bytes + at, &brief);
		if (!settle(self, &brief))
			continue;
		slim_settle(spill->bytes + at, &brief);
		key_add(spill, &brief, at, length);
	}
	return run_write(spill, run, err);
}

bool
spill_settle(struct spill *spill, spill_settler *settle, void *self,
    struct err *err)
{
	bool fine = run_end(spill, err);

	for (size_t i = 0; settle != NULL && fine && i < spill->run_count;
	    i++)
		fine = run_settle(spill, &spill->runs[i], settle, self, err);
	gathered_free(spill);
	spill->settled = true;
	if (fine)
		spill_rewind(spill);
	return fine;
}

/* ---- merging ---- */

/* Have a whole brief in the run's block, or what is left of the run. */
static bool
block_fill(struct spill *spill, struct run *run)
{
	uint64_t left = run->bytes - run->at;
	size_t kept = run->block_end - run->block_at;
	size_t n = left < READ_BYTES ? (size_t)left : READ_BYTES;

	if (kept >= SLIM_MOST || n == 0)
		return true;
	if (run->block == NULL)
		run->block = mem_new(SLIM_MOST + READ_BYTES + SLIM_SLACK);
	if (kept > 0)
		memmove(run->block, run->block + run->block_at, kept);
	if (!bytes_read(spill, run->first + run->at, run->block + kept, n,
	    &spill->err))
		return false;
	run->at += n;
	run->block_at = 0;
	run->block_end = kept + n;
	return true;
}

/* Have the run's next brief in front; false at its end. */
static bool
run_step(struct spill *spill, struct run *run)
{
	if (!spill->failed && !block_fill(spill, run))
		spill->failed = true;
	if (spill->failed || run->block_at == run->block_end)
		return false;
	run->block_at += slim_take(run->block + run->block_at, &run->front);
	return true;
}

static void
run_rewind(struct run *run)
{
	run->at = run->block_at = run->block_end = 0;
}

bool
spill_each(struct spill *spill, spill_looker *look, void *self,
    struct err *err)
{
	struct brief brief;

	must(!spill->settled);
	for (size_t i = 0; i < spill->run_count; i++) {
		struct run *run = &spill->runs[i];

		run_rewind(run);
		while (run_step(spill, run))
			look(self, &run->front);
	}
	for (size_t i = 0; i < spill->count; i++) {
		slim_take(spill->bytes + spill->keys[i].at, &brief);
		look(self, &brief);
	}
	return spill_ended(spill, err);
}

static struct head
head_of(const struct spill *spill, uint32_t run)
{
	const struct brief *front = &spill->runs[run].front;

	return (struct head){ brief_order(front), hash_prefix(front), run };
}

static bool
head_before(const struct spill *spill, const struct head *a,
    const struct head *b)
{
	if (a->order != b->order)
		return a->order < b->order;
	if (a->hash != b->hash)
		return a->hash < b->hash;
	return brief_cmp(&spill->runs[a->run].front,
	    &spill->runs[b->run].front) < 0;
}

static void
heap_down(struct spill *spill, size_t at)
{
	struct head *heap = spill->heap;

	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1;
		    child <= 2 * at + 2 && child < spill->heap_count; child++)
			if (head_before(spill, &heap[child], &heap[least]))
				least = child;
		if (least == at)
			return;
		struct head swap = heap[at];

		heap[at] = heap[least];
		heap[least] = swap;
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

		run_rewind(run);
		if (run_step(spill, run))
			spill->heap[spill->heap_count++] =
			    head_of(spill, (uint32_t)i);
	}
	for (size_t i = spill->heap_count / 2; i-- > 0;)
		heap_down(spill, i);
}

/* Equal lines are told apart by their ordinals. */
static uint32_t
ordinal_next(struct spill *spill, const struct brief *brief)
{
	bool again = spill->has_last &&
	    spill->last.ms == brief->time.ms &&
	    memcmp(spill->last_sha256, brief->sha256,
	    sizeof brief->sha256) == 0;

	spill->has_last = true;
	spill->last = brief->time;
	memcpy(spill->last_sha256, brief->sha256, sizeof brief->sha256);
	return spill->last_ordinal = again ? spill->last_ordinal + 1 : 0;
}

bool
spill_next(struct spill *spill, struct brief *brief)
{
	uint32_t run;

	if (spill->heap_count == 0 || spill->failed)
		return false;
	run = spill->heap[0].run;
	*brief = spill->runs[run].front;
	spill->heap[0] = run_step(spill, &spill->runs[run]) ?
	    head_of(spill, run) : spill->heap[--spill->heap_count];
	heap_down(spill, 0);
	brief->ordinal = ordinal_next(spill, brief);
	return true;
}

bool
spill_ended(const struct spill *spill, struct err *err)
{
	if (spill->failed)
		*err = spill->err;
	return !spill->failed;
}
