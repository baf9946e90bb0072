/* Bounds from hand-made sessions: what raises them, and what never may. */
#include "scope/scope.h"

#include <stdlib.h>
#include <string.h>

#include "test/test.h"

struct bench {
	struct site	    site;
	struct intern	    names;
	struct session_list sessions;
	struct session	    session[2];
	struct judgement    judged[2];
	struct finding_list findings;
	struct incident	    incident;
	struct answers	    answers;
	struct scope	   *scope;
	uint32_t	    alice;
};

/* One session of alice with that grade. */
static void
bench_open(struct bench *b, enum service service, uint8_t flags,
    enum grade grade)
{
	struct scope_input input;
	bool fresh;

	*b = (struct bench){ 0 };
	site_init(&b->site);
	intern_init(&b->names);
	answers_init(&b->answers);
	b->alice = intern_add(&b->names, STR("alice"));
	b->session[0] = (struct session){ .start = { 1000 }, .last = { 9000 },
		.user = b->alice, .src = intern_add(&b->names,
		    STR("198.51.100.7")), .service = (uint8_t)service,
		.flags = flags };
	b->judged[0] = (struct judgement){ (uint8_t)grade,
		WHY_HOSTILE_ADDRESS };
	b->sessions = (struct session_list){ b->session, 1, 1 };
	b->incident = (struct incident){ .found = true, .judged = b->judged };
	table_init(&b->incident.hostile);
	table_init(&b->incident.tainted);
	*table_add(&b->incident.tainted, b->alice, &fresh) = 1000;
	input = (struct scope_input){ .site = &b->site, .names = &b->names,
		.sessions = &b->sessions, .findings = &b->findings,
		.incident = &b->incident };
	b->scope = scope_open(&input, &b->answers);
}

static void
bench_free(struct bench *b)
{
	table_fini(&b->incident.hostile);
	table_fini(&b->incident.tainted);
	answers_fini(&b->answers);
	intern_fini(&b->names);
	site_fini(&b->site);
}

static void
feed(struct bench *b, struct brief brief)
{
	static uint8_t line;

	brief.sha256[0] = ++line;	/* another line each time */
	brief.user = b->alice;
	scope_feed(b->scope, &brief, 0, 0);
}

static struct brief
imap_end(uint64_t bodies, uint64_t bytes, uint64_t out)
{
	struct brief brief = { .kind = K_LOGOUT, .service = SERVICE_IMAP };

	brief.n[N_BODY_COUNT] = bodies;
	brief.n[N_BODY_BYTES] = bytes;
	brief.n[N_OUT_BYTES] = out;
	return brief;
}

static const struct figure *
figure(const struct bench *b, const char *id)
{
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t i = 0; i < b->answers.answer[q].figure_count; i++)
			if (str_eq(b->answers.answer[q].figures[i].id,
				str_from(id)))
				return &b->answers.answer[q].figures[i];
	return NULL;
}

TEST(body_count_caps_messages_and_proves_one)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
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
	bench_free(&b);
}

TEST(a_possible_session_raises_at_most_and_never_at_least)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_POSSIBLE);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 0);
	CHECK_U64(f->at_most, 40);
	bench_free(&b);
}

TEST(a_session_of_the_owner_counts_for_nothing)
{
	struct bench b;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_EXCLUDED);
	feed(&b, imap_end(40, 1000, 3000));
	scope_close(b.scope);
	CHECK(figure(&b, "q4.messages:alice") == NULL);
	bench_free(&b);
}

TEST(a_session_without_its_end_takes_away_the_upper_end)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, 0, GRADE_CONFIRMED);
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK(f->at_most == AT_MOST_UNKNOWN);
	MUST_CHECK(f->hole_count == 1);
	CHECK(strcmp(b.answers.holes[f->holes[0]].why,
	    "hole.no_counters") == 0);
	bench_free(&b);
}

TEST(a_pop3_session_that_sent_every_byte_copied_the_mailbox)
{
	struct bench b;
	struct brief end = { .kind = K_LOGOUT, .service = SERVICE_POP3,
		.flags = BRIEF_WHOLE };
	const struct figure *f;

	end.n[N_RETR_COUNT] = 48;
	end.n[N_RETR_BYTES] = 5000;
	bench_open(&b, SERVICE_POP3, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, end);
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 48);
	CHECK_U64(f->at_most, 48);
	CHECK(figure(&b, "q5.messages_copied:alice") != NULL);
	bench_free(&b);
}

TEST(a_record_seen_twice_is_one_record)
{
	struct bench b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct figure *f;

	bench_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
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
	bench_free(&b);
}

TEST(rows_without_names_raise_the_ceiling)
{
	struct bench b;
	struct brief record = { .kind = K_RECORD, .service = SERVICE_APP };
	const struct figure *f;

	bench_open(&b, SERVICE_APP, 0, GRADE_CONFIRMED);
	record.object = intern_add(&b.names, STR("taj"));
	record.n[N_DEPTH] = DEPTH_SUMMARY;
	record.n[N_ROWS] = 50;
	feed(&b, record);
	scope_close(b.scope);
	f = figure(&b, "q4.records_summary:taj");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 50);
	bench_free(&b);
}

TEST(sums_of_hostile_counters_stop_short_of_unknown)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(UINT64_MAX, 1, 1));
	feed(&b, imap_end(UINT64_MAX, 1, 1));
	scope_close(b.scope);
	f = figure(&b, "q4.messages:alice");
	MUST_CHECK(f != NULL);
	CHECK(f->at_most == AT_MOST_UNKNOWN - 1);
	bench_free(&b);
}

/* Coverage of one stream that writes in every hour from `from` on. */
static void
cover(struct bench *b, const char *stream, int64_t from_ms, size_t hours)
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
	struct bench b;
	const struct figure *f;
	struct scope_input input;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
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
	bench_free(&b);
}

static const struct statement *
statement(const struct bench *b, enum question q, const char *key)
{
	const struct answer *answer = &b->answers.answer[q];

	for (size_t i = 0; i < answer->statement_count; i++)
		if (strcmp(answer->statements[i].key, key) == 0)
			return &answer->statements[i];
	return NULL;
}

TEST(what_left_decoded_may_have_been_larger_as_stored)
{
	struct bench b;
	const struct statement *st;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, imap_end(40, 1000, 7300));
	scope_close(b.scope);
	st = statement(&b, Q5, "q5.too_large");
	MUST_CHECK(st != NULL);
	CHECK_U64(st->values[1].number, 10000);
	bench_free(&b);
}

TEST(an_entry_without_failures_has_rivals_and_is_undetermined)
{
	struct bench b;
	const struct statement *st;

	bench_open(&b, SERVICE_IMAP, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, imap_end(1, 10, 100));
	scope_close(b.scope);
	st = statement(&b, Q2, "q2.hypothesis.leaked_password");
	MUST_CHECK(st != NULL);
	CHECK(st->grade == GRADE_POSSIBLE);
	CHECK(statement(&b, Q2, "q2.undetermined") != NULL);
	CHECK(statement(&b, Q2, "q2.open.phishing") != NULL);
	CHECK(statement(&b, Q2, "q2.open.password_spray") != NULL);
	CHECK(statement(&b, Q2, "q2.open.leaked_password") == NULL);
	bench_free(&b);
}

static const struct figure *
figure_of(struct bench *b, enum question q, const char *key)
{
	const struct answer *answer = &b->answers.answer[q];

	for (size_t i = 0; i < answer->figure_count; i++)
		if (strcmp(answer->figures[i].key, key) == 0)
			return &answer->figures[i];
	return NULL;
}

TEST(a_mail_told_by_page_exporter_and_command_is_one_mail)
{
	struct bench b;
	const struct figure *f;
	uint32_t inbox, uid;
	struct brief open = { .time = { 2000 }, .kind = K_MAIL_OPEN,
		.service = SERVICE_IMAP, .n = { [N_ACTION] = ACTION_SHOW } };

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
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
	bench_free(&b);
}

TEST(a_search_that_two_sources_tell_is_at_least_one)
{
	struct bench b;
	const struct figure *f;
	struct brief search = { .time = { 2000 }, .kind = K_MAIL_SEARCH,
		.service = SERVICE_IMAP };

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
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
	bench_free(&b);
}

static void
folder_feed(struct bench *b, enum kind kind, const char *folder)
{
	feed(b, (struct brief){ .time = { 2000 }, .kind = (uint8_t)kind,
		.service = SERVICE_IMAP,
		.object = intern_add(&b->names, str_from(folder)) });
}

TEST(a_folder_counts_once_however_often_it_is_opened)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	folder_feed(&b, K_FOLDER_OPEN, "INBOX");
	folder_feed(&b, K_FOLDER_OPEN, "inbox");
	folder_feed(&b, K_MAIL_OPEN, "Sent");
	folder_feed(&b, K_FOLDER_OPEN, "Sent");
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 2 && f->at_most == 2);
	CHECK(f != NULL && f->hole_count == 0 && f->proofs.count == 4);
	bench_free(&b);
}

TEST(folders_of_a_session_that_may_be_theirs_are_a_most)
{
	struct bench b;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_POSSIBLE);
	folder_feed(&b, K_FOLDER_OPEN, "INBOX");
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == 1);
	bench_free(&b);
}

TEST(a_folder_that_page_and_server_spell_apart_is_at_least_one)
{
	struct bench b;
	const struct figure *f;
	struct brief page = { .time = { 2000 }, .kind = K_PAGE,
		.service = SERVICE_WEBMAIL };

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
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
	bench_free(&b);
}

TEST(folders_are_open_where_nobody_names_them)
{
	struct bench b;
	const struct figure *f;
	struct brief page = { .time = { 2000 }, .kind = K_PAGE,
		.service = SERVICE_WEBMAIL, .n = { [N_ACTION] = ACTION_SEARCH,
		[N_HTTP_STATUS] = 200, [N_SCOPE] = 1 } };

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
	folder_feed(&b, K_MAIL_CHANGE, "Trash");	/* a copy's goal */
	feed(&b, imap_end(1, 10, 100));
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == AT_MOST_UNKNOWN);
	bench_free(&b);
	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED | SESSION_TOLD,
	    GRADE_CONFIRMED);
	feed(&b, page);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 0 && f->at_most == AT_MOST_UNKNOWN);
	CHECK(f != NULL && f->hole_count == 1);
	bench_free(&b);
}

TEST(a_cloud_names_folders_and_never_all)
{
	struct bench b;
	const struct figure *f;
	struct brief bind = { .time = { 2000 }, .kind = K_MAIL_OPEN,
		.service = SERVICE_M365, .n = { [N_FOLDER] = 7 } };

	bench_open(&b, SERVICE_M365, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, bind);
	feed(&b, bind);
	bind.n[N_FOLDER] = 8;
	feed(&b, bind);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 2 && f->at_most == AT_MOST_UNKNOWN);
	bench_free(&b);
}

TEST(pop3_opens_one_folder)
{
	struct bench b;
	const struct figure *f;
	struct brief end = { .time = { 2000 }, .kind = K_LOGOUT,
		.service = SERVICE_POP3, .n = { [N_RETR_COUNT] = 2 } };

	bench_open(&b, SERVICE_POP3, SESSION_COUNTED, GRADE_CONFIRMED);
	feed(&b, end);
	feed(&b, end);
	scope_close(b.scope);
	f = figure(&b, "q4.folders:alice");
	CHECK(f != NULL && f->at_least == 1 && f->at_most == 1);
	bench_free(&b);
}

TEST(a_source_that_was_cut_off_opens_what_no_line_told)
{
	struct bench b;
	struct cut cut = { STR("dovecot@mail"), { 5000 }, { 9000 } };
	struct scope_input input;
	const struct figure *f;

	bench_open(&b, SERVICE_IMAP, SESSION_COUNTED, GRADE_CONFIRMED);
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
	bench_free(&b);
}

/* Lines of no session: those of another account are none of its. */
TEST(a_finding_outside_of_the_incident_names_its_own_lines)
{
	struct bench b;
	struct scope_input input;
	bool relevant = false;
	struct brief refused = { .kind = K_LOGIN, .time = { 500 },
		.outcome = OUTCOME_FAILURE };
	struct finding f = { .name = "right_password", .first = { 500 },
		.last = { 600 }, .kinds = KIND_BIT(K_LOGIN) };
	const struct statement *st;

	bench_open(&b, SERVICE_IMAP, 0, GRADE_EXCLUDED);
	scope_close(b.scope);
	answers_fini(&b.answers);
	answers_init(&b.answers);
	f.user = b.alice;
	b.findings = (struct finding_list){ &f, 1, 1 };
	b.incident.found = false;
	b.incident.relevant = &relevant;
	input = (struct scope_input){ .site = &b.site, .names = &b.names,
		.sessions = &b.sessions, .findings = &b.findings,
		.incident = &b.incident };
	b.scope = scope_open(&input, &b.answers);
	for (uint32_t user = b.alice; user <= b.alice + 1; user++) {
		refused.user = user;
		refused.sha256[0]++;
		scope_feed(b.scope, &refused, SESSION_NO, 0);
	}
	scope_close(b.scope);
	CHECK_U64(b.answers.finding_lines[0].count, 1);
	st = b.answers.answer[Q1].statements;
	MUST_CHECK(b.answers.answer[Q1].statement_count == 2);
	CHECK_U64(st[1].proofs.count, 1);
	CHECK_U64(b.answers.proofs[0].sha256[0], 1);
	bench_free(&b);
}
