#include "app/doubt.h"

#include <stdlib.h>

enum { CLOCKS_TOLD = 20 };	/* one by one; the others are counted */

static const char *const notes[YEAR_SOURCES] = {
	[YEAR_FROM_SITE] = "note.year_site",
	[YEAR_FROM_LINES] = "note.year_lines",
	[YEAR_NEAR] = "note.year_near",
	[YEAR_RIVAL] = "note.year_rival",
	[YEAR_FOLDED] = "note.year_folded",
	[YEAR_FROM_MTIME] = "note.year_mtime",
	[YEAR_UNKNOWN] = "note.year_unknown",
};

static const char *const statements[YEAR_SOURCES] = {
	[YEAR_NEAR] = "q9.year_near",
	[YEAR_RIVAL] = "q9.year_rival",
	[YEAR_FOLDED] = "q9.year_folded",
	[YEAR_FROM_MTIME] = "q9.year_mtime",
	[YEAR_UNKNOWN] = "q9.year_unknown",
};

static int
year_at(struct event_time time)
{
	int year, month, day;

	clock_date(time.ms / DAY_MS, &year, &month, &day);
	return year;
}

/* One note for each way in which years were told. */
static void
note_of(const struct ingest *ingest, enum year_source source,
    struct answers *answers)
{
	const struct years *years = &ingest->years;
	int least = 0, most = 0;
	struct str text;

	for (size_t i = 0; i < years->count; i++) {
		const struct year_clock *c = &years->clocks[i];

		if (c->lines == 0 || c->source != source)
			continue;
		if (least == 0 || year_at(c->first) < least)
			least = year_at(c->first);
		if (year_at(c->last) > most)
			most = year_at(c->last);
	}
	if (most == 0)
		return;
	text = arena_printf(&answers->arena, least < most ? "%d\xe2\x80\x93%d" :
	    "%d", least, most);
	statement_text(answers, note_add(answers, notes[source]), "year",
	    text);
}

void
doubt_notes(const struct ingest *ingest, struct answers *answers)
{
	for (int source = YEAR_NOT_NEEDED + 1; source < YEAR_SOURCES; source++)
		note_of(ingest, (enum year_source)source, answers);
}

/* ---- clocks in doubt ---- */

struct doubtful {
	const struct year_clock **at;
	size_t			  count;
};

static int
by_host(const void *left, const void *right, void *names)
{
	const struct year_clock *a = *(const struct year_clock *const *)left;
	const struct year_clock *b = *(const struct year_clock *const *)right;
	int order = str_cmp(intern_str(names, a->host),
	    intern_str(names, b->host));

	return order != 0 ? order : a->sources < b->sources ? -1 :
	    a->sources > b->sources;
}

static struct doubtful
doubtful_of(struct ingest *ingest)
{
	const struct years *years = &ingest->years;
	struct doubtful list = {
		mem_new((years->count + 1) * sizeof *list.at), 0 };

	for (size_t i = 0; i < years->count; i++)
		if (years->clocks[i].lines > 0 &&
		    year_is_doubtful(years->clocks[i].source))
			list.at[list.count++] = &years->clocks[i];
	if (list.count > 0)
		qsort_r(list.at, list.count, sizeof *list.at, by_host,
		    &ingest->names);
	return list;
}

static void
statement_year(struct answers *answers, struct statement *st,
    const char *name, int year)
{
	statement_text(answers, st, name, arena_printf(&answers->arena, "%d",
	    year));
}

static void
clocks_tell(const struct ingest *ingest, const struct doubtful *list,
    struct answers *answers)
{
	uint64_t lines = 0, others = 0;
	struct statement *st;

	for (size_t i = 0; i < list->count; i++) {
		const struct year_clock *c = list->at[i];

		lines += c->lines;
		if (i >= CLOCKS_TOLD) {
			others += c->lines;
			continue;
		}
		st = statement_add(answers, Q9, statements[c->source],
		    GRADE_UNKNOWABLE);
		statement_count(st, "count", c->lines);
		statement_text(answers, st, "host",
		    intern_str(&ingest->names, c->host));
		statement_year(answers, st, "year", c->source == YEAR_UNKNOWN
		    ? CLOCK_LEAP_YEAR : c->year);
		if (c->source == YEAR_RIVAL)
			statement_year(answers, st, "other", c->rival);
	}
	if (others > 0)
		statement_count(statement_add(answers, Q9, "q9.year_others",
		    GRADE_UNKNOWABLE), "count", others);
	if (lines > 0)
		statement_count(statement_add(answers, Q1, "q1.year_doubt",
		    GRADE_UNKNOWABLE), "count", lines);
}

/* ---- holes ---- */

/* The hole of a stream: its number + 1 by the stream's name. */
struct stream_holes {
	struct table of;	/* stream -> hole + 1 */
};

static bool
is_in_doubt(struct ingest *ingest, uint32_t stream)
{
	const struct plan *plan = ingest->plan;
	const struct year_clock *clock;
	struct year_origin at = { 0 };

	for (; at.file < plan->found.count; at.file++)
		for (at.member = 0; at.member <=
		    plan->members[at.file].count; at.member++) {
			clock = years_clock(&ingest->years, stream, at);
			if (clock->lines > 0 &&
			    year_is_doubtful(clock->source))
				return true;
			if (!ingest->years.by_file)
				return false;
		}
	return false;
}

static void
holes_make(struct ingest *ingest, struct answers *answers,
    struct stream_holes *holes)
{
	for (size_t i = 0; i < answers->coverage_count; i++) {
		const struct coverage *c = &answers->coverage[i];
		uint32_t stream = intern_find(&ingest->names, c->stream);
		struct event_time end = { c->first_hour.ms +
			(int64_t)c->hours * HOUR_MS };
		bool fresh;

		if (c->hours == 0 || !is_in_doubt(ingest, stream))
			continue;
		*table_add(&holes->of, stream, &fresh) = 1 + hole_add(answers,
		    c->stream, c->first_hour, end, "hole.year",
		    1u << Q1 | 1u << Q3 | 1u << Q4 | 1u << Q5 | 1u << Q6);
	}
}

void
doubt_weaken(struct answers *answers, struct figure *figure, uint32_t hole)
{
	uint32_t *at;

	for (size_t i = 0; i < figure->hole_count; i++)
		if (figure->holes[i] == hole)
			return;
	at = arena_take(&answers->arena,
	    (figure->hole_count + 1) * sizeof *at);
	if (figure->hole_count > 0)
		memcpy(at, figure->holes, figure->hole_count * sizeof *at);
	at[figure->hole_count++] = hole;
	figure->holes = at;
}

static void
figures_weaken(const struct ingest *ingest, struct answers *answers,
    const struct stream_holes *holes)
{
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t f = 0; f < answers->answer[q].figure_count; f++) {
			struct figure *figure = &answers->answer[q].figures[f];

			for (size_t p = 0; p < figure->proofs.count; p++) {
				const struct proof *proof =
				    &answers->proofs[figure->proofs.at[p]];
				const uint64_t *hole = table_find(&holes->of,
				    intern_find(&ingest->names, proof->stream));

				if (hole != NULL)
					doubt_weaken(answers, figure,
					    (uint32_t)*hole - 1);
			}
		}
}

void
doubt_answer(struct ingest *ingest, struct answers *answers)
{
	struct doubtful list = doubtful_of(ingest);
	struct stream_holes holes;

	table_init(&holes.of);
	clocks_tell(ingest, &list, answers);
	if (list.count > 0)
		holes_make(ingest, answers, &holes);
	if (holes.of.used > 0)
		figures_weaken(ingest, answers, &holes);
	table_fini(&holes.of);
	free(list.at);
	doubled_answer(ingest, answers);
}

/* ---- clocks that are apart ---- */

static int64_t
distance(int64_t ms)
{
	return ms < 0 ? -ms : ms;
}

/* A clock that was compared with another. */
static void
clock_tell(const struct ingest *ingest, const struct clock *clock,
    struct answers *answers)
{
	bool ahead = clock->ahead_ms > 0;
	int64_t spread = clock->spread_ms;
	struct statement *st;

	if (clock->stream == clock->by)
		return;
	if (clock->off)
		st = statement_add(answers, Q9,
		    clock->told && ahead ? "q9.clock_disputed_ahead" :
		    clock->told ? "q9.clock_disputed_behind" :
		    ahead ? "q9.clock_ahead" : "q9.clock_behind",
		    clock->told ? GRADE_POSSIBLE : GRADE_PROBABLE);
	else
		st = note_add(answers, "note.clocks_agree");
	statement_text(answers, st, "stream",
	    intern_str(&ingest->names, clock->stream));
	statement_text(answers, st, "by",
	    intern_str(&ingest->names, clock->by));
	if (clock->off)
		statement_duration(st, "offset", distance(clock->ahead_ms));
	else
		spread += distance(clock->ahead_ms);
	statement_duration(st, "spread", spread);
	statement_count(st, "accounts", clock->accounts);
}

/* Streams that go by what their host's others tell, and those the site file
 * tells of. */
static void
others_tell(const struct ingest *ingest, struct answers *answers)
{
	size_t told = 0, count = 0;

	for (size_t i = 0; i < ingest->stream_count; i++) {
		uint32_t stream = ingest->streams[i].stream;
		struct clock clock;
		struct statement *st;

		told += clocks_is_told(&ingest->clocks, stream);
		if (!clocks_find(&ingest->clocks, stream, &clock) ||
		    clock.stream == stream || count++ >= CLOCKS_TOLD)
			continue;
		st = statement_add(answers, Q9, "q9.clock_host",
		    GRADE_POSSIBLE);
		statement_text(answers, st, "stream",
		    intern_str(&ingest->names, stream));
		statement_text(answers, st, "other",
		    intern_str(&ingest->names, clock.stream));
	}
	if (told > 0)
		statement_count(note_add(answers, "note.clock_site"), "count",
		    told);
}

static int64_t
spread_of(const struct ingest *ingest, const struct proof *proof)
{
	struct clock clock;

	return clocks_find(&ingest->clocks, intern_find(&ingest->names,
	    proof->stream), &clock) && !clock.told ? clock.spread_ms : 0;
}

void
doubt_clocks(const struct ingest *ingest, struct answers *answers)
{
	const struct clock_list *clocks = &ingest->clocks.list;
	int64_t spread = 0;
	uint64_t count = 0;
	struct statement *st;

	for (size_t i = 0; i < clocks->count; i++)
		clock_tell(ingest, &clocks->at[i], answers);
	others_tell(ingest, answers);
	for (size_t i = 0; i < answers->proof_count &&
	    ingest->clocks.apart; i++) {
		struct proof *proof = &answers->proofs[i];

		proof->ahead_ms = clocks_ahead_in(&ingest->clocks,
		    proof->stream, ingest->inputs[proof->input].path);
		count += proof->ahead_ms != 0;
		if (proof->ahead_ms != 0 && spread_of(ingest, proof) > spread)
			spread = spread_of(ingest, proof);
	}
	if (count == 0)
		return;
	st = statement_add(answers, Q1, spread > 0 ? "q1.clock_off" :
	    "q1.clock_told", GRADE_PROBABLE);
	statement_count(st, "count", count);
	if (spread > 0)
		statement_duration(st, "spread", spread);
}
