/* story: what happened, from when to when (Q1). */
#include "scope/ledger.h"

#include <string.h>

/* From the first line to the last of the sessions up to a grade.  Of one that
 * no sign-out ended nobody knows when it did: by `end` at the latest, or, if
 * the logs end before that, not at all. */
struct span {
	uint64_t	  sessions, running;
	struct event_time from, to, end;
};

static struct span
span_of(const struct scope *s, enum grade worst)
{
	struct span span = { 0 };

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		int64_t end = session->last.ms + (session->ended ==
		    ENDED_LOGOUT ? 0 : s->in.site->idle_ms);

		if (s->in.incident->judged[n].grade > worst ||
		    s->in.incident->judged[n].why == WHY_UNDECIDED)
			continue;
		if (span.sessions == 0 || session->start.ms < span.from.ms)
			span.from = session->start;
		if (span.sessions == 0 || session->last.ms > span.to.ms)
			span.to = session->last;
		if (span.sessions == 0 || end > span.end.ms)
			span.end.ms = end;
		span.sessions++;
		span.running += session->ended == ENDED_SOURCE;
	}
	return span;
}

/* Stamps count seconds, so that no stay took no time at all. */
static void
dwell_tell(struct scope *s, enum grade best, struct span sure, struct span all)
{
	struct figure *f = figure_add(s->out, Q1, "figure.dwell_minutes",
	    "minute", STR(""));

	f->at_least = (uint64_t)(sure.to.ms - sure.from.ms) / MINUTE_MS;
	f->at_most = all.running > 0 ? AT_MOST_UNKNOWN
	    : (uint64_t)(all.end.ms - all.from.ms) / MINUTE_MS + 1;
	f->grade = best;
	f->proofs = s->proven;
	gaps_weaken(s, f);
}

static struct statement *
times_tell(struct scope *s, const char *key, enum grade grade,
    struct span span)
{
	struct statement *st = statement_add(s->out, Q1, key, grade);

	statement_time(st, "start", span.from);
	statement_time(st, "end", span.to);
	return st;
}

/* The grade of the surest session; EXCLUDED: none is theirs. */
static enum grade
best_grade(const struct scope *s)
{
	enum grade best = GRADE_CONFIRMED;

	while (best < GRADE_EXCLUDED && span_of(s, best).sessions == 0)
		best++;
	return best;
}

static void
span_tell(struct scope *s, enum grade grade, struct span told,
    struct span all)
{
	bool moment = told.from.ms == told.to.ms;

	statement_duration(times_tell(s, moment ? "q1.span_moment" : "q1.span",
	    grade, told), "dwell", told.to.ms - told.from.ms);
	if (all.from.ms < told.from.ms || all.to.ms > told.to.ms)
		times_tell(s, "q1.span_wider", GRADE_POSSIBLE, all);
	if (all.running > 0)
		statement_count(statement_add(s->out, Q1, "q1.running",
		    GRADE_POSSIBLE), "count", all.running);
}

static bool
is_log_gap(const struct finding *f)
{
	return f->stream != 0;
}

static const char *
finding_key(struct scope *s, const struct finding *f)
{
	return arena_printf(&s->out->arena, "finding.%s", f->name).at;
}

/* Does x come before y by its beginning or, `fired`, by when it could be
 * seen; of two at once the one that was seen first, then the surer? */
static bool
is_sooner(const struct finding *x, const struct finding *y, bool fired)
{
	if (!fired && x->first.ms != y->first.ms)
		return x->first.ms < y->first.ms;
	return x->fired.ms != y->fired.ms ? x->fired.ms < y->fired.ms
	    : x->strength < y->strength;
}

/* That it is the intruder's: by itself, or by the session it is of. */
static enum grade
grade_of(const struct scope *s, const struct finding *f)
{
	enum grade session = f->session == 0 ? GRADE_EXCLUDED
	    : (enum grade)s->in.incident->judged[f->session - 1].grade;

	return f->mark == MARK_NONE && session < f->strength ? session
	    : f->strength;
}

/* The first finding of the incident that is no weaker than a grade, or
 * NULL. */
static const struct finding *
finding_first(const struct scope *s, bool fired, enum grade weakest)
{
	const struct finding *first = NULL;

	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];

		if (s->in.incident->relevant[i] && !is_log_gap(f) &&
		    f->strength <= weakest &&
		    (first == NULL || is_sooner(f, first, fired)))
			first = f;
	}
	return first;
}

/* Its lines up to a time. */
static struct proof_list
lines_until(struct scope *s, const struct finding *f, struct event_time time)
{
	const struct proof_set *all = &s->finding_proofs[f -
	    s->in.findings->at];
	struct proof_set lines = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (s->out->proofs[all->at[i]].time.ms <= time.ms)
			proof_set_add(&lines, all->at[i]);
	return proof_set_keep(s->out, &lines);
}

/* A finding rests on lines up to its own time, so that is when a watcher
 * would have seen it: before the entry, at it, or after. */
static void
seen_tell(struct scope *s, const struct finding *f, struct event_time entry)
{
	int64_t lag = f->fired.ms - entry.ms;
	struct statement *st = statement_add(s->out, Q1, lag < 0
	    ? "q1.seen.before" : lag == 0 ? "q1.seen.at" : "q1.seen.after",
	    f->strength);

	statement_key(st, "finding", finding_key(s, f));
	statement_time(st, "time", f->fired);
	statement_duration(st, "lag", lag < 0 ? -lag : lag);
	st->proofs = lines_until(s, f, f->fired);
}

/* From the first sign to the entry, and when it could be seen.  When it was,
 * no log says. */
static void
first_tell(struct scope *s, enum grade grade, struct event_time entry)
{
	const struct finding *first = finding_first(s, false, GRADE_POSSIBLE);
	const struct finding *seen = finding_first(s, true, GRADE_POSSIBLE);
	const struct finding *sure = finding_first(s, true, GRADE_PROBABLE);
	struct statement *st;

	if (first != NULL && first->first.ms < entry.ms) {
		st = statement_add(s->out, Q1, "q1.first_sign",
		    grade_of(s, first));
		statement_key(st, "finding", finding_key(s, first));
		statement_time(st, "time", first->first);
		statement_duration(st, "lead", entry.ms - first->first.ms);
		st->proofs = lines_until(s, first, first->first);
	} else {
		st = statement_add(s->out, Q1, "q1.first_sign_entry", grade);
		statement_time(st, "time", entry);
	}
	if (seen != NULL)
		seen_tell(s, seen, entry);
	if (sure != NULL && sure != seen && seen->strength > sure->strength)
		seen_tell(s, sure, entry);
	statement_add(s->out, Q1, "q1.noticed", GRADE_UNKNOWABLE);
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

	if (strcmp(f->name, "guessing") == 0)
		return f->accounts > 1 ? "q1.finding.guessing"
		    : "q1.finding.guessing_one";
	if (strcmp(f->name, "mail_to_record") == 0)
		return "q1.finding.mail_to_record";
	if (bases[f->basis] != NULL && f->user != 0 && f->place != 0)
		return bases[f->basis];
	if (is_log_gap(f))
		return "q1.finding.gap";
	if (f->user == 0)
		return "q1.finding.network";
	if (f->place == 0)
		return f->count > 1 ? "q1.finding.account"
		    : "q1.finding.account_once";
	return f->count > 1 ? "q1.finding.both" : "q1.finding.both_once";
}

/* What a finding counts; most count the lines they rest on. */
static const char *
counted_of(const struct finding *f)
{
	static const struct { const char *name, *key; } counted[] = {
		{ "brute_force", "counted.refusals" },
		{ "bulk_export", "counted.rows" },
		{ "log_gap", "counted.hours" },
		{ "mailbox_copy", "counted.messages" },
		{ "many_networks", "counted.refusals" },
		{ "mass_read", "counted.bodies" },
		{ "mfa_sweep", "counted.clients" },
		{ "password_spray", "counted.refusals" },
		{ "record_walk", "counted.records" },
		{ "shared_account", "counted.turns" },
		{ "stolen_cookie", "counted.pages" },
		{ "stolen_token", "counted.moves" },
	};

	if (strcmp(f->name, "mass_read") == 0 && f->kinds == KIND_BIT(K_RECORD))
		return "counted.rows";
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		if (strcmp(f->name, counted[i].name) == 0)
			return counted[i].key;
	return "counted.lines";
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

/* What somebody decided about it. */
static void
mark_tell(struct scope *s, const struct finding *f, struct statement *st)
{
	char digits[MARK_DIGITS + 1];
	const struct mark *mark = s->in.marks == NULL ? NULL
	    : marks_find(s->in.marks, finding_name(f, s->in.names, digits));

	if (f->mark == MARK_NONE || mark == NULL)
		return;
	st->mark = mark->truth ? "true" : "false";
	st->reason = arena_str(&s->out->arena, mark->reason);
	st->author = arena_str(&s->out->arena, mark->author);
}

static void
finding_tell(struct scope *s, const struct finding *f, size_t number)
{
	struct statement *st = statement_add(s->out, Q1, said_of(f),
	    grade_of(s, f));

	statement_key(st, "finding", finding_key(s, f));
	statement_text(s->out, st, "account", name_of(s, f->user));
	statement_text(s->out, st, "network", name_of(s, is_log_gap(f)
	    ? f->stream : f->place));
	if (strcmp(f->name, "guessing") == 0) {
		statement_count(st, "count", f->count - (f->count > 0));
		statement_count(st, "own", f->own);
	} else if (f->basis == BASIS_NETWORKS) {
		statement_count(st, "accounts", f->accounts);
		statement_count(st, "count", f->count);
		statement_key(st, "unit", counted_of(f));
	} else {
		basis_tell(s, f, st);
	}
	statement_time(st, "start", f->first);
	statement_time(st, "end", f->last);
	st->proofs = lines_keep(s, number);
	mark_tell(s, f, st);
}

static bool
is_rest(const struct scope *s, size_t number)
{
	return !s->in.incident->relevant[number] &&
	    s->in.findings->at[number].mark == MARK_NONE;
}

/* Those of the incident, and those that somebody decided about: a false one
 * is of no incident.  Without an incident, if they are few, all of them. */
static void
findings_tell(struct scope *s, bool all)
{
	const struct finding_list *list = s->in.findings;

	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].mark != MARK_NONE || (all && is_rest(s, i)) ||
		    (s->in.incident->relevant[i] && !is_log_gap(&list->at[i])))
			finding_tell(s, &list->at[i], i);
}

/* The first lines of the findings of that name outside of the incident. */
static struct proof_list
rest_lines(struct scope *s, size_t first)
{
	struct proof_set lines = { 0 };

	for (size_t i = first; i < s->in.findings->count &&
	    lines.count < FINDING_LINES; i++) {
		const struct proof_list *of = &s->out->finding_lines[i];

		if (!is_rest(s, i) || strcmp(s->in.findings->at[i].name,
		    s->in.findings->at[first].name) != 0)
			continue;
		for (size_t n = 0; n < of->count &&
		    lines.count < FINDING_LINES; n++)
			proof_set_add(&lines, of->at[n]);
	}
	return proof_set_keep(s->out, &lines);
}

/* Findings that no incident explains: a traveller, a new telephone, noise.
 * How many of each name. */
static void
rest_tell(struct scope *s, const char *key)
{
	const struct finding_list *list = s->in.findings;
	uint64_t *count;
	struct table counts;
	bool fresh;

	table_init(&counts);
	for (size_t i = 0; i < list->count; i++)
		if (is_rest(s, i)) {
			++*table_add(&counts,
			    str_hash(str_from(list->at[i].name)), &fresh);
			lines_keep(s, i);
		}
	for (size_t i = 0; i < list->count; i++) {
		struct statement *st;

		if (!is_rest(s, i))
			continue;
		count = table_find(&counts,
		    str_hash(str_from(list->at[i].name)));
		if (*count == 0)
			continue;
		st = statement_add(s->out, Q1, key, GRADE_POSSIBLE);
		statement_key(st, "finding", finding_key(s, &list->at[i]));
		statement_count(st, "count", *count);
		st->proofs = rest_lines(s, i);
		*count = 0;
	}
	table_fini(&counts);
}

/* Sessions of theirs, as figures count them. */
static uint64_t
sessions_known(const struct scope *s)
{
	uint64_t count = 0;

	for (uint32_t n = 0; n < s->in.sessions->count; n++)
		count += is_hostile(s->in.incident->judged[n]) &&
		    !(s->in.sessions->at[n].flags & SESSION_WEBMAIL_HOST);
	return count;
}

bool
knows_less(const struct scope *s)
{
	return has_outside(s) && s->in.outside.within > sessions_known(s);
}

/* Nobody shall think that all is well who asked for too little. */
static void
outside_tell(struct scope *s)
{
	const struct outside *o = &s->in.outside;
	struct statement *st;

	if (!has_outside(s))
		return;
	st = statement_add(s->out, Q1, "q1.outside", o->grade);
	statement_count(st, "count", o->findings);
	statement_count(st, "sessions", o->sessions);
	statement_time(st, "start", o->from);
	statement_time(st, "end", o->to);
	if (!knows_less(s))
		return;
	st = statement_add(s->out, Q1, "q1.within", o->grade_within);
	statement_count(st, "count", o->within);
	statement_count(st, "known", sessions_known(s));
}

static uint64_t
unexplained(const struct scope *s)
{
	uint64_t count = 0;

	for (size_t i = 0; i < s->in.findings->count; i++)
		count += is_rest(s, i);
	return count;
}

/* No incident: nothing fired, or nothing that is one; or there is one, and
 * what shows it was left out. */
static void
none_tell(struct scope *s, uint64_t count)
{
	struct statement *st = statement_add(s->out, Q1, has_outside(s)
	    ? "q1.none_within" : count > 0 ? "q1.none_alone" : "q1.none",
	    GRADE_UNKNOWABLE);

	statement_count(st, "count", count);
	statement_time(st, "start", s->out->from);
	statement_time(st, "end", s->out->to);
}

/* What trust made weaker. */
static void
trusted_tell(struct scope *s)
{
	uint64_t count = 0;

	for (size_t i = 0; i < s->in.findings->count; i++)
		count += is_rest(s, i) && s->in.findings->at[i].house;
	if (count > 0)
		statement_count(statement_add(s->out, Q1, "q1.trusted",
		    GRADE_UNKNOWABLE), "count", count);
}

enum { ALONE_TOLD = 50 };	/* findings one by one; more, by name */

void
story_answer(struct scope *s)
{
	enum grade best = best_grade(s);
	struct span sure = span_of(s, GRADE_CONFIRMED);
	struct span told = span_of(s, best);
	struct span all = span_of(s, GRADE_POSSIBLE);
	bool found = best < GRADE_EXCLUDED;
	uint64_t alone = found ? 0 : unexplained(s);
	bool few = alone > 0 && alone <= ALONE_TOLD;

	if (found)
		span_tell(s, best, told, all);
	outside_tell(s);
	if (found)
		first_tell(s, best, told.from);
	else if (s->out->to.ms == 0)
		statement_add(s->out, Q1, "q1.no_events", GRADE_UNKNOWABLE);
	else
		none_tell(s, alone);
	findings_tell(s, few);
	if (!few)
		rest_tell(s, found ? "q1.rest" : "q1.rest_alone");
	trusted_tell(s);
	if (found)
		dwell_tell(s, best, sure, all);
}
