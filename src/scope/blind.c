/* blind: what these logs cannot show (Q9).
 *
 * Holes come first, before the figures, because they take away their upper
 * ends: a session without its counters, a source silent while they were
 * inside, a service that counts and does not name. */
#include "scope/sources.h"

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

/* Webmail visits that an IMAP session with counters belongs to, and those
 * with pages. */
static void
visits_counted(const struct scope *s, struct table *counted,
    struct table *paged)
{
	bool fresh;

	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];

		if ((session->flags & SESSION_WEBMAIL_HOST) &&
		    is_mail_reader(session))
			table_add(counted, session->visit, &fresh);
		if (session->service == SERVICE_WEBMAIL &&
		    session->n[C_PAGES] > 0)
			table_add(paged, session->visit, &fresh);
	}
}

/* One hole a source for what it never tells, as long as their sessions; each
 * `why` hurts questions of its own. */
static uint32_t
hole_of_source(struct scope *s, const struct session *session,
    const char *why, uint16_t hurts)
{
	bool fresh;
	uint64_t *known = table_add(&s->blind_of, table_pair(session->stream,
	    hurts), &fresh);
	struct hole *hole;

	if (fresh)
		*known = hole_add(s->out, name_of(s, session->stream),
		    session->start, session->last, why, hurts);
	hole = &s->out->holes[*known];
	if (session->last.ms > hole->to.ms)
		hole->to = session->last;
	return (uint32_t)*known;
}

/* What a service does not write down whatever happens: IMAP no searches and
 * no folders, ManageSieve no scripts; unless its exporter told each command.
 * Of a webmail's own session the pages tell. */
static void
session_blind(struct scope *s, const struct session *session,
    const struct table *paged)
{
	bool imap = session->service == SERVICE_IMAP;
	bool webmail = (session->flags & SESSION_WEBMAIL_HOST) != 0;
	uint32_t kinds = imap ? 1u << T_FOLDERS : 0, hole;

	if (!webmail)
		kinds |= 1u << (imap ? T_SEARCHES : T_RULES);
	if (webmail && (!imap || table_find(paged, session->visit) != NULL))
		return;

	if ((!imap && session->service != SERVICE_SIEVE) ||
	    (session->flags & SESSION_TOLD))
		return;
	hole = hole_of_source(s, session, "hole.no_item",
	    HURTS(imap ? Q4 : Q6));
	account_unknown(s, session->user, kinds, hole);
}

static void
sessions_holes(struct scope *s)
{
	struct table counted, paged;

	table_init(&counted);
	table_init(&paged);
	visits_counted(s, &counted, &paged);
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
			    HURTS_VOLUMES | HURTS(Q6));
			account_unknown(s, session->user, 1u << T_MESSAGES |
			    1u << T_HEADERS | 1u << T_BYTES |
			    1u << T_DELETED, hole);
		}
		session_blind(s, session, &paged);
		if (session->service == SERVICE_APP && sources_lack_records(s,
		    name_of(s, session->stream)))
			hole_of_source(s, session, "hole.no_records",
			    HURTS_VOLUMES);
	}
	table_fini(&counted);
	table_fini(&paged);
}

void
holes_open(struct scope *s)
{
	sessions_holes(s);
	gaps_open(s);
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
		bool named = hole->stream.len > 0;
		struct statement *st = statement_add(s->out, Q9, named ?
		    "q9.hole" : "q9.hole_any", GRADE_UNKNOWABLE);

		if (named)
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

static void
missed_tell(struct scope *s)
{
	const struct missed_lines *missed = &s->in.missed;

	count_tell(s, "q9.missed", missed->lines);
	count_tell(s, "q9.bystanders", missed->passed);
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
	missed_tell(s);
	undated_tell(s);
	flaws_tell(s);
	count_tell(s, "q9.unread", s->in.unread);
}
