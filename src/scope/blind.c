/* blind: what these logs cannot show (Q9).
 *
 * Holes come first, before the figures, because they take away their upper
 * ends: a session without its counters, a source silent while they were
 * inside, a service that counts and does not name. */
#include "scope/ledger.h"

#include <string.h>

#define HURTS(q) (uint16_t)(1u << (q))

enum { HURTS_VOLUMES = HURTS(Q4) | HURTS(Q5) };

/* What each kind of source tells; the first word of a stream's name.  Those
 * with the same `what` stand in for each other. */
static const struct source {
	struct str  format;
	const char *what;		/* catalogue key */
	uint32_t    tallies;		/* bits of what it caps */
} sources[] = {
	{ STR_INIT("dovecot"), "source.dovecot", 1u << T_MESSAGES |
	    1u << T_HEADERS | 1u << T_BYTES | 1u << T_COPIED |
	    1u << T_DELETED },
	{ STR_INIT("dovecot_event"), "source.dovecot", 1u << T_MESSAGES |
	    1u << T_HEADERS | 1u << T_BYTES | 1u << T_SEARCHES |
	    1u << T_RULES | 1u << T_DELETED },
	{ STR_INIT("courier"), "source.dovecot", 1u << T_BYTES },
	{ STR_INIT("cyrus"), "source.dovecot", 1u << T_BYTES |
	    1u << T_DELETED },
	{ STR_INIT("postfix"), "source.postfix", 1u << T_SENT },
	{ STR_INIT("exim"), "source.postfix", 1u << T_SENT },
	{ STR_INIT("exim_syslog"), "source.postfix", 1u << T_SENT },
	{ STR_INIT("roundcube"), "source.roundcube", 0 },
	{ STR_INIT("sogo"), "source.roundcube", 0 },
	{ STR_INIT("zimbra"), "source.roundcube", 0 },
	{ STR_INIT("nginx"), "source.nginx", 1u << T_SEARCHES },
	{ STR_INIT("postgresql"), "source.postgresql", 0 },
	{ STR_INIT("sshd"), "source.sshd", 0 },
	/* not missed where there is none: not every estate is in a cloud */
	{ STR_INIT("m365_audit"), NULL, 1u << T_MESSAGES | 1u << T_SEARCHES |
	    1u << T_SENT | 1u << T_DELETED | 1u << T_FILES | 1u << T_RULES |
	    1u << T_CHANGES },
	{ STR_INIT("m365_entra"), NULL, 1u << T_CHANGES },
};

enum { APPLICATION_TALLIES = 1u << T_RECORDS_FULL | 1u << T_RECORDS_SUMMARY |
	1u << T_RECORDS_HIT | 1u << T_ROWS };

static bool
is_of_format(struct str stream, struct str format)
{
	return str_starts(stream, format) && (stream.len == format.len ||
	    stream.at[format.len] == '@');
}

static uint32_t
tallies_of_stream(const struct scope *s, struct str stream)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (is_of_format(stream, sources[i].format))
			return sources[i].tallies;
	for (size_t i = 0; i < s->in.site->mappings.count; i++)
		if (is_of_format(stream, s->in.site->mappings.at[i].name))
			return APPLICATION_TALLIES;
	return 0;
}

static void
account_unknown(struct scope *s, uint32_t user, uint32_t kinds, uint32_t hole)
{
	for (int kind = 0; kind < T_COUNT; kind++)
		if (kinds & 1u << kind)
			tally_unknown(tally_of(&s->tallies,
			    (enum tally_kind)kind, user), hole);
}

static bool
is_mail_reader(const struct session *session)
{
	return session->service == SERVICE_IMAP ||
	    session->service == SERVICE_POP3;
}

/* Webmail visits that an IMAP session with counters belongs to. */
static void
visits_counted(const struct scope *s, struct table *counted)
{
	bool fresh;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		if ((session->flags & SESSION_WEBMAIL_HOST) &&
		    is_mail_reader(session))
			table_add(counted, session->visit, &fresh);
	}
}

/* One hole a source for what it never tells, as long as their sessions. */
static uint32_t
hole_of_source(struct scope *s, const struct session *session,
    uint16_t hurts)
{
	bool fresh;
	uint64_t *known = table_add(&s->blind_of, table_pair(session->stream,
	    hurts), &fresh);
	struct hole *hole;

	if (fresh)
		*known = hole_add(s->out, name_of(s, session->stream),
		    session->start, session->last, "hole.no_item", hurts);
	hole = &s->out->holes[*known];
	if (session->last.ms > hole->to.ms)
		hole->to = session->last;
	return (uint32_t)*known;
}

/* What a service does not write down whatever happens: IMAP no searches,
 * ManageSieve no scripts; unless its exporter told each command. */
static void
session_blind(struct scope *s, const struct session *session)
{
	bool imap = session->service == SERVICE_IMAP;
	uint32_t hole;

	if ((!imap && session->service != SERVICE_SIEVE) ||
	    (session->flags & SESSION_TOLD))
		return;
	hole = hole_of_source(s, session, HURTS(imap ? Q4 : Q6));
	account_unknown(s, session->user, 1u << (imap ? T_SEARCHES : T_RULES),
	    hole);
}

static void
sessions_holes(struct scope *s)
{
	struct table counted;

	table_init(&counted);
	visits_counted(s, &counted);
	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		bool webmail = session->service == SERVICE_WEBMAIL &&
		    session->n[C_PAGES] > 0;
		uint32_t hole;

		if (!is_hostile(s->in.incident->judged[n]) ||
		    session->user == 0)
			continue;
		if ((is_mail_reader(session) &&
			!(session->flags & SESSION_COUNTED)) ||
		    (webmail &&
			table_find(&counted, session->visit) == NULL)) {
			hole = hole_add(s->out, name_of(s, session->stream),
			    session->start, session->last, "hole.no_counters",
			    HURTS_VOLUMES);
			account_unknown(s, session->user, 1u << T_MESSAGES |
			    1u << T_HEADERS | 1u << T_BYTES, hole);
		}
		if (!(session->flags & SESSION_WEBMAIL_HOST))
			session_blind(s, session);
	}
	table_fini(&counted);
}

/* The time in which they were inside, at most. */
static bool
is_inside(const struct scope *s, struct event_time from, struct event_time to)
{
	for (size_t i = 0; i < s->account_count; i++)
		if (s->accounts[i].taken.ms <= to.ms &&
		    from.ms <= s->out->to.ms)
			return true;
	return false;
}

static uint16_t
hurts_of(uint32_t kinds)
{
	return kinds & (APPLICATION_TALLIES | 1u << T_MESSAGES)
	    ? HURTS_VOLUMES : HURTS(Q2) | HURTS(Q3);
}

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
		    hurts_of(tallies_of_stream(s, cover->stream)));
	}
}

void
holes_open(struct scope *s)
{
	sessions_holes(s);
	late_holes(s);
	for (size_t i = 0; i < s->in.findings->count; i++) {
		const struct finding *f = &s->in.findings->at[i];

		if (f->stream != 0)
			hole_add(s->out, name_of(s, f->stream), f->first,
			    f->last, "hole.silent", hurts_of(
			    tallies_of_stream(s, name_of(s, f->stream))));
	}
}

/* A source silent while they were inside: what it would have capped is not
 * capped, for everybody. */
static void
gaps_uncap(struct scope *s)
{
	for (uint32_t h = 0; h < s->out->hole_count; h++) {
		const struct hole *hole = &s->out->holes[h];
		uint32_t kinds = tallies_of_stream(s, hole->stream);

		if ((strcmp(hole->why, "hole.silent") != 0 &&
			strcmp(hole->why, "hole.before") != 0) ||
		    !is_inside(s, hole->from, hole->to))
			continue;
		for (size_t i = 0; i < s->tallies.count; i++)
			if (kinds & 1u << s->tallies.at[i].kind)
				tally_unknown(&s->tallies.at[i], h);
	}
}

/* Is there a log of any source that tells what? */
static bool
is_told(const struct scope *s, const char *what)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		if (sources[i].what == NULL ||
		    strcmp(sources[i].what, what) != 0)
			continue;
		for (size_t c = 0; c < s->out->coverage_count; c++)
			if (is_of_format(s->out->coverage[c].stream,
			    sources[i].format))
				return true;
	}
	return false;
}

static void
sources_tell(struct scope *s)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct statement *st;

		if (sources[i].what == NULL || (i > 0 &&
		    strcmp(sources[i].what, sources[i - 1].what) == 0) ||
		    is_told(s, sources[i].what))
			continue;
		st = statement_add(s->out, Q9, "q9.missing_source",
		    GRADE_UNKNOWABLE);
		statement_key(st, "what", sources[i].what);
	}
}

static void
hours_tell(struct scope *s)
{
	uint64_t total = 0, unproven = 0;
	struct statement *st;
	struct figure *f;

	for (size_t c = 0; c < s->out->coverage_count; c++) {
		const struct coverage *cover = &s->out->coverage[c];

		total += cover->hours;
		for (size_t h = 0; h < cover->hours; h++)
			unproven += cover->cells[h] != COVER_PROVEN;
	}
	st = statement_add(s->out, Q9, "q9.summary", GRADE_CONFIRMED);
	statement_count(st, "hours", unproven);
	statement_count(st, "total", total);
	f = figure_add(s->out, Q9, "figure.hours_unproven", "hour", STR(""));
	f->at_least = f->at_most = unproven;
	f->grade = GRADE_CONFIRMED;
}

static void
holes_tell(struct scope *s)
{
	for (size_t i = 0; i < s->out->hole_count; i++) {
		const struct hole *hole = &s->out->holes[i];
		struct statement *st = statement_add(s->out, Q9, "q9.hole",
		    GRADE_UNKNOWABLE);

		statement_text(s->out, st, "stream", hole->stream);
		statement_key(st, "why", hole->why);
		statement_time(st, "start", hole->from);
		statement_time(st, "end", hole->to);
	}
}

static void
count_tell(struct scope *s, const char *key, uint64_t count)
{
	struct statement *st;

	if (count == 0)
		return;
	st = statement_add(s->out, Q9, key, GRADE_UNKNOWABLE);
	statement_count(st, "count", count);
}

static void
undated_tell(struct scope *s)
{
	for (size_t c = 0; c < s->out->coverage_count; c++) {
		const struct coverage *cover = &s->out->coverage[c];
		struct statement *st;

		if (cover->undated == 0)
			continue;
		st = statement_add(s->out, Q9, "q9.undated", GRADE_UNKNOWABLE);
		statement_count(st, "count", cover->undated);
		statement_text(s->out, st, "stream", cover->stream);
	}
}

static void
flaws_tell(struct scope *s)
{
	static const enum flaw told[] = {
		FLAW_OVERLONG, FLAW_NUL, FLAW_BINARY, FLAW_UTF8,
	};
	struct statement *st;
	uint64_t any = 0;

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		any |= s->out->flaws[told[i]];
	if (any == 0)
		return;
	st = statement_add(s->out, Q9, "q9.flaws", GRADE_UNKNOWABLE);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		statement_count(st, flaw_names[told[i]],
		    s->out->flaws[told[i]]);
}

void
blind_answer(struct scope *s)
{
	gaps_uncap(s);
	hours_tell(s);
	holes_tell(s);
	sources_tell(s);
	for (size_t c = 0; c < s->out->coverage_count; c++) {
		const struct coverage *cover = &s->out->coverage[c];
		struct statement *st;

		if (cover->damaged == 0)
			continue;
		st = statement_add(s->out, Q9, "q9.damaged", GRADE_UNKNOWABLE);
		statement_count(st, "count", cover->damaged);
		statement_text(s->out, st, "stream", cover->stream);
	}
	count_tell(s, "q9.foreign", s->out->foreign);
	undated_tell(s);
	flaws_tell(s);
	count_tell(s, "q9.unread", s->in.unread);
}
