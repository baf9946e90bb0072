/* What is said of the whole (Q1 to Q3) from hand-made sessions and findings. */
#include "scope/scene_test.h"

#include <string.h>

#include "test/test.h"

TEST(what_all_lines_say_of_one_moment_did_not_last_0_ms)
{
	struct scene b;
	const struct figure *f;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	b.session[0].last = b.session[0].start;
	b.session[0].ended = ENDED_IDLE;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q1, "q1.span") == NULL);
	CHECK(statement(&b, Q1, "q1.span_moment") != NULL);
	CHECK(statement(&b, Q1, "q1.running") == NULL);
	f = figure(&b, "q1.dwell_minutes");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 0);
	CHECK_U64(f->at_most, (uint64_t)b.site.idle_ms / 60000 + 1);
	scene_free(&b);
}

TEST(a_session_that_runs_when_the_logs_end_has_no_latest_end)
{
	struct scene b;
	const struct statement *st;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.running");
	f = figure(&b, "q1.dwell_minutes");
	MUST_CHECK(st != NULL && f != NULL);
	CHECK_I64(number_of(st, "count"), 1);
	CHECK(f->at_most == AT_MOST_UNKNOWN);
	scene_free(&b);
}

TEST(sessions_are_counted_under_their_own_grade)
{
	struct scene b;
	const struct statement *st;
	const struct figure *f;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	b.session[1] = b.session[0];
	b.session[1].start.ms = 20000;
	b.session[1].last.ms = 21000;
	b.judged[1] = (struct judgement){ GRADE_PROBABLE,
		WHY_HOSTILE_NETWORK };
	b.sessions.count = 2;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK_U64(b.answers.answer[Q3].statement_count, 4);
	for (size_t i = 0; i < 4; i++) {
		st = &b.answers.answer[Q3].statements[i];
		CHECK_STR(str_from(st->key), i < 2 ? STR("q3.account")
		    : STR("q3.address"));
		CHECK(st->grade == (i % 2 == 0 ? GRADE_CONFIRMED
		    : GRADE_PROBABLE));
		CHECK_I64(number_of(st, "count"), 1);
		CHECK(i > 1 || number_of(st, "start") ==
		    b.session[i].start.ms);
	}
	f = figure(&b, "q3.sessions");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 2);
	st = statement(&b, Q1, "q1.span_wider");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_POSSIBLE && number_of(st, "end") == 21000);
	scene_free(&b);
}

TEST(what_is_only_probable_is_nowhere_confirmed)
{
	struct scene b;
	const struct figure *f;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_PROBABLE);
	b.session[1] = b.session[0];
	b.session[1].last.ms = 90000;
	b.judged[1] = (struct judgement){ GRADE_POSSIBLE, WHY_NEW_NETWORK };
	b.sessions.count = 2;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(b.answers.answer[Q1].grade == GRADE_PROBABLE);
	CHECK(b.answers.answer[Q3].grade == GRADE_PROBABLE);
	CHECK_I64(number_of(&b.answers.answer[Q1].statements[0], "end"), 9000);
	f = figure(&b, "q3.sessions");
	MUST_CHECK(f != NULL);
	CHECK(f->grade == GRADE_PROBABLE);
	CHECK(f->at_least == 0 && f->at_most == 2);
	f = figure(&b, "q1.dwell_minutes");
	CHECK(f != NULL && f->grade == GRADE_PROBABLE && f->at_least == 0);
	scene_free(&b);
}

TEST(a_webmails_own_session_is_listed_and_not_counted)
{
	struct scene b;
	const struct figure *f;

	scene_make(&b, SERVICE_WEBMAIL, 0, GRADE_CONFIRMED);
	b.session[1] = b.session[0];
	b.session[1].service = SERVICE_IMAP;
	b.session[1].flags = SESSION_WEBMAIL_HOST;
	b.session[1].src = intern_add(&b.names, STR("192.0.2.10"));
	b.judged[1] = (struct judgement){ GRADE_CONFIRMED, WHY_WEBMAIL_TIE };
	b.sessions.count = 2;
	scene_begin(&b);
	scope_close(b.scope);
	MUST_CHECK(b.answers.verdict_count == 2);
	CHECK(!b.answers.verdicts[0].backend);
	CHECK(b.answers.verdicts[1].backend);
	f = figure(&b, "q3.sessions");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 1);
	CHECK(statement(&b, Q3, "q3.account_backend") == NULL);
	b.sessions.at++;	/* the webmail's own alone */
	b.sessions.count = 1;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q3, "q3.account") == NULL);
	CHECK(statement(&b, Q3, "q3.account_backend") != NULL);
	scene_free(&b);
}

TEST(a_spraying_before_the_entry_could_be_seen_before_it)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	found(&b, "guessing", true, GRADE_CONFIRMED, 100, 1000)->accounts = 9;
	found(&b, "password_spray", false, GRADE_CONFIRMED, 100, 400)
	    ->last.ms = 5000;
	found(&b, "mass_read", true, GRADE_POSSIBLE, 3000, 300);
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.first_sign");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "time"), 100);
	CHECK_I64(number_of(st, "lead"), 900);
	st = statement(&b, Q1, "q1.seen.before");
	MUST_CHECK(st != NULL);	/* and the surer one behind it */
	CHECK(st->grade == GRADE_POSSIBLE && number_of(st, "time") == 300);
	CHECK_STR(str_from(st[1].key), STR("q1.seen.before"));
	CHECK(st[1].grade == GRADE_CONFIRMED &&
	    number_of(&st[1], "time") == 400 &&
	    number_of(&st[1], "lag") == 600);
	CHECK(statement(&b, Q1, "q1.noticed") != NULL);
	scene_free(&b);
}

TEST(what_could_be_seen_is_proven_by_the_lines_up_to_then)
{
	struct scene b;
	const struct statement *st;
	struct brief refused = { .kind = K_LOGIN, .outcome = OUTCOME_FAILURE };

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	found(&b, "right_password", true, GRADE_POSSIBLE, 100, 400)->place = 0;
	b.findings.at[0].kinds = KIND_BIT(K_LOGIN);
	b.findings.at[0].last.ms = 900;
	scene_begin(&b);
	for (int64_t ms = 100; ms < 1000; ms += 200) {
		refused.time.ms = ms;
		feed(&b, refused);
	}
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.first_sign");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->proofs.count, 1);
	st = statement(&b, Q1, "q1.seen.before");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->proofs.count, 2);
	st = statement(&b, Q1, "q1.finding.account");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->proofs.count, 5);
	scene_free(&b);
}

TEST(what_fires_after_the_entry_could_be_seen_after_it)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	found(&b, "mass_read", true, GRADE_POSSIBLE, 1000, 7000);
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q1, "q1.first_sign_entry") != NULL);
	st = statement(&b, Q1, "q1.seen.after");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "lag"), 6000);
	scene_free(&b);
}

TEST(a_reading_takes_the_findings_as_evidence)
{
	struct scene b;
	const struct statement *st;
	struct finding *f;

	scene_make(&b, SERVICE_IMAP, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	f = found(&b, "guessing", true, GRADE_CONFIRMED, 100, 1000);
	f->accounts = 9;
	f->own = 4;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q2, "q2.hypothesis.password_spray");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_CONFIRMED);
	CHECK_I64(number_of(st, "count"), 39);
	st = statement(&b, Q2, "q2.part.guessing");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 4);
	CHECK(statement(&b, Q2, "q2.open.guessing") == NULL);
	scene_free(&b);
}

TEST(a_guessing_that_somebody_marked_true_is_no_spraying)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	found(&b, "guessing", true, GRADE_CONFIRMED, 100, 1000);
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q2, "q2.hypothesis.guessing");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_CONFIRMED);
	CHECK(statement(&b, Q2, "q2.hypothesis.password_spray") == NULL);
	scene_free(&b);
}

TEST(attempts_from_elsewhere_contradict_no_reading)
{
	static const struct { const char *name, *said, *open; bool alice; }
	cases[] = {
		{ "many_networks", "q2.hypothesis.guessing_networks",
		    "q2.open.guessing", true },
		{ "brute_force", "q2.hypothesis.guessing_networks",
		    "q2.open.guessing", true },
		{ "password_spray", "q2.hypothesis.spray_before",
		    "q2.open.password_spray", false },
		{ "right_password", "q2.hypothesis.right_password",
		    "q2.open.leaked_password", true },
		{ "known_message", "q2.hypothesis.phishing",
		    "q2.open.phishing", true },
		{ "mail_to_record", "q2.hypothesis.mailbox_before",
		    "q2.open.password_in_mail", true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene b;

		scene_make(&b, SERVICE_IMAP, SESSION_SIGNED_IN,
		    GRADE_CONFIRMED);
		found(&b, cases[i].name, cases[i].alice, GRADE_POSSIBLE, 1001,
		    1001);	/* too late */
		scene_begin(&b);
		scope_close(b.scope);
		CHECK(statement(&b, Q2, cases[i].said) == NULL);
		b.findings.at[0].first.ms = 900;
		scene_begin(&b);
		scope_close(b.scope);
		CHECK(statement(&b, Q2, cases[i].said) != NULL);
		CHECK(statement(&b, Q2, cases[i].open) == NULL);
		scene_free(&b);
	}
}

TEST(a_consent_outside_of_the_incident_is_not_denied)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_M365, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	found(&b, "consent_or_app", true, GRADE_PROBABLE, 500, 500);
	b.relevant[0] = false;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q2, "q2.hypothesis.consent");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_POSSIBLE);
	CHECK(statement(&b, Q2, "q2.open.consent") == NULL);
	CHECK(statement(&b, Q2, "q2.undetermined_weak") != NULL);
	b.findings.at[0].mark = MARK_FALSE;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q2, "q2.open.consent") != NULL);
	scene_free(&b);
}

TEST(a_mark_stands_on_its_finding_with_reason_and_author)
{
	struct scene b;
	const struct statement *st;
	struct finding *f;
	char digits[MARK_DIGITS + 1];

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	f = found(&b, "mass_read", true, GRADE_EXCLUDED, 3000, 4000);
	f->mark = MARK_FALSE;
	b.relevant[0] = false;
	marks_put(&b.marks, &(struct mark){ .finding = finding_name(f,
	    &b.names, digits), .reason = STR("our copy"),
	    .author = STR("m.dupont") });
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.finding.both");
	MUST_CHECK(st != NULL && st->mark != NULL);
	CHECK(st->grade == GRADE_EXCLUDED);
	CHECK_STR(str_from(st->mark), STR("false"));
	CHECK_STR(st->reason, STR("our copy"));
	CHECK_STR(st->author, STR("m.dupont"));
	CHECK(statement(&b, Q1, "q1.rest") == NULL);
	scene_free(&b);
}

TEST(findings_without_an_incident_are_said_to_have_fired)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	found(&b, "mass_read", true, GRADE_POSSIBLE, 3000, 4000);
	b.relevant[0] = false;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q1, "q1.none") == NULL);
	CHECK(statement(&b, Q1, "q1.rest") == NULL);
	st = statement(&b, Q1, "q1.none_alone");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 1);
	CHECK(statement(&b, Q1, "q1.rest_alone") == NULL);
	CHECK(statement(&b, Q1, "q1.finding.both") != NULL);
	CHECK(statement(&b, Q10, "q10.none") != NULL);
	CHECK(statement(&b, Q10, "q10.step.mark") != NULL);
	scene_free(&b);
}

TEST(many_findings_without_an_incident_are_counted_by_name)
{
	struct scene b;
	const struct statement *st;
	bool none[60] = { false };

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	b.incident.relevant = none;
	for (int i = 0; i < 60; i++)
		finding_add(&b.findings, i % 3 == 0 ? "mass_read"
		    : "first_seen_network")->user = b.alice;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.rest_alone");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 20);
	CHECK_I64(number_of(st + 1, "count"), 40);
	CHECK(statement(&b, Q1, "q1.finding.account_once") == NULL);
	scene_free(&b);
}

TEST(an_intrusion_outside_of_the_window_comes_first_and_is_a_step)
{
	struct scene b;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	b.outside = (struct outside){ .findings = 3, .sessions = 1,
		.from = { 100 }, .to = { 500 }, .grade = GRADE_CONFIRMED };
	scene_begin(&b);
	scope_close(b.scope);
	MUST_CHECK(b.answers.answer[Q1].statement_count > 1);
	CHECK_STR(str_from(b.answers.answer[Q1].statements[0].key),
	    STR("q1.outside"));
	CHECK(b.answers.answer[Q1].grade == GRADE_CONFIRMED);
	CHECK(statement(&b, Q10, "q10.none") == NULL);
	CHECK(statement(&b, Q10, "q10.step.widen_window") != NULL);
	CHECK(statement(&b, Q1, "q1.within") == NULL);
	CHECK(statement(&b, Q1, "q1.none") == NULL);
	CHECK(statement(&b, Q1, "q1.none_within") != NULL);
	CHECK(statement(&b, Q8, "q8.none") == NULL);
	CHECK(statement(&b, Q8, "q8.outside") != NULL);
	b.outside.within = 2;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q1, "q1.within") != NULL);
	CHECK(statement(&b, Q3, "q3.outside") != NULL);
	CHECK(figure(&b, "q3.sessions")->at_most == AT_MOST_UNKNOWN);
	scene_free(&b);
}

TEST(a_finding_is_as_sure_as_the_session_it_is_of)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	found(&b, "mass_read", true, GRADE_POSSIBLE, 3000, 3000)->session = 1;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q1, "q1.finding.both");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_CONFIRMED);
	st = statement(&b, Q1, "q1.seen.after");	/* then it was not */
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_POSSIBLE);
	scene_free(&b);
}

TEST(a_client_is_told_with_the_owners_who_have_it_too)
{
	struct scene b;
	const struct statement *st;

	scene_make(&b, SERVICE_WEBMAIL, 0, GRADE_CONFIRMED);
	b.session[0].device = intern_add(&b.names, STR("curl/8.5"));
	b.session[1] = b.session[0];
	b.session[1].flags = SESSION_WEBMAIL_HOST;	/* names no client */
	b.judged[1] = b.judged[0];
	b.sessions.count = 2;
	scene_begin(&b);
	scope_close(b.scope);
	st = statement(&b, Q3, "q3.device");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "count"), 1);
	b.session[1].flags = 0;
	b.session[1].user = intern_add(&b.names, STR("bob"));
	b.judged[1].grade = GRADE_EXCLUDED;
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(statement(&b, Q3, "q3.device") == NULL);
	st = statement(&b, Q3, "q3.device_owned");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "owners"), 1);
	scene_free(&b);
}
