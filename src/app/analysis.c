#include "app/analysis.h"

#include <stdlib.h>

#include "app/coverage.h"
#include "app/cuts.h"
#include "app/detector.h"
#include "app/findings.h"
#include "app/doubt.h"
#include "app/pool.h"
#include "app/stats.h"
#include "app/tracks.h"
#include "base/must.h"
#include "base/paged.h"
#include "base/table.h"
#include "incident/assume.h"
#include "incident/binds.h"
#include "incident/incident.h"
#include "incident/places.h"
#include "incident/sessions.h"
#include "scope/scope.h"

/* Briefs read before they are needed: what they will ask for is far apart in
 * memory, and comes while the ones before are looked at. */
enum { AHEAD = 16 };

enum { REPEAT_MS = 60 * 1000 };

struct analysis {
	const struct site   *site;
	struct ingest	    *ingest;
	struct answers	    *answers;
	struct places	    *places;		/* the ingest's */
	struct session_list  sessions;
	struct finding_list  findings;
	struct incident	     incident;
	struct tracks	    *tracks;	/* NULL: no second pass */
	struct sessions	    *sessions_now;	/* of the first pass */
	struct binds	    *binds;	/* of this pass */
	struct brief	     ahead[AHEAD];
	unsigned	     ahead_at, ahead_count;
	struct table	     lines;	/* session -> what --assume says of
					 * one of its lines */
	const struct marks  *marks;
	const struct chore  *chore;
	struct outside	     outside;
	struct table	     recent, older;	/* ids of cloud records */
	struct event_time    turned;		/* when recent became older */
};

/* A mail service that is spoken to by the webmail, or by this very host on
 * the webmail's behalf, sees no user's address. */
static bool
is_webmail_host(struct place place, const struct brief *b)
{
	return b->src != 0 && ((b->flags & BRIEF_SELF) != 0 ||
	    (place.flags & (PLACE_WEBMAIL | PLACE_LOCAL)) != 0) &&
	    (b->service == SERVICE_IMAP || b->service == SERVICE_POP3 ||
		b->service == SERVICE_SIEVE || b->service == SERVICE_SMTP);
}

/* Was the record of a cloud service seen already?  Exports overlap, and a
 * sign-in stands in two logs under one id, a second apart at most. */
static bool
is_repeated(struct analysis *a, const struct brief *b)
{
	bool fresh;

	if (b->service != SERVICE_M365 || b->n[N_RECORD] == 0)
		return false;
	if (b->time.ms - a->turned.ms > REPEAT_MS) {
		table_fini(&a->older);
		a->older = a->recent;
		table_init(&a->recent);
		a->turned = b->time;
	}
	table_add(&a->recent, b->n[N_RECORD], &fresh);
	return !fresh || table_find(&a->older, b->n[N_RECORD]) != NULL;
}

static void
repeats_reset(struct analysis *a)
{
	table_fini(&a->recent);
	table_fini(&a->older);
	table_init(&a->recent);
	table_init(&a->older);
	a->turned = (struct event_time){ 0 };
}

static bool
read_brief(void *self, struct brief *brief)
{
	struct analysis *a = self;

	while (ingest_next(a->ingest, brief))
		if (!is_repeated(a, brief))
			return true;
	return false;
}

/* Begin at the first brief. */
static void
pass_begin(struct analysis *a)
{
	repeats_reset(a);
	binds_close(a->binds);
	a->binds = binds_open(&a->ingest->names, read_brief, a);
}

static void
ahead_fill(struct analysis *a)
{
	while (a->ahead_count < AHEAD) {
		struct brief *brief = &a->ahead[(a->ahead_at +
		    a->ahead_count) % AHEAD];

		if (!binds_next(a->binds, brief))
			return;
		a->ahead_count++;
		places_warm(a->places, brief->src);
		if (a->sessions_now != NULL)
			sessions_warm(a->sessions_now, brief);
	}
}

static bool
next(struct analysis *a, struct brief *brief, struct place *place)
{
	ahead_fill(a);
	if (a->ahead_count == 0)
		return false;
	*brief = a->ahead[a->ahead_at];
	a->ahead_at = (a->ahead_at + 1) % AHEAD;
	a->ahead_count--;
	*place = places_of(a->places, brief->src);
	return true;
}

static void
span_note(struct answers *answers, struct event_time time)
{
	if (answers->from.ms == 0 || time.ms < answers->from.ms)
		answers->from = time;
	if (answers->to.ms == 0 || time.ms > answers->to.ms)
		answers->to = time;
}

/* Sources whose lines tell nothing of sign-ins have their time too: by the
 * hour.  A window that was asked for stays what it is. */
static void
span_widen(struct analysis *a)
{
	if (a->ingest->has_since || a->ingest->has_until)
		return;
	for (size_t i = 0; i < a->answers->coverage_count; i++) {
		const struct coverage *c = &a->answers->coverage[i];
		struct event_time end = { c->first_hour.ms +
			(int64_t)c->hours * HOUR_MS - 1 };

		if (c->hours == 0)
			continue;
		if (a->answers->to.ms == 0 ||
		    a->answers->from.ms - c->first_hour.ms >= HOUR_MS)
			span_note(a->answers, c->first_hour);
		if (end.ms - a->answers->to.ms >= HOUR_MS)
			span_note(a->answers, end);
	}
}

/* A line that names no address, the end of a session mostly, comes from where
 * its session does.  A directory is asked by mail servers and portals, for
 * whoever signs in there: who tries names through them is not their address. */
static struct observation
observation_of(struct analysis *a, const struct brief *b, uint32_t number,
    struct place place)
{
	struct observation seen = { .brief = b, .number = number,
		.src = b->src, .webmail = is_webmail_host(place, b) };

	if (number != SESSION_NO) {
		seen.session = &a->sessions.at[number];
		seen.webmail |= (seen.session->flags &
		    SESSION_WEBMAIL_HOST) != 0;
		if (b->src == 0) {
			seen.src = seen.session->src;
			place = places_of(a->places, seen.src);
		}
	}
	seen.place = place.name;
	seen.six = place.six;
	seen.spot = places_spot(a->places, place);
	seen.house = place.flags == PLACE_TRUSTED && !seen.webmail &&
	    !(b->flags & BRIEF_SELF) && b->service != SERVICE_LDAP;
	seen.trusted = seen.webmail || place.flags != 0 ||
	    (b->flags & BRIEF_SELF) != 0 || b->service == SERVICE_LDAP;
	return seen;
}

/* --assume names a session by one of its lines. */
static void
line_note(struct analysis *a, const struct brief *b, uint32_t number)
{
	enum says says = number == SESSION_NO ? SAYS_NOTHING
	    : indicators_of_line(&a->site->indicators, b->sha256);
	bool fresh;

	if (says != SAYS_NOTHING)
		*table_add(&a->lines, number, &fresh) = says;
}

static bool
observe(struct analysis *a, bool apart, struct err *err)
{
	struct detect_context context = {
		.site = a->site, .names = &a->ingest->names,
		.findings = &a->findings, .coverage = a->answers->coverage,
		.coverage_count = a->answers->coverage_count,
	};
	size_t names = context.names->used;
	struct sessions *sessions = sessions_open(a->site, &a->sessions);
	struct detector *detector = detector_open(&context, apart,
	    a->chore, err);
	bool fed = detector != NULL;
	struct brief brief;
	struct place place;

	a->sessions_now = sessions;
	while (fed && next(a, &brief, &place)) {
		uint32_t number = sessions_feed(sessions, &brief,
		    is_webmail_host(place, &brief));
		struct observation seen = observation_of(a, &brief, number,
		    place);

		line_note(a, &brief, number);
		fed = detector_feed(detector, &seen) &&
		    (a->tracks == NULL || tracks_add(a->tracks, number));
		span_note(a->answers, brief.time);
	}
	sessions_close(sessions);
	a->sessions_now = NULL;
	must(context.names->used == names);	/* else some are not seen */
	span_widen(a);
	return detector != NULL &&
	    detector_close(detector, a->sessions.count, err);
}

static struct missed_lines
inputs_missed(const struct ingest *ingest)
{
	const struct ingest_totals *totals = &ingest->totals;
	uint64_t all = totals->damaged + totals->foreign;
	struct missed_lines missed = { .passed = all > totals->missed ?
		all - totals->missed : 0 };

	for (size_t i = 0; i < ingest->input_count; i++)
		missed.lines += ingest->inputs[i].missed;
	return missed;
}

static uint64_t
inputs_unread(const struct ingest *ingest)
{
	uint64_t count = 0;

	for (size_t i = 0; i < ingest->input_count; i++)
		count += ingest->inputs[i].error.len > 0 &&
		    !ingest->inputs[i].left;
	return count;
}

/* Without a finding or a session of theirs no line proves anything. */
static bool
is_anything(const struct analysis *a)
{
	bool found = a->findings.count > 0 || a->incident.found;

	for (size_t n = 0; n < a->sessions.count && !found; n++)
		found = is_hostile(a->incident.judged[n]);
	return found;
}

static void
conclude(struct analysis *a)
{
	struct scope_input input = {
		.site = a->site, .names = &a->ingest->names,
		.sessions = &a->sessions, .findings = &a->findings,
		.incident = &a->incident, .marks = a->marks,
		.outside = a->outside,
		.unread = inputs_unread(a->ingest),
		.missed = inputs_missed(a->ingest),
		.cuts = a->ingest->cuts, .cut_count = a->ingest->cut_count,
	};
	struct scope *scope = scope_open(&input, a->answers);
	bool anything = is_anything(a);
	struct brief brief;
	struct place place;
	uint32_t number;

	ingest_rewind(a->ingest);
	tracks_rewind(a->tracks);
	pass_begin(a);
	while (anything && next(a, &brief, &place) &&
	    tracks_next(a->tracks, &number))
		scope_feed(scope, &brief, number,
		    observation_of(a, &brief, number, place).place);
	scope_close(scope);
}

/* What is assumed is configuration, and every answer stands under it. */
static void
assumed_tell(const struct analysis *a)
{
	static const char *const keys[] = {
		[SAYS_OWNER] = "note.assumed_owner",
		[SAYS_HOSTILE] = "note.assumed_hostile",
	};
	const struct indicators *in = &a->site->indicators;
	struct statement *st;

	for (size_t i = 0; i < in->count; i++)
		if (in->at[i].says != SAYS_KNOWN) {
			st = note_add(a->answers, keys[in->at[i].says]);
			statement_text(a->answers, st, "text", in->at[i].text);
		}
	if (in->known + in->unused == 0)
		return;
	st = note_add(a->answers, "note.known");
	statement_count(st, "count", in->known);
	statement_count(st, "unused", in->unused);
}

/* Where places come from; what stands in a table is not ours to judge. */
static void
location_tell(struct answers *out, const struct mmdb *table)
{
	struct statement *st = note_add(out, "note.places");
	struct buf hex = { 0 };

	buf_hex(&hex, mmdb_sha256(table), SHA256_BYTES);
	statement_text(out, st, "text", mmdb_type(table));
	statement_time(st, "time", (struct event_time){
	    mmdb_made_ms(table) });
	statement_text(out, st, "sha256", buf_str(&hex));
	buf_fini(&hex);
}

static void
locations_tell(const struct analysis *a)
{
	const struct location_tables *tables = &a->site->locations;

	if (tables->city == NULL && tables->asn == NULL)
		note_add(a->answers, "note.no_places");
	if (tables->city != NULL)
		location_tell(a->answers, tables->city);
	if (tables->asn != NULL)
		location_tell(a->answers, tables->asn);
}

static void
notes_tell(const struct analysis *a, bool site_given)
{
	struct answers *out = a->answers;
	struct statement *st;

	doubt_notes(a->ingest, out);
	st = note_add(out, a->site->timezone.len > 0 ? "note.zone"
						     : "note.zone_default");
	if (a->site->timezone.len > 0)
		statement_text(out, st, "zone", a->site->timezone);
	if (!site_given)
		note_add(out, "note.no_site");
	locations_tell(a);
	assumed_tell(a);
	if (a->site->names_shared > 0)
		statement_count(note_add(out, "note.names_shared"), "count",
		    a->site->names_shared);
	if (a->site->names_bad > 0)
		statement_count(note_add(out, "note.names_bad"), "count",
		    a->site->names_bad);
	if (a->ingest->has_since)
		statement_time(note_add(out, "note.since"), "time",
		    a->ingest->since);
	if (a->ingest->has_until)
		statement_time(note_add(out, "note.until"), "time",
		    a->ingest->until);
	st = note_add(out, "note.idle");
	statement_duration(st, "idle", a->site->idle_ms);
	note_add(out, "note.visits");
	note_add(out, "note.application_access");
}

static void
totals_tell(const struct analysis *a)
{
	const struct ingest_totals *totals = &a->ingest->totals;

	a->answers->lines = totals->lines;
	a->answers->events = totals->events;
	a->answers->damaged = totals->damaged;
	a->answers->foreign = totals->foreign;
	a->answers->undated = totals->undated;
	for (int i = 0; i < FLAW_COUNT; i++)
		if (i != FLAW_CUT && i != FLAW_UNENDED && i != FLAW_CRLF)
			a->answers->flaws[i] = totals->flaws[i];
}

static void
marks_tell(const struct analysis *a, const struct marks *marks)
{
	size_t used = 0;
	struct statement *st;

	if (marks->count == 0)
		return;
	for (size_t i = 0; i < a->findings.count; i++)
		used += a->findings.at[i].mark != MARK_NONE;
	st = note_add(a->answers, "note.marks");
	statement_count(st, "count", marks->count);
	statement_count(st, "used", used);
}

static void
judge(struct analysis *a)
{
	uint8_t *assumed = assume_sessions(a->site, &a->ingest->names,
	    &a->sessions, &a->lines);
	struct incident_input input = {
		.site = a->site, .names = &a->ingest->names,
		.sessions = &a->sessions, .findings = &a->findings,
		.places = a->places, .assumed = assumed,
	};

	incident_judge(&input, &a->incident);
	free(assumed);
}

/* All that detection and judgement say of the briefs. */
static bool
look(struct analysis *a, unsigned jobs, struct err *err)
{
	bool ok;

	pass_begin(a);
	/* What lies in files is not handed down, and must not be had twice. */
	ok = observe(a, pool_size(jobs, 2) > 1 && !paged_in_use(), err) &&
	    ingest_ended(a->ingest, err) &&
	    (a->tracks == NULL || tracks_ended(a->tracks, err));
	if (ok) {
		findings_mark(&a->findings, &a->ingest->names, a->marks);
		judge(a);
	}
	return ok;
}

static void
analysis_open(struct analysis *a, const struct site *site,
    struct ingest *ingest, const struct marks *marks, struct answers *answers)
{
	*a = (struct analysis){ .site = site, .ingest = ingest,
		.marks = marks, .answers = answers,
		.places = ingest->resolver.places };
	table_init(&a->lines);
}

static void
analysis_fini(struct analysis *a)
{
	incident_fini(&a->incident);
	binds_close(a->binds);
	table_fini(&a->recent);
	table_fini(&a->older);
	table_fini(&a->lines);
	tracks_close(a->tracks);
	free(a->sessions.at);
	free(a->findings.at);
}

static bool
is_within(const struct ingest *in, struct event_time from,
    struct event_time to)
{
	return (!in->has_since || from.ms >= in->since.ms) &&
	    (!in->has_until || to.ms < in->until.ms);
}

/* Count something of the incident that begins or ends outside. */
static void
outside_note(struct outside *outside, uint64_t *count, enum grade grade,
    struct event_time from, struct event_time to)
{
	if (outside->findings + outside->sessions == 0) {
		outside->from = from;
		outside->to = to;
	}
	++*count;
	if (from.ms < outside->from.ms)
		outside->from = from;
	if (to.ms > outside->to.ms)
		outside->to = to;
	if (grade < outside->grade)
		outside->grade = grade;
}

static struct outside
outside_of(const struct analysis *all)
{
	struct outside outside = { .grade = GRADE_UNKNOWABLE,
		.grade_within = GRADE_UNKNOWABLE };

	for (size_t i = 0; i < all->findings.count; i++) {
		const struct finding *f = &all->findings.at[i];

		if (all->incident.relevant[i] && f->stream == 0 &&
		    !is_within(all->ingest, f->first, f->last))
			outside_note(&outside, &outside.findings, f->strength,
			    f->first, f->last);
	}
	for (size_t n = 0; n < all->sessions.count; n++) {
		const struct session *s = &all->sessions.at[n];
		enum grade grade = (enum grade)all->incident.judged[n].grade;

		if (grade > GRADE_POSSIBLE ||
		    all->incident.judged[n].why == WHY_UNDECIDED ||
		    (s->flags & SESSION_WEBMAIL_HOST) != 0)
			continue;
		if (!is_within(all->ingest, s->start, s->last)) {
			outside_note(&outside, &outside.sessions, grade,
			    s->start, s->last);
		} else {
			outside.within++;
			if (grade < outside.grade_within)
				outside.grade_within = grade;
		}
	}
	return outside;
}

/* Who asked for a window that an intrusion does not keep to must hear of it:
 * look at all there is, as if nothing had been asked for. */
static bool
outside_look(struct analysis *a, unsigned jobs, struct err *err)
{
	struct ingest *ingest = a->ingest;
	struct answers unused;
	struct analysis all;
	bool ok;

	if (!ingest->has_since && !ingest->has_until)
		return true;
	stats_phase("outside of the window");
	answers_init(&unused);
	analysis_open(&all, a->site, ingest, a->marks, &unused);
	ingest->whole = true;
	ok = look(&all, jobs, err);
	ingest->whole = false;
	ingest_rewind(ingest);
	if (ok && all.incident.found)
		a->outside = outside_of(&all);
	analysis_fini(&all);
	answers_fini(&unused);
	return ok;
}

bool
analysis_run(const struct site *site, bool site_given,
    const struct marks *marks, unsigned jobs, const struct chore *chore,
    struct ingest *ingest, struct answers *answers, struct buf *rows,
    struct err *err)
{
	struct analysis a;
	bool ok;

	analysis_open(&a, site, ingest, marks, answers);
	a.chore = chore;
	a.tracks = tracks_open(ingest->dir);
	ok = outside_look(&a, jobs, err);
	stats_phase("first pass: findings");
	coverage_fill(ingest, answers);
	totals_tell(&a);
	ok = ok && look(&a, jobs, err);
	cuts_cover(ingest, answers);
	if (ok) {
		stats_phase("second pass: scope");
		conclude(&a);
		findings_json(&a.findings, &a.incident, &ingest->names,
		    answers, rows);
		doubt_answer(ingest, answers);
		doubt_clocks(ingest, answers);
		notes_tell(&a, site_given);
		marks_tell(&a, marks);
		ok = ingest_ended(ingest, err) && tracks_ended(a.tracks, err);
	}
	analysis_fini(&a);
	return ok;
}
