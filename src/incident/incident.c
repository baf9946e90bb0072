#include "incident/incident.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "incident/judge.h"

static bool
is_finding(const struct finding *f, const char *name)
{
	return strcmp(f->name, name) == 0;
}

/* Keep the stronger (smaller) grade. */
static void
grade_raise(struct judge *j, struct table *table, uint64_t key,
    enum grade grade)
{
	bool fresh;
	uint64_t *known = table_add(table, key, &fresh);

	if (fresh || *known > (uint64_t)grade + 1) {
		*known = (uint64_t)grade + 1;
		j->changed = true;
	}
}

static void
hostile_add(struct judge *j, uint32_t src, enum grade grade, int64_t ms)
{
	struct place place = places_of(j->places, src);

	if (src == 0 || place.flags != 0 ||
	    indicators_of_address(&j->in->site->indicators,
		intern_str(j->in->names, src)) == SAYS_OWNER)
		return;
	grade_raise(j, &j->incident->hostile, src, grade);
	grade_raise(j, &j->nets, place.name, grade);
	time_lower(j, &j->since, src, ms);
}

static void
taint(struct judge *j, uint32_t user, int64_t ms)
{
	if (user != 0 && indicators_of_text(&j->in->site->indicators,
	    IND_ACCOUNT, intern_str(j->in->names, user)) != SAYS_OWNER)
		time_lower(j, &j->incident->tainted, user, ms);
}

static void
first_use(struct judge *j, const struct session *s, uint32_t place)
{
	bool fresh;
	uint64_t *first = table_add(&j->first, table_pair(s->user, place),
	    &fresh);

	if (fresh || (int64_t)*first > s->start.ms)
		*first = (uint64_t)s->start.ms;
}

static void
first_uses(struct judge *j)
{
	for (size_t i = 0; i < j->sessions->count; i++) {
		const struct session *s = &j->sessions->at[i];
		struct place place = places_of(j->places, s->src);

		if (s->user == 0)
			continue;
		first_use(j, s, 0);
		if (place.name != 0)
			first_use(j, s, place.name);
	}
}

static void
named_sessions(struct judge *j)
{
	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i];
		bool fresh;

		if (f->session != 0 && f->mark != MARK_FALSE)
			*table_add(&j->named, f->session, &fresh) |=
			    f->mark == MARK_TRUE;
	}
}

/* Is the place new to an account that was in use for a day by then? */
static bool
is_new_place(const struct judge *j, const struct session *s)
{
	struct place place = places_of(j->places, s->src);
	const uint64_t *account = table_find(&j->first,
	    table_pair(s->user, 0));
	const uint64_t *first = table_find(&j->first,
	    table_pair(s->user, place.name));

	return account != NULL && first != NULL && place.name != 0 &&
	    (int64_t)*first >= (int64_t)*account + j->habit_ms &&
	    !is_habit(j, s, s->start.ms);
}

/* The mass reads, by place and time. */
struct reads {
	struct read { uint32_t place; int64_t ms; } *at;
	size_t count;
};

static int
by_place_then_time(const void *a, const void *b)
{
	const struct read *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->ms < y->ms ? -1 : x->ms > y->ms;
}

/* Those of accounts to which the place was new within the days of a weak
 * signal: the others are ordinary. */
static struct reads
reads_of(const struct judge *j)
{
	const struct finding_list *findings = j->findings;
	struct reads reads = {
		mem_new((findings->count + 1) * sizeof *reads.at), 0 };
	struct table new;	/* (account, place) -> ms */
	bool fresh;

	table_init(&new);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->at[i];

		if (f->mark != MARK_FALSE &&
		    is_finding(f, "first_seen_network"))
			*table_add(&new, table_pair(f->user, f->place),
			    &fresh) = (uint64_t)f->first.ms;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->at[i];
		const uint64_t *ms = table_find(&new, table_pair(f->user,
		    f->place));

		if (f->mark != MARK_FALSE && !f->house &&
		    is_finding(f, "mass_read") &&
		    ms != NULL && f->last.ms - (int64_t)*ms <=
		    site_ms(j->in->site, TH_WEAK_SIGNAL))
			reads.at[reads.count++] = (struct read){
				f->place, f->last.ms };
	}
	table_fini(&new);
	qsort(reads.at, reads.count, sizeof *reads.at, by_place_then_time);
	return reads;
}

static bool
has_mass_read(const struct reads *reads, uint32_t place, int64_t from,
    int64_t to)
{
	size_t low = 0, high = reads->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_place_then_time(&reads->at[middle],
		    &(struct read){ place, from }) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < reads->count && reads->at[low].place == place &&
	    reads->at[low].ms <= to;
}

/* Accounts that many networks tried -> ms of the first try. */
static void
tried_fill(struct judge *j, struct table *tried)
{
	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i];

		if (f->mark != MARK_FALSE && f->user != 0 &&
		    (is_finding(f, "many_networks") ||
			is_finding(f, "brute_force")))
			time_lower(j, tried, f->user, f->first.ms);
	}
}

/* The account was tried by many networks; then one of them, or one more, got
 * in, and read a mass of it. */
static bool
is_tried_then_read(const struct judge *j, const struct table *tried,
    const struct reads *reads, const struct finding *f)
{
	const uint64_t *began = table_find(tried, f->user);

	return began != NULL && (int64_t)*began <= f->first.ms &&
	    has_mass_read(reads, f->place, f->first.ms,
		f->first.ms + site_ms(j->in->site, TH_WEAK_SIGNAL));
}

/* Two weak signals: see incident.h. */
static void
weak_seeds(struct judge *j)
{
	struct table seen;	/* place -> finding + 1 of its last first sight */
	struct table tried;
	struct reads reads = reads_of(j);
	int64_t weak_ms = site_ms(j->in->site, TH_WEAK_SIGNAL);
	bool fresh;

	table_init(&seen);
	table_init(&tried);
	tried_fill(j, &tried);
	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i], *before;
		uint64_t *number;

		if (f->mark == MARK_FALSE || f->house ||
		    !is_finding(f, "first_seen_network"))
			continue;
		if (is_tried_then_read(j, &tried, &reads, f)) {
			hostile_add(j, f->src, GRADE_PROBABLE, f->first.ms);
			taint(j, f->user, f->first.ms);
		}
		number = table_add(&seen, f->place, &fresh);
		before = fresh ? NULL : &j->findings->at[*number - 1];
		*number = i + 1;
		if (before == NULL || before->user == f->user ||
		    f->first.ms - before->first.ms > weak_ms ||
		    !has_mass_read(&reads, f->place, before->first.ms,
			f->first.ms + weak_ms))
			continue;
		hostile_add(j, f->src, GRADE_PROBABLE, f->first.ms);
		hostile_add(j, before->src, GRADE_PROBABLE, before->first.ms);
	}
	table_fini(&seen);
	table_fini(&tried);
	free(reads.at);
}

/* Its session is assumed to be the owner's. */
static bool
is_owners(const struct judge *j, const struct finding *f)
{
	return f->session != 0 && assumed_of(j, f->session - 1) == SAYS_OWNER;
}

/* What somebody does who came to stay, or to hide. */
static bool
is_deed(const struct finding *f)
{
	static const char *const names[] = { "secret_search",
		"security_search", "trace_deletion", "rule_change",
		"mail_forward", "forwarding_set", "inbox_rule_forward",
		"inbox_rule_hide" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_finding(f, names[i]))
			return true;
	return false;
}

static bool
is_export(const struct finding *f)
{
	return is_finding(f, "bulk_export") &&
	    (f->kinds & KIND_BIT(K_QUERY)) != 0;
}

/* A few failures and a sign-in are an owner on the road who mistypes, and a
 * deletion is one who tidies up; of one account, from one place, within the
 * days of a weak signal, they are no accident.  Nor do accounts of a database
 * travel: one that comes from a new network and takes a relation whole. */
static void
guessed_seeds(struct judge *j)
{
	struct table guessed;	/* (account, place or 0) -> finding + 1 */
	struct table new;	/* (account, place) -> the same */
	int64_t weak_ms = site_ms(j->in->site, TH_WEAK_SIGNAL);
	bool fresh;

	table_init(&guessed);
	table_init(&new);
	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i], *guess;
		const uint64_t *number;

		if (f->mark == MARK_FALSE || f->house || is_owners(j, f))
			continue;
		if (is_finding(f, "guessing")) {
			*table_add(&guessed, table_pair(f->user, f->place),
			    &fresh) = i + 1;
			*table_add(&guessed, table_pair(f->user, 0), &fresh) =
			    i + 1;
		}
		if (is_finding(f, "first_seen_network"))
			*table_add(&new, table_pair(f->user, f->place),
			    &fresh) = i + 1;
		number = !is_deed(f) && !is_export(f) ? NULL
		    : table_find(is_deed(f) ? &guessed : &new,
			table_pair(f->user, f->place));
		if (number == NULL)
			continue;
		guess = &j->findings->at[*number - 1];
		if (f->first.ms - guess->first.ms > weak_ms)
			continue;
		hostile_add(j, guess->src, GRADE_PROBABLE, guess->first.ms);
		taint(j, guess->user, guess->last.ms);
	}
	table_fini(&guessed);
	table_fini(&new);
}

static void
seeds(struct judge *j)
{
	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i];
		bool starts = is_finding(f, "mail_to_record") ||
		    is_finding(f, "guessing") || f->change != 0 ||
		    is_finding(f, "stolen_token") || f->mark == MARK_TRUE;

		if (!starts || f->strength > GRADE_PROBABLE || is_owners(j, f))
			continue;
		hostile_add(j, f->src, f->strength, f->first.ms);
		taint(j, f->user, f->last.ms);
	}
	weak_seeds(j);
	guessed_seeds(j);
}

/* A session of which something is assumed. */
static struct judgement
judge_assumed(const struct judge *j, uint32_t number)
{
	const struct session *s = &j->sessions->at[number];

	switch (assumed_of(j, number)) {
	case SAYS_OWNER:
		return judgement_of(GRADE_EXCLUDED, WHY_ASSUMED_OWNER);
	case SAYS_HOSTILE:
		return judgement_of(GRADE_CONFIRMED, WHY_ASSUMED_HOSTILE);
	default:
		return judgement_of((j->in->assumed[number] &
		    ASSUMED_SPREADS) == 0 || is_habit(j, s, s->start.ms)
		    ? GRADE_POSSIBLE : GRADE_PROBABLE, WHY_KNOWN_INDICATOR);
	}
}

/* An indicator adds to what the lines say; it takes nothing away. */
static struct judgement
judge_both(struct judgement lines, struct judgement known)
{
	return known.why == WHY_KNOWN_INDICATOR && lines.grade < known.grade
	    ? lines : known;
}

/* Does what is assumed of a session say something of its address? */
static bool
is_spreading(const struct judge *j, uint32_t number)
{
	return assumed_of(j, number) == SAYS_NOTHING ||
	    (j->in->assumed[number] & ASSUMED_SPREADS) != 0;
}

/* The first sign of them that is known need not be the first there was. */
static struct judgement
judge_before(const struct judge *j, const struct session *s)
{
	uint64_t number = (uint64_t)(s - j->sessions->at);

	if ((places_of(j->places, s->src).flags &
	    (PLACE_TRUSTED | PLACE_LOCAL)) != 0)
		return judgement_of(GRADE_EXCLUDED, WHY_BEFORE);
	if (is_new_place(j, s))
		return judgement_of(GRADE_POSSIBLE, WHY_NEW_NETWORK);
	if (table_find(&j->named, number + 1) != NULL)
		return judgement_of(GRADE_POSSIBLE, WHY_NAMED);
	return judgement_of(GRADE_EXCLUDED, WHY_BEFORE);
}

/* A machine of the house may be in other hands: what a finding names may be
 * theirs, and is when somebody decided so. */
static struct judgement
judge_trusted(const struct judge *j, const struct session *s)
{
	uint64_t number = (uint64_t)(s - j->sessions->at);
	const uint64_t *named = table_find(&j->named, number + 1);

	if (named == NULL || (places_of(j->places, s->src).flags & PLACE_LOCAL))
		return judgement_of(GRADE_EXCLUDED, WHY_TRUSTED);
	return judgement_of(*named ? GRADE_CONFIRMED : GRADE_POSSIBLE,
	    WHY_NAMED);
}

/* A session that comes from a user's own address. */
static struct judgement
judge_direct(const struct judge *j, const struct session *s)
{
	struct place place = places_of(j->places, s->src);
	const uint64_t *hostile = table_find(&j->incident->hostile, s->src);
	const uint64_t *net = table_find(&j->nets, place.name);
	const uint64_t *since = s->user == 0 ? NULL
	    : table_find(&j->incident->tainted, s->user);
	int64_t taken = since == NULL ? s->start.ms : (int64_t)*since;
	int64_t act = hostile == NULL ? 0
	    : (int64_t)*table_find(&j->since, s->src);

	/* A carrier gives an address to one, and days later to another.  What
	 * they did themselves in a taken account is no habit of its owner. */
	if (hostile != NULL && s->last.ms >= act - j->habit_ms)
		return is_habit(j, s, act < taken ? act : taken)
		    ? judgement_of(GRADE_POSSIBLE, WHY_SHARED_ADDRESS)
		    : judgement_of((enum grade)(*hostile - 1),
			  WHY_HOSTILE_ADDRESS);
	if (since == NULL)
		return judgement_of(GRADE_EXCLUDED, WHY_NOT_CONCERNED);
	if (s->last.ms < taken)
		return judge_before(j, s);
	if (s->src == 0)	/* its sign-in is not in the logs */
		return judgement_of(GRADE_POSSIBLE, WHY_NO_ADDRESS);
	if (place.flags & (PLACE_TRUSTED | PLACE_LOCAL))
		return judge_trusted(j, s);
	if (is_habit(j, s, taken))
		return judgement_of(GRADE_EXCLUDED, WHY_KNOWN_NETWORK);
	if (net != NULL)
		return judgement_of(GRADE_PROBABLE, WHY_HOSTILE_NETWORK);
	return judgement_of(GRADE_POSSIBLE, WHY_NEW_NETWORK);
}

/* A session that a webmail opened for somebody. */
static struct judgement
judge_webmail(const struct judge *j, uint32_t number)
{
	const struct session *s = &j->sessions->at[number];
	const uint64_t *since = table_find(&j->incident->tainted, s->user);

	if (since == NULL)
		return judgement_of(GRADE_EXCLUDED, WHY_NOT_CONCERNED);
	if (s->flags & SESSION_SHARED_TIE)
		return judgement_of(s->last.ms < (int64_t)*since
		    ? GRADE_EXCLUDED : GRADE_POSSIBLE, WHY_WEBMAIL_SHARED);
	if (s->visit != number)
		return judgement_of(j->incident->judged[s->visit].grade,
		    WHY_WEBMAIL_TIE);
	if (s->last.ms < (int64_t)*since)
		return judgement_of(GRADE_EXCLUDED, WHY_BEFORE);
	return judgement_of(GRADE_POSSIBLE, WHY_WEBMAIL_UNTIED);
}

/* The webmail session of a visit can be younger than the IMAP session that
 * it opened, by the time a page takes: then the visit bears the IMAP
 * session's number.  Find the visit's own judge. */
static void
judge_visits(struct judge *j)
{
	struct incident *in = j->incident;

	for (uint32_t n = 0; n < j->sessions->count; n++) {
		const struct session *s = &j->sessions->at[n];
		const struct session *head = &j->sessions->at[s->visit];

		if (s->service == SERVICE_WEBMAIL && s->visit != n &&
		    assumed_of(j, s->visit) == SAYS_NOTHING &&
		    (head->flags & SESSION_WEBMAIL_HOST))
			in->judged[s->visit] = judgement_of(
			    in->judged[n].grade, WHY_WEBMAIL_TIE);
	}
	for (uint32_t n = 0; n < j->sessions->count; n++)
		if (j->sessions->at[n].flags & SESSION_WEBMAIL_HOST &&
		    assumed_of(j, n) == SAYS_NOTHING &&
		    in->judged[n].why != WHY_WEBMAIL_TIE)
			in->judged[n] = judge_webmail(j, n);
}

static void
judge_all(struct judge *j)
{
	for (uint32_t n = 0; n < j->sessions->count; n++) {
		const struct session *s = &j->sessions->at[n];
		struct judgement *judged = &j->incident->judged[n];

		*judged = judgement_of(GRADE_EXCLUDED, WHY_NOT_CONCERNED);
		if (!(s->flags & SESSION_WEBMAIL_HOST))
			*judged = judge_direct(j, s);
		if (assumed_of(j, n) != SAYS_NOTHING)
			*judged = judge_both(*judged, judge_assumed(j, n));
		if (judged->grade > GRADE_PROBABLE)
			continue;
		j->incident->found = true;
		taint(j, s->user, s->start.ms);
		if (!(s->flags & SESSION_WEBMAIL_HOST) && is_spreading(j, n))
			hostile_add(j, s->src, (enum grade)judged->grade,
			    s->start.ms);
	}
	judge_visits(j);
}

/* Attempts, and a message that was sent to an account that was taken later. */
static bool
led_to_it(struct judge *j, const struct finding *f)
{
	if (is_finding(f, "known_message"))
		return f->user != 0 && table_find(&j->incident->tainted,
		    f->user) != NULL;
	return (is_finding(f, "password_spray") ||
	    is_finding(f, "many_networks") || is_finding(f, "brute_force")) &&
	    ((f->place != 0 && table_find(&j->nets, f->place) != NULL) ||
		(f->user != 0 &&
		    table_find(&j->incident->tainted, f->user) != NULL));
}

/* A forward, or a command that no line gives an address, of an account that
 * was taken by then. */
static bool
is_of_taken(struct judge *j, const struct finding *f)
{
	const uint64_t *since = f->user == 0 || f->src != 0 || f->place != 0 ||
	    f->session != 0 ? NULL
	    : table_find(&j->incident->tainted, f->user);

	return since != NULL && (int64_t)*since <= f->last.ms;
}

/* Findings of the incident: those whose session is, and sprayings that led
 * to it; log gaps always. */
static void
findings_relate(struct judge *j)
{
	struct incident *in = j->incident;

	for (size_t i = 0; i < j->findings->count; i++) {
		const struct finding *f = &j->findings->at[i];

		in->relevant[i] = f->mark != MARK_FALSE &&
		    (is_finding(f, "log_gap") ||
		    led_to_it(j, f) || is_of_taken(j, f) ||
		    (f->src != 0 &&
			table_find(&in->hostile, f->src) != NULL) ||
		    (f->session != 0 &&
			is_hostile(in->judged[f->session - 1]) &&
			in->judged[f->session - 1].why != WHY_UNDECIDED));
	}
}

void
incident_judge(const struct incident_input *input, struct incident *incident)
{
	struct judge j = { .in = input, .sessions = input->sessions,
		.findings = input->findings, .places = input->places,
		.habit_ms = site_ms(input->site, TH_HABIT),
		.incident = incident };

	*incident = (struct incident){
		.judged = mem_zero((input->sessions->count + 1) *
		    sizeof *incident->judged),
		.relevant = mem_zero((input->findings->count + 1) *
		    sizeof *incident->relevant),
	};
	table_init(&incident->hostile);
	table_init(&incident->tainted);
	table_init(&j.first);
	table_init(&j.named);
	table_init(&j.nets);
	table_init(&j.since);
	first_uses(&j);
	named_sessions(&j);
	seeds(&j);
	do {
		j.changed = false;
		judge_all(&j);
	} while (j.changed);
	incident->found |= incident->hostile.used > 0;
	if (incident->found)
		judge_undecided(&j);
	findings_relate(&j);
	table_fini(&j.first);
	table_fini(&j.named);
	table_fini(&j.nets);
	table_fini(&j.since);
}
