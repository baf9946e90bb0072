#include "report/sample_test.h"

#include <stdlib.h>

#include "base/must.h"

#define HOUR_MS ((int64_t)3600 * 1000)
#define HURTS(q) ((uint16_t)(1U << (q)))

static const char *const streams[] = {
	"dovecot@mail1", "postfix@mail1", "roundcube@web1", "nginx@web1",
	"postgresql@register", "portal",
};
enum { STREAMS = sizeof streams / sizeof *streams };
enum { DOVECOT, POSTFIX, ROUNDCUBE, NGINX, POSTGRESQL, PORTAL };

static struct event_time
at(int day, int hour, int minute)
{
	int64_t ms;

	must(clock_ms(2025, 12, day, hour, minute, 0, &ms));
	return (struct event_time){ ms };
}

/* Line number n of the sample: its bytes do not exist, its digest is made. */
static void
proof_make(struct sample *sample, size_t n, struct event_time time,
    int stream, const char *kind)
{
	struct answers *answers = &sample->answers;
	struct proof *proof = &answers->proofs[n];
	uint64_t mixed = 0x9e3779b97f4a7c15u * (n + 1);

	*proof = (struct proof){
		.ordinal = n % 9 == 8 ? 1 : 0,
		.time = { time.ms + (int64_t)(mixed >> 40 & 0xffff) },
		.stream = str_from(streams[stream]),
		.kind = str_from(kind),
		.input = (uint32_t)stream / 2,
		.length = 120 + (uint32_t)n,
		.offset = 4096 * (n + 1),
	};
	for (size_t i = 0; i < sizeof proof->sha256; i++) {
		mixed ^= mixed >> 31;
		mixed *= 0xbf58476d1ce4e5b9u;
		proof->sha256[i] = (uint8_t)(mixed >> 56);
	}
}

enum { PROOFS = 60 };

static void
proofs_make(struct sample *sample)
{
	static const struct { int stream; const char *kind; } kinds[] = {
		{ DOVECOT, "login" }, { ROUNDCUBE, "page" },
		{ PORTAL, "record" }, { POSTGRESQL, "query" },
		{ DOVECOT, "logout" }, { POSTFIX, "submit" },
	};
	enum { KINDS = sizeof kinds / sizeof *kinds };

	sample->answers.proofs = arena_zero(&sample->answers.arena,
	    PROOFS * sizeof *sample->answers.proofs);
	sample->answers.proof_count = PROOFS;
	for (size_t i = 0; i < PROOFS; i++)
		proof_make(sample, i, at(8 + (int)i / 15, 19 + (int)i % 4,
		    (int)i * 7 % 60), kinds[i % KINDS].stream,
		    kinds[i % KINDS].kind);
}

static struct proof_list
proofs(struct sample *sample, uint32_t from, uint32_t count)
{
	struct proof_list list = {
		arena_take(&sample->answers.arena, count * sizeof(uint32_t)),
		count
	};

	for (uint32_t i = 0; i < count; i++)
		list.at[i] = from + i;
	return list;
}

static struct value
value(const char *name, enum value_type type, int64_t number)
{
	return (struct value){ .name = name, .type = type, .number = number };
}

static struct value
value_of(const char *name, const char *text)
{
	return (struct value){ .name = name, .type = VALUE_TEXT,
		.text = str_from(text) };
}

static struct value
value_key_of(const char *name, const char *key)
{
	return (struct value){ .name = name, .type = VALUE_KEY,
		.text = str_from(key) };
}

static struct statement *
sample_state(struct statement **statements, size_t *count, size_t *cap,
    const char *key, enum grade grade, const struct value *values, size_t n)
{
	struct statement *statement;

	*statements = mem_room(*statements, *count, cap, sizeof **statements);
	statement = &(*statements)[(*count)++];
	*statement = (struct statement){ .key = key, .grade = grade,
		.value_count = n };
	for (size_t i = 0; i < n; i++)
		statement->values[i] = values[i];
	return statement;
}

#define VALUES(...) (const struct value[]){ __VA_ARGS__ },		\
	sizeof((const struct value[]){ __VA_ARGS__ }) / sizeof(struct value)

static struct statement *
state(struct sample *sample, enum question q, const char *key,
    enum grade grade, const struct value *values, size_t n)
{
	struct answer *answer = &sample->answers.answer[q];

	return sample_state(&answer->statements, &answer->statement_count,
	    &answer->statement_cap, key, grade, values, n);
}

static void
figure(struct sample *sample, enum question q, const char *key,
    const char *unit, const char *subject, uint64_t least, uint64_t most,
    enum grade grade, struct proof_list list, size_t holes)
{
	struct answer *answer = &sample->answers.answer[q];
	struct figure *figure;

	answer->figures = mem_room(answer->figures, answer->figure_count,
	    &answer->figure_cap, sizeof *answer->figures);
	figure = &answer->figures[answer->figure_count++];
	*figure = (struct figure){
		.id = arena_printf(&sample->answers.arena, "q%d.%s:%s", q + 1,
		    key + strlen("figure."), subject),
		.key = key, .unit = unit, .subject = str_from(subject),
		.at_least = least, .at_most = most, .grade = grade,
		.proofs = list, .hole_count = holes,
		.holes = arena_take(&sample->answers.arena,
		    (holes + 1) * sizeof(uint32_t)),
	};
	for (uint32_t i = 0; i < holes; i++)
		figure->holes[i] = i;
}

static void
questions_make_1(struct sample *s)
{
	struct statement *made;

	for (int q = 0; q < Q_COUNT; q++)
		s->answers.answer[q].grade = GRADE_CONFIRMED;
	made = state(s, Q1, "q1.span", GRADE_CONFIRMED, VALUES(
	    value("start", VALUE_TIME, at(8, 21, 4).ms),
	    value("end", VALUE_TIME, at(11, 23, 47).ms),
	    value("dwell", VALUE_DURATION_MS, 74 * HOUR_MS + 43 * 60000)));
	made->proofs = proofs(s, 0, 2);
	made = state(s, Q1, "q1.finding.both", GRADE_PROBABLE, VALUES(
	    value_key_of("finding", "finding.mail_to_record"),
	    value_of("account", "a.durand"),
	    value_of("network", "198.51.100.0/24"),
	    value("count", VALUE_COUNT_OF, 6),
	    value_key_of("unit", "counted.lines"),
	    value("start", VALUE_TIME, at(8, 21, 12).ms),
	    value("end", VALUE_TIME, at(9, 21, 30).ms)));
	made->proofs = proofs(s, 4, 6);
	state(s, Q1, "q1.finding.network", GRADE_CONFIRMED, VALUES(
	    value_key_of("finding", "finding.password_spray"),
	    value_of("network", "198.51.100.0/24"),
	    value("count", VALUE_COUNT_OF, 1312),
	    value_key_of("unit", "counted.refusals"),
	    value("accounts", VALUE_COUNT_OF, 212),
	    value("start", VALUE_TIME, at(8, 20, 1).ms),
	    value("end", VALUE_TIME, at(8, 21, 3).ms)));
	made = state(s, Q1, "q1.finding.both", GRADE_EXCLUDED, VALUES(
	    value_key_of("finding", "finding.mass_read"),
	    value_of("account", "m.petit"),
	    value_of("network", "203.0.113.0/24"),
	    value("count", VALUE_COUNT_OF, 412),
	    value_key_of("unit", "counted.bodies"),
	    value("start", VALUE_TIME, at(9, 2, 30).ms),
	    value("end", VALUE_TIME, at(9, 2, 55).ms)));
	made->mark = "false";
	made->reason = STR("the nightly copy");
	made->author = STR("c.martin");
	figure(s, Q1, "figure.dwell_minutes", "minute", "", 4483, 4610,
	    GRADE_CONFIRMED, proofs(s, 0, 2), 0);

	s->answers.answer[Q2].grade = GRADE_PROBABLE;
	made = state(s, Q2, "q2.hypothesis.password_spray", GRADE_PROBABLE, VALUES(
	    value_of("account", "a.durand"),
	    value("accounts", VALUE_COUNT_OF, 212),
	    value_of("network", "198.51.100.0/24"),
	    value("count", VALUE_COUNT_OF, 1312),
	    value_key_of("refute", "q2.refute.password_spray")));
	made->proofs = proofs(s, 8, 12);
	made = state(s, Q2, "q2.hypothesis.leaked_password", GRADE_POSSIBLE,
	    VALUES(value_of("account", "c.leroy"),
	    value_of("address", "198.51.100.23"),
	    value_key_of("refute", "q2.refute.leaked_password")));
	made->proofs = proofs(s, 20, 1);
	made->against = proofs(s, 8, 2);
	state(s, Q2, "q2.hypothesis.server_flaw", GRADE_UNKNOWABLE, VALUES(
	    value_of("account", "a.durand"),
	    value("count", VALUE_COUNT_OF, 0),
	    value_key_of("refute", "q2.refute.server_flaw")));

	made = state(s, Q3, "q3.account", GRADE_CONFIRMED, VALUES(
	    value_of("account", "a.durand"), value("count", VALUE_COUNT_OF, 9),
	    value("addresses", VALUE_COUNT_OF, 2),
	    value("start", VALUE_TIME, at(8, 21, 4).ms),
	    value("end", VALUE_TIME, at(11, 23, 47).ms)));
	made->proofs = proofs(s, 0, 9);
	state(s, Q3, "q3.address", GRADE_CONFIRMED, VALUES(
	    value_of("address", "198.51.100.23"),
	    value("count", VALUE_COUNT_OF, 7),
	    value("accounts", VALUE_COUNT_OF, 2)));
	state(s, Q3, "q3.owner", GRADE_EXCLUDED, VALUES(
	    value_of("account", "a.durand"),
	    value("count", VALUE_COUNT_OF, 1)));
	figure(s, Q3, "figure.accounts", "account", "", 2, 3, GRADE_CONFIRMED,
	    proofs(s, 0, 3), 0);
	figure(s, Q3, "figure.sessions", "session", "", 11, 14,
	    GRADE_PROBABLE, proofs(s, 0, 14), 0);
	figure(s, Q3, "figure.addresses", "address", "", 2, 2,
	    GRADE_CONFIRMED, proofs(s, 0, 2), 0);
}

static void
questions_make_2(struct sample *s)
{
	struct statement *made;

	made = state(s, Q4, "q4.fetch", GRADE_CONFIRMED, VALUES(
	    value_of("object", "1:31"), value_of("folder", "INBOX"),
	    value_of("account", "a.durand"),
	    value("bytes", VALUE_BYTES, 1204551),
	    value("time", VALUE_TIME, at(8, 22, 10).ms)));
	made->proofs = proofs(s, 24, 20);
	made = state(s, Q4, "q4.search", GRADE_CONFIRMED, VALUES(
	    value_of("search", "mot de passe"),
	    value_of("account", "a.durand"),
	    value("time", VALUE_TIME, at(8, 21, 12).ms)));
	made->proofs = proofs(s, 25, 1);
	figure(s, Q4, "figure.messages", "message", "", 31, 186,
	    GRADE_CONFIRMED, proofs(s, 24, 20), 1);
	figure(s, Q4, "figure.messages", "message", "a.durand", 31, 140,
	    GRADE_CONFIRMED, proofs(s, 24, 18), 0);
	figure(s, Q4, "figure.messages", "message", "c.leroy", 0, 46,
	    GRADE_POSSIBLE, proofs(s, 42, 2), 1);
	figure(s, Q4, "figure.records_full", "record", "taj", 72, 95,
	    GRADE_CONFIRMED, proofs(s, 26, 18), 1);
	figure(s, Q4, "figure.records_summary", "record", "taj", 2214,
	    AT_MOST_UNKNOWN, GRADE_PROBABLE, proofs(s, 27, 12), 2);

	s->answers.answer[Q5].grade = GRADE_PROBABLE;
	state(s, Q5, "q5.ceiling_all", GRADE_PROBABLE, VALUES(
	    value_of("account", "a.durand"),
	    value("bytes", VALUE_BYTES, 61004113)));
	figure(s, Q5, "figure.bytes", "byte", "", 48312007, 61004113,
	    GRADE_PROBABLE, proofs(s, 28, 16), 1);
	figure(s, Q5, "figure.rows_exported", "row", "taj", 0, 0,
	    GRADE_EXCLUDED, proofs(s, 30, 2), 0);

	made = state(s, Q6, "q6.forward", GRADE_CONFIRMED, VALUES(
	    value_of("account", "c.leroy"),
	    value_of("object", "archive@collecte.example"),
	    value("time", VALUE_TIME, at(10, 22, 15).ms)));
	made->proofs = proofs(s, 50, 1);
	state(s, Q6, "q6.rule_page", GRADE_CONFIRMED, VALUES(
	    value_of("account", "a.durand"),
	    value("time", VALUE_TIME, at(10, 22, 20).ms)));

	s->answers.answer[Q7].grade = GRADE_UNKNOWABLE;
	state(s, Q7, "q7.none", GRADE_UNKNOWABLE, NULL, 0);

	state(s, Q8, "q8.duty.aware", GRADE_CONFIRMED, VALUES(
	    value_key_of("duty", "duty.gdpr33"),
	    value("limit", VALUE_DURATION_MS, 72 * HOUR_MS)));
	state(s, Q8, "q8.duty.at_once", GRADE_CONFIRMED, VALUES(
	    value_key_of("duty", "duty.gdpr34")));
	state(s, Q8, "q8.owners", GRADE_CONFIRMED, VALUES(
	    value("count", VALUE_COUNT_OF, 2)));

	s->answers.answer[Q9].grade = GRADE_CONFIRMED;
	made = state(s, Q9, "q9.summary", GRADE_CONFIRMED, VALUES(
	    value("hours", VALUE_COUNT_OF, 21),
	    value("total", VALUE_COUNT_OF, 1008)));
	state(s, Q9, "q9.damaged", GRADE_CONFIRMED, VALUES(
	    value("count", VALUE_COUNT_OF, 12),
	    value_of("stream", streams[NGINX])));

	state(s, Q10, "q10.step.kill_sessions", GRADE_CONFIRMED, VALUES(
	    value_of("account", "a.durand")));
	state(s, Q10, "q10.step.reset_password", GRADE_CONFIRMED, VALUES(
	    value_of("account", "a.durand")));
	state(s, Q10, "q10.step.remove_rule", GRADE_CONFIRMED, VALUES(
	    value_of("account", "c.leroy"), value_of("object", "redirect")));
	state(s, Q10, "q10.step.keep_logs", GRADE_CONFIRMED, VALUES(
	    value("count", VALUE_COUNT_OF, 7)));
}

static void
verdicts_make(struct sample *s)
{
	static const struct {
		const char *account, *service, *address, *device, *why, *ended;
		int day, hour, minute, minutes;
		enum grade grade;
		uint32_t visit;
	} rows[] = {
		{ "a.durand", "webmail", "192.0.2.44", "Firefox 133",
		    "why.owner_network", "logout", 8, 8, 2, 410,
		    GRADE_EXCLUDED, 1 },
		{ "a.durand", "webmail", "198.51.100.23", "curl/8.5",
		    "why.same_address", "idle", 8, 21, 4, 52,
		    GRADE_CONFIRMED, 2 },
		{ "a.durand", "imap", "198.51.100.23", "", "why.same_address",
		    "logout", 8, 22, 10, 95, GRADE_CONFIRMED, 2 },
		{ "a.durand", "webmail", "192.0.2.44", "Firefox 133",
		    "why.owner_network", "logout", 9, 8, 15, 380,
		    GRADE_EXCLUDED, 3 },
		{ "a.durand", "application", "198.51.100.23", "curl/8.5",
		    "why.same_network", "idle", 9, 21, 30, 171,
		    GRADE_PROBABLE, 4 },
		{ "c.leroy", "webmail", "198.51.100.23", "curl/8.5",
		    "why.same_address", "idle", 10, 21, 58, 40,
		    GRADE_CONFIRMED, 5 },
		{ "c.leroy", "imap", "203.0.113.77", "Thunderbird",
		    "why.first_seen_network", "source", 10, 23, 5, 200,
		    GRADE_POSSIBLE, 6 },
		{ "c.leroy", "webmail", "192.0.2.51", "Firefox 133",
		    "why.owner_network", "logout", 11, 7, 55, 240,
		    GRADE_EXCLUDED, 7 },
		{ "m.petit", "imap", "2001:db8:7::19", "",
		    "why.no_address", "logout", 10, 2, 30, 75,
		    GRADE_UNKNOWABLE, 8 },
		{ "a.durand", "imap", "192.0.2.80", "", "why.same_visit",
		    "source", 11, 19, 20, 267, GRADE_PROBABLE, 9 },
	};
	enum { ROWS = sizeof rows / sizeof *rows };
	struct answers *answers = &s->answers;

	answers->verdicts = arena_zero(&answers->arena,
	    ROWS * sizeof *answers->verdicts);
	answers->verdict_count = ROWS;
	for (uint32_t i = 0; i < ROWS; i++) {
		struct event_time start = at(rows[i].day, rows[i].hour,
		    rows[i].minute);

		answers->verdicts[i] = (struct verdict){
			.account = str_from(rows[i].account),
			.service = str_from(rows[i].service),
			.address = str_from(rows[i].address),
			.device = str_from(rows[i].device),
			.start = start,
			.end = { start.ms + rows[i].minutes * (int64_t)60000 },
			.grade = rows[i].grade, .why = rows[i].why,
			.visit = rows[i].visit, .ended = rows[i].ended,
			.backend = strcmp(rows[i].why, "why.same_visit") == 0,
			.proofs = proofs(s, i * 3, 3),
		};
	}
}

static void
holes_make(struct sample *s)
{
	struct answers *answers = &s->answers;

	answers->holes = arena_zero(&answers->arena,
	    3 * sizeof *answers->holes);
	answers->hole_count = 3;
	answers->holes[0] = (struct hole){ str_from(streams[ROUNDCUBE]),
		at(10, 0, 0), at(10, 9, 0), false, "hole.silent",
		HURTS(Q3) | HURTS(Q4) };
	answers->holes[1] = (struct hole){ str_from(streams[PORTAL]),
		at(11, 12, 0), at(11, 20, 0), true, "hole.cut",
		HURTS(Q4) | HURTS(Q5) };
	answers->holes[2] = (struct hole){ str_from(streams[POSTGRESQL]),
		at(5, 0, 0), at(6, 4, 0), false, "hole.before", HURTS(Q5) };
}

/* The state of an hour as the holes above say. */
static enum cover
cover_at(const struct answers *answers, const struct coverage *coverage,
    size_t hour)
{
	int64_t ms = coverage->first_hour.ms + (int64_t)hour * HOUR_MS;

	for (size_t i = 0; i < answers->hole_count; i++) {
		const struct hole *hole = &answers->holes[i];

		if (str_eq(hole->stream, coverage->stream) &&
		    ms >= hole->from.ms && ms < hole->to.ms)
			return hole->partial ? COVER_PARTIAL : COVER_NONE;
	}
	return COVER_PROVEN;
}

static void
coverage_make(struct sample *s)
{
	enum { HOURS = 7 * 24 };
	static const uint32_t weights[STREAMS] = { 900, 400, 300, 2000, 150, 60 };
	struct answers *answers = &s->answers;

	answers->coverage = arena_zero(&answers->arena,
	    STREAMS * sizeof *answers->coverage);
	answers->coverage_count = STREAMS;
	for (size_t i = 0; i < STREAMS; i++) {
		struct coverage *coverage = &answers->coverage[i];

		*coverage = (struct coverage){
			.stream = str_from(streams[i]),
			.first_hour = at(5, 0, 0), .hours = HOURS,
			.cells = arena_take(&answers->arena, HOURS),
			.lines = arena_take(&answers->arena,
			    HOURS * sizeof(uint32_t)),
			.damaged = i == NGINX ? 12 : 0,
		};
		for (size_t hour = 0; hour < HOURS; hour++) {
			enum cover cover = cover_at(answers, coverage, hour);
			uint32_t day = hour % 24 >= 7 && hour % 24 < 19 ? 8 : 1;

			coverage->cells[hour] = (uint8_t)cover;
			coverage->lines[hour] = cover == COVER_NONE ? 0 :
			    weights[i] * day * (uint32_t)(3 + hour % 5) / 40;
			coverage->events += coverage->lines[hour];
		}
	}
}

static void
inputs_make(struct sample *s)
{
	static const char *const paths[] = { "logs/mail.log.1.gz",
		"logs/roundcube/userlogins.log", "logs/postgresql.csv" };

	for (size_t i = 0; i < 3; i++) {
		s->inputs[i] = (struct input){
			.path = str_from(paths[i]), .bytes = 1234567 * (i + 1),
			.plain_bytes = 9876543 * (i + 1),
			.mtime_ms = at(12, 6, 25).ms + (int64_t)i,
			.lines = 48211 * (i + 1), .events = 47002 * (i + 1),
			.damaged = i * 6, .foreign = 31 * i,
		};
		memset(s->inputs[i].sha256, 0x11 * ((int)i + 1), 32);
	}
	s->inputs[3] = (struct input){ .path = STR("logs/auth.log.2.gz"),
		.bytes = 220, .mtime_ms = at(9, 6, 25).ms,
		.error = STR("the gzip stream ends too early") };
	s->count = 4;
}

static void
note(struct sample *s, const char *key, const struct value *values, size_t n)
{
	sample_state(&s->answers.notes, &s->answers.note_count,
	    &s->answers.note_cap, key, GRADE_CONFIRMED, values, n);
}

void
sample_make(struct sample *sample)
{
	struct answers *answers = &sample->answers;

	*sample = (struct sample){ 0 };
	arena_init(&answers->arena);
	answers->from = at(5, 0, 0);
	answers->to = (struct event_time){ at(11, 23, 59).ms + 58001 };
	answers->lines = 289266;
	answers->events = 282012;
	answers->damaged = 12;
	answers->foreign = 93;
	answers->incidents = 1;
	proofs_make(sample);
	holes_make(sample);
	verdicts_make(sample);
	coverage_make(sample);
	questions_make_1(sample);
	questions_make_2(sample);
	note(sample, "note.zone", VALUES(value_of("zone", "Europe/Paris")));
	note(sample, "note.year_mtime", VALUES(
	    value_of("stream", streams[DOVECOT]), value_of("year", "2025")));
	inputs_make(sample);
}

static void
text_set(struct statement *statements, size_t count, struct str text)
{
	for (size_t i = 0; i < count; i++) {
		statements[i].reason = statements[i].author = text;
		for (size_t v = 0; v < statements[i].value_count; v++)
			if (statements[i].values[v].type == VALUE_TEXT)
				statements[i].values[v].text = text;
	}
}

void
sample_make_hostile(struct sample *sample, struct str text)
{
	struct answers *answers = &sample->answers;

	sample_make(sample);
	for (int q = 0; q < Q_COUNT; q++) {
		struct answer *answer = &answers->answer[q];

		text_set(answer->statements, answer->statement_count, text);
		for (size_t i = 0; i < answer->figure_count; i++)
			answer->figures[i].subject = text;
	}
	text_set(answers->notes, answers->note_count, text);
	for (size_t i = 0; i < answers->verdict_count; i++) {
		struct verdict *verdict = &answers->verdicts[i];

		verdict->account = verdict->service = text;
		verdict->address = verdict->device = text;
	}
	for (size_t i = 0; i < answers->hole_count; i++)
		answers->holes[i].stream = text;
	for (size_t i = 0; i < answers->coverage_count; i++)
		answers->coverage[i].stream = text;
	for (size_t i = 0; i < answers->proof_count; i++)
		answers->proofs[i].stream = answers->proofs[i].kind = text;
	for (size_t i = 0; i < sample->count; i++)
		sample->inputs[i].path = sample->inputs[i].error =
		    sample->inputs[i].copy_of = text;
}

void
sample_free(struct sample *sample)
{
	struct answers *answers = &sample->answers;

	for (int q = 0; q < Q_COUNT; q++) {
		free(answers->answer[q].statements);
		free(answers->answer[q].figures);
	}
	free(answers->notes);
	arena_fini(&answers->arena);
}
