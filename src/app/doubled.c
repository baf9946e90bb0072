#include "app/doubled.h"

#include <stdlib.h>
#include <string.h>

#include "app/doubt.h"
#include "app/hours.h"
#include "app/ingest.h"
#include "app/plan.h"
#include "app/spill.h"

enum {
	BACK_LEAST_MS = 10 * 60 * 1000,	/* less is no turn: long requests,
					 * hosts that differ */
	SUMS_TOLD = 50,		/* one by one; Q1 has how many lines in all */
	SEEN_MOST = 1 << 22,	/* lines held against each other; of more
				 * nothing is told */
};

/* A line in it, as if it were of the first. */
struct doubled_seen { uint64_t offset; int64_t ms; };

struct doubled_hour {
	uint32_t file, member, next;	/* the same input's next + 1 */
	int64_t	 from, turn;	/* the first; the second begins at `turn` */
	uint64_t second;	/* offset of its first line, if told */
	bool	 told, many;
	/* while it is looked for */
	struct doubled_seen *seen;
	size_t	 count, cap;
	bool	 has_before, has_after;
	uint64_t before, after;	/* the last line before it, the first after */
};

struct doubled_lines { size_t hour; uint32_t stream; uint64_t lines; };

/* ---- where ---- */

static struct doubled_hour *
hours_of(const struct doubled *d, uint32_t file, uint32_t member)
{
	const uint64_t *first = table_find(&d->of, table_pair(file, member));

	return first == NULL ? NULL : &d->hours[*first - 1];
}

static struct doubled_hour *
hour_next(const struct doubled *d, const struct doubled_hour *hour)
{
	return hour->next == 0 ? NULL : &d->hours[hour->next - 1];
}

static size_t
hour_add(struct doubled *d, uint32_t file, uint32_t member, int64_t from,
    int64_t turn)
{
	struct doubled_hour *hour = hours_of(d, file, member);
	uint64_t *first;
	bool fresh;

	for (; hour != NULL; hour = hour_next(d, hour))
		if (hour->from == from && hour->turn == turn)
			return (size_t)(hour - d->hours);
	first = table_add(&d->of, table_pair(file, member), &fresh);
	d->hours = mem_room(d->hours, d->count, &d->cap, sizeof *d->hours);
	d->hours[d->count] = (struct doubled_hour){ .file = file,
		.member = member, .next = (uint32_t)*first, .from = from,
		.turn = turn };
	*first = ++d->count;
	return d->count - 1;
}

static void
lines_add(struct doubled *d, size_t hour, uint32_t stream, uint64_t lines)
{
	bool fresh;
	uint64_t *place = table_add(&d->of_lines,
	    table_pair((uint32_t)hour, stream), &fresh);

	if (fresh) {
		d->lines = mem_room(d->lines, d->line_count, &d->line_cap,
		    sizeof *d->lines);
		d->lines[d->line_count] = (struct doubled_lines){ hour,
			stream, 0 };
		*place = d->line_count++;
	}
	d->lines[*place].lines += lines;
}

static void
slot_see(struct ingest *ingest, const struct wire_hour *slot)
{
	struct year_origin origin = { slot->input, slot->member };
	const struct zone *zone;
	int64_t ms, from, turn;

	if (!(slot->flags & BRIEF_LOCAL) || wire_is_undated(slot) ||
	    wire_is_missed(slot))
		return;
	zone = years_clock(&ingest->years, slot->stream, origin)->zone;
	ms = years_time(&ingest->years, slot->stream, origin,
	    ingest_stamp(slot->slot * SLOT_MS, slot->flags)).ms;
	if (zone != NULL && zone_doubled(zone, ms, &from, &turn))
		lines_add(&ingest->doubled, hour_add(&ingest->doubled,
		    slot->input, slot->member, from, turn), slot->stream,
		    slot->events + slot->damaged);
}

/* ---- what the order of the lines tells ---- */

static void
hour_see(struct doubled_hour *hour, uint64_t offset, int64_t ms)
{
	int64_t end = 2 * hour->turn - hour->from;

	if (ms >= hour->from - DAY_MS && ms < hour->from) {
		if (!hour->has_before || offset > hour->before)
			hour->before = offset;
		hour->has_before = true;
	} else if (ms >= end && ms < end + DAY_MS) {
		if (!hour->has_after || offset < hour->after)
			hour->after = offset;
		hour->has_after = true;
	} else if (ms >= hour->from && ms < hour->turn) {
		hour->many |= hour->count == SEEN_MOST;
		if (hour->many)
			return;
		hour->seen = mem_room(hour->seen, hour->count, &hour->cap,
		    sizeof *hour->seen);
		hour->seen[hour->count++] = (struct doubled_seen){ offset, ms };
	}
}

static void
brief_see(void *self, const struct brief *brief)
{
	struct ingest *ingest = self;
	struct doubled_hour *hour = hours_of(&ingest->doubled, brief->input,
	    brief_at_member(brief->offset));
	int64_t ms;

	if (hour == NULL || !(brief->flags & BRIEF_LOCAL))
		return;
	ms = years_brief(&ingest->years, brief).ms;
	for (; hour != NULL; hour = hour_next(&ingest->doubled, hour))
		hour_see(hour, brief->offset, ms);
}

static int
by_offset(const void *left, const void *right)
{
	const struct doubled_seen *a = left, *b = right;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Time goes back once, between what was before and what came after. */
static void
hour_tell(struct doubled_hour *hour)
{
	size_t turns = 0;
	int64_t latest = 0;

	if (hour->count > 0)
		qsort(hour->seen, hour->count, sizeof *hour->seen, by_offset);
	for (size_t i = 0; i < hour->count; i++) {
		const struct doubled_seen *seen = &hour->seen[i];

		if (i > 0 && seen->ms + BACK_LEAST_MS <= latest) {
			hour->second = seen->offset;
			turns++;
			latest = seen->ms;
		} else if (seen->ms > latest) {
			latest = seen->ms;
		}
	}
	hour->told = turns == 1 && !hour->many &&
	    (!hour->has_before || hour->before < hour->second) &&
	    (!hour->has_after || hour->after > hour->second);
	free(hour->seen);
	hour->seen = NULL;
}

bool
doubled_find(struct ingest *ingest, const struct hours *hours,
    struct err *err)
{
	struct doubled *d = &ingest->doubled;

	table_init(&d->of);
	table_init(&d->of_lines);
	for (size_t i = 0; i < hours->count; i++)
		slot_see(ingest, &hours->at[i]);
	if (d->count == 0)
		return true;
	if (!spill_each(ingest->spill, brief_see, ingest, err))
		return false;
	for (size_t i = 0; i < d->count; i++) {
		hour_tell(&d->hours[i]);
		d->any_told |= d->hours[i].told;
	}
	return true;
}

void
doubled_fini(struct doubled *d)
{
	for (size_t i = 0; i < d->count; i++)
		free(d->hours[i].seen);
	free(d->hours);
	free(d->lines);
	table_fini(&d->of);
	table_fini(&d->of_lines);
}

int64_t
doubled_later(const struct doubled *d, uint32_t input, uint64_t offset,
    bool local, int64_t ms)
{
	const struct doubled_hour *hour = d->any_told && local ?
	    hours_of(d, input, brief_at_member(offset)) : NULL;

	for (; hour != NULL; hour = hour_next(d, hour))
		if (hour->told && offset >= hour->second &&
		    ms >= hour->from && ms < hour->turn)
			return hour->turn - hour->from;
	return 0;
}

int64_t
doubled_span(const struct doubled *d, const struct wire_hour *slot, int64_t ms)
{
	const struct doubled_hour *hour = slot->flags & BRIEF_LOCAL ?
	    hours_of(d, slot->input, slot->member) : NULL;

	for (; hour != NULL; hour = hour_next(d, hour))
		if (ms >= hour->from && ms < hour->turn)
			return hour->turn - hour->from;
	return 0;
}

/* ---- saying so ---- */

/* Lines of a stream in an hour, whichever inputs they are in. */
struct doubled_sum {
	struct str stream;
	int64_t	   from, end;
	bool	   told;
	uint32_t   hole;	/* + 1 */
	uint64_t   lines;
};

static int
by_stream_then_time(const void *left, const void *right)
{
	const struct doubled_sum *a = left, *b = right;
	int order = str_cmp(a->stream, b->stream);

	if (order != 0)
		return order;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->told - b->told;
}

static size_t
sums_make(const struct ingest *ingest, struct doubled_sum *sums)
{
	const struct doubled *d = &ingest->doubled;
	size_t kept = 0;

	for (size_t i = 0; i < d->line_count; i++) {
		const struct doubled_hour *hour = &d->hours[d->lines[i].hour];

		sums[i] = (struct doubled_sum){ intern_str(&ingest->names,
			d->lines[i].stream), hour->from, 2 * hour->turn -
			hour->from, hour->told, 0, d->lines[i].lines };
	}
	if (d->line_count > 0)
		qsort(sums, d->line_count, sizeof *sums, by_stream_then_time);
	for (size_t i = 0; i < d->line_count; i++)
		if (kept > 0 && str_eq(sums[kept - 1].stream, sums[i].stream) &&
		    sums[kept - 1].from == sums[i].from &&
		    sums[kept - 1].told == sums[i].told)
			sums[kept - 1].lines += sums[i].lines;
		else
			sums[kept++] = sums[i];
	return kept;
}

static void
sum_tell(struct answers *answers, struct doubled_sum *sum, bool listed)
{
	struct event_time from = { sum->from }, end = { sum->end };
	struct statement *st;

	if (!sum->told)
		sum->hole = 1 + hole_add(answers, sum->stream, from, end,
		    "hole.doubled", 1u << Q1 | 1u << Q3 | 1u << Q4 |
		    1u << Q5 | 1u << Q6);
	if (!listed)
		return;
	st = statement_add(answers, Q9, sum->told ? "q9.doubled_told" :
	    "q9.doubled", sum->told ? GRADE_PROBABLE : GRADE_UNKNOWABLE);
	statement_count(st, "count", sum->lines);
	statement_text(answers, st, "stream", sum->stream);
	statement_time(st, "start", from);
	statement_time(st, "end", end);
}

/* A stay that begins in it may be as much shorter, one that ends in it as much
 * longer. */
static void
dwell_widen(struct figure *figure, const struct doubled_sum *sum)
{
	uint64_t minutes = (uint64_t)(sum->end - sum->from) / 2 / MINUTE_MS;

	if (strcmp(figure->key, "figure.dwell_minutes") != 0)
		return;
	figure->at_least -= figure->at_least < minutes ? figure->at_least :
	    minutes;
	if (figure->at_most < AT_MOST_UNKNOWN - minutes)
		figure->at_most += minutes;
}

/* Lay the holes on a figure that such a line proves.  of: a stream's name to
 * the first of its sums + 1, which stand together. */
static void
figure_hurt(struct answers *answers, struct figure *figure,
    const struct doubled_sum *sums, size_t count, const struct table *of)
{
	const struct doubled_sum *last = NULL;

	for (size_t p = 0; p < figure->proofs.count; p++) {
		const struct proof *proof =
		    &answers->proofs[figure->proofs.at[p]];
		const uint64_t *first = table_find(of,
		    str_hash(proof->stream));

		for (size_t i = first == NULL ? count : *first - 1; i < count &&
		    str_eq(sums[i].stream, proof->stream); i++)
			if (sums[i].hole > 0 && proof->time.ms >= sums[i].from &&
			    proof->time.ms < sums[i].end) {
				doubt_weaken(answers, figure,
				    sums[i].hole - 1);
				last = &sums[i];
			}
	}
	if (last != NULL)
		dwell_widen(figure, last);
}

static void
figures_hurt(struct answers *answers, const struct doubled_sum *sums,
    size_t count)
{
	struct table of;
	bool fresh;

	table_init(&of);
	for (size_t i = count; i-- > 0;)
		*table_add(&of, str_hash(sums[i].stream), &fresh) = i + 1;
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t f = 0; f < answers->answer[q].figure_count; f++)
			figure_hurt(answers, &answers->answer[q].figures[f],
			    sums, count, &of);
	table_fini(&of);
}

void
doubled_answer(struct ingest *ingest, struct answers *answers)
{
	struct doubled_sum *sums = mem_new((ingest->doubled.line_count + 1) *
	    sizeof *sums);
	size_t count = sums_make(ingest, sums);
	uint64_t lines = 0;

	for (size_t i = 0; i < count; i++) {
		sum_tell(answers, &sums[i], i < SUMS_TOLD);
		lines += sums[i].told ? 0 : sums[i].lines;
	}
	if (lines > 0)
		figures_hurt(answers, sums, count);
	if (lines > 0)
		statement_count(statement_add(answers, Q1, "q1.hour_doubt",
		    GRADE_UNKNOWABLE), "count", lines);
	free(sums);
}
