/* Findings from hand-made observations. */
#include "detect/detect.h"

#include "detect/bench_test.h"

static uint32_t
account(struct bench *b, int n)
{
	char name[32];

	snprintf(name, sizeof name, "user%d", n);
	return intern_add(&b->names, str_from(name));
}

static void
sign_in(struct bench *b, int64_t ms, int user, uint32_t place, bool good,
    enum service service)
{
	struct brief brief = { .time = { ms }, .kind = K_LOGIN,
		.outcome = good ? OUTCOME_SUCCESS : OUTCOME_FAILURE,
		.service = (uint8_t)service, .user = account(b, user),
		.src = place };
	struct observation seen = { .brief = &brief, .src = place,
		.place = place, .trusted = service == SERVICE_LDAP };

	detect_feed(b->detect, &seen);
}

/* A refused sign-in as the log's check, its end, or the exporter tells it. */
static uint32_t
refused(struct bench *b, int64_t ms, enum kind kind, uint8_t flags,
    uint64_t attempts)
{
	struct brief brief = { .time = { ms }, .kind = (uint8_t)kind,
		.outcome = OUTCOME_FAILURE, .service = SERVICE_IMAP,
		.user = account(b, 1), .src = b->away, .session = 77,
		.flags = flags, .n = { [N_ATTEMPTS] = attempts } };
	struct observation seen = { .brief = &brief, .src = b->away,
		.place = b->away };

	detect_feed(b->detect, &seen);
	return seen.failed;
}

TEST(five_accounts_failing_from_one_place_is_spraying)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	for (int user = 0; user < 5; user++)
		sign_in(&b, user * HOUR, user, b.away, false, SERVICE_IMAP);
	bench_close(&b);
	f = bench_last(&b, "password_spray");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->accounts, 5);
	CHECK_U64(f->place, b.away);
	CHECK_I64(f->first.ms, 0);
	CHECK_I64(f->last.ms, 4 * HOUR);
	CHECK_I64(f->fired.ms, 4 * HOUR);
	bench_free(&b);
}

TEST(four_accounts_failing_from_one_place_is_a_bad_morning)
{
	struct bench b;

	bench_open(&b);
	for (int i = 0; i < 40; i++)
		sign_in(&b, i * HOUR / 4, i % 4, b.away, false,
		    SERVICE_IMAP);
	bench_close(&b);
	CHECK(bench_last(&b, "password_spray") == NULL);
	bench_free(&b);
}

TEST(a_finding_that_goes_on_fired_when_it_became_one)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	for (int user = 0; user < 9; user++)
		sign_in(&b, user * HOUR, user, b.away, false, SERVICE_IMAP);
	sign_in(&b, 9 * HOUR, 3, b.away, true, SERVICE_IMAP);
	sign_in(&b, 10 * HOUR, 4, b.away, false, SERVICE_IMAP);
	bench_close(&b);
	f = bench_last(&b, "password_spray");
	MUST_CHECK(f != NULL);
	CHECK_I64(f->fired.ms, 4 * HOUR);
	CHECK_I64(f->last.ms, 10 * HOUR);
	CHECK_U64(f->accounts, 9);	/* the one entered was tried too */
	bench_free(&b);
}

TEST(a_success_after_spraying_is_certain)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	for (int user = 0; user < 6; user++)
		sign_in(&b, user * HOUR, user, b.away, false, SERVICE_IMAP);
	sign_in(&b, 7 * HOUR, 3, b.away, true, SERVICE_IMAP);
	bench_close(&b);
	f = bench_last(&b, "guessing");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->strength, GRADE_CONFIRMED);
	CHECK_U64(f->user, account(&b, 3));
	CHECK_U64(f->accounts, 6);
	CHECK_U64(f->own, 1);
	CHECK_U64(f->count, 7);
	bench_free(&b);
}

/* A carrier's network at the beginning of a log: nobody is known yet. */
TEST(neighbours_who_mistype_and_then_sign_in_do_not_spray)
{
	struct bench b;

	bench_open(&b);
	for (int user = 0; user < 40; user++) {
		sign_in(&b, user * 60000, user, b.home, false, SERVICE_IMAP);
		sign_in(&b, user * 60000 + 9000, user, b.home, true,
		    SERVICE_IMAP);
	}
	bench_close(&b);
	CHECK(bench_last(&b, "password_spray") == NULL);
	CHECK(bench_last(&b, "guessing") == NULL);
	bench_free(&b);
}

TEST(an_owner_who_mistypes_at_home_guesses_nothing)
{
	struct bench b;

	bench_open(&b);
	sign_in(&b, 0, 1, b.home, true, SERVICE_IMAP);
	for (int i = 1; i < 8; i++)
		sign_in(&b, i * 60000, 1, b.home, false, SERVICE_IMAP);
	sign_in(&b, HOUR, 1, b.home, true, SERVICE_IMAP);
	bench_close(&b);
	CHECK(bench_last(&b, "guessing") == NULL);
	bench_free(&b);
}

TEST(a_network_new_to_an_account_with_a_past_is_seen_once)
{
	struct bench b;

	bench_open(&b);
	for (int day = 0; day < 4; day++)
		sign_in(&b, day * DAY, 1, b.home, true, SERVICE_IMAP);
	sign_in(&b, 5 * (int64_t)DAY, 1, b.away, true, SERVICE_IMAP);
	sign_in(&b, 6 * (int64_t)DAY, 1, b.away, true, SERVICE_IMAP);
	CHECK_U64(bench_found(&b, "first_seen_network"), 1);
}

TEST(two_lines_of_one_refusal_count_once)
{
	struct bench b;
	struct brief step = { .kind = K_AUTH_STEP, .time = { 1000 },
		.outcome = OUTCOME_FAILURE, .session = 9 };
	struct brief end = { .kind = K_LOGIN, .time = { 3000 },
		.outcome = OUTCOME_FAILURE, .session = 9 };
	struct observation one = { .brief = &step }, two = { .brief = &end };

	bench_open(&b);
	detect_feed(b.detect, &one);
	detect_feed(b.detect, &two);
	CHECK_U64(one.failed, 1);
	CHECK_U64(two.failed, 0);
	bench_close(&b);
	bench_free(&b);
}

TEST(mail_of_one_account_then_records_as_another_is_a_chain)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	sign_in(&b, 0, 1, b.home, true, SERVICE_WEBMAIL);
	sign_in(&b, 2 * DAY, 1, b.away, true, SERVICE_WEBMAIL);
	sign_in(&b, 2 * DAY + HOUR, 2, b.away, true, SERVICE_APP);
	bench_close(&b);
	f = bench_last(&b, "mail_to_record");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->strength, GRADE_PROBABLE);
	CHECK_U64(f->user, account(&b, 2));
	bench_free(&b);
}

/* From the first day of the log on, nothing is known of either. */
TEST(colleagues_who_share_an_address_are_only_a_possible_chain)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	for (int day = 0; day < 4; day++) {
		sign_in(&b, day * DAY, 1, b.home, true, SERVICE_WEBMAIL);
		sign_in(&b, day * DAY + HOUR, 2, b.home, true, SERVICE_APP);
	}
	bench_close(&b);
	f = bench_last(&b, "mail_to_record");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->strength, GRADE_POSSIBLE);
	bench_free(&b);
}

TEST(ones_own_mail_then_ones_own_records_is_an_ordinary_day)
{
	struct bench b;

	bench_open(&b);
	sign_in(&b, 0, 1, b.home, true, SERVICE_WEBMAIL);
	sign_in(&b, HOUR, 1, b.home, true, SERVICE_APP);
	bench_close(&b);
	CHECK(bench_last(&b, "mail_to_record") == NULL);
	bench_free(&b);
}

/* A week in which the source speaks from 8 to 18, one hour of one day cut. */
TEST(a_silent_hour_in_a_source_that_always_speaks_is_a_gap)
{
	uint32_t lines[7 * 24] = { 0 };
	uint8_t cells[7 * 24] = { 0 };
	struct coverage c = { .stream = STR("dovecot@mail"), .cells = cells,
		.lines = lines, .hours = 7 * 24 };
	struct bench b;
	const struct finding *f;

	for (int h = 0; h < 7 * 24; h++)
		if (h % 24 >= 8 && h % 24 < 18)
			lines[h] = 20;
	lines[5 * 24 + 10] = 0;		/* a Tuesday */
	bench_open(&b);
	intern_add(&b.names, c.stream);
	b.context.coverage = &c;
	b.context.coverage_count = 1;
	bench_close(&b);
	f = bench_last(&b, "log_gap");
	MUST_CHECK(f != NULL);
	CHECK_U64(b.list.count, 1);
	CHECK_I64(f->first.ms, (int64_t)(5 * 24 + 10) * HOUR);
	bench_free(&b);
}

TEST(failures_that_three_lines_tell_are_counted_once)
{
	struct bench b;

	bench_open(&b);
	CHECK(refused(&b, 0, K_AUTH_STEP, 0, 0) == 1);
	CHECK(refused(&b, 10, K_AUTH_STEP, BRIEF_EVENT, 0) == 0);
	CHECK(refused(&b, 2000, K_AUTH_STEP, BRIEF_EVENT, 0) == 1);
	CHECK(refused(&b, 2010, K_AUTH_STEP, 0, 0) == 0);
	CHECK(refused(&b, 4000, K_LOGIN, 0, 3) == 1);
	CHECK(refused(&b, 4001, K_AUTH_STEP, 0, 0) == 0);
	CHECK(refused(&b, 5000, K_AUTH_STEP, 0, 0) == 1);
	bench_close(&b);
	bench_free(&b);
}

/* A mail server binds for its users, of whom some mistype. */
TEST(a_server_that_asks_a_directory_for_its_users_does_not_spray)
{
	struct bench b;

	bench_open(&b);
	for (int user = 0; user < 200; user++) {
		if (user % 10 == 0)
			sign_in(&b, user * 60000, user + 1000, b.home, false,
			    SERVICE_LDAP);
		sign_in(&b, user * 60000 + 9000, user, b.home, true,
		    SERVICE_LDAP);
	}
	bench_close(&b);
	CHECK(bench_last(&b, "password_spray") == NULL);
	bench_free(&b);
}

TEST(five_accounts_that_a_directory_refuses_one_asker_are_spraying)
{
	for (int users = 4; users <= 5; users++) {
		struct bench b;

		bench_open(&b);
		for (int user = 0; user < users; user++)
			sign_in(&b, user * HOUR, user, b.away, false,
			    SERVICE_LDAP);
		CHECK_U64(bench_found(&b, "password_spray"), users == 5);
	}
}

/* Through a server whose users signed in all day. */
TEST(spraying_through_a_server_that_asks_a_directory_is_told)
{
	struct bench b;
	const struct finding *f;

	bench_open(&b);
	for (int user = 0; user < 200; user++)
		sign_in(&b, user * 60000, user, b.home, true, SERVICE_LDAP);
	for (int user = 0; user < 40; user++)
		sign_in(&b, 6 * HOUR + user * 1000, user, b.home, false,
		    SERVICE_LDAP);
	sign_in(&b, 6 * HOUR + 50000, 300, b.home, true, SERVICE_LDAP);
	bench_close(&b);
	f = bench_last(&b, "password_spray");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->strength, GRADE_PROBABLE);
	CHECK_U64(f->accounts, 40);
	CHECK_U64(f->place, b.home);
	CHECK_I64(f->first.ms, 6 * HOUR);
	bench_free(&b);
}

TEST(spraying_that_the_mail_server_told_is_not_told_by_its_directory)
{
	struct bench b;

	bench_open(&b);
	sign_in(&b, 0, 300, b.home, true, SERVICE_LDAP);
	for (int user = 0; user < 40; user++) {
		sign_in(&b, 1000 + user * 1000, user, b.home, false,
		    SERVICE_LDAP);
		sign_in(&b, 1000 + user * 1000, user, b.away, false,
		    SERVICE_IMAP);
	}
	CHECK_U64(bench_found(&b, "password_spray"), 1);
}

/* As alice, from an office that the site file trusts. */
static void
house_sign_in(struct bench *b, int64_t ms, uint32_t place)
{
	struct brief brief = { .time = { ms }, .kind = K_LOGIN,
		.outcome = OUTCOME_SUCCESS, .service = SERVICE_IMAP,
		.user = account(b, 1), .src = place };
	struct observation seen = { .brief = &brief, .src = place,
		.place = place, .trusted = true, .house = true };

	detect_feed(b->detect, &seen);
	CHECK(seen.trusted);
}

TEST(a_network_of_the_house_that_an_account_never_used_is_told_once_and_weighs_less)
{
	static struct network office = { .bits = 128 };
	struct bench b;
	const struct finding *f;
	uint32_t place;

	bench_open(&b);
	b.site.trusted = (struct network_list){ &office, 1 };
	place = intern_add(&b.names, STR("198.51.100.0/24"));
	for (int day = 0; day < 4; day++)
		sign_in(&b, day * 24 * HOUR, 1, b.home, true, SERVICE_IMAP);
	house_sign_in(&b, 100 * HOUR, place);
	house_sign_in(&b, 101 * HOUR, place);
	bench_close(&b);
	f = bench_last(&b, "first_seen_network");
	MUST_CHECK(f != NULL);
	CHECK_U64(b.list.count, 1);
	CHECK_U64(f->house, 1);
	CHECK_U64(f->strength, GRADE_POSSIBLE);
	CHECK_I64(f->first.ms, 100 * HOUR);
	b.site.trusted = (struct network_list){ 0 };
	bench_free(&b);
}
