#include "app/cuts.h"

#include <stdlib.h>

#include "app/coverage.h"
#include "app/plan.h"

enum { BACK_MS = 3600 * 1000 };	/* that lines of one file may go back: the
				 * end of summer time, hosts' clocks */

struct cut_part {
	uint32_t file, member;
	bool	 any;		/* a line was seen */
	bool	 apart;		/* read in ranges, in any order */
	bool	 packed;	/* in an archive, of which more may be lost */
	bool	 back;		/* time goes back */
	int64_t	 first, last;	/* the earliest and latest slot */
};

struct cut_share { size_t part; uint32_t stream; };

enum { PARTS_TOLD = 1000 };	/* one by one; more of them hide anything */

/* The lines of a stream in an input, from its first slot to its last. */
struct cut_span {
	uint32_t stream, file, member;
	bool	 any, undated;
	int64_t	 first, last;
	uint64_t events;
};

static void
part_add(struct cuts *cuts, const struct plan *plan, uint32_t file,
    uint32_t member)
{
	bool fresh;
	struct cut_part part = { .file = file, .member = member,
		.packed = plan->members[file].count > 0 };

	for (size_t i = 0; i < plan->unit_count; i++)
		part.apart |= plan->units[i].input == file &&
		    plan->units[i].work == UNIT_RANGE;
	cuts->parts = mem_room(cuts->parts, cuts->count, &cuts->cap,
	    sizeof *cuts->parts);
	cuts->parts[cuts->count++] = part;
	*table_add(&cuts->index, table_pair(file, member), &fresh) =
	    cuts->count;
}

void
cuts_open(struct cuts *cuts, const struct plan *plan)
{
	*cuts = (struct cuts){ 0 };
	table_init(&cuts->index);
	table_init(&cuts->share_index);
	table_init(&cuts->span_index);
	for (uint32_t f = 0; f < plan->found.count; f++)
		for (uint32_t m = 0; m <= plan->members[f].count; m++)
			if (plan->inputs[plan->firsts[f] + m].cut)
				part_add(cuts, plan, f, m);
}

static void
share_add(struct cuts *cuts, size_t part, uint32_t stream)
{
	bool fresh;
	uint64_t *share = table_add(&cuts->share_index,
	    table_pair((uint32_t)part + 1, stream), &fresh);

	if (!fresh)
		return;
	cuts->shares = mem_room(cuts->shares, cuts->share_count,
	    &cuts->share_cap, sizeof *cuts->shares);
	cuts->shares[cuts->share_count++] = (struct cut_share){ part, stream };
	*share = cuts->share_count;
}

static void
span_see(struct cuts *cuts, const struct wire_hour *slot, int64_t ms)
{
	uint64_t key = table_mix(table_pair(slot->input, slot->member),
	    slot->stream);
	struct cut_span *span;
	uint64_t *number;
	bool fresh;

	number = table_add(&cuts->span_index, key, &fresh);
	if (fresh) {
		cuts->spans = mem_room(cuts->spans, cuts->span_count,
		    &cuts->span_cap, sizeof *cuts->spans);
		cuts->spans[cuts->span_count++] = (struct cut_span){
			.stream = slot->stream, .file = slot->input,
			.member = slot->member };
		*number = cuts->span_count;
	}
	span = &cuts->spans[*number - 1];
	span->events += slot->events;
	if (wire_is_undated(slot)) {
		span->undated = true;
		return;
	}
	if (!span->any || ms < span->first)
		span->first = ms;
	if (!span->any || ms > span->last)
		span->last = ms;
	span->any = true;
}

void
cuts_see(struct cuts *cuts, const struct wire_hour *slot, int64_t ms)
{
	const uint64_t *number;
	struct cut_part *part;

	if (cuts->count == 0)
		return;
	span_see(cuts, slot, ms);
	number = table_find(&cuts->index, table_pair(slot->input,
	    slot->member));
	if (number == NULL)
		return;
	part = &cuts->parts[*number - 1];
	share_add(cuts, (size_t)*number - 1, slot->stream);
	if (wire_is_undated(slot)) {
		part->back = true;	/* where in time, nobody knows */
		part->any = true;
		return;
	}
	if (!part->any || ms < part->first)
		part->first = ms;
	if (part->any && ms + BACK_MS < part->last)
		part->back = true;
	if (!part->any || ms > part->last)
		part->last = ms;
	part->any = true;
}

/* A slot alone does not tell which way time goes. */
static struct event_time
part_end(const struct cut_part *part)
{
	bool forward = part->any && !part->apart && !part->back &&
	    part->last > part->first;

	return (struct event_time){ forward ? part->last : INT64_MIN };
}

static int
by_stream_then_first(const void *left, const void *right)
{
	const struct cut_span *a = left, *b = right;

	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

enum { LIKE_TIMES = 10 };	/* what goes on with a log has at least a tenth
				 * of its events: a file of errors beside it
				 * has fewer */

/* Where the input that goes on from a part begins: what was cut off ends by
 * then.  Only of inputs of which each begins where another ended, as logs do
 * that are rotated; spans are sorted.  INT64_MAX: nobody knows. */
static int64_t
part_next(const struct cuts *cuts, const struct cut_part *part,
    uint32_t stream)
{
	const struct cut_span *own = NULL, *before = NULL;
	int64_t next = INT64_MAX;

	if (part->packed)
		return INT64_MAX;
	for (size_t i = 0; i < cuts->span_count; i++) {
		const struct cut_span *span = &cuts->spans[i];

		if (span->stream != stream)
			continue;
		if (span->undated || !span->any ||
		    (before != NULL && span->first < before->last))
			return INT64_MAX;
		if (before == own && own != NULL && next == INT64_MAX) {
			if (span->events * LIKE_TIMES < own->events)
				return INT64_MAX;
			next = span->first + SLOT_MS - 1;
		}
		if (span->file == part->file && span->member == part->member)
			own = span;
		before = span;
	}
	return next;
}

/* What lies with a part's sources in other inputs was in it too, for all that
 * is known, though no line of it came before the cut. */
static void
part_neighbours(struct cuts *cuts, size_t part)
{
	struct table with;
	bool fresh;

	table_init(&with);
	for (size_t i = 0; i < cuts->span_count; i++)
		if (table_find(&cuts->share_index, table_pair(
		    (uint32_t)part + 1, cuts->spans[i].stream)) != NULL)
			table_add(&with, table_pair(cuts->spans[i].file,
			    cuts->spans[i].member), &fresh);
	for (size_t i = 0; i < cuts->span_count; i++)
		if (table_find(&with, table_pair(cuts->spans[i].file,
		    cuts->spans[i].member)) != NULL)
			share_add(cuts, part, cuts->spans[i].stream);
	table_fini(&with);
}

static int
by_stream_then_time(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;
	int order = str_cmp(a->stream, b->stream);

	return order != 0 ? order : a->from.ms < b->from.ms ? -1 :
	    a->from.ms > b->from.ms;
}

static struct cut
share_cut(const struct cuts *cuts, const struct cut_share *share,
    const struct ingest *ingest)
{
	const struct cut_part *part = &cuts->parts[share->part];
	struct cut cut = { .stream = intern_str(&ingest->names,
		share->stream), .from = part_end(part), .to = { INT64_MAX } };

	if (cut.from.ms != INT64_MIN)
		cut.to.ms = part_next(cuts, part, share->stream);
	return cut;
}

void
cuts_close(struct cuts *cuts, struct ingest *ingest)
{
	struct cut *list;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < cuts->count && i < PARTS_TOLD; i++)
		if (cuts->parts[i].any)
			part_neighbours(cuts, i);
	list = arena_zero(&ingest->arena,
	    (cuts->count + cuts->share_count) * sizeof *list);

	if (cuts->span_count > 0)
		qsort(cuts->spans, cuts->span_count, sizeof *cuts->spans,
		    by_stream_then_first);
	for (size_t i = 0; i < cuts->count; i++)
		if (!cuts->parts[i].any || i >= PARTS_TOLD)
			list[count++] = (struct cut){ .from = { INT64_MIN },
				.to = { INT64_MAX } };
	for (size_t i = 0; i < cuts->share_count; i++)
		list[count++] = share_cut(cuts, &cuts->shares[i], ingest);
	if (count > 0)
		qsort(list, count, sizeof *list, by_stream_then_time);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || !str_eq(list[kept - 1].stream, list[i].stream))
			list[kept++] = list[i];
		else if (list[i].to.ms > list[kept - 1].to.ms)
			list[kept - 1].to = list[i].to;
	ingest->cuts = list;
	ingest->cut_count = kept;
	free(cuts->parts);
	free(cuts->shares);
	free(cuts->spans);
	table_fini(&cuts->span_index);
	table_fini(&cuts->index);
	table_fini(&cuts->share_index);
}

/* Hours without lines up to its end, where the source was cut. */
static void
cover_widen(struct coverage *c, const struct cut *cut, struct arena *arena)
{
	const int64_t most = (int64_t)COVERAGE_YEARS * 366 * 24;
	int64_t first = c->first_hour.ms / HOUR_MS, from = cut->from.ms / HOUR_MS;
	int64_t end = first + (int64_t)c->hours, to = cut->to.ms / HOUR_MS + 1;
	uint32_t *lines;
	uint8_t *cells;
	size_t at;

	if (c->hours == 0)
		first = end = from;
	from = from < first ? from : first;
	to = to > end ? to : end;
	if (to - from > most || to - from <= (int64_t)c->hours)
		return;
	at = (size_t)(first - from);
	cells = arena_zero(arena, (size_t)(to - from) * sizeof *cells);
	lines = arena_zero(arena, (size_t)(to - from) * sizeof *lines);
	if (c->hours > 0) {
		memcpy(cells + at, c->cells, c->hours * sizeof *cells);
		memcpy(lines + at, c->lines, c->hours * sizeof *lines);
	}
	c->cells = cells;
	c->lines = lines;
	c->hours = (size_t)(to - from);
	c->first_hour.ms = from * HOUR_MS;
}

/* Lines that were not understood have their own time, if all of them have
 * one; what was not read is blind to its end.  False: it is behind what was
 * asked for, or nobody knows when it would be. */
static bool
cut_hold(struct cut *cut, const struct answers *answers)
{
	bool dated = cut->missed && cut->from.ms != INT64_MIN;

	if (dated)
		return true;
	if (answers->to.ms == 0)
		return false;
	if (cut->from.ms < answers->from.ms)
		cut->from = answers->from;
	if (cut->missed || cut->to.ms > answers->to.ms)
		cut->to = answers->to;
	return cut->from.ms <= cut->to.ms;
}

void
cuts_cover(struct ingest *ingest, struct answers *answers)
{
	size_t kept = 0, count = ingest->cut_count;

	for (size_t i = 0; i < count; i++) {
		struct cut *cut = &ingest->cuts[i];

		if (!cut_hold(cut, answers))
			continue;
		for (size_t c = 0; c < answers->coverage_count; c++)
			if (str_eq(answers->coverage[c].stream, cut->stream))
				cover_widen(&answers->coverage[c], cut,
				    &answers->arena);
		ingest->cuts[kept++] = *cut;
	}
	ingest->cut_count = kept;
}
