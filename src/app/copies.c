#include "app/copies.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/pool.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "source/heads.h"
#include "source/unpack.h"

enum {
	PAIRS_MAX = 1 << 20,	/* looked at; more are said */
	READ_BLOCK = 256 * 1024,
};

/* ---- in an intake ---- */

/* Hash up to so many bytes of the part; false: there are not so many. */
static bool
part_reach(struct unpack *unpack, struct heads *heads, uint64_t size,
    char *block)
{
	while (heads->told.size < size) {
		uint64_t left = size - heads->told.size;
		size_t got = unpack_read(unpack, block,
		    left < READ_BLOCK ? (size_t)left : READ_BLOCK);

		if (got == 0)
			return false;
		heads_add(heads, str_of(block, got));
	}
	return true;
}

static void
pair_tell(const struct heads *heads, const struct copy_pair *pairs,
    uint64_t at, struct sheaf *sheaf)
{
	struct sha256 copy = heads->hash;
	uint8_t digest[SHA256_BYTES];

	sha256_end(&copy, digest);
	if (memcmp(digest, pairs[at].sha256, sizeof digest) == 0)
		sheaf_send(sheaf, W_HEAD, str_of((const char *)&at, sizeof at));
}

void
copies_read(const struct wire_unit *unit, int fd,
    const struct copy_pair *pairs, struct sheaf *sheaf)
{
	struct unpack *unpack = unpack_open(fd, unit->size);
	char *block = mem_new(READ_BLOCK);
	uint64_t at = unit->start;
	struct heads heads;
	struct part part;

	while (at < unit->end && unpack_next(unpack, &part)) {
		heads_init(&heads);
		for (; at < unit->end && pairs[at].member == part.number; at++)
			if (part_reach(unpack, &heads, pairs[at].size, block))
				pair_tell(&heads, pairs, at, sheaf);
	}
	free(block);
	unpack_close(unpack);
}

/* ---- in the core ---- */

/* An input that counts, so far. */
struct original {
	struct input	 *input;
	uint32_t	  file, member;
	struct wire_plain plain;
};

struct search {
	struct plan	 *plan;
	struct original	 *at;
	size_t		  count;
	struct copy_pair *pairs;
	size_t		  pair_count, pair_cap;
	size_t		  gone;		/* pairs whose longer one was a pipe */
	bool		  over;		/* there were too many */
	uint32_t	 *of;		/* by place: the place of what it is
					 * a copy of + 1 */
	bool		 *parts;	/* that begins with it and goes on */
};

/* What is wrong with one of two keeps both: the other may say more. */
static bool
is_comparable(const struct input *input)
{
	return input->plain_hashed && input->lines > 0 &&
	    input->error.len == 0 && !input->cut;
}

static void
originals_list(struct search *search)
{
	struct plan *plan = search->plan;

	search->at = mem_new((plan->input_count + 1) * sizeof *search->at);
	for (uint32_t f = 0; f < plan->found.count; f++)
		for (uint32_t m = 0; m <= plan->members[f].count; m++) {
			struct input *input =
			    &plan->inputs[plan->firsts[f] + m];

			if (!is_comparable(input))
				continue;
			search->at[search->count++] = (struct original){
				input, f, m, m == 0 ? plan->plain[f] :
				    plan->members[f].at[m - 1].done.plain };
		}
}

static int
by_bytes_then_place(const void *left, const void *right)
{
	const struct original *a = left, *b = right;
	int order = memcmp(a->input->plain_sha256, b->input->plain_sha256,
	    sizeof a->input->plain_sha256);

	return order != 0 ? order : a->input < b->input ? -1 :
	    a->input > b->input;
}

static void
totals_less(struct plan_totals *totals, const struct input *input)
{
	totals->lines -= input->lines;
	totals->events -= input->events;
	totals->damaged -= input->damaged;
	totals->foreign -= input->foreign;
	totals->undated -= input->undated;
	for (int i = 0; i < FLAW_COUNT; i++)
		totals->flaws[i] -= input->flaws[i];
}

static uint32_t
place_of(const struct search *search, const struct original *original)
{
	return (uint32_t)(original->input - search->plan->inputs);
}

/* The same bytes: all but the first are copies, and no originals. */
static void
equals_find(struct search *search)
{
	size_t kept = 0;

	if (search->count > 0)
		qsort(search->at, search->count, sizeof *search->at,
		    by_bytes_then_place);
	for (size_t i = 0; i < search->count; i++)
		if (kept > 0 && memcmp(search->at[kept - 1].input->plain_sha256,
		    search->at[i].input->plain_sha256, SHA256_BYTES) == 0)
			search->of[place_of(search, &search->at[i])] = 1 +
			    place_of(search, &search->at[kept - 1]);
		else
			search->at[kept++] = search->at[i];
	search->count = kept;
}

static int
by_head_then_longest(const void *left, const void *right, void *level)
{
	const struct original *a = left, *b = right;
	uint64_t x = a->plain.heads[*(int *)level];
	uint64_t y = b->plain.heads[*(int *)level];

	if (x != y)
		return x < y ? -1 : 1;
	if (a->plain.size != b->plain.size)
		return a->plain.size > b->plain.size ? -1 : 1;
	return a->input < b->input ? -1 : a->input > b->input;
}

static void
pair_add(struct search *search, const struct original *longer,
    const struct original *shorter)
{
	const struct plan *plan = search->plan;
	struct copy_pair pair = {
		.file = longer->file, .member = longer->member,
		.place = place_of(search, longer),
		.other = place_of(search, shorter),
		.size = shorter->plain.size,
	};

	if (search->pair_count + search->gone == PAIRS_MAX) {
		search->over = true;
		return;
	}
	/* What was a pipe is gone. */
	if (plan->found.at[longer->file].is_stdin) {
		search->gone++;
		return;
	}
	memcpy(pair.sha256, shorter->input->plain_sha256, sizeof pair.sha256);
	search->pairs = mem_room(search->pairs, search->pair_count,
	    &search->pair_cap, sizeof *search->pairs);
	search->pairs[search->pair_count++] = pair;
}

/* Those whose last head is of that length, with the longer ones that have the
 * same. */
static void
level_pair(struct search *search, int level)
{
	size_t first = 0;

	qsort_r(search->at, search->count, sizeof *search->at,
	    by_head_then_longest, &level);
	for (size_t i = 0; i < search->count && !search->over; i++) {
		const struct original *shorter = &search->at[i];

		if (shorter->plain.heads[level] !=
		    search->at[first].plain.heads[level])
			first = i;
		if (heads_last(shorter->plain.size) != level)
			continue;
		for (size_t l = first; l < i && !search->over &&
		    search->at[l].plain.size > shorter->plain.size; l++)
			pair_add(search, &search->at[l], shorter);
	}
}

static int
by_way(const void *left, const void *right)
{
	const struct copy_pair *a = left, *b = right;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->member != b->member)
		return a->member < b->member ? -1 : 1;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return a->other < b->other ? -1 : a->other > b->other;
}

static int
pairs_open(void *self, const struct wire_unit *unit)
{
	const struct search *search = self;
	const char *why;

	return found_open(&search->plan->found.at[unit->input], &why);
}

static enum taken
pairs_frame(void *self, unsigned intake, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct search *search = self;
	uint64_t at;

	(void)intake;
	if (frame->type == W_DONE)
		return TAKEN;
	if (frame->type == W_HEAD && frame->payload.len == sizeof at) {
		memcpy(&at, frame->payload.at, sizeof at);
		if (at >= unit->start && at < unit->end) {
			search->pairs[at].is_one = true;
			return TAKEN;
		}
	}
	err_set(err, "sent a frame that does not belong here");
	return TAKEN_BROKEN;
}

/* Then its inputs count both: they were read once. */
static void
pairs_lost(void *self, unsigned intake, const struct wire_unit *unit,
    const char *why)
{
	(void)self, (void)intake, (void)unit, (void)why;
}

/* A unit for each file that may begin with another. */
static bool
pairs_look(struct search *search, const struct site *site, unsigned jobs,
    struct err *err)
{
	const struct intake_job job = { .work = INTAKE_COPIES, .site = site,
		.paths = search->plan->paths, .pairs = search->pairs };
	const struct pool_user user = { search, pairs_open, pairs_frame,
		pairs_lost, NULL };
	struct wire_unit *units = mem_new((search->pair_count + 1) *
	    sizeof *units);
	size_t count = 0;
	bool fine;

	for (uint64_t i = 0; i < search->pair_count; i++) {
		uint32_t file = search->pairs[i].file;

		if (count == 0 || units[count - 1].input != file) {
			units[count] = (struct wire_unit){
				.number = (uint32_t)count, .input = file,
				.work = UNIT_WHOLE, .start = i,
				.size = search->plan->found.at[file].bytes };
			count++;
		}
		units[count - 1].end = i + 1;
	}
	fine = count == 0 || pool_run(&job, pool_size(jobs, count), units,
	    count, &user, err);
	free(units);
	return fine;
}

static bool
is_better(const struct search *search, const struct copy_pair *pair,
    const struct copy_pair *best)
{
	const struct input *a = &search->plan->inputs[pair->place];
	const struct input *b = &search->plan->inputs[best->place];

	return a->plain_bytes != b->plain_bytes ?
	    a->plain_bytes > b->plain_bytes : a < b;
}

static int
by_other(const void *left, const void *right)
{
	const struct copy_pair *a = left, *b = right;

	return a->other != b->other ? (a->other < b->other ? -1 : 1) :
	    a->place < b->place ? -1 : a->place > b->place;
}

/* Of those that one is the beginning of, the longest is told. */
static void
pairs_mark(struct search *search)
{
	if (search->pair_count > 0)
		qsort(search->pairs, search->pair_count, sizeof *search->pairs,
		    by_other);
	for (size_t i = 0, to; i < search->pair_count; i = to) {
		uint32_t other = search->pairs[i].other;
		const struct copy_pair *best = NULL;

		for (to = i; to < search->pair_count &&
		    search->pairs[to].other == other; to++)
			if (search->pairs[to].is_one && (best == NULL ||
			    is_better(search, &search->pairs[to], best)))
				best = &search->pairs[to];
		if (best != NULL)
			search->of[other] = best->place + 1;
		search->parts[other] = best != NULL;
	}
}

/* Each names what counts, through what it is equal to if need be. */
static bool
copies_name(const struct search *search)
{
	struct plan *plan = search->plan;
	bool any = false;

	for (size_t i = 0; i < plan->input_count; i++) {
		struct input *input = &plan->inputs[i];
		size_t at = i;

		for (; search->of[at] != 0; at = search->of[at] - 1)
			input->copy_part |= search->parts[at];
		if (at == i)
			continue;
		input->copy_of = plan->inputs[at].path;
		totals_less(&plan->totals, input);
		any = true;
	}
	return any;
}

bool
copies_find(struct plan *plan, const struct site *site, unsigned jobs,
    bool *any, struct err *err)
{
	struct search search = { .plan = plan,
		.of = mem_zero((plan->input_count + 1) * sizeof *search.of),
		.parts = mem_zero(plan->input_count + 1) };
	bool fine;

	originals_list(&search);
	equals_find(&search);
	for (int level = 0; level < WIRE_HEADS && search.count > 1; level++)
		level_pair(&search, level);
	if (search.pair_count > 0)
		qsort(search.pairs, search.pair_count, sizeof *search.pairs,
		    by_way);
	if (search.over)
		plan_note(plan, STR("too many inputs begin alike: not all were "
		    "compared, and copies that are shorter than another may "
		    "count twice"));
	fine = pairs_look(&search, site, jobs, err);
	pairs_mark(&search);
	*any = copies_name(&search);
	free(search.of);
	free(search.parts);
	free(search.at);
	free(search.pairs);
	return fine;
}

bool
copies_is_one(const struct plan *plan, uint32_t file, uint32_t member)
{
	return plan->inputs[plan->firsts[file] + member].copy_of.len > 0;
}

void
copies_drop(const struct plan *plan, struct hours *hours)
{
	size_t kept = 0;

	for (size_t i = 0; i < hours->count; i++)
		if (!copies_is_one(plan, hours->at[i].input,
		    hours->at[i].member))
			hours->at[kept++] = hours->at[i];
	hours->count = kept;
}

/* As the store keeps it: what is no UTF-8 is U+FFFD. */
static void
path_put(struct buf *out, struct str path)
{
	static const uint8_t unknown[] = { 0xef, 0xbf, 0xbd };

	while (path.len > 0) {
		size_t n = str_utf8(path);

		if (n > 0)
			buf_hex(out, (const uint8_t *)path.at, n);
		else
			buf_hex(out, unknown, sizeof unknown);
		str_drop(&path, n > 0 ? n : 1);
	}
	buf_char(out, '\n');
}

static uint64_t
path_hash(struct str path)
{
	struct buf stored = { 0 };
	uint64_t hash;

	path_put(&stored, path);
	hash = str_hash(buf_str(&stored));
	buf_fini(&stored);
	return hash;
}

bool
copies_write(int dir_fd, const struct plan *plan, struct err *err)
{
	struct buf out = { 0 };
	bool ok = true;
	int fd = -1;
	struct table originals;		/* paths of them, hashed */
	bool fresh;

	table_init(&originals);
	for (size_t i = 0; i < plan->input_count; i++)
		if (plan->inputs[i].copy_of.len == 0)
			table_add(&originals, path_hash(plan->inputs[i].path),
			    &fresh);
	/* An archive may hold two files of one name, and the view of events
	 * knows names alone: no original is to leave it with its copy. */
	for (size_t i = 0; i < plan->input_count; i++)
		if (plan->inputs[i].copy_of.len > 0 &&
		    table_find(&originals,
			path_hash(plan->inputs[i].path)) == NULL)
			path_put(&out, plan->inputs[i].path);
	table_fini(&originals);
	if (out.len > 0) {
		fd = openat(dir_fd, "copies", O_WRONLY | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0600);
		ok = fd >= 0 ? file_put(fd, buf_str(&out), err) &&
		    (fsync(fd) == 0 || err_sys(err, "cannot be written")) :
		    err_sys(err, "cannot be made");
	}
	if (fd >= 0)
		close(fd);
	buf_fini(&out);
	return ok || err_in(err, "lines/copies");
}
