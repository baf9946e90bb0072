/* What is not decided, or counted in another way, and how the answers say so. */
#include "scope/scene_test.h"

#include <string.h>

#include "base/arena.h"
#include "test/test.h"

TEST(what_nobody_decided_leaves_the_most_unknown)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	b.incident.found = false;
	found(&b, "mass_read", false, GRADE_POSSIBLE, 3000, 3000);
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q3, "q3.undecided");
	MUST_CHECK(st != NULL);
	CHECK_U64((uint64_t)number_of(st, "count"), 1);
	CHECK_U64(figure(&b, "q3.sessions")->at_least, 0);
	CHECK(figure(&b, "q3.sessions")->at_most == AT_MOST_UNKNOWN);
	CHECK(statement(&b, Q2, "q2.undecided") != NULL);
	CHECK(statement(&b, Q4, "q4.undecided") != NULL);
	CHECK(statement(&b, Q4, "q4.none") == NULL);
	CHECK(statement(&b, Q5, "q5.undecided") != NULL);
	CHECK(statement(&b, Q6, "q6.undecided") != NULL);
	CHECK(statement(&b, Q8, "q8.undecided") != NULL);
	CHECK(statement(&b, Q8, "q8.none") == NULL);
	CHECK(statement(&b, Q8, "q8.duty.aware") == NULL);
	b.findings.at[0].mark = MARK_FALSE;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q3, "q3.undecided") == NULL);
	CHECK(statement(&b, Q4, "q4.undecided") == NULL);
	CHECK(statement(&b, Q8, "q8.none") != NULL);
	CHECK_U64(figure(&b, "q3.sessions")->at_most, 0);
	scene_free(&b);
}

/* A source that was read, so that the answers know what its lines tell. */
static void
covered(struct scene *b, const char *stream)
{
	b->answers.coverage = mem_zero(sizeof *b->answers.coverage);
	b->answers.coverage_count = b->answers.coverage_cap = 1;
	b->answers.coverage[0].stream = str_from(stream);
}

TEST(what_nobody_decided_opens_what_the_sources_tell_of_and_nothing_else)
{
	struct scene b;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	b.incident.found = false;
	found(&b, "mass_read", false, GRADE_POSSIBLE, 3000, 3000);
	scene_begin(&b);
	covered(&b, "dovecot@mail");
	scope_close(b.scope);
	MUST_CHECK(figure(&b, "q4.messages") != NULL);
	CHECK_U64(figure(&b, "q4.messages")->at_least, 0);
	CHECK(figure(&b, "q4.messages")->at_most == AT_MOST_UNKNOWN);
	CHECK(figure(&b, "q4.messages")->grade == GRADE_UNKNOWABLE);
	CHECK(figure(&b, "q5.bytes")->at_most == AT_MOST_UNKNOWN);
	CHECK(figure(&b, "q6.deleted")->at_most == AT_MOST_UNKNOWN);
	CHECK(figure(&b, "q4.records_full") == NULL);
	CHECK_U64(b.answers.answer[Q5].figure_count, 2);
	scene_free(&b);
}

TEST(what_the_time_asked_for_leaves_out_opens_what_was_seen_within)
{
	struct scene b;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	b.outside = (struct outside){ .findings = 3, .sessions = 1,
		.from = { 100 }, .to = { 500 }, .grade = GRADE_CONFIRMED,
		.within = 2 };
	scene_begin(&b);
	feed(&b, (struct brief){ .kind = K_LOGOUT, .service = SERVICE_IMAP,
		.n = { [N_BODY_COUNT] = 40, [N_BODY_BYTES] = 10 } });
	scope_close(b.scope);
	MUST_CHECK(statement(&b, Q4, "q4.outside") != NULL);
	MUST_CHECK(figure(&b, "q4.messages:alice") != NULL);
	CHECK(figure(&b, "q4.messages:alice")->at_most == AT_MOST_UNKNOWN);
	scene_free(&b);
}

static struct str
unit_of(const struct scene *b, const char *key)
{
	const struct statement *st = statement(b, Q1, key);

	for (size_t i = 0; st != NULL && i < st->value_count; i++)
		if (strcmp(st->values[i].name, "unit") == 0)
			return st->values[i].text;
	return STR("");
}

TEST(what_a_finding_counts_has_its_unit)
{
	static const struct { const char *name; enum kind kind;
		const char *unit; } cases[] = {
		{ "mass_read", K_LOGOUT, "counted.bodies" },
		{ "mass_read", K_RECORD, "counted.rows" },
		{ "record_walk", K_RECORD, "counted.records" },
		{ "first_seen_network", K_LOGIN, "counted.lines" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene b;
		struct finding *f;

		scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
		f = found(&b, cases[i].name, true, GRADE_POSSIBLE, 3000, 3000);
		f->kinds = KIND_BIT(cases[i].kind);
		f->count = 240;
		scene_begin(&b);
		scope_close(b.scope);
		CHECK_STR(unit_of(&b, "q1.finding.both"),
		    str_from(cases[i].unit));
		scene_free(&b);
	}
}

TEST(bodies_that_were_counted_are_told_apart_from_messages_that_are_proven)
{
	struct scene b;
	const struct statement *st;
	struct finding *f;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	f = found(&b, "mass_read", true, GRADE_POSSIBLE, 0, 9000);
	f->kinds = KIND_BIT(K_LOGOUT);
	f->count = 240;
	scene_begin(&b);
	feed(&b, (struct brief){ .kind = K_LOGOUT, .service = SERVICE_IMAP,
		.time = { 9000 }, .n = { [N_BODY_COUNT] = 240 } });
	scope_close(b.scope);
	CHECK_U64(figure(&b, "q4.messages:alice")->at_least, 1);
	st = statement(&b, Q4, "q4.bodies");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 240);
	CHECK_I64(number_of(st, "least"), 1);
	b.relevant[0] = false;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q4, "q4.bodies") == NULL);
	scene_free(&b);
}

TEST(an_unknown_depth_is_no_depth_and_may_be_any)
{
	struct scene b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct figure *f;

	scene_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
	record.object = intern_add(&b.names, STR("taj"));
	record.n[N_ROWS] = 50;
	feed(&b, record);
	record.n[N_DEPTH] = DEPTH_FULL;
	record.n[N_ROWS] = 3;
	feed(&b, record);
	scope_close(b.scope);
	CHECK(figure(&b, "q4.records_summary:taj") == NULL);
	f = figure(&b, "q4.records_seen:taj");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 50);
	f = figure(&b, "q4.records_full:taj");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 53);
	CHECK_U64(f->proofs.count, 2);
	scene_free(&b);
}

TEST(what_trust_made_weaker_is_said_and_waits_for_nobody)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	b.incident.found = false;
	found(&b, "mass_read", true, GRADE_POSSIBLE, 3000, 3000)->house = 1;
	b.relevant[0] = false;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.trusted");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 1);
	CHECK(statement(&b, Q1, "q1.none") == NULL);
	CHECK(statement(&b, Q3, "q3.undecided") == NULL);
	CHECK_U64(figure(&b, "q3.sessions")->at_most, 0);
	CHECK(statement(&b, Q10, "q10.step.mark") != NULL);
	scene_free(&b);
}

TEST(sessions_that_trust_alone_excludes_are_counted)
{
	static struct network house = { .bits = 128 };
	struct scene b;
	const struct statement *st;
	struct err err;

	network_parse(STR("192.0.2.80"), &house, &err);
	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	b.site.trusted = (struct network_list){ &house, 1 };
	b.session[1] = b.session[0];
	b.session[1].src = intern_add(&b.names, STR("192.0.2.80"));
	b.judged[1] = (struct judgement){ GRADE_EXCLUDED, WHY_TRUSTED };
	b.sessions.count = 2;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q3, "q3.trusted");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 1);
	b.site.trusted = (struct network_list){ 0 };
	scene_free(&b);
}

TEST(an_export_whose_line_tells_no_bytes_is_not_of_0_bytes)
{
	for (uint64_t bytes = 0; bytes < 10; bytes += 9) {
		struct scene b;
		struct brief record = { .kind = K_RECORD,
			.service = SERVICE_APP, .flags = BRIEF_BULK };

		scene_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
		record.object = intern_add(&b.names, STR("taj"));
		record.n[N_ROWS] = 50;
		record.n[N_BYTES] = bytes;
		feed(&b, record);
		scope_close(b.scope);
		CHECK((statement(&b, Q5, "q5.export") == NULL) == (bytes == 0));
		CHECK((statement(&b, Q5, "q5.export_rows") == NULL) ==
		    (bytes > 0));
		scene_free(&b);
	}
}
