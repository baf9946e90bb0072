#include "app/ingest.h"

#include <stdlib.h>

#include "app/copies.h"
#include "app/dictionary.h"
#include "app/hours.h"
#include "app/journal.h"
#include "app/plan.h"
#include "app/pool.h"
#include "app/same.h"
#include "app/serials.h"
#include "app/sheaf.h"
#include "app/stats.h"
#include "app/sound.h"
#include "app/spill.h"
#include "app/year.h"
#include "base/buf.h"
#include "base/must.h"
#include "base/paged.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "parse/parse.h"
#include "store/store.h"

enum {
	RANGE_BYTES = 32 << 20,
	BRIEFS_AHEAD = 8,
};
static const uint32_t HOUR_FLAGS = BRIEF_NO_YEAR | BRIEF_LOCAL;

/* What the core keeps of one intake. */
struct peer_state {
	struct dictionary names;
	struct hours	  hours;	/* of the unit; the core's streams */
	struct runs	  runs;		/* the same */
	struct chunk_state {
		struct buf bytes;	/* so far */
		uint64_t   whole;
	} chunks[2];			/* for the stores of events, lines */
	bool		  beyond;	/* the unit goes on behind its range */
};

/* Records that are not to be used, because their unit was lost. */
struct lost { uint32_t input; uint64_t start, end; };

struct run {
	const struct ingest_options *options;
	struct ingest	  *ingest;
	struct plan	  *plan;
	struct peer_state *peers;
	unsigned	   size;
	struct hours	   hours;	/* of all units that are done */
	struct runs	   runs;	/* the same */
	struct lost	  *lost;
	size_t		   lost_count, lost_cap;
	bool		   has_copies;	/* whose records are not either */
	struct progress	   progress;
	uint64_t	   read;
	struct journal	  *journal;	/* of a large run */
	bool		  *finished;	/* by unit: by an earlier run */
};

/* ---- years ---- */

struct stamp
ingest_stamp(int64_t ms, unsigned flags)
{
	return (struct stamp){ { ms }, (uint8_t)(STAMP_SET |
	    (flags & BRIEF_NO_YEAR ? STAMP_NO_YEAR : 0) |
	    (flags & BRIEF_LOCAL ? STAMP_LOCAL : 0)) };
}

static struct year_origin
origin_of(const struct brief *brief)
{
	return (struct year_origin){ brief->input,
		brief_at_member(brief->offset) };
}

/* ---- frames, from intakes that may be an attacker's ---- */

/* What a brief a few places ahead will ask for; its numbers are not checked
 * yet. */
static void
brief_warm(const struct run *run, const struct peer_state *peer,
    struct str payload)
{
	size_t ahead = BRIEFS_AHEAD * sizeof(struct brief);
	struct brief brief;

	if (payload.len < ahead + sizeof brief)
		return;
	memcpy(&brief, payload.at + ahead, sizeof brief);
	if (brief.user < peer->names.count && brief.src < peer->names.count)
		resolver_warm(&run->ingest->resolver,
		    peer->names.of[brief.user], peer->names.of[brief.src]);
}

static enum taken
briefs_take(struct run *run, struct peer_state *peer,
    const struct wire_unit *unit, struct str payload, struct err *err)
{
	struct brief brief;

	for (; payload.len >= sizeof brief; str_drop(&payload, sizeof brief)) {
		brief_warm(run, peer, payload);
		memcpy(&brief, payload.at, sizeof brief);
		if (!brief_is_sound(&brief, unit, run->plan, peer->names.count))
			break;
		peer->beyond |= unit->work == UNIT_RANGE &&
		    brief.offset >= unit->end;
		dictionary_rename(&peer->names, &brief);
		if (skew_wants(&brief))
			clocks_note(&run->ingest->clocks, &brief);
		resolver_take(&run->ingest->resolver, &brief);
		if (brief.flags & BRIEF_NO_YEAR)
			years_guess(&run->ingest->years, &brief);
		if (!spill_add(run->ingest->spill, &brief, 1, err))
			return TAKEN_FAILED;
	}
	if (payload.len == 0)
		return TAKEN;
	err_set(err, "sent an event that cannot be");
	return TAKEN_BROKEN;
}

static bool
hours_take(struct run *run, struct peer_state *peer,
    const struct wire_unit *unit, struct str payload)
{
	struct wire_hour hour;

	for (; payload.len >= sizeof hour; str_drop(&payload, sizeof hour)) {
		memcpy(&hour, payload.at, sizeof hour);
		if (hour.stream >= peer->names.count ||
		    hour.slot >> SLOT_BITS != 0 ||
		    (!time_is_sound(hour.slot * SLOT_MS, hour.flags) &&
		    !wire_is_undated(&hour)) ||
		    (hour.flags & ~HOUR_FLAGS) != 0 ||
		    hour.numbered > hour.events || hour.events >> 56 != 0 ||
		    hour.damaged >> 56 != 0 || hour.missed >> 56 != 0)
			return false;
		hour.stream = peer->names.of[hour.stream];
		hour.input = unit->input;
		hour.member = plan_member_open(run->plan, unit);
		hours_add(&peer->hours, &hour);
	}
	return payload.len == 0;
}

/* A piece of a chunk; the store gets it when it is whole. */
static enum taken
rows_take(struct run *run, struct peer_state *peer, enum wire_type type,
    struct str payload, struct err *err)
{
	struct chunk_state *chunk = &peer->chunks[type == W_LINE_ROWS];
	struct store *store = type == W_LINE_ROWS ? run->options->lines :
	    run->options->store;
	uint64_t whole;

	err_set(err, "sent rows that cannot be");
	if (store == NULL || payload.len <= sizeof whole)
		return TAKEN_BROKEN;
	memcpy(&whole, payload.at, sizeof whole);
	str_drop(&payload, sizeof whole);
	if (chunk->bytes.len == 0)
		chunk->whole = whole;
	if (whole > STORE_CHUNK_MAX || whole != chunk->whole ||
	    payload.len > whole - chunk->bytes.len)
		return TAKEN_BROKEN;
	buf_add(&chunk->bytes, payload);
	if (chunk->bytes.len < whole)
		return TAKEN;
	if (!store_append(store, buf_str(&chunk->bytes), err))
		return TAKEN_FAILED;
	buf_reset(&chunk->bytes);
	return TAKEN;
}

/* Only now do the unit's hours count: a unit counts whole or not at all. */
static void
unit_end(struct run *run, struct peer_state *peer)
{
	for (size_t i = 0; i < peer->hours.count; i++)
		hours_add(&run->hours, &peer->hours.at[i]);
	runs_move(&run->runs, &peer->runs);
	peer->hours.count = 0;
	peer->beyond = false;
}

static enum taken
frame_sound(bool sound, const char *what, struct err *err)
{
	if (!sound)
		err_set(err, "sent %s that cannot be", what);
	return sound ? TAKEN : TAKEN_BROKEN;
}

static enum taken
done_take(struct run *run, struct peer_state *peer,
    const struct wire_unit *unit, struct str payload, struct err *err)
{
	if (!plan_done(run->plan, unit, payload, err))
		return TAKEN_BROKEN;
	unit_end(run, peer);
	return TAKEN;
}

static enum taken
run_frame(void *self, unsigned intake, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct run *run = self;
	struct peer_state *peer = &run->peers[intake];
	uint64_t more;

	switch (frame->type) {
	case W_NAMES:
		return frame_sound(dictionary_take(&peer->names,
		    &run->ingest->names, frame->payload),
		    "names", err);
	case W_FORGET:
		dictionary_reset(&peer->names);
		return TAKEN;
	case W_BRIEFS:
		return briefs_take(run, peer, unit, frame->payload, err);
	case W_HOURS:
		return frame_sound(hours_take(run, peer, unit,
		    frame->payload), "hours", err);
	case W_SERIALS:
		return frame_sound(runs_take(&peer->runs,
		    peer->names.of, peer->names.count, frame->payload),
		    "serials", err);
	case W_ROWS:
	case W_LINE_ROWS:
		return rows_take(run, peer, frame->type, frame->payload, err);
	case W_PROGRESS:
		if (frame->payload.len != sizeof more)
			break;
		memcpy(&more, frame->payload.at, sizeof more);
		progress_at(&run->progress, run->read += more);
		return TAKEN;
	case W_MEMBER:
		return plan_member(run->plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_PART:
		return plan_part(run->plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_DONE:
		return done_take(run, peer, unit, frame->payload, err);
	default:
		break;
	}
	err_set(err, "sent a frame that does not belong here");
	return TAKEN_BROKEN;
}

/* The same, and kept for a run that may have to go on from here. */
static enum taken
run_frame_kept(void *self, unsigned intake, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct run *run = self;
	enum taken taken = run_frame(self, intake, unit, frame, err);

	if (taken == TAKEN && run->journal != NULL &&
	    !journal_keep(run->journal, intake, unit, frame, err))
		return TAKEN_FAILED;
	return taken;
}

static int
run_open(void *self, const struct wire_unit *unit)
{
	struct run *run = self;

	return plan_open(run->plan, unit);
}

static void
run_lost(void *self, unsigned intake, const struct wire_unit *unit,
    const char *why)
{
	struct run *run = self;
	struct peer_state *peer = &run->peers[intake];
	bool range = unit->work == UNIT_RANGE;

	if (run->journal != NULL)
		journal_lost(run->journal, intake);
	plan_lost(run->plan, unit, why);
	dictionary_reset(&peer->names);
	peer->hours.count = 0;
	peer->runs.count = 0;
	buf_reset(&peer->chunks[0].bytes);
	buf_reset(&peer->chunks[1].bytes);
	if (unit->work == UNIT_HASH)
		return;
	run->lost = mem_room(run->lost, run->lost_count, &run->lost_cap,
	    sizeof *run->lost);
	run->lost[run->lost_count++] = (struct lost){
		unit->input, range ? unit->start : 0,
		!range ? UINT64_MAX : peer->beyond ? unit_end_most(unit) :
		    unit->end,
	};
	peer->beyond = false;
}

/* ---- settling ---- */

static bool
is_lost(const void *self, uint32_t input, uint64_t offset)
{
	const struct run *run = self;

	for (size_t i = 0; i < run->lost_count; i++)
		if (run->lost[i].input == input &&
		    offset >= run->lost[i].start && offset < run->lost[i].end)
			return true;
	return false;
}

static bool
brief_settle(void *self, struct brief *brief)
{
	struct run *run = self;

	brief->time = years_brief(&run->ingest->years, brief);
	brief->time.ms += doubled_later(&run->ingest->doubled, brief->input,
	    brief->offset, brief->flags & BRIEF_LOCAL, brief->time.ms);
	brief->time.ms -= clocks_ahead(&run->ingest->clocks, brief->stream,
	    origin_of(brief));
	return !is_lost(run, brief->input, brief->offset) &&
	    !(run->has_copies && copies_is_one(run->plan, brief->input,
	    brief_at_member(brief->offset)));
}

bool
ingest_settle(void *self, uint32_t input, uint64_t offset, uint64_t stream,
    struct stamp stamp, struct event_time *time)
{
	struct ingest *ingest = self;

	*time = years_time(&ingest->years,
	    years_stream(&ingest->years, stream),
	    (struct year_origin){ input, brief_at_member(offset) }, stamp);
	time->ms += doubled_later(&ingest->doubled, input, offset,
	    stamp.flags & STAMP_LOCAL, time->ms);
	return (stamp.flags & STAMP_SET) != 0;
}

/* ---- the run ---- */

static bool
run_finish(struct run *run, struct err *err)
{
	struct ingest *ingest = run->ingest;
	const struct plan_totals *totals = &run->plan->totals;
	bool anew;

	plan_settle(run->plan);
	if (!copies_find(run->plan, ingest->site, run->options->jobs,
	    &run->has_copies, err))
		return false;
	ingest->inputs = run->plan->inputs;
	ingest->input_count = run->plan->input_count;
	ingest->totals = (struct ingest_totals){
		.lines = totals->lines, .events = totals->events,
		.damaged = totals->damaged, .foreign = totals->foreign,
		.undated = totals->undated,
	};
	memcpy(ingest->totals.flaws, totals->flaws, sizeof totals->flaws);
	stats_phase("sorting");
	same_inputs(run->plan, ingest->inputs_sha256);
	anew = !years_settle(&ingest->years, &run->hours) ||
	    run->lost_count > 0 || run->has_copies;
	if (!doubled_find(ingest, &run->hours, err))
		return false;
	/* What a copy shows of clocks is what its original shows. */
	clocks_settle(&ingest->clocks, is_lost, run);
	anew = anew || ingest->clocks.apart || ingest->doubled.any_told;
	if (run->has_copies)
		copies_drop(run->plan, &run->hours);
	hours_settle(&run->hours, ingest);
	ingest->notes = run->plan->notes;
	ingest->note_count = run->plan->note_count;
	runs_settle(&run->runs, ingest);
	return spill_settle(ingest->spill, anew ? brief_settle : NULL, run,
	    err);
}

/* ---- what an earlier run left ---- */

static void
again_begin(void *self)
{
	struct run *run = self;

	dictionary_reset(&run->peers[0].names);
}

static bool
again_frame(void *self, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct run *run = self;
	const struct wire_unit *ours = unit->number < run->plan->unit_count ?
	    &run->plan->units[unit->number] : NULL;

	if (ours == NULL || memcmp(unit, ours, sizeof *unit) != 0 ||
	    run->finished[unit->number])
		return err_set(err, "%s: what an earlier run kept is damaged; "
		    "remove it", run->options->spill_dir);
	if (run_frame(run, 0, ours, frame, err) != TAKEN)
		return err_in(err, "%s", run->options->spill_dir);
	if (frame->type != W_DONE)
		return true;
	run->finished[unit->number] = true;
	run->ingest->resumed++;
	run->read += unit->work == UNIT_HASH ? 0 : unit->end - unit->start;
	return true;
}

static bool
is_large(const struct run *run)
{
	const struct ingest_options *options = run->options;
	uint64_t large = options->resume_bytes > 0 ? options->resume_bytes :
	    (uint64_t)JOURNAL_LEAST_MIB << 20;

	return options->resumes && !run->plan->has_stdin &&
	    plan_need(run->plan) >= large / 2;
}

/* Take again what a killed run has finished. */
static bool
run_resume(struct run *run, struct err *err)
{
	const struct journal_taker taker = { run, again_begin, again_frame };
	uint8_t hash[SHA256_BYTES];

	same_run(run->plan, run->options->settings, hash);
	run->journal = journal_open(run->options->spill_dir, hash, run->size,
	    err);
	if (run->journal == NULL ||
	    !journal_replay(run->journal, &taker, err))
		return false;
	dictionary_reset(&run->peers[0].names);
	return true;
}

static bool
run_read(struct run *run, struct err *err)
{
	const struct ingest_options *options = run->options;
	struct plan *plan = run->plan;
	const struct intake_job job = {
		.work = INTAKE_BRIEFS, .site = options->site,
		.paths = plan->paths, .rows = options->store != NULL,
		.line_rows = options->lines != NULL,
	};
	const struct pool_user user = {
		run, run_open, run_frame_kept, run_lost, NULL,
	};
	struct wire_unit *left;
	size_t count;
	bool fine;

	progress_start(&run->progress, options->progress,
	    plan->has_stdin ? 0 : plan->bytes);
	fine = !is_large(run) || run_resume(run, err);
	left = plan_units_left(plan, run->finished, &count);
	fine = fine && pool_run(&job, run->size, left, count, &user, err);
	free(left);
	progress_end(&run->progress);
	return fine;
}

static void
run_fini(struct run *run)
{
	for (unsigned i = 0; i < run->size; i++) {
		dictionary_fini(&run->peers[i].names);
		free(run->peers[i].hours.at);
		free(run->peers[i].runs.at);
		buf_fini(&run->peers[i].chunks[0].bytes);
		buf_fini(&run->peers[i].chunks[1].bytes);
	}
	free(run->peers);
	free(run->hours.at);
	free(run->runs.at);
	free(run->lost);
	free(run->finished);
	journal_close(run->journal);
}

bool
ingest_run(const struct ingest_options *options, struct ingest *ingest,
    struct err *err)
{
	const struct plan_options cut = {
		options->range_bytes > 0 ? options->range_bytes : RANGE_BYTES,
		true, options->quick_bytes,
	};
	struct run run = { .options = options, .ingest = ingest };
	bool fine;

	must(options->site != NULL);
	stats_phase("reading");
	*ingest = (struct ingest){
		.site = options->site, .dir = options->spill_dir,
		.has_since = options->has_since, .since = options->since,
		.has_until = options->has_until, .until = options->until,
	};
	paged_start(options->spill_dir);
	arena_init(&ingest->arena);
	intern_init(&ingest->names);
	resolver_open(&ingest->resolver, options->site, &ingest->names);
	ingest->spill = spill_open(options->spill_dir, SPILL_RUN_BYTES);
	ingest->plan = run.plan = mem_zero(sizeof *run.plan);
	plan_make(run.plan, options->paths, options->path_count, &cut);
	years_open(&ingest->years, options->site, run.plan, &ingest->names);
	clocks_open(&ingest->clocks, options->site, &ingest->years,
	    &ingest->names);
	run.size = pool_size(options->jobs, run.plan->unit_count);
	run.peers = mem_zero(run.size * sizeof *run.peers);
	run.finished = mem_zero(run.plan->unit_count + 1);
	for (unsigned i = 0; i < run.size; i++)
		dictionary_init(&run.peers[i].names);
	/* what was read is kept twice while a large run goes on */
	fine = plan_room(run.plan, options->spill_dir, is_large(&run) ? 2 : 1,
	    err) && run_read(&run, err) && run_finish(&run, err);
	run_fini(&run);
	return fine;
}

void
ingest_fini(struct ingest *ingest)
{
	paged_end();
	spill_close(ingest->spill);
	clocks_fini(&ingest->clocks);
	doubled_fini(&ingest->doubled);
	years_fini(&ingest->years);
	if (ingest->plan != NULL)
		plan_fini(ingest->plan);
	free(ingest->plan);
	resolver_close(&ingest->resolver);
	intern_fini(&ingest->names);
	arena_fini(&ingest->arena);
	*ingest = (struct ingest){ 0 };
}

void
ingest_rewind(struct ingest *ingest)
{
	spill_rewind(ingest->spill);
}

bool
ingest_next(struct ingest *ingest, struct brief *brief)
{
	while (spill_next(ingest->spill, brief)) {
		brief->flags &= (uint8_t)~(BRIEF_NO_YEAR | BRIEF_LOCAL);
		brief->input = ingest->plan->firsts[brief->input] +
		    brief_at_member(brief->offset);
		brief->offset = brief_at_offset(brief->offset);
		if (!ingest->whole && ingest->has_until &&
		    brief->time.ms >= ingest->until.ms)
			return false;
		if (ingest->whole || !ingest->has_since ||
		    brief->time.ms >= ingest->since.ms)
			return true;
	}
	return false;
}

bool
ingest_ended(const struct ingest *ingest, struct err *err)
{
	return spill_ended(ingest->spill, err);
}
