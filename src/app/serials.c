#include "app/serials.h"

#include <stdlib.h>

#include "app/sound.h"

enum { SLEW_MS = 1000 };	/* that a clock is set back now and then */

void
serials_init(struct serials *serials)
{
	*serials = (struct serials){ 0 };
	table_init(&serials->last);
	table_init(&serials->links);
}

void
serials_reset(struct serials *serials)
{
	if (serials->count == 0)
		return;
	serials->count = 0;
	table_fini(&serials->last);
	table_fini(&serials->links);
	table_init(&serials->last);
	table_init(&serials->links);
}

static void
push(struct serials *serials, struct wire_run run)
{
	serials->at = mem_room(serials->at, serials->count, &serials->cap,
	    sizeof *serials->at);
	serials->at[serials->count++] = run;
}

void
serials_see(struct serials *serials, uint32_t log, uint32_t stream,
    uint64_t number, int64_t ms)
{
	struct wire_run *run;
	uint64_t *place;
	bool fresh;

	if (serials->count >= RUNS_MAX) {
		/* the last run said too much: it ends before it begins */
		serials->at[serials->count - 1] = (struct wire_run){
			.log = log, .from = 1 };
		return;
	}
	table_add(&serials->links, table_pair(log, stream), &fresh);
	if (fresh && stream != 0)
		push(serials, (struct wire_run){ .log = log,
			.stream = stream });
	place = table_add(&serials->last, log, &fresh);
	run = fresh ? NULL : &serials->at[*place - 1];
	if (run != NULL && number == run->to + 1 && ms >= run->to_ms) {
		run->to = number;
		run->to_ms = ms;
		return;
	}
	if (run != NULL && number == run->to && ms == run->to_ms)
		return;		/* another part of the same event */
	push(serials, (struct wire_run){ ms, ms, number, number, log, 0 });
	*place = serials->count;
}

/* ---- the core ---- */

void
runs_add(struct runs *runs, const struct wire_run *run)
{
	runs->at = mem_room(runs->at, runs->count, &runs->cap,
	    sizeof *runs->at);
	runs->at[runs->count++] = *run;
}

static bool
run_is_sound(const struct wire_run *run)
{
	return run->from_ms >= 0 && run->to_ms >= run->from_ms &&
	    time_is_sound(run->to_ms, 0) && (run->stream == 0 || run->to == 0);
}

bool
runs_take(struct runs *runs, const uint32_t *names, size_t count,
    struct str payload)
{
	struct wire_run run;

	for (; payload.len >= sizeof run; str_drop(&payload, sizeof run)) {
		memcpy(&run, payload.at, sizeof run);
		if (run.log >= count || run.stream >= count ||
		    !run_is_sound(&run))
			return false;
		run.log = names[run.log];
		run.stream = names[run.stream];
		if (runs->count <= RUNS_MAX)	/* more prove nothing */
			runs_add(runs, &run);
	}
	return payload.len == 0;
}

void
runs_move(struct runs *to, struct runs *from)
{
	for (size_t i = 0; i < from->count && to->count <= RUNS_MAX; i++)
		runs_add(to, &from->at[i]);
	from->count = 0;
}

/* By log; its streams first, then its runs as they come. */
static int
by_log_and_time(const void *left, const void *right)
{
	const struct wire_run *a = left, *b = right;

	if (a->log != b->log)
		return a->log < b->log ? -1 : 1;
	if ((a->stream != 0) != (b->stream != 0))
		return a->stream != 0 ? -1 : 1;
	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	if (a->from_ms != b->from_ms)
		return a->from_ms < b->from_ms ? -1 : 1;
	return a->from < b->from ? -1 : a->from > b->from;
}

/* Join the runs of one log.  False: they cannot be of one log, or nobody
 * counted them all. */
static bool
log_join(const struct wire_run *at, size_t count, struct runs *joined)
{
	struct wire_run whole = at[0];

	for (size_t i = 0; i < count; i++) {
		if (at[i].from > at[i].to)
			return false;
		if (i == 0)
			continue;
		if (at[i].from == whole.to + 1 &&
		    at[i].from_ms + SLEW_MS >= whole.to_ms) {
			whole.to = at[i].to;
			if (at[i].to_ms > whole.to_ms)
				whole.to_ms = at[i].to_ms;
			continue;
		}
		if (at[i].from == whole.to && at[i].to == whole.to &&
		    at[i].to_ms == whole.to_ms)
			continue;	/* a part of the same event */
		if (at[i].from_ms < whole.to_ms)
			return false;
		if (whole.to_ms - whole.from_ms >= HOUR_MS)
			runs_add(joined, &whole);
		whole = at[i];
	}
	if (whole.to_ms - whole.from_ms >= HOUR_MS)
		runs_add(joined, &whole);
	return true;
}

/* A log's proven times, once for each of its streams. */
static void
log_settle(const struct wire_run *at, size_t count, struct table *logs_of,
    struct runs *proven)
{
	struct runs joined = { 0 };
	size_t streams = 0;
	bool fresh;

	while (streams < count && at[streams].stream != 0)
		streams++;
	for (size_t i = 0; i < streams; i++)
		if (i == 0 || at[i].stream != at[i - 1].stream)
			++*table_add(logs_of, at[i].stream, &fresh);
	if (streams < count &&
	    log_join(at + streams, count - streams, &joined))
		for (size_t i = 0; i < streams; i++)
			for (size_t n = 0; n < joined.count &&
			    (i == 0 || at[i].stream != at[i - 1].stream); n++) {
				struct wire_run run = joined.at[n];

				run.stream = at[i].stream;
				runs_add(proven, &run);
			}
	free(joined.at);
}

void
runs_settle(struct runs *runs, struct ingest *ingest)
{
	struct runs proven = { 0 };
	struct table logs_of;	/* stream -> how many logs it came in */
	size_t kept = 0;

	table_init(&logs_of);
	if (runs->count > 0 && runs->count <= RUNS_MAX)
		qsort(runs->at, runs->count, sizeof *runs->at,
		    by_log_and_time);
	else
		runs->count = 0;
	for (size_t from = 0, to; from < runs->count; from = to) {
		for (to = from; to < runs->count &&
		    runs->at[to].log == runs->at[from].log; to++)
			;
		log_settle(&runs->at[from], to - from, &logs_of, &proven);
	}
	ingest->proven = arena_zero(&ingest->arena, (proven.count + 1) *
	    sizeof *ingest->proven);
	for (size_t i = 0; i < proven.count; i++) {
		uint64_t *logs = table_find(&logs_of, proven.at[i].stream);

		if (logs != NULL && *logs == 1)
			ingest->proven[kept++] = (struct proven_time){
				proven.at[i].stream,
				{ proven.at[i].from_ms },
				{ proven.at[i].to_ms } };
	}
	ingest->proven_count = kept;
	table_fini(&logs_of);
	free(proven.at);
}

bool
serials_prove(const struct ingest *ingest, uint32_t stream, int64_t ms)
{
	for (size_t i = 0; i < ingest->proven_count; i++) {
		const struct proven_time *p = &ingest->proven[i];

		if (p->stream == stream && p->from.ms < ms &&
		    p->to.ms >= ms + HOUR_MS)
			return true;
	}
	return false;
}
