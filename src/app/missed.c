#include "app/missed.h"

#include <stdlib.h>

#include "app/plan.h"
#include "event/site.h"
#include "parse/stamps.h"
#include "scope/scope.h"

enum {
	SHARE = 100,		/* one in so many lines is much */
	SHARE_OF_MANY = 1000,	/* and so is one in these, of a hundred */
	MANY = 100,
	NAMED_MAX = 20,		/* sources named; the others are one of all */
	FEW_LINES = 4,		/* less than these, and no more bytes, may be */
	FEW_BYTES = 4096,	/* no log at all: a README */
};

/* ---- in the intake ---- */

void
missed_count(struct sheaf *sheaf, const struct missed_line *of,
    const struct parse_context *context)
{
	const struct parse_result *result = of->result;
	struct str program = event_get(of->event, F_PROGRAM);
	struct stamp stamp = of->event->time;
	const struct format *format = result->format;
	uint32_t stream = of->stream;

	if (program.len > 0 ? is_bystander(context->site, program) :
	    stream == 0 && is_bystander_line(context->site, of->line))
		return;
	if (stream == 0 && program.len > 0)
		format = parse_claimant(program);
	if (result->mapping == NULL && format != NULL &&
	    (stream != 0 || program.len > 0) &&
	    !scope_misses(str_from(format->name)))
		return;
	if (stream == 0 && program.len > 0)
		stream = format == NULL ?
		    sheaf_program(sheaf, of->event, context->scratch) :
		    sheaf_stream(sheaf, of->event, str_from(format->name),
		    context->scratch);
	if (stream == 0 && !stamps_find(of->line, context->zone, &stamp))
		stamp = (struct stamp){ 0 };
	sheaf_miss(sheaf, stream, stamp);
}

/* ---- in the core ---- */

struct missed_part {
	size_t	 input;
	uint32_t stream;
	uint64_t lines;
	bool	 undated, dated, wanted;
	int64_t	 first, last;	/* slots' beginnings; of those wanted */
};

void
missed_open(struct missed *missed)
{
	*missed = (struct missed){ 0 };
	table_init(&missed->index);
	table_init(&missed->of_stream);
}

static struct missed_part *
part_of(struct missed *missed, size_t input, uint32_t stream)
{
	bool fresh;
	uint64_t *number = table_add(&missed->index,
	    table_pair((uint32_t)input, stream), &fresh);

	if (fresh) {
		missed->parts = mem_room(missed->parts, missed->count,
		    &missed->cap, sizeof *missed->parts);
		missed->parts[missed->count++] = (struct missed_part){
			.input = input, .stream = stream,
			.first = INT64_MAX, .last = INT64_MIN,
		};
		*number = missed->count;
	}
	return &missed->parts[*number - 1];
}

void
missed_see(struct missed *missed, const struct ingest *ingest,
    const struct wire_hour *slot, int64_t ms, bool wanted)
{
	struct missed_part *part;
	bool fresh;

	*table_add(&missed->of_stream, slot->stream, &fresh) += slot->events +
	    (slot->missed > slot->damaged ? slot->missed : slot->damaged);
	if (slot->missed == 0)
		return;
	part = part_of(missed, ingest->plan->firsts[slot->input] +
	    slot->member, slot->stream);
	missed->lines += slot->missed;
	part->lines += slot->missed;
	part->undated |= wire_is_undated(slot);
	part->dated |= !wire_is_undated(slot);
	part->wanted |= wanted;
	if (!wanted || wire_is_undated(slot))
		return;
	part->first = ms < part->first ? ms : part->first;
	part->last = ms > part->last ? ms : part->last;
}

static bool
is_many(uint64_t missed, uint64_t lines)
{
	return (missed > 1 || missed == lines) &&
	    (missed >= lines / SHARE || (missed >= MANY &&
	    missed >= lines / SHARE_OF_MANY));
}

/* ---- what is blind ---- */

struct cut_list {
	struct cut  *at;	/* the first is of no name */
	size_t	     count;
	struct table of;	/* stream -> place */
};

/* One more part of what is blind under that name; stream 0: under none. */
static void
part_cut(struct cut_list *list, const struct missed_part *part,
    struct ingest *ingest, uint32_t stream)
{
	struct event_time from = { part->undated ? INT64_MIN : part->first };
	struct event_time to = { part->undated ? INT64_MAX :
		part->last + SLOT_MS - 1 };
	bool fresh;
	uint64_t *place = table_add(&list->of, stream, &fresh);
	struct cut *cut;

	ingest->inputs[part->input].missed += part->lines;
	if (!part->wanted)
		return;
	if (fresh)
		*place = stream == 0 ? 0 : list->count++;
	cut = &list->at[*place];
	cut->stream = intern_str(&ingest->names, stream);
	if (!cut->missed || from.ms < cut->from.ms)
		cut->from = from;
	if (!cut->missed || to.ms > cut->to.ms)
		cut->to = to;
	cut->missed = true;
	cut->lines += part->lines;
}

/* Does a format read the stream? */
static bool
is_known(const struct ingest *ingest, uint32_t stream)
{
	struct str name = intern_str(&ingest->names, stream), format;

	if (!str_take_until_char(&name, '@', &format))
		format = name;
	if (stream == 0 || scope_misses(format))
		return stream != 0;
	for (size_t i = 0; i < ingest->site->mappings.count; i++)
		if (str_eq(ingest->site->mappings.at[i].name, format))
			return true;
	return false;
}

/* A known stream's lines, wherever they lie. */
static void
streams_judge(const struct missed *missed, struct ingest *ingest,
    struct cut_list *list)
{
	struct table sums;
	bool fresh;

	table_init(&sums);
	for (size_t i = 0; i < missed->count; i++)
		*table_add(&sums, missed->parts[i].stream, &fresh) +=
		    missed->parts[i].lines;
	for (size_t i = 0; i < missed->count; i++) {
		uint32_t stream = missed->parts[i].stream;

		if (is_known(ingest, stream) &&
		    is_many(*table_find(&sums, stream),
		    *table_find(&missed->of_stream, stream)))
			part_cut(list, &missed->parts[i], ingest, stream);
	}
	table_fini(&sums);
}

/* A few lines of text without a stamp or the name of a program. */
static bool
is_no_log(const struct missed_part *parts, size_t count,
    const struct input *input)
{
	return count == 1 && parts->stream == 0 && !parts->dated &&
	    input->lines < FEW_LINES && input->plain_bytes < FEW_BYTES &&
	    input->foreign == input->lines && input->error.len == 0 &&
	    input->flaws[FLAW_NUL] + input->flaws[FLAW_BINARY] +
	    input->flaws[FLAW_UTF8] == 0;
}

/* The other parts of one input: programs that are many by themselves have
 * their name, the rest counts together. */
static void
input_judge(const struct missed_part *parts, size_t count,
    struct ingest *ingest, struct cut_list *list)
{
	uint64_t lines = ingest->inputs[parts->input].lines;
	uint64_t sum = 0, loose = 0;

	ingest->inputs[parts->input].no_log = is_no_log(parts, count,
	    &ingest->inputs[parts->input]);
	if (ingest->inputs[parts->input].no_log)
		return;
	for (size_t i = 0; i < count; i++) {
		bool named = parts[i].stream != 0 &&
		    is_many(parts[i].lines, lines);

		if (is_known(ingest, parts[i].stream))
			continue;
		sum += parts[i].lines;
		loose += named ? 0 : parts[i].lines;
	}
	for (size_t i = 0; i < count && is_many(sum, lines); i++) {
		bool named = parts[i].stream != 0 &&
		    is_many(parts[i].lines, lines);

		if (!is_known(ingest, parts[i].stream) &&
		    (named || is_many(loose, lines)))
			part_cut(list, &parts[i], ingest,
			    named ? parts[i].stream : 0);
	}
}

static int
by_input_then_stream(const void *left, const void *right)
{
	const struct missed_part *a = left, *b = right;

	if (a->input != b->input)
		return a->input < b->input ? -1 : 1;
	return a->stream < b->stream ? -1 : a->stream > b->stream;
}

static int
by_lines(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;

	if (a->lines != b->lines)
		return a->lines > b->lines ? -1 : 1;
	return str_cmp(a->stream, b->stream);
}

static int
by_stream(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;

	return str_cmp(a->stream, b->stream);
}

/* More names than anybody reads are one. */
static void
names_bound(struct cut_list *list)
{
	struct cut *any = &list->at[0];

	if (list->count > 2)
		qsort(list->at + 1, list->count - 1, sizeof *list->at,
		    by_lines);
	for (; list->count > NAMED_MAX + 1; list->count--) {
		const struct cut *least = &list->at[list->count - 1];

		if (!any->missed || least->from.ms < any->from.ms)
			any->from = least->from;
		if (!any->missed || least->to.ms > any->to.ms)
			any->to = least->to;
		any->missed = true;
		any->lines += least->lines;
	}
	if (list->count > 2)
		qsort(list->at + 1, list->count - 1, sizeof *list->at,
		    by_stream);
}

static void
cuts_append(struct ingest *ingest, const struct cut_list *list)
{
	struct cut *all = arena_zero(&ingest->arena,
	    (ingest->cut_count + list->count) * sizeof *all);

	if (ingest->cut_count > 0)
		memcpy(all, ingest->cuts, ingest->cut_count * sizeof *all);
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].missed)
			all[ingest->cut_count++] = list->at[i];
	ingest->cuts = all;
}

void
missed_close(struct missed *missed, struct ingest *ingest)
{
	struct cut_list list = { mem_zero((missed->count + 1) *
	    sizeof *list.at), 1, { 0 } };
	size_t from = 0, to;

	table_init(&list.of);
	if (missed->count > 0)
		qsort(missed->parts, missed->count, sizeof *missed->parts,
		    by_input_then_stream);
	for (; from < missed->count; from = to) {
		to = from;
		while (to < missed->count &&
		    missed->parts[to].input == missed->parts[from].input)
			to++;
		input_judge(&missed->parts[from], to - from, ingest, &list);
	}
	streams_judge(missed, ingest, &list);
	plan_missed_tell(ingest->plan);
	names_bound(&list);
	cuts_append(ingest, &list);
	ingest->totals.missed = missed->lines;
	table_fini(&list.of);
	table_fini(&missed->index);
	table_fini(&missed->of_stream);
	free(missed->parts);
	free(list.at);
}
