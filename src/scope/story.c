/* story: what happened, from when to when (Q1). */
#include "scope/ledger.h"

#include <string.h>

/* First and last instant of the sessions up to a grade. */
struct span { bool any; struct event_time from, to; };

static struct span
span_of(const struct scope *s, enum grade worst)
{
	struct span span = { 0 };

	for (size_t i = 0; i < s->out->verdict_count; i++) {
		const struct verdict *v = &s->out->verdicts[i];

		if (v->grade > worst)
			continue;
		if (!span.any || v->start.ms < span.from.ms)
			span.from = v->start;
		if (!span.any || v->end.ms > span.to.ms)
			span.to = v->end;
		span.any = true;
	}
	return span;
}

static int64_t
minutes(struct span span)
{
	return span.any ? (span.to.ms - span.from.ms) / 60000 : 0;
}

static void
span_tell(struct scope *s)
{
	struct span sure = span_of(s, GRADE_CONFIRMED);
	struct span all = span_of(s, GRADE_POSSIBLE);
	struct span told = sure.any ? sure : all;
	struct statement *st = statement_add(s->out, Q1, "q1.span",
	    sure.any ? GRADE_CONFIRMED : GRADE_PROBABLE);
	struct figure *f;

	statement_time(st, "start", told.from);
	statement_time(st, "end", told.to);
	statement_duration(st, "dwell", told.to.ms - told.from.ms);
	f = figure_add(s->out, Q1, "figure.dwell_minutes", "minute", STR(""));
	f->at_least = (uint64_t)minutes(sure);
	f->at_most = (uint64_t)minutes(all) + (minutes(all) > 0);
	f->grade = st->grade;
	f->proofs = s->proven;
	gaps_weaken(s, f);
}

static bool
is_log_gap(const struct finding *f)
{
	return f->stream != 0;
}

/* The first attempt, and the moment at which a watcher would have seen. */
static void
first_tell(struct scope *s)
{
	const struct finding_list *list = s->in.findings;
	const struct finding *first = NULL, *seen = NULL;
	struct statement *st;

	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->at[i];

		if (!s->in.incident->relevant[i] || is_log_gap(f))
			continue;
		if (first == NULL || f->first.ms < first->first.ms)
			first = f;
		if (seen == NULL || f->last.ms < seen->last.ms)
			seen = f;
	}
	if (first == NULL)
		return;
	st = statement_add(s->out, Q1, "q1.first_try", GRADE_CONFIRMED);
	statement_time(st, "time", first->first);
	st = statement_add(s->out, Q1, "q1.first_seen", GRADE_CONFIRMED);
	statement_time(st, "time", seen->last);
}

static const char *
finding_key(struct scope *s, const struct finding *f)
{
	return arena_printf(&s->out->arena, "finding.%s", f->name).at;
}

static const char *
said_of(const struct finding *f)
{
	static const char *const bases[BASIS_COUNT] = {
		[BASIS_COUNTRY] = "q1.finding.country",
		[BASIS_COUNTRY_AND_OPERATOR] = "q1.finding.country_operator",
		[BASIS_COUNTRY_ALONE] = "q1.finding.country_alone",
		[BASIS_TRAVEL] = "q1.finding.travel",
	};

	if (bases[f->basis] != NULL && f->user != 0 && f->place != 0)
		return bases[f->basis];
	return f->user != 0 && f->place != 0 ? "q1.finding.both"
	    : f->user != 0 ? "q1.finding.account" : "q1.finding.network";
}

/* The place and the operator are asked of the tables again. */
static void
basis_tell(struct scope *s, const struct finding *f, struct statement *st)
{
	struct location at = location_of(&s->in.site->locations,
	    name_of(s, f->src));
	char text[LOCATION_TEXT];

	if (f->basis == BASIS_TRAVEL) {
		statement_text(s->out, st, "other", name_of(s, f->other));
		statement_count(st, "km", f->km);
		statement_count(st, "kmh", f->kmh);
		return;
	}
	statement_text(s->out, st, "place", location_place_text(&at, text));
	if (f->basis != BASIS_COUNTRY)
		statement_text(s->out, st, "as", location_as_text(&at, text));
}

static struct proof_list
lines_keep(struct scope *s, size_t finding)
{
	return s->out->finding_lines[finding] = proof_set_keep(s->out,
	    &s->finding_proofs[finding]);
}

static void
findings_tell(struct scope *s)
{
	const struct finding_list *list = s->in.findings;

	for (size_t i = 0; i < list->count; i++) {
		const struct finding *f = &list->at[i];
		struct statement *st;

		if (!s->in.incident->relevant[i] || is_log_gap(f))
			continue;
		st = statement_add(s->out, Q1, said_of(f), f->strength);
		statement_key(st, "finding", finding_key(s, f));
		statement_text(s->out, st, "account", name_of(s, f->user));
		statement_text(s->out, st, "network", name_of(s, f->place));
		if (f->basis == BASIS_NETWORKS) {
			statement_count(st, "accounts", f->accounts);
			statement_count(st, "count", f->count);
		} else {
			basis_tell(s, f, st);
		}
		statement_time(st, "start", f->first);
		statement_time(st, "end", f->last);
		st->proofs = lines_keep(s, i);
	}
}

/* The first lines of the findings of that name outside of the incident. */
static struct proof_list
rest_lines(struct scope *s, size_t first)
{
	struct proof_set lines = { 0 };

	for (size_t i = first; i < s->in.findings->count &&
	    lines.count < FINDING_LINES; i++) {
		const struct proof_list *of = &s->out->finding_lines[i];

		if (s->in.incident->relevant[i] ||
		    strcmp(s->in.findings->at[i].name,
		    s->in.findings->at[first].name) != 0)
			continue;
		for (size_t n = 0; n < of->count &&
		    lines.count < FINDING_LINES; n++)
			proof_set_add(&lines, of->at[n]);
	}
	return proof_set_keep(s->out, &lines);
}

/* Findings that no incident explains: a traveller, a new telephone, noise. */
static void
rest_tell(struct scope *s)
{
	struct table counts;
	bool fresh;

	table_init(&counts);
	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];

		if (s->in.incident->relevant[i])
			continue;
		++*table_add(&counts, str_hash(str_from(f->name)), &fresh);
		lines_keep(s, i);
	}
	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];
		uint64_t *count = table_find(&counts,
		    str_hash(str_from(f->name)));
		struct statement *st;

		if (count == NULL || *count == 0)
			continue;
		st = statement_add(s->out, Q1, "q1.rest", GRADE_POSSIBLE);
		statement_key(st, "finding", finding_key(s, f));
		statement_count(st, "count", *count);
		st->proofs = rest_lines(s, i);
		*count = 0;
	}
	table_fini(&counts);
}

void
story_answer(struct scope *s)
{
	struct statement *st;

	if (span_of(s, GRADE_POSSIBLE).any) {
		span_tell(s);
		first_tell(s);
		findings_tell(s);
	} else if (s->out->to.ms == 0) {
		statement_add(s->out, Q1, "q1.no_events", GRADE_UNKNOWABLE);
	} else {
		st = statement_add(s->out, Q1, "q1.none", GRADE_UNKNOWABLE);
		statement_time(st, "start", s->out->from);
		statement_time(st, "end", s->out->to);
	}
	rest_tell(s);
}
