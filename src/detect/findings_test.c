/* The findings about sessions, mail, records and logs, from hand-made
 * observations: what fires, and what ordinary life does not. */
#include "detect/bench_test.h"

TEST(an_account_tried_from_ten_networks_is_tried_from_many)
{
	for (int networks = 9; networks <= 10; networks++) {
		struct bench b;

		bench_open(&b);
		for (int i = 0; i < networks; i++, b.now += HOUR) {
			char place[32];

			snprintf(place, sizeof place, "198.51.%d.0/24", i);
			bench_feed(&b, (struct brief){ .kind = K_LOGIN,
			    .outcome = OUTCOME_FAILURE }, bench_name(&b, place));
		}
		CHECK_U64(bench_found(&b, "many_networks"), networks == 10);
	}
}

/* Failures one after the other, every so many milliseconds. */
static void
refused(struct bench *b, int count, int64_t every, uint32_t place)
{
	for (int i = 0; i < count; i++, b->now += every)
		bench_feed(b, (struct brief){ .kind = K_LOGIN,
		    .outcome = OUTCOME_FAILURE }, place);
}

TEST(a_hundred_failures_on_one_account_within_an_hour_are_brute_force)
{
	for (int count = 99; count <= 100; count++) {
		struct bench b;

		bench_open(&b);
		bench_live(&b);
		refused(&b, count, 30000, b.away);
		CHECK_U64(bench_found(&b, "brute_force"), count == 100);
	}
}

TEST(brute_force_from_two_networks_is_surer_and_goes_on_as_one)
{
	struct bench b;
	const struct finding *f;
	int64_t began;

	bench_open(&b);
	bench_live(&b);
	began = b.now;
	refused(&b, 200, 10000, b.away);
	f = bench_last(&b, "brute_force");
	MUST_CHECK(f != NULL);
	CHECK(f->strength == GRADE_POSSIBLE);
	CHECK_U64(f->place, b.away);
	b.now += 20 * HOUR;
	refused(&b, 1, 0, bench_name(&b, "198.51.100.0/24"));
	bench_close(&b);
	f = bench_last(&b, "brute_force");
	CHECK(f->strength == GRADE_PROBABLE);
	CHECK_U64(f->place, 0);
	CHECK_U64(f->user, b.user);
	CHECK_U64(f->places, 2);
	CHECK_U64(f->count, 201);
	CHECK_I64(f->first.ms, began);
	CHECK_I64(f->fired.ms, began + 99 * 10000);
	CHECK_I64(f->last.ms, b.now);
	bench_free(&b);
}

TEST(a_client_with_an_old_password_is_no_brute_force)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	refused(&b, 4000, 1000, b.home);	/* where it signed in before */
	refused(&b, 4000, MINUTE, b.away);	/* on the road */
	CHECK_U64(bench_found(&b, "brute_force"), 0);
}

TEST(spraying_is_told_once_and_not_as_brute_force_of_each_account)
{
	struct bench b;

	bench_open(&b);
	for (int i = 0; i < 6 * 200; i++, b.now += 1000) {
		char name[16];

		snprintf(name, sizeof name, "user%d", i % 6);
		bench_feed(&b, (struct brief){ .kind = K_LOGIN,
		    .outcome = OUTCOME_FAILURE, .user = bench_name(&b, name) },
		    b.away);
	}
	bench_close(&b);
	CHECK(bench_last(&b, "brute_force") == NULL);
	CHECK(bench_last(&b, "password_spray") != NULL);
	bench_free(&b);
}

TEST(a_right_password_stopped_is_told_where_the_owner_never_was)
{
	struct bench b;
	struct brief stopped = { .kind = K_LOGIN, .flags = BRIEF_RIGHT,
		.outcome = OUTCOME_FAILURE };

	bench_open(&b);
	bench_live(&b);
	bench_feed(&b, stopped, b.home);
	bench_feed(&b, stopped, b.away);
	bench_feed(&b, stopped, b.away);
	CHECK_U64(bench_found(&b, "right_password"), 1);
}

TEST(a_service_new_to_an_account_is_told_once)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	bench_sign_in(&b, b.home, SERVICE_POP3);
	bench_sign_in(&b, b.home, SERVICE_POP3);
	CHECK_U64(bench_found(&b, "first_seen_protocol"), 1);
}

TEST(home_and_a_new_network_within_minutes_are_two_places)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	b.now += 5 * MINUTE;
	bench_sign_in(&b, b.away, SERVICE_WEBMAIL);
	CHECK_U64(bench_found(&b, "two_places"), 1);
}

TEST(a_journey_of_an_hour_is_one_place_after_the_other)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	b.now += HOUR;
	bench_sign_in(&b, b.away, SERVICE_WEBMAIL);
	CHECK_U64(bench_found(&b, "two_places"), 0);
}

TEST(a_neighbouring_network_is_no_second_place)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	bench_sign_in(&b, bench_name(&b, "192.0.99.0/24"), SERVICE_WEBMAIL);
	bench_sign_in(&b, bench_name(&b, "2001:db8:1:2::/64"), SERVICE_WEBMAIL);
	CHECK_U64(bench_found(&b, "two_places"), 0);
}

TEST(three_browsers_taking_turns_share_an_account)
{
	for (uint32_t devices = 2; devices <= 3; devices++) {
		struct bench b;

		bench_open(&b);
		for (uint32_t i = 0; i < 20; i++, b.now += MINUTE)
			bench_feed(&b, (struct brief){ .kind = K_PAGE,
			    .device = 100 + i % devices }, b.home);
		CHECK_U64(bench_found(&b, "shared_account"), devices == 3);
	}
}

TEST(a_forward_outside_is_told_once_and_one_inside_never)
{
	struct bench b;
	struct str own = STR("interieur.example");
	struct brief forward = { .kind = K_MAIL_LOCAL };

	bench_open(&b);
	b.site.domains = &own;
	b.site.domain_count = 1;
	forward.n[N_ACTION] = ACTION_FORWARD;
	forward.object = bench_name(&b, "b@Interieur.example");
	bench_feed(&b, forward, 0);
	forward.object = bench_name(&b, "x@boite.example");
	bench_feed(&b, forward, 0);
	bench_feed(&b, forward, 0);
	CHECK_U64(bench_found(&b, "mail_forward"), 1);
}

static void
mail_end(struct bench *b, uint64_t count, uint64_t bytes, uint8_t flags,
    uint32_t place)
{
	struct brief end = { .kind = K_LOGOUT, .service = SERVICE_POP3,
		.flags = flags };

	end.n[N_RETR_COUNT] = count;
	end.n[N_RETR_BYTES] = bytes;
	bench_feed(b, end, place);
}

TEST(few_large_mails_are_a_mass_download)
{
	struct bench b;

	bench_open(&b);
	for (int i = 0; i < 5; i++)
		mail_end(&b, 3, 2000000, 0, b.home);
	mail_end(&b, 3, 90000000, 0, b.home);
	mail_end(&b, 3, 200000000, 0, b.home);
	CHECK_U64(bench_found(&b, "mass_download"), 1);
}

TEST(a_mailbox_copied_each_morning_at_home_is_told_once_and_elsewhere_again)
{
	struct bench b;

	bench_open(&b);
	for (int day = 0; day < 4; day++, b.now += DAY) {
		bench_sign_in(&b, b.home, SERVICE_POP3);
		mail_end(&b, 40, 400, BRIEF_WHOLE, b.home);
	}
	mail_end(&b, 40, 400, BRIEF_WHOLE, b.away);
	CHECK_U64(bench_found(&b, "mailbox_copy"), 2);
}

static void
search(struct bench *b, const char *words)
{
	struct brief page = { .kind = K_PAGE, .item = bench_name(b, words) };

	page.n[N_ACTION] = ACTION_SEARCH;
	bench_feed(b, page, b->home);
}

TEST(searches_for_passwords_are_told_once_a_session)
{
	struct bench b;

	bench_open(&b);
	search(&b, "facture");
	search(&b, "Mot de passe");
	search(&b, "mdp");
	b.number++;
	search(&b, "password");
	CHECK_U64(bench_found(&b, "secret_search"), 2);
}

TEST(a_search_for_the_security_team_is_told)
{
	struct bench b;

	bench_open(&b);
	search(&b, "connexion suspecte");
	CHECK_U64(bench_found(&b, "security_search"), 1);
}

static void
delete(struct bench *b, const char *folder, uint32_t place)
{
	struct brief gone = { .kind = K_MAIL_CHANGE,
		.object = bench_name(b, folder) };

	gone.n[N_ACTION] = ACTION_EXPUNGE;
	bench_feed(b, gone, place);
}

TEST(ten_mails_deleted_at_once_are_told_and_tidying_up_is_not)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	for (int i = 0; i < 9; i++)
		delete(&b, "INBOX", b.home);
	b.number++;
	for (int i = 0; i < 40; i++)
		delete(&b, "INBOX", b.home);
	CHECK_U64(bench_found(&b, "trace_deletion"), 1);
}

TEST(a_sent_mail_deleted_from_a_new_network_is_told)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	bench_sign_in(&b, b.home, SERVICE_IMAP);
	delete(&b, "INBOX.Sent", b.home);
	bench_sign_in(&b, b.away, SERVICE_IMAP);
	delete(&b, "INBOX.Sent", b.away);
	CHECK_U64(bench_found(&b, "trace_deletion"), 1);
}

static void
record(struct bench *b, const char *ids, uint8_t flags)
{
	bench_feed(b, (struct brief){ .kind = K_RECORD, .service = SERVICE_APP,
	    .flags = flags, .object = bench_name(b, "taj"),
	    .item = bench_name(b, ids) }, b->home);
}

TEST(records_by_number_are_a_walk_and_by_name_are_not)
{
	struct bench b;
	char id[32];

	bench_open(&b);
	for (int i = 0; i < 12; i++) {
		snprintf(id, sizeof id, "[\"TAJ-%07d\"]", 96 + i);
		record(&b, id, BRIEF_REASONED);
	}
	b.number++;
	for (int i = 0; i < 40; i++) {
		snprintf(id, sizeof id, "TAJ-%07d", i * 37 % 101);
		record(&b, id, BRIEF_REASONED);
	}
	record(&b, "TAJ-99999999999999999999999", 0);
	CHECK_U64(bench_found(&b, "record_walk"), 1);
}

TEST(records_without_a_reason_are_told_where_one_is_the_custom)
{
	for (uint8_t custom = 0; custom <= 1; custom++) {
		struct bench b;

		bench_open(&b);
		for (int i = 0; i < 60; i++)
			record(&b, "TAJ-1", custom ? BRIEF_REASONED : 0);
		b.number++;
		for (int i = 0; i < 3; i++)
			record(&b, "TAJ-1", 0);
		CHECK_U64(bench_found(&b, "record_no_reason"), custom);
	}
}

TEST(records_at_night_are_told_of_who_works_by_day)
{
	struct bench b;

	bench_open(&b);
	b.site.work = (struct work_hours){ true, 0x7f, 7, 20 };
	b.now = 8 * HOUR;
	bench_live(&b);
	b.now += 15 * HOUR;		/* 23:00 */
	for (int i = 0; i < 5; i++)
		record(&b, "TAJ-1", BRIEF_REASONED);
	CHECK_U64(bench_found(&b, "record_odd_hours"), 1);
}

TEST(a_nightly_backup_is_no_export_and_a_first_one_is)
{
	struct bench b;
	struct brief query = { .kind = K_QUERY, .service = SERVICE_DB };

	bench_open(&b);
	query.object = bench_name(&b, "taj.person");
	for (int day = 0; day < 6; day++, b.now += DAY) {
		query.flags = BRIEF_BULK;
		query.user = bench_name(&b, "backup");
		bench_feed(&b, query, b.home);
		query.flags = day == 5 ? BRIEF_UNFILTERED : 0;
		query.user = bench_name(&b, "portal");
		bench_feed(&b, query, b.home);
	}
	CHECK_U64(bench_found(&b, "bulk_export"), 1);
}

TEST(logging_stopped_and_logs_removed_are_told)
{
	struct bench b;

	bench_open(&b);
	bench_feed(&b, (struct brief){ .kind = K_COMMAND,
	    .flags = BRIEF_AUDIT_OFF }, 0);
	bench_feed(&b, (struct brief){ .kind = K_COMMAND, .flags = BRIEF_ERASED },
	    0);
	bench_feed(&b, (struct brief){ .kind = K_COMMAND }, 0);
	CHECK_U64(b.list.count, 2);
	CHECK_U64(bench_found(&b, "audit_off"), 1);
}

/* A message handed in; of several in a session, the first is its sign-in. */
static void
submitted(struct bench *b, uint32_t place)
{
	b->number++;
	for (int i = 0; i < 3; i++, b->now += i == 0 ? 0 : MINUTE)
		bench_feed(b, (struct brief){ .kind = K_SUBMIT,
		    .service = SERVICE_SMTP, .outcome = OUTCOME_SUCCESS },
		    place);
}

TEST(a_message_handed_in_is_a_sign_in)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	bench_live(&b);
	refused(&b, 12, 1000, b.away);
	submitted(&b, b.away);
	f = bench_last(&b, "guessing");
	MUST_CHECK(f != NULL);
	CHECK(f->strength == GRADE_PROBABLE);
	CHECK(bench_last(&b, "first_seen_network") != NULL);
	b.now += DAY;
	submitted(&b, b.away);		/* known by now */
	CHECK_U64(bench_found(&b, "first_seen_network"), 1);
}

static void
page(struct bench *b, enum action action, uint64_t status, uint32_t place)
{
	struct brief brief = { .kind = K_PAGE, .service = SERVICE_WEBMAIL,
		.outcome = OUTCOME_SUCCESS };

	brief.n[N_ACTION] = action;
	brief.n[N_HTTP_STATUS] = status;
	bench_feed(b, brief, place);
	b->now += MINUTE;
}

TEST(pages_of_a_webmail_without_a_sign_in_are_told_and_those_after_one_are_not)
{
	static const struct { bool signs; int pages; uint64_t status;
		size_t found; } of[] = {
		{ false, 3, 200, 1 }, { false, 9, 200, 1 },
		{ false, 2, 200, 0 }, { false, 9, 302, 0 },
		{ true, 9, 200, 0 },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct bench b;

		bench_open(&b);
		bench_live(&b);
		b.number++;
		b.session.flags = 0;
		if (of[i].signs)
			page(&b, ACTION_LOGIN, 302, b.away);
		for (int n = 0; n < of[i].pages; n++)
			page(&b, ACTION_SHOW, of[i].status, b.away);
		CHECK_U64(bench_found(&b, "stolen_cookie"), of[i].found);
	}
}

TEST(an_account_of_the_database_that_begins_with_an_export_is_told)
{
	struct bench b;
	struct brief query = { .kind = K_QUERY, .service = SERVICE_DB };

	bench_open(&b);
	query.object = bench_name(&b, "taj.person");
	query.user = bench_name(&b, "portal");
	bench_feed(&b, query, b.home);
	b.now += 2 * DAY;
	query.flags = BRIEF_BULK;
	query.user = bench_name(&b, "reader");
	bench_feed(&b, query, b.away);
	CHECK_U64(bench_found(&b, "bulk_export"), 1);
}

TEST(a_client_that_polls_with_an_old_password_until_it_has_the_new_one_is_possible)
{
	static const struct { int64_t every; enum grade strength; } of[] = {
		{ 20000, GRADE_PROBABLE }, { 30 * MINUTE, GRADE_POSSIBLE },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		struct bench b;
		const struct finding *f;

		bench_open(&b);
		bench_live(&b);
		refused(&b, 16, of[i].every, b.away);
		bench_sign_in(&b, b.away, SERVICE_IMAP);
		f = bench_last(&b, "guessing");
		MUST_CHECK(f != NULL);
		CHECK(f->strength == of[i].strength);
		bench_close(&b);
		bench_free(&b);
	}
}
