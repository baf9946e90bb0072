#include "app/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/quick.h"
#include "app/sheaf.h"
#include "base/file.h"
#include "base/must.h"
#include "source/crate.h"
#include "source/reader.h"
#include "source/unpack.h"

void
plan_note(struct plan *plan, struct str note)
{
	plan->notes = mem_room(plan->notes, plan->note_count,
	    &plan->note_cap, sizeof *plan->notes);
	plan->notes[plan->note_count++] = note;
}

/* The first thing that goes wrong with an input is the one to tell. */
static void
hurt(struct plan *plan, struct input *input, const char *trouble,
    struct str what)
{
	if (input->error.len > 0)
		return;
	input->error = what;
	input->trouble = trouble;
	plan_note(plan, arena_printf(&plan->arena, STR_FMT ": " STR_FMT,
	    STR_ARG(input->path), STR_ARG(what)));
}

/* The same, where lines were lost by it. */
static void
input_cut_off(struct plan *plan, uint32_t number, const char *trouble,
    struct str what)
{
	plan->inputs[number].cut = true;
	hurt(plan, &plan->inputs[number], trouble, what);
}

static void
unit_add(struct plan *plan, uint32_t input, enum unit_work work,
    uint64_t start, uint64_t end)
{
	const struct found *found = &plan->found.at[input];

	plan->units = mem_room(plan->units, plan->unit_count,
	    &plan->unit_cap, sizeof *plan->units);
	plan->units[plan->unit_count] = (struct wire_unit){
		.number = (uint32_t)plan->unit_count,
		.input = input,
		.work = work,
		.start = start,
		.end = end,
		.size = found->is_stdin ? UINT64_MAX : found->bytes,
	};
	plan->unit_count++;
}

/* Only plain files can be entered in the middle. */
static enum packing
input_packing(struct plan *plan, uint32_t input)
{
	char head[PACKING_MAGIC];
	const char *why;
	int fd = found_open(&plan->found.at[input], &why);
	ssize_t got;

	if (fd < 0)
		return PACKING_FOREIGN;	/* said when its unit is opened */
	got = pread(fd, head, sizeof head, 0);
	close(fd);
	return got < 0 ? PACKING_FOREIGN :
	    packing_of(str_of(head, (size_t)got));
}

/* A first answer leaves files out, or reads their ends alone. */
static bool
input_quick(struct plan *plan, uint32_t input, uint64_t range, uint64_t start)
{
	uint64_t size = plan->found.at[input].bytes;

	if (start == 0)
		return false;
	plan->inputs[input].left = true;
	if (start == UINT64_MAX) {
		hurt(plan, &plan->inputs[input], "trouble.quick",
		    STR("was not read: a first answer was asked for (--quick)"));
		return true;
	}
	hurt(plan, &plan->inputs[input], "trouble.quick_end", arena_printf(
	    &plan->arena, "was read from byte %llu on: a first answer "
	    "was asked for (--quick)", (unsigned long long)start));
	for (uint64_t at = start; at < size; at += range)
		unit_add(plan, input, UNIT_RANGE, at,
		    size - at < range ? size : at + range);
	return true;
}

/* start: the byte to read from, of a first answer; UINT64_MAX: none. */
static void
input_cut(struct plan *plan, uint32_t input,
    const struct plan_options *options, uint64_t start)
{
	const struct found *found = &plan->found.at[input];
	uint64_t range = options->range_bytes;
	enum packing packing;

	if (found->is_stdin) {
		unit_add(plan, input, UNIT_STREAM, 0, 0);
		return;
	}
	if (input_quick(plan, input, range, start))
		return;
	if (found->bytes >> BRIEF_OFFSET_BITS != 0) {
		input_cut_off(plan, input, "trouble.large",
		    STR("is larger than 16 TiB, and was not read: cut it"));
		return;
	}
	packing = input_packing(plan, input);
	if (packing != PACKING_PLAIN && packing != PACKING_TAR)
		plan->packed += found->bytes;
	/* A zip is read from its end, so nobody passes by all its bytes. */
	if (options->hash && (packing == PACKING_ZIP ||
	    (packing == PACKING_PLAIN && found->bytes > range)))
		unit_add(plan, input, UNIT_HASH, 0, found->bytes);
	if (packing != PACKING_PLAIN || found->bytes <= range) {
		unit_add(plan, input, UNIT_WHOLE, 0, found->bytes);
		return;
	}
	for (uint64_t at = 0; at < found->bytes; at += range)
		unit_add(plan, input, UNIT_RANGE, at,
		    found->bytes - at < range ? found->bytes : at + range);
}

/* Where to begin to read each input: 0, but for a first answer. */
static uint64_t *
starts_make(struct plan *plan, uint64_t quick_bytes)
{
	uint64_t *starts = arena_zero(&plan->arena,
	    (plan->input_count + 1) * sizeof *starts);
	bool *packed;

	if (quick_bytes == 0)
		return starts;
	packed = arena_zero(&plan->arena, plan->input_count + 1);
	for (uint32_t i = 0; i < plan->input_count; i++)
		packed[i] = plan->found.at[i].is_stdin ||
		    input_packing(plan, i) != PACKING_PLAIN;
	quick_choose(plan, packed, quick_bytes, starts);
	return starts;
}

void
plan_make(struct plan *plan, char *const *paths, size_t count,
    const struct plan_options *options)
{
	uint64_t *starts;

	*plan = (struct plan){ 0 };
	arena_init(&plan->arena);
	sweep(&plan->found, paths, count);
	plan->input_count = plan->found.count;
	plan->inputs = arena_zero(&plan->arena,
	    plan->input_count * sizeof *plan->inputs);
	plan->paths = arena_zero(&plan->arena,
	    plan->input_count * sizeof *plan->paths);
	plan->members = mem_zero(plan->input_count * sizeof *plan->members);
	plan->plain = arena_zero(&plan->arena,
	    plan->input_count * sizeof *plan->plain);
	starts = starts_make(plan, options->quick_bytes);
	for (size_t i = 0; i < plan->input_count; i++) {
		const struct found *found = &plan->found.at[i];

		plan->inputs[i].path = plan->paths[i] = found->path;
		plan->inputs[i].bytes = found->bytes;
		plan->inputs[i].mtime_ms = found->mtime_ms;
		plan->bytes += found->bytes;
		plan->has_stdin |= found->is_stdin;
		input_cut(plan, (uint32_t)i, options, starts[i]);
	}
	for (size_t i = 0; i < plan->found.note_count; i++)
		plan_note(plan, plan->found.notes[i]);
}

void
plan_fini(struct plan *plan)
{
	for (size_t i = 0; i < plan->found.count; i++)
		free(plan->members[i].at);
	free(plan->members);
	found_list_fini(&plan->found);
	arena_fini(&plan->arena);
	free(plan->units);
	free(plan->notes);
	*plan = (struct plan){ 0 };
}

/* Of a mail log's 170-byte lines the store keeps 22, and half of them need a
 * brief of 128; logs of pages need less.  A packed log is a tenth or less of
 * itself: eight is said, so that a run is refused rather too seldom. */
uint64_t
plan_need(const struct plan *plan)
{
	enum { PACKED_TIMES = 8, NEEDED_PART = 2 };

	return (plan->bytes - plan->packed) / NEEDED_PART +
	    plan->packed / NEEDED_PART * PACKED_TIMES;
}

bool
plan_room(const struct plan *plan, const char *dir, unsigned times,
    struct err *err)
{
	uint64_t need = plan_need(plan) * times, have;
	const uint64_t mib = 1 << 20;

	if (dir == NULL || !file_room(dir, &have) || need <= have)
		return true;
	return err_set(err, "%s: about %llu MiB will be needed there and "
	    "%llu MiB are free; --case names another place", dir,
	    (unsigned long long)((need + mib - 1) / mib),
	    (unsigned long long)(have / mib));
}

struct wire_unit *
plan_units_left(const struct plan *plan, const bool *finished, size_t *count)
{
	struct wire_unit *left = mem_new(plan->unit_count * sizeof *left);

	*count = 0;
	for (size_t i = 0; i < plan->unit_count; i++)
		if (!finished[i])
			left[(*count)++] = plan->units[i];
	return left;
}

int
plan_open(struct plan *plan, const struct wire_unit *unit)
{
	const char *why = NULL;
	int fd = found_open(&plan->found.at[unit->input], &why);

	if (fd < 0)
		input_cut_off(plan, unit->input, "trouble.open",
		    str_from(why == NULL ? "cannot be opened" : why));
	return fd;
}

/* What each trouble means, in words for the user. */
static const struct { const char *key, *what; } troubles[TROUBLES] = {
	[TROUBLE_READ] = { "trouble.read",
	    "cannot be read to its end" },
	[TROUBLE_SHRUNK] = { "trouble.shrunk",
	    "became shorter while it was read" },
	[TROUBLE_CUT] = { "trouble.cut",
	    "is cut off: the packed stream ends too early; "
	    "what could be unpacked was used" },
	[TROUBLE_DAMAGED] = { "trouble.damaged",
	    "is damaged: the packed stream cannot be unpacked "
	    "to its end; what could be was used" },
	[TROUBLE_BOMB] = { "trouble.bomb",
	    "unpacks to a thousand times its size and more than 64 GiB, or "
	    "to 100000 times and more than 1 GiB: stopped there" },
	[TROUBLE_FOREIGN] = { "trouble.foreign",
	    "is UTF-16, 7z, rar or packed in another way that "
	    "is not read: unpack or convert it first" },
	[TROUBLE_JUNK] = { "trouble.junk",
	    "has other bytes behind the packed stream; they were "
	    "not used" },
	[TROUBLE_ENCRYPTED] = { "trouble.encrypted",
	    "is encrypted, and was not read: unpack it first" },
	[TROUBLE_DEPTH] = { "trouble.depth",
	    "lies in too many archives in archives, and was not "
	    "read: unpack it first" },
	[TROUBLE_MEMBERS] = { "trouble.members",
	    "holds more than 100000 files; the rest was not "
	    "read: unpack it first" },
	[TROUBLE_HOLE] = { "trouble.hole",
	    "has a hole of more than 64 MiB, and was not read behind "
	    "it" },
	[TROUBLE_LONG] = { "trouble.long",
	    "unpacks to more than 16 TiB; the rest was not read" },
	[TROUBLE_WINDOW] = { "trouble.window",
	    "needs too much memory to be unpacked (zstd --long, large "
	    "xz dictionaries), and was not read: unpack it first" },
};
_Static_assert(UNPACK_MEMBERS == 100000, "the sentence says so");

static void
trouble_say(struct plan *plan, struct input *input,
    const struct wire_done *done)
{
	const char *what = troubles[done->trouble].what;
	const char *why = done->code == 0 ? NULL :
	    strerrordesc_np((int)done->code);

	input->cut |= done->trouble != TROUBLE_NONE;
	if (done->trouble != TROUBLE_NONE)
		hurt(plan, input, troubles[done->trouble].key, why == NULL ?
		    str_from(what) : arena_printf(&plan->arena, "%s: %s",
		    what, why));
}

/* More cannot be true of a unit, whoever says so: a record takes at least
 * one byte, and a range holds no more records than bytes. */
static bool
done_is_sound(const struct wire_unit *unit, const struct wire_done *done)
{
	uint64_t sum;

	if (done->trouble >= TROUBLES || done->packing >= PACKINGS ||
	    done->code > 4096 || done->hashed > 1 ||
	    done->no_year > 1 || done->plain_hashed > 1 ||
	    done->plain_bytes >> 56 != 0 ||
	    done->lines > done->plain_bytes || done->events > done->lines ||
	    done->damaged > done->lines || done->foreign > done->lines ||
	    done->undated > done->events)
		return false;
	for (int i = 0; i < FLAW_COUNT; i++)
		if (done->flaws[i] > done->lines)
			return false;
	sum = done->events + done->damaged + done->foreign;
	return sum == done->lines && (unit->work != UNIT_HASH || sum == 0);
}

static bool
done_read(const struct wire_unit *unit, struct str payload,
    struct wire_done *done, struct err *err)
{
	if (payload.len != sizeof *done)
		return err_set(err, "sent a frame of a wrong length");
	memcpy(done, payload.at, sizeof *done);
	return done_is_sound(unit, done) ||
	    err_set(err, "sent counts that cannot be");
}

/* What was said of an input is true: count it. */
static void
done_count(struct plan *plan, struct input *input,
    const struct wire_done *done)
{
	struct plan_totals *totals = &plan->totals;

	if (done->hashed)
		memcpy(input->sha256, done->sha256, sizeof input->sha256);
	if (done->plain_hashed) {
		input->plain_hashed = true;
		memcpy(input->plain_sha256, done->plain_sha256,
		    sizeof input->plain_sha256);
	}
	input->plain_bytes += done->plain_bytes;
	input->lines += done->lines;
	input->events += done->events;
	input->damaged += done->damaged;
	input->foreign += done->foreign;
	input->undated += done->undated;
	totals->lines += done->lines;
	totals->events += done->events;
	totals->damaged += done->damaged;
	totals->foreign += done->foreign;
	totals->undated += done->undated;
	for (int i = 0; i < FLAW_COUNT; i++) {
		input->flaws[i] += done->flaws[i];
		totals->flaws[i] += done->flaws[i];
	}
	plan->no_year |= done->no_year != 0;
	trouble_say(plan, input, done);
}

bool
plan_done(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err)
{
	struct input *input = &plan->inputs[unit->input];
	struct plan_members *members = &plan->members[unit->input];
	struct wire_done done;

	if (!done_read(unit, payload, &done, err))
		return false;
	/* A zip's hash is another intake's work, meanwhile. */
	if (unit->work != UNIT_HASH && members->count > 0 &&
	    !members->at[members->count - 1].ended)
		return err_set(err, "ended in the middle of an archive");
	if (unit->work == UNIT_STREAM)
		input->bytes = done.stored_bytes;
	if (done.plain_hashed)
		plan->plain[unit->input] = done.plain;
	done_count(plan, input, &done);
	/* Only now: a unit counts whole or not at all. */
	for (size_t i = 0; unit->work != UNIT_HASH && i < members->count; i++)
		done_count(plan, &members->at[i].input, &members->at[i].done);
	return true;
}

bool
plan_has_member(const struct plan *plan, const struct wire_unit *unit,
    uint32_t number)
{
	return number == 0 || ((unit->work == UNIT_WHOLE ||
	    unit->work == UNIT_STREAM) &&
	    number <= plan->members[unit->input].count);
}

bool
plan_member(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err)
{
	struct plan_members *members = &plan->members[unit->input];
	struct wire_member about;
	struct plan_member *member;

	if (payload.len < sizeof about)
		return err_set(err, "sent a frame of a wrong length");
	memcpy(&about, payload.at, sizeof about);
	str_drop(&payload, sizeof about);
	if ((unit->work != UNIT_WHOLE && unit->work != UNIT_STREAM) ||
	    about.number != members->count + 1 ||
	    about.number > UNPACK_MEMBERS || payload.len > UNPACK_PATH ||
	    about.has_mtime > 1 ||
	    (about.has_mtime && (about.mtime_ms < 0 ||
	    about.mtime_ms >= CRATE_TIME_MAX * 1000)) ||
	    (members->count > 0 && !members->at[members->count - 1].ended))
		return err_set(err, "sent a member that cannot be");
	members->at = mem_room(members->at, members->count, &members->cap,
	    sizeof *members->at);
	member = &members->at[members->count++];
	*member = (struct plan_member){ .has_mtime = about.has_mtime != 0 };
	member->input = (struct input){
		.is_member = true,
		.path = arena_printf(&plan->arena, STR_FMT "!" STR_FMT,
		    STR_ARG(plan->paths[unit->input]), STR_ARG(payload)),
		.mtime_ms = about.has_mtime ? about.mtime_ms :
		    plan->inputs[unit->input].mtime_ms,
	};
	return true;
}

bool
plan_part(struct plan *plan, const struct wire_unit *unit,
    struct str payload, struct err *err)
{
	struct plan_members *members = &plan->members[unit->input];
	struct plan_member *member;

	if (members->count == 0 || members->at[members->count - 1].ended)
		return err_set(err, "ended a member that had not begun");
	member = &members->at[members->count - 1];
	if (!done_read(unit, payload, &member->done, err))
		return false;
	member->input.bytes = member->done.plain_bytes;
	member->ended = true;
	return true;
}

void
plan_lost(struct plan *plan, const struct wire_unit *unit, const char *why)
{
	struct arena *arena = &plan->arena;

	if (unit->work != UNIT_HASH)
		plan->members[unit->input].count = 0;
	if (unit->work == UNIT_RANGE)
		input_cut_off(plan, unit->input, "trouble.lost", arena_printf(arena,
		    "bytes %llu to %llu were not used: the process that "
		    "read them %s", (unsigned long long)unit->start,
		    (unsigned long long)unit->end, why));
	else if (unit->work == UNIT_HASH)
		hurt(plan, &plan->inputs[unit->input], "trouble.lost",
		    arena_printf(arena, "has no hash: the process that read "
		    "it %s", why));
	else
		input_cut_off(plan, unit->input, "trouble.lost", arena_printf(arena,
		    "was not used: the process that read it %s", why));
}

static int
by_text(const void *left, const void *right)
{
	const struct str *a = left, *b = right;

	return str_cmp(*a, *b);
}

/* Each file, and behind it what is in it. */
static void
inputs_settle(struct plan *plan)
{
	size_t files = plan->found.count, count = files, at = 0;
	struct input *all;

	for (size_t i = 0; i < files; i++)
		count += plan->members[i].count;
	all = arena_take(&plan->arena, count * sizeof *all);
	plan->firsts = arena_take(&plan->arena, files * sizeof *plan->firsts);
	for (size_t i = 0; i < files; i++) {
		plan->firsts[i] = (uint32_t)at;
		all[at++] = plan->inputs[i];
		for (size_t j = 0; j < plan->members[i].count; j++)
			all[at++] = plan->members[i].at[j].input;
	}
	plan->inputs = all;
	plan->input_count = count;
}

/* A packed stream of no bytes has no end. */
static void
emptied_settle(struct plan *plan)
{
	for (uint32_t i = 0; i < plan->input_count; i++)
		if (plan->inputs[i].bytes == 0 &&
		    packing_is_named(plan->inputs[i].path))
			input_cut_off(plan, i, troubles[TROUBLE_CUT].key,
			    str_from(troubles[TROUBLE_CUT].what));
}

static void
notes_sort(struct plan *plan)
{
	if (plan->note_count > 0)
		qsort(plan->notes, plan->note_count, sizeof *plan->notes,
		    by_text);
}

void
plan_settle(struct plan *plan)
{
	inputs_settle(plan);
	emptied_settle(plan);
	notes_sort(plan);
}

void
plan_missed_tell(struct plan *plan)
{
	for (size_t i = 0; i < plan->input_count; i++) {
		const struct input *input = &plan->inputs[i];

		if (input->missed == 0)
			continue;
		plan_note(plan, arena_printf(&plan->arena, STR_FMT ": %llu of "
		    "%llu %s not understood: 'beffroi formats --try' says why",
		    STR_ARG(input->path), (unsigned long long)input->missed,
		    (unsigned long long)input->lines, input->lines == 1 ?
		    "line was" : "lines were"));
	}
	notes_sort(plan);
}

/* An archive's own time is when it was packed, and tells nothing. */
bool
plan_mtime(const struct plan *plan, struct event_time *mtime)
{
	bool found = false;

	for (size_t i = 0; i < plan->found.count; i++) {
		const struct plan_members *members = &plan->members[i];
		int64_t latest = plan->found.at[i].mtime_ms;

		if (plan->found.at[i].is_stdin && members->count == 0)
			continue;
		for (size_t j = 0; j < members->count; j++)
			if (j == 0 || members->at[j].input.mtime_ms > latest)
				latest = members->at[j].input.mtime_ms;
		if (!found || latest > mtime->ms)
			mtime->ms = latest;
		found = true;
	}
	return found;
}

struct plan_origin
plan_origin(const struct plan *plan, uint32_t file, uint32_t member)
{
	const struct found *found = &plan->found.at[file];
	const struct plan_members *members = &plan->members[file];

	if (member > 0 && member <= members->count) {
		const struct plan_member *m = &members->at[member - 1];

		return (struct plan_origin){ m->input.path, m->has_mtime ||
			!found->is_stdin, m->input.mtime_ms };
	}
	return (struct plan_origin){ plan->paths[file], !found->is_stdin,
		found->mtime_ms };
}

uint32_t
plan_member_open(const struct plan *plan, const struct wire_unit *unit)
{
	const struct plan_members *members = &plan->members[unit->input];

	return members->count > 0 && !members->at[members->count - 1].ended ?
	    (uint32_t)members->count : 0;
}
