/* Bounds from hand-made sessions: what raises them, and what never may. */
#include "scope/scene_test.h"

#include <stdlib.h>
#include <string.h>

#include "test/test.h"

static struct brief
imap_end(uint64_t bodies, uint64_t bytes, uint64_t out)
{
	struct brief brief = { .kind = K_LOGOUT, .service = SERVICE_IMAP };

	brief.n[N_BODY_COUNT] = bodies;
	brief.n[N_BODY_BYTES] = bytes;
	brief.n[N_OUT_BYTES] = out;
	return brief;
}

/* An end that counts what it marked and expunged; a line of mail_log. */
static struct brief
removing_end(struct scene *b, const char *marked, const char *expunged)
{
	struct brief end = imap_end(1, 10, 100);

	end.object = intern_add(&b->names, str_from(marked));
	end.item = intern_add(&b->names, str_from(expunged));
	return end;
}

static struct brief
expunge(struct scene *b, const char *uid)
{
	struct brief brief = { .kind = K_MAIL_CHANGE,
		.service = SERVICE_IMAP };

	brief.n[N_ACTION] = ACTION_EXPUNGE;
	if (uid[0] != 0)
		brief.item = intern_add(&b->names, str_from(uid));
	return brief;
}

TEST(mails_removed_are_counted_at_the_end_and_never_twice)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, expunge(&b, "1"));
	feed(&b, expunge(&b, "2"));
	feed(&b, expunge(&b, ""));
	feed(&b, removing_end(&b, "12", "9"));
	scope_close(b.scope);
	f = figure(&b, "q6.deleted:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 9);
	CHECK_U64(f->at_most, 12);
	CHECK_U64(f->proofs.count, 4);
	scene_free(&b);
	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_PROBABLE);
	feed(&b, removing_end(&b, "0", "9"));
	scope_close(b.scope);
	f = figure(&b, "q6.deleted:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == 9);
	scene_free(&b);
	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, removing_end(&b, "0", "0"));
	scope_close(b.scope);
	CHECK(figure(&b, "q6.deleted:alice") == NULL);
	scene_free(&b);
}

TEST(body_count_caps_messages_and_proves_one)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 40);
	CHECK_U64(f->proofs.count, 1);
	f = figure(&b, "q5.bytes:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1000);
	CHECK_U64(f->at_most, 3000);
	scene_free(&b);
}

TEST(a_possible_session_raises_at_most_and_never_at_least)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_POSSIBLE);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 0);
	CHECK_U64(f->at_most, 40);
	scene_free(&b);
}

TEST(a_session_of_the_owner_counts_for_nothing)
{
	struct scene b;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	CHECK(figure(&b, "q4.messages:alice") == NULL);
	scene_free(&b);
}

TEST(a_session_without_its_end_takes_away_the_upper_end)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, 0, GRADE_CONFIRMED);
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK(f->at_most == AT_MOST_UNKNOWN);
	MUST_CHECK(f->hole_count == 1);
	CHECK(strcmp(b.answers.holes[f->holes[0]].why,
	    "hole.no_counters") == 0);
	scene_free(&b);
}

TEST(a_pop3_session_that_sent_every_byte_copied_the_mailbox)
{
	struct scene b;
	struct brief end = { .kind = K_LOGOUT, .service = SERVICE_POP3,
		.flags = BRIEF_WHOLE };
	const struct figure *f;

	end.n[N_RETR_COUNT] = 48;
	end.n[N_RETR_BYTES] = 5000;
	scene_open(&b, SERVICE_POP3, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, end);
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 48);
	CHECK_U64(f->at_most, 48);
	CHECK(figure(&b, "q5.messages_copied:alice") != NULL);
	scene_free(&b);
}

TEST(a_record_seen_twice_is_one_record)
{
	struct scene b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct figure *f;

	scene_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
	record.object = intern_add(&b.names, STR("taj"));
	record.n[N_DEPTH] = DEPTH_FULL;
	record.item = intern_add(&b.names, STR("[\"T-1\",\"T-2\"]"));
	record.n[N_ROWS] = 2;
	feed(&b, record);
	record.item = intern_add(&b.names, STR("[\"T-2\"]"));
	record.n[N_ROWS] = 1;
	feed(&b, record);
	scope_close(b.scope);
	f = figure(&b, "q4.records_full:taj");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 2);
	CHECK_U64(f->at_most, 2);
	scene_free(&b);
}

TEST(who_must_be_told_is_said_with_the_figures)
{
	struct scene b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct statement *st;

	scene_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
	record.object = intern_add(&b.names, STR("taj"));
	record.n[N_DEPTH] = DEPTH_FULL;
	record.n[N_ROWS] = 7;
	feed(&b, record);
	scope_close(b.scope);
	st = statement(&b, Q8, "q8.figure_of");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "least"), 1);
	CHECK_I64(number_of(st, "most"), 7);
	CHECK(statement(&b, Q8, "q8.figure") == NULL);
	CHECK(statement(&b, Q10, "q10.step.search_mail") == NULL);
	CHECK(statement(&b, Q10, "q10.step.watch") != NULL);
	scene_free(&b);
}

TEST(a_mailbox_that_was_read_is_searched_for_passwords)
{
	struct scene b;

	scene_open(&b, SERVICE_IMAP, 0, GRADE_CONFIRMED);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	CHECK(statement(&b, Q8, "q8.figure_open") != NULL);
	CHECK(statement(&b, Q10, "q10.step.search_mail") != NULL);
	scene_free(&b);
}

TEST(rows_without_names_raise_the_ceiling)
{
	struct scene b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct figure *f;

	scene_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
	record.object = intern_add(&b.names, STR("taj"));
	record.n[N_DEPTH] = DEPTH_SUMMARY;
	record.n[N_ROWS] = 50;
	feed(&b, record);
	scope_close(b.scope);
	f = figure(&b, "q4.records_summary:taj");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 50);
	scene_free(&b);
}

TEST(sums_of_hostile_counters_stop_short_of_unknown)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(UINT64_MAX, 1, 1));
	feed(&b, imap_end(UINT64_MAX, 1, 1));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK(f->at_most == AT_MOST_UNKNOWN - 1);
	scene_free(&b);
}

/* Coverage of one stream that writes in every hour from `from` on. */
static void
cover(struct scene *b, const char *stream, int64_t from_ms, size_t hours)
{
	struct answers *out = &b->answers;

	out->coverage = mem_room(out->coverage, out->coverage_count,
	    &out->coverage_cap, sizeof *out->coverage);
	out->coverage[out->coverage_count] = (struct coverage){
		.stream = str_from(stream), .first_hour = { from_ms },
		.hours = hours, .events = hours,
		.cells = arena_take(&out->arena, hours),
		.lines = arena_zero(&out->arena,
		    hours * sizeof *out->coverage->lines),
	};
	memset(out->coverage[out->coverage_count++].cells, COVER_PARTIAL,
	    hours);
}

TEST(a_source_that_begins_after_they_came_caps_nothing)
{
	struct scene b;
	const struct figure *f;
	struct scope_input input;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	answers_fini(&b.answers);
	answers_init(&b.answers);
	cover(&b, "dovecot@mail", 5 * HOUR_MS, 24);
	b.answers.to.ms = 30 * HOUR_MS;
	input = (struct scope_input){ .site = &b.site, .names = &b.names,
		.sessions = &b.sessions, .findings = &b.findings,
		.incident = &b.incident };
	b.scope = scope_open(&input, &b.answers);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK(f->at_most == AT_MOST_UNKNOWN);
	CHECK_U64(f->hole_count, 1);
	scene_free(&b);
}

TEST(what_left_decoded_may_have_been_larger_as_stored)
{
	struct scene b;
	const struct statement *st;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(40, 1000, 7300));
	scope_close(b.scope);
	st = statement(&b, Q5, "q5.too_large");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->values[1].number, 10000);
	scene_free(&b);
}

TEST(a_forward_may_have_sent_out_what_no_session_took)
{
	struct scene b;
	struct brief forward = { .kind = K_MAIL_LOCAL, .time = { 5000 } };

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	forward.n[N_ACTION] = ACTION_FORWARD;
	forward.object = intern_add(&b.names, STR("x@boite.example"));
	feed(&b, forward);
	feed(&b, imap_end(40, 1000, 7300));
	scope_close(b.scope);
	CHECK(statement(&b, Q6, "q6.forward") != NULL);
	CHECK(statement(&b, Q5, "q5.ceiling_all") != NULL);
	CHECK(statement(&b, Q5, "q5.too_large") == NULL);
	scene_free(&b);
}

TEST(an_entry_without_failures_has_rivals_and_is_undetermined)
{
	struct scene b;
	const struct statement *st;

	scene_open(&b, SERVICE_IMAP, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, imap_end(1, 10, 100));
	scope_close(b.scope);
	st = statement(&b, Q2, "q2.hypothesis.leaked_password");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_POSSIBLE);
	CHECK(statement(&b, Q2, "q2.undetermined_weak") != NULL);
	CHECK(statement(&b, Q2, "q2.open.phishing") != NULL);
	CHECK(statement(&b, Q2, "q2.open.password_spray") != NULL);
	CHECK(statement(&b, Q2, "q2.open.leaked_password") == NULL);
	scene_free(&b);
}

static const struct figure *
figure_of(struct scene *b, enum question q, const char *key)
{
	const struct answer *answer = &b->answers.answer[q];

	for (size_t i = 0; i < answer->figure_count; i++)
		if (strcmp(answer->figures[i].key, key) == 0)
			return &answer->figures[i];
	return NULL;
}

TEST(a_mail_told_by_page_exporter_and_command_is_one_mail)
{
	struct scene b;
	const struct figure *f;
	uint32_t inbox, uid;
	struct brief open = { .time = { 2000 }, .kind = K_MAIL_OPEN,
		.service = SERVICE_IMAP, .n = { [N_ACTION] = ACTION_SHOW } };

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	inbox = intern_add(&b.names, STR("INBOX"));
	uid = intern_add(&b.names, STR("17"));
	open.object = inbox;
	open.item = uid;
	feed(&b, open);
	open.n[N_ACTION] = ACTION_HEADER;
	feed(&b, open);
	open.kind = K_PAGE;
	open.n[N_ACTION] = ACTION_SHOW;
	open.n[N_HTTP_STATUS] = 200;
	feed(&b, open);
	feed(&b, (struct brief){ .time = { 2001 }, .kind = K_MAIL_FETCH,
		.service = SERVICE_IMAP, .object = inbox, .item = uid,
		.n = { [N_OUT_BYTES] = 900 } });
	feed(&b, imap_end(3, 800, 1000));
	scope_close(b.scope);
	f = figure_of(&b, Q4, "figure.messages");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 3);
	f = figure_of(&b, Q4, "figure.headers");
	CHECK(f != NULL && f->at_least == 1);
	f = figure_of(&b, Q5, "figure.bytes");
	CHECK(f != NULL && f->at_least == 800 && f->at_most == 1000);
	scene_free(&b);
}

TEST(a_search_that_two_sources_tell_is_at_least_one)
{
	struct scene b;
	const struct figure *f;
	struct brief search = { .time = { 2000 }, .kind = K_MAIL_SEARCH,
		.service = SERVICE_IMAP };

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	search.item = intern_add(&b.names, STR("TEXT \"x\""));
	feed(&b, search);
	search.kind = K_PAGE;
	search.n[N_ACTION] = ACTION_SEARCH;
	search.n[N_HTTP_STATUS] = 200;
	feed(&b, search);
	scope_close(b.scope);
	f = figure_of(&b, Q4, "figure.searches");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 2);
	scene_free(&b);
}

static void
folder_feed(struct scene *b, enum kind kind, const char *folder)
{
	feed(b, (struct brief){ .time = { 2000 }, .kind = (uint8_t)kind,
		.service = SERVICE_IMAP,
		.object = intern_add(&b->names, str_from(folder)) });
}

TEST(a_folder_counts_once_however_often_it_is_opened)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	folder_feed(&b, K_FOLDER_OPEN, "INBOX");
	folder_feed(&b, K_FOLDER_OPEN, "inbox");
	folder_feed(&b, K_MAIL_OPEN, "Sent");
	folder_feed(&b, K_FOLDER_OPEN, "Sent");
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 2 && f->at_most == 2);
	CHECK(f != NULL && f->hole_count == 0 && f->proofs.count == 4);
	scene_free(&b);
}

TEST(folders_of_a_session_that_may_be_theirs_are_a_most)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_POSSIBLE);
	folder_feed(&b, K_FOLDER_OPEN, "INBOX");
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == 1);
	scene_free(&b);
}

TEST(a_folder_that_page_and_server_spell_apart_is_at_least_one)
{
	struct scene b;
	const struct figure *f;
	struct brief page = { .time = { 2000 }, .kind = K_PAGE,
		.service = SERVICE_WEBMAIL };

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	folder_feed(&b, K_FOLDER_OPEN, "Envoyés");
	page.object = intern_add(&b.names, STR("Envoy&AOk-s"));
	page.n[N_ACTION] = ACTION_LIST;
	page.n[N_HTTP_STATUS] = 200;
	feed(&b, page);
	page.n[N_HTTP_STATUS] = 404;
	page.object = intern_add(&b.names, STR("none"));
	feed(&b, page);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 2);
	scene_free(&b);
}

TEST(folders_are_open_where_nobody_names_them)
{
	struct scene b;
	const struct figure *f;
	struct brief page = { .time = { 2000 }, .kind = K_PAGE,
		.service = SERVICE_WEBMAIL, .n = { [N_ACTION] = ACTION_SEARCH,
		[N_HTTP_STATUS] = 200, [N_SCOPE] = 1 } };

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	folder_feed(&b, K_MAIL_CHANGE, "Trash");	/* a copy's goal */
	feed(&b, imap_end(1, 10, 100));
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == AT_MOST_UNKNOWN);
	scene_free(&b);
	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	feed(&b, page);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == AT_MOST_UNKNOWN);
	CHECK(f != NULL && f->hole_count == 1);
	scene_free(&b);
}

TEST(a_cloud_names_folders_and_never_all)
{
	struct scene b;
	const struct figure *f;
	struct brief bind = { .time = { 2000 }, .kind = K_MAIL_OPEN,
		.service = SERVICE_M365, .n = { [N_FOLDER] = 7 } };

	scene_open(&b, SERVICE_M365, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, bind);
	feed(&b, bind);
	bind.n[N_FOLDER] = 8;
	feed(&b, bind);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 2 && f->at_most == AT_MOST_UNKNOWN);
	scene_free(&b);
}

TEST(pop3_opens_one_folder)
{
	struct scene b;
	const struct figure *f;
	struct brief end = { .time = { 2000 }, .kind = K_LOGOUT,
		.service = SERVICE_POP3, .n = { [N_RETR_COUNT] = 2 } };

	scene_open(&b, SERVICE_POP3, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, end);
	feed(&b, end);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 1);
	scene_free(&b);
}

TEST(a_source_that_was_cut_off_opens_what_no_line_told)
{
	struct scene b;
	struct cut cut = { .stream = STR("dovecot@mail"),
		.from = { 5000 }, .to = { 9000 } };
	struct scope_input input;
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	scope_close(b.scope);
	answers_fini(&b.answers);
	answers_init(&b.answers);
	b.answers.to.ms = 9000;
	input = (struct scope_input){ .site = &b.site, .names = &b.names,
		.sessions = &b.sessions, .findings = &b.findings,
		.incident = &b.incident, .cuts = &cut, .cut_count = 1 };
	b.scope = scope_open(&input, &b.answers);
	scope_close(b.scope);
	f = figure(&b, "q5.bytes:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == AT_MOST_UNKNOWN);
	f = figure_of(&b, Q3, "figure.sessions");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == AT_MOST_UNKNOWN);
	CHECK(figure(&b, "q6.mails_sent:alice") == NULL);
	CHECK(statement(&b, Q4, "q4.none") == NULL);
	scene_free(&b);
}

/* Lines of no session: those of another account are none of its. */
TEST(a_finding_outside_of_the_incident_names_its_own_lines)
{
	struct scene b;
	struct brief refused = { .kind = K_LOGIN, .time = { 500 },
		.outcome = OUTCOME_FAILURE };
	struct finding *f;
	const struct statement *st;

	scene_make(&b, SERVICE_IMAP, 0, GRADE_EXCLUDED);
	f = finding_add(&b.findings, "right_password");
	f->first.ms = 500;
	f->last.ms = 600;
	f->kinds = KIND_BIT(K_LOGIN);
	f->user = b.alice;
	b.incident.found = false;
	scene_begin(&b);
	for (uint32_t user = b.alice; user <= b.alice + 1; user++) {
		refused.user = user;
		refused.sha256[0]++;
		scope_feed(b.scope, &refused, SESSION_NO, 0);
	}
	scope_close(b.scope);
	CHECK_U64(b.answers.finding_lines[0].count, 1);
	st = statement(&b, Q1, "q1.finding.account_once");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->proofs.count, 1);
	CHECK_U64(b.answers.proofs[0].sha256[0], 1);
	scene_free(&b);
}
