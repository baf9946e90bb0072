/* reach: accounts, addresses and sessions of the incident (Q3). */
#include "scope/ledger.h"

#include <stdlib.h>
#include <string.h>

struct account *
account_find(const struct scope *s, uint32_t user)
{
	const uint64_t *number = table_find(&s->account_of, user);

	return number == NULL ? NULL : &s->accounts[*number - 1];
}

struct address *
address_find(const struct scope *s, uint32_t src)
{
	const uint64_t *number = table_find(&s->address_of, src);

	return number == NULL ? NULL : &s->addresses[*number - 1];
}

static int
by_account_name(const void *a, const void *b, void *scope)
{
	return str_cmp(name_of(scope, ((const struct account *)a)->user),
	    name_of(scope, ((const struct account *)b)->user));
}

/* In the order in which they were taken over. */
static int
by_taken(const void *a, const void *b, void *scope)
{
	const struct account *x = a, *y = b;

	if (x->tied != y->tied)
		return x->tied ? -1 : 1;
	if (x->taken.ms != y->taken.ms)
		return x->taken.ms < y->taken.ms ? -1 : 1;
	return by_account_name(a, b, scope);
}

static int
by_address_name(const void *a, const void *b, void *scope)
{
	return str_cmp(name_of(scope, ((const struct address *)a)->src),
	    name_of(scope, ((const struct address *)b)->src));
}

static void
index_build(struct table *index, uint32_t name, size_t number)
{
	bool fresh;

	*table_add(index, name, &fresh) = number + 1;
}

static bool
is_of_account(const struct scope *s, const struct session *session)
{
	return session->user != 0 &&
	    table_find(&s->in.incident->tainted, session->user) != NULL;
}

/* The accounts that a session not excluded used, and the addresses it came
 * from.  A webmail's address is nobody's. */
static void
reach_list(struct scope *s)
{
	bool fresh;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		if (!is_hostile(s->in.incident->judged[n]))
			continue;
		if (session->user != 0 &&
		    (table_add(&s->account_of, session->user, &fresh), fresh)) {
			s->accounts = mem_room(s->accounts, s->account_count,
			    &s->account_cap, sizeof *s->accounts);
			s->accounts[s->account_count++] = (struct account){
				.user = session->user,
				.grade = GRADE_POSSIBLE,
			};
		}
		if (session->src != 0 &&
		    !(session->flags & SESSION_WEBMAIL_HOST) &&
		    (table_add(&s->address_of, session->src, &fresh), fresh)) {
			s->addresses = mem_room(s->addresses,
			    s->address_count, &s->address_cap,
			    sizeof *s->addresses);
			s->addresses[s->address_count++] = (struct address){
				.src = session->src, .grade = GRADE_POSSIBLE,
			};
		}
	}
	if (s->account_count > 0)
		qsort_r(s->accounts, s->account_count, sizeof *s->accounts,
		    by_account_name, s);
	if (s->address_count > 0)
		qsort_r(s->addresses, s->address_count, sizeof *s->addresses,
		    by_address_name, s);
	for (size_t i = 0; i < s->account_count; i++)
		index_build(&s->account_of, s->accounts[i].user, i);
	for (size_t i = 0; i < s->address_count; i++)
		index_build(&s->address_of, s->addresses[i].src, i);
}

/* A webmail's own sessions are its user's pages, not sign-ins. */
static bool
is_counted(const struct session *session)
{
	return !(session->flags & SESSION_WEBMAIL_HOST);
}

static void
share_add(struct share *share, const struct session *session)
{
	if (share->sessions++ == 0)
		share->from = session->start;
	if (session->last.ms > share->to.ms)
		share->to = session->last;
}

static void
account_session(struct account *a, const struct session *session,
    struct judgement judged)
{
	if (!is_hostile(judged)) {
		a->owner_sessions += is_counted(session);
		return;
	}
	a->sessions += is_counted(session);
	share_add(is_counted(session) ? &a->by[judged.grade] : &a->backend,
	    session);
	if (a->last.ms == 0)
		a->taken = session->start;
	if (a->src == 0 && is_counted(session))
		a->src = session->src;
	a->possible += judged.grade == GRADE_POSSIBLE;
	a->tied |= judged.why != WHY_UNDECIDED;
	if (!(session->flags & SESSION_SIGNED_IN)) {
		a->unsigned_pages += session->service == SERVICE_WEBMAIL ||
		    (session->flags & SESSION_OTHERS_COOKIE) != 0;
		a->unsigned_records += session->service == SERVICE_APP;
	}
	if (judged.grade < a->grade)
		a->grade = (enum grade)judged.grade;
	if (session->last.ms > a->last.ms)
		a->last = session->last;
}

static void
address_session(struct address *a, const struct session *session,
    struct judgement judged)
{
	share_add(&a->by[judged.grade], session);
	if (judged.grade < a->grade)
		a->grade = (enum grade)judged.grade;
}

/* Count sessions of each, and the pairs of account and address once. */
static void
reach_count(struct scope *s)
{
	struct table pairs[SHARES], owners;
	bool fresh;

	for (int g = 0; g < SHARES; g++)
		table_init(&pairs[g]);
	table_init(&owners);
	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		struct judgement judged = s->in.incident->judged[n];
		struct account *account = account_find(s, session->user);
		struct address *address = address_find(s, session->src);
		uint64_t pair = table_pair(session->user, session->src);

		if (account != NULL)
			account_session(account, session, judged);
		if (address == NULL || !is_counted(session))
			continue;
		if (!is_hostile(judged)) {
			table_add(&owners, pair, &fresh);
			address->owners += fresh;
			continue;
		}
		address_session(address, session, judged);
		table_add(&pairs[judged.grade], pair, &fresh);
		address->by[judged.grade].others += fresh && session->user != 0;
		if (account != NULL)
			account->by[judged.grade].others += fresh;
	}
	for (int g = 0; g < SHARES; g++)
		table_fini(&pairs[g]);
	table_fini(&owners);
}

static void
accounts_sort(struct scope *s)
{
	if (s->account_count > 0)
		qsort_r(s->accounts, s->account_count, sizeof *s->accounts,
		    by_taken, s);
	for (size_t i = 0; i < s->account_count; i++)
		index_build(&s->account_of, s->accounts[i].user, i);
}

/* The first guessing of each account. */
static void
reach_guesses(struct scope *s)
{
	for (uint32_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];
		struct account *a = account_find(s, f->user);

		if (a != NULL && a->guess == 0 && s->in.incident->relevant[i] &&
		    strcmp(f->name, "guessing") == 0)
			a->guess = i + 1;
	}
}

static const char *const ended_names[] = {
	[ENDED_SOURCE] = "source", [ENDED_IDLE] = "idle",
	[ENDED_LOGOUT] = "logout",
};

/* Sessions listed one by one; figures count on.  An attacker who signs in a
 * million times makes a long report, not an endless one. */
enum { VERDICTS_MAX = 100000 };

static struct verdict
verdict_of(const struct scope *s, uint32_t n)
{
	const struct session *session = &s->in.sessions->at[n];
	struct judgement judged = s->in.incident->judged[n];

	return (struct verdict){
		.account = name_of(s, session->user),
		.service = str_from(service_name(session->service)),
		.address = name_of(s, session->src),
		.device = name_of(s, session->device),
		.start = session->start, .end = session->last,
		.grade = (enum grade)judged.grade,
		.why = why_keys[judged.why],
		.visit = session->visit + 1,
		.ended = ended_names[session->ended],
		.backend = !is_counted(session),
	};
}

static void
verdicts_list(struct scope *s)
{
	struct answers *out = s->out;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		if (!is_hostile(s->in.incident->judged[n]) &&
		    !is_of_account(s, &s->in.sessions->at[n]))
			continue;
		if (out->verdict_count == VERDICTS_MAX) {
			note_add(out, "note.sessions_capped");
			break;
		}
		out->verdicts = mem_room(out->verdicts, out->verdict_count,
		    &out->verdict_cap, sizeof *out->verdicts);
		out->verdicts[out->verdict_count++] = verdict_of(s, n);
		*dense_at(&s->verdict_of, n) = out->verdict_count;
	}
	s->verdict_proofs = mem_zero((out->verdict_count + 1) *
	    sizeof *s->verdict_proofs);
}

static int
by_window_start(const void *a, const void *b)
{
	int64_t x = ((const struct window *)a)->from.ms;
	int64_t y = ((const struct window *)b)->from.ms;

	return x < y ? -1 : x > y;
}

/* Windows that overlap become one, so that a walk in time needs one place. */
static void
windows_list(struct scope *s)
{
	size_t kept = 0;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		if (session->service != SERVICE_APP ||
		    !is_hostile(s->in.incident->judged[n]))
			continue;
		s->windows = mem_room(s->windows, s->window_count,
		    &s->window_cap, sizeof *s->windows);
		s->windows[s->window_count++] = (struct window){
			session->start, session->last };
	}
	if (s->window_count == 0)
		return;
	qsort(s->windows, s->window_count, sizeof *s->windows,
	    by_window_start);
	for (size_t i = 1; i < s->window_count; i++) {
		struct window *last = &s->windows[kept];

		if (s->windows[i].from.ms > last->to.ms)
			s->windows[++kept] = s->windows[i];
		else if (s->windows[i].to.ms > last->to.ms)
			last->to = s->windows[i].to;
	}
	s->window_count = kept + 1;
}

void
reach_open(struct scope *s)
{
	reach_list(s);
	reach_count(s);
	accounts_sort(s);
	reach_guesses(s);
	verdicts_list(s);
	windows_list(s);
}

uint64_t
undecided(const struct scope *s)
{
	uint64_t count = 0;

	if (s->in.incident->found)
		return 0;
	for (size_t i = 0; i < s->in.findings->count; i++)
		count += s->in.findings->at[i].mark != MARK_FALSE &&
		    !s->in.findings->at[i].house &&
		    strcmp(s->in.findings->at[i].name, "log_gap") != 0;
	return count;
}

bool
knows_no_most(const struct scope *s)
{
	return knows_less(s) || undecided(s) > 0;
}

void
doubt_tell(struct scope *s, enum question q)
{
	static const struct { const char *undecided, *outside; } keys[Q_COUNT] = {
		[Q2] = { "q2.undecided", NULL },
		[Q3] = { "q3.undecided", "q3.outside" },
		[Q4] = { "q4.undecided", "q4.outside" },
		[Q5] = { "q5.undecided", "q5.outside" },
		[Q6] = { "q6.undecided", "q6.outside" },
		[Q8] = { "q8.undecided", NULL },
	};

	if (undecided(s) > 0 && keys[q].undecided != NULL)
		statement_count(statement_add(s->out, q, keys[q].undecided,
		    GRADE_UNKNOWABLE), "count", undecided(s));
	if (knows_less(s) && keys[q].outside != NULL)
		statement_count(statement_add(s->out, q, keys[q].outside,
		    s->in.outside.grade_within), "count",
		    s->in.outside.within);
}

/* An interval over grades: confirmed at least, not excluded at most; as sure
 * as the surest of it. */
static void
reach_figure(struct scope *s, const char *key, const char *unit,
    const uint64_t by[SHARES])
{
	struct figure *f = figure_add(s->out, Q3, key, unit, STR(""));

	f->at_least = by[GRADE_CONFIRMED];
	f->grade = GRADE_UNKNOWABLE;
	for (int g = SHARES; g-- > 0;) {
		f->at_most += by[g];
		if (by[g] > 0)
			f->grade = (enum grade)g;
	}
	f->proofs = s->proven;
	if (knows_no_most(s))
		f->at_most = AT_MOST_UNKNOWN;
	gaps_weaken(s, f);
}

static void
reach_figures(struct scope *s)
{
	uint64_t sessions[SHARES] = { 0 }, accounts[SHARES] = { 0 };
	uint64_t addresses[SHARES] = { 0 };

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		uint8_t grade = s->in.incident->judged[n].grade;

		if (!is_counted(session) || grade > GRADE_POSSIBLE)
			continue;
		sessions[grade]++;
		if (session->user == 0)		/* of whom, no line says */
			accounts[GRADE_POSSIBLE]++;
	}
	for (size_t i = 0; i < s->account_count; i++)
		accounts[s->accounts[i].grade]++;
	for (size_t i = 0; i < s->address_count; i++)
		addresses[s->addresses[i].grade]++;
	reach_figure(s, "figure.sessions", "session", sessions);
	reach_figure(s, "figure.accounts", "account", accounts);
	reach_figure(s, "figure.addresses", "address", addresses);
}

static void
share_tell(struct scope *s, const char *key, enum grade grade,
    const struct account *a, struct share *share)
{
	struct statement *st;

	if (share->sessions == 0)
		return;
	st = statement_add(s->out, Q3, key, grade);
	statement_text(s->out, st, "account", name_of(s, a->user));
	statement_count(st, "count", share->sessions);
	statement_count(st, "addresses", share->others);
	statement_time(st, "start", share->from);
	statement_time(st, "end", share->to);
	st->proofs = proof_set_keep(s->out, &share->proofs);
}

/* Grade by grade: what is sure is not said together with what may be. */
static void
accounts_tell(struct scope *s)
{
	for (size_t i = 0; i < s->account_count; i++) {
		struct account *a = &s->accounts[i];
		struct statement *st;

		for (int g = 0; g < SHARES; g++)
			share_tell(s, "q3.account", (enum grade)g, a,
			    &a->by[g]);
		if (a->sessions == 0)
			share_tell(s, "q3.account_backend", a->grade, a,
			    &a->backend);
		if (a->owner_sessions == 0)
			continue;
		st = statement_add(s->out, Q3, "q3.owner", GRADE_EXCLUDED);
		statement_text(s->out, st, "account", name_of(s, a->user));
		statement_count(st, "count", a->owner_sessions);
	}
}

/* With what the site's tables say of where it is, if they do. */
static struct statement *
address_state(struct scope *s, const struct address *a, enum grade grade)
{
	static const char *const keys[] = { "q3.address", "q3.address_place",
		"q3.address_as", "q3.address_place_as" };
	struct location at = location_of(&s->in.site->locations,
	    name_of(s, a->src));
	char place_text[LOCATION_TEXT], as_text[LOCATION_TEXT];
	struct str place = location_place_text(&at, place_text);
	struct str as = location_as_text(&at, as_text);
	struct statement *st = statement_add(s->out, Q3,
	    keys[(place.len > 0) + 2 * (as.len > 0)], grade);

	statement_text(s->out, st, "address", name_of(s, a->src));
	if (place.len > 0)
		statement_text(s->out, st, "place", place);
	if (as.len > 0)
		statement_text(s->out, st, "as", as);
	return st;
}

static void
addresses_tell(struct scope *s)
{
	for (size_t i = 0; i < s->address_count * SHARES; i++) {
		struct address *a = &s->addresses[i / SHARES];
		struct share *share = &a->by[i % SHARES];
		struct statement *st;

		if (share->sessions == 0)
			continue;
		st = address_state(s, a, (enum grade)(i % SHARES));
		statement_count(st, "count", share->sessions);
		statement_count(st, "accounts", share->others);
		st->proofs = proof_set_keep(s->out, &share->proofs);
	}
}

/* Nothing but the site file speaks for these. */
static void
trusted_tell(struct scope *s)
{
	uint64_t count = 0;

	for (uint32_t n = 0; n < s->in.sessions->count; n++)
		count += s->in.incident->judged[n].why == WHY_TRUSTED &&
		    network_has(&s->in.site->trusted,
		    name_of(s, s->in.sessions->at[n].src));
	if (count > 0)
		statement_count(statement_add(s->out, Q3, "q3.trusted",
		    GRADE_EXCLUDED), "count", count);
}

/* Nothing but having been there speaks for these. */
static void
habit_tell(struct scope *s)
{
	uint64_t count = 0;

	for (uint32_t n = 0; n < s->in.sessions->count; n++)
		count += is_counted(&s->in.sessions->at[n]) &&
		    s->in.incident->judged[n].why == WHY_KNOWN_NETWORK;
	if (count > 0)
		statement_count(statement_add(s->out, Q3, "q3.habit",
		    GRADE_EXCLUDED), "count", count);
}

/* What a finding names, and nothing ties to the rest: counted in upper ends. */
static void
undecided_tell(struct scope *s)
{
	uint64_t count = 0, accounts = 0;
	struct statement *st;
	struct table seen;
	bool fresh;

	table_init(&seen);
	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		if (s->in.incident->judged[n].why != WHY_UNDECIDED ||
		    !is_counted(session))
			continue;
		count++;
		table_add(&seen, session->user, &fresh);
		accounts += fresh;
	}
	table_fini(&seen);
	if (count == 0)
		return;
	st = statement_add(s->out, Q3, "q3.named_apart", GRADE_POSSIBLE);
	statement_count(st, "count", count);
	statement_count(st, "accounts", accounts);
}

void
reach_answer(struct scope *s)
{
	for (size_t i = 0; i < s->out->verdict_count; i++)
		s->out->verdicts[i].proofs = proof_set_keep(s->out,
		    &s->verdict_proofs[i]);
	if (s->account_count == 0 && s->address_count == 0)
		statement_add(s->out, Q3, "q3.none", GRADE_UNKNOWABLE);
	doubt_tell(s, Q3);
	trusted_tell(s);
	habit_tell(s);
	accounts_tell(s);
	addresses_tell(s);
	undecided_tell(s);
	devices_tell(s);
	reach_figures(s);
}
