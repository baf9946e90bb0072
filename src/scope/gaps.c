/* gaps: sources that say nothing for some time: they fell silent, begin late,
 * were cut off because an input could not be read to its end, spoke and were
 * not understood, or are mapped without records.
 *
 * What such a source would have capped is not capped.  One of the last three
 * held lines that say what nobody knows, so there figures are opened of which
 * no line was seen, too: nothing says that they are nothing. */
#include "scope/sources.h"

#include <string.h>

/* Does the source write in most hours of its time?  Of one that seldom
 * writes, a late beginning tells nothing. */
static bool
is_dense(const struct coverage *cover)
{
	size_t spoken = 0;

	for (size_t h = 0; h < cover->hours; h++)
		spoken += cover->cells[h] != COVER_NONE;
	return cover->hours > 0 && spoken * 2 > cover->hours;
}

/* Sources whose first line is later than the first trace of theirs: rotated
 * away, or not switched on yet. */
static void
late_holes(struct scope *s)
{
	struct event_time first = s->account_count > 0 ? s->accounts[0].taken :
	    (struct event_time){ INT64_MAX };

	for (size_t i = 0; i < s->in.findings->count; i++)
		if (s->in.incident->relevant[i] &&
		    s->in.findings->at[i].stream == 0 &&
		    s->in.findings->at[i].first.ms < first.ms)
			first = s->in.findings->at[i].first;
	for (size_t c = 0; c < s->out->coverage_count; c++) {
		const struct coverage *cover = &s->out->coverage[c];

		if (first.ms == INT64_MAX || !is_dense(cover) ||
		    cover->first_hour.ms - first.ms < HOUR_MS)
			continue;
		hole_add(s->out, cover->stream, first, (struct event_time){
			cover->first_hour.ms - 1 }, "hole.before",
		    sources_hurt(sources_of_stream(s, cover->stream)));
	}
}

static void
silent_holes(struct scope *s)
{
	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];
		struct str stream = name_of(s, f->stream);

		if (f->stream != 0)
			hole_add(s->out, stream, f->first, f->last,
			    "hole.silent",
			    sources_hurt(sources_of_stream(s, stream)));
	}
}

/* Lines may go on in another input meanwhile: that they are all is not known. */
static bool
has_lines(const struct scope *s, const struct cut *cut)
{
	for (size_t c = 0; c < s->out->coverage_count; c++) {
		const struct coverage *cover = &s->out->coverage[c];
		int64_t ms = cover->first_hour.ms;

		if (!str_eq(cover->stream, cut->stream))
			continue;
		for (size_t h = 0; h < cover->hours; h++, ms += HOUR_MS)
			if (cover->lines[h] > 0 && ms > cut->from.ms &&
			    ms <= cut->to.ms)
				return true;
	}
	return false;
}

/* What a hole's source tells.  Lines that nobody understood are of any source,
 * unless a format knows their program, or they were its own but damaged. */
static struct told
told_of(const struct scope *s, struct str stream, bool missed)
{
	struct told told = sources_of_stream(s, stream);

	if (missed && told.tallies == 0 && !told.sign_ins)
		told = sources_of_stream(s, STR(""));
	return told;
}

/* Each question that some figure of the source answers. */
static uint16_t
cut_hurts(struct told told)
{
	uint16_t hurts = told.sign_ins ? HURTS(Q1) | HURTS(Q2) | HURTS(Q3) : 0;

	for (int kind = 0; kind < T_COUNT; kind++)
		if (told.tallies >> kind & 1)
			hurts |= HURTS(tally_question((enum tally_kind)kind));
	return hurts;
}

static void
cut_holes(struct scope *s)
{
	static const char *const whys[2][2] = {
		{ "hole.cut", "hole.cut_any" },
		{ "hole.missed", "hole.missed_any" },
	};

	for (size_t i = 0; i < s->in.cut_count; i++) {
		const struct cut *cut = &s->in.cuts[i];
		struct told told = told_of(s, cut->stream, cut->missed);
		uint32_t hole = hole_add(s->out, cut->stream, cut->from,
		    cut->to, whys[cut->missed][cut->stream.len == 0],
		    cut_hurts(told));

		s->out->holes[hole].partial = has_lines(s, cut);
		if (told.sign_ins)
			hole_ref_add(&s->blind_sign_ins, hole);
	}
}

void
gaps_open(struct scope *s)
{
	late_holes(s);
	silent_holes(s);
	cut_holes(s);
}

/* The time in which they were inside, at most. */
static bool
is_inside(const struct scope *s, const struct hole *hole)
{
	for (size_t i = 0; i < s->account_count; i++)
		if (s->accounts[i].taken.ms <= hole->to.ms &&
		    hole->from.ms <= s->out->to.ms)
			return true;
	return false;
}

/* Rows of the database count while they were in an application. */
static bool
is_in_window(const struct scope *s, const struct hole *hole)
{
	for (size_t i = 0; i < s->window_count; i++)
		if (hole->from.ms <= s->windows[i].to.ms &&
		    s->windows[i].from.ms <= hole->to.ms)
			return true;
	return false;
}

static void
subject_open(struct scope *s, int kind, uint32_t subject, uint32_t hole)
{
	tally_unknown(tally_of(&s->tallies, (enum tally_kind)kind, subject),
	    hole);
}

/* A figure of each subject there is, though no line of it was seen; where the
 * subjects are not known, registers and relations, or nobody is known to have
 * been reached, one of all. */
static void
kind_open(struct scope *s, int kind, uint32_t hole)
{
	const uint32_t without = s->account_count == 0 ? ~0u :
	    APPLICATION_TALLIES | 1u << T_DB_ROWS | 1u << T_SQL_ROWS;

	if (kind == T_WEB_BYTES && s->address_count > 0)
		for (size_t i = 0; i < s->address_count; i++)
			subject_open(s, kind, s->addresses[i].src, hole);
	else if (!(without >> kind & 1))
		for (size_t i = 0; i < s->account_count; i++)
			subject_open(s, kind, s->accounts[i].user, hole);
	else if (!tallies_have(&s->tallies, (enum tally_kind)kind))
		subject_open(s, kind, 0, hole);
}

static bool
is_cut(const struct hole *hole)
{
	return strcmp(hole->why, "hole.cut") == 0 ||
	    strcmp(hole->why, "hole.cut_any") == 0;
}

static bool
is_missed(const struct hole *hole)
{
	return strcmp(hole->why, "hole.missed") == 0 ||
	    strcmp(hole->why, "hole.missed_any") == 0;
}

static bool
is_recordless(const struct hole *hole)
{
	return strcmp(hole->why, "hole.no_records") == 0;
}

static void
gap_uncap(struct scope *s, uint32_t number)
{
	const struct hole *hole = &s->out->holes[number];
	bool missed = is_missed(hole);
	bool unseen = missed || is_cut(hole) || is_recordless(hole);
	struct told told = told_of(s, hole->stream, missed);

	if (!is_in_window(s, hole) && !(unseen && told.sign_ins))
		told.tallies &= ~(1u << T_DB_ROWS);
	for (int kind = 0; unseen && kind < T_COUNT; kind++)
		if (told.tallies >> kind & 1)
			kind_open(s, kind, number);
	for (size_t i = 0; i < s->tallies.count; i++)
		if (told.tallies >> s->tallies.at[i].kind & 1)
			tally_unknown(&s->tallies.at[i], number);
}

void
gaps_uncap(struct scope *s)
{
	for (uint32_t h = 0; h < s->out->hole_count; h++) {
		const struct hole *hole = &s->out->holes[h];

		/* Lines that were not understood may show that they came
		 * before all that was: their time caps nothing.  Nor does
		 * any, where nobody is known to have come. */
		if (is_missed(hole) ||
		    (is_cut(hole) && s->account_count == 0) ||
		    ((is_cut(hole) || is_recordless(hole) ||
		    strcmp(hole->why, "hole.silent") == 0 ||
		    strcmp(hole->why, "hole.before") == 0) &&
		    is_inside(s, hole)))
			gap_uncap(s, h);
	}
}

bool
gaps_hide(const struct scope *s)
{
	for (size_t h = 0; h < s->out->hole_count; h++)
		if (is_cut(&s->out->holes[h]) || is_missed(&s->out->holes[h]))
			return true;
	return false;
}

void
gaps_weaken(const struct scope *s, struct figure *f)
{
	const struct hole_ref *holes = &s->blind_sign_ins;

	if (holes->count == 0)
		return;
	f->at_most = AT_MOST_UNKNOWN;
	f->holes = arena_take(&s->out->arena, holes->count * sizeof *f->holes);
	memcpy(f->holes, holes->at, holes->count * sizeof *f->holes);
	f->hole_count = holes->count;
}
