/* The findings about cloud services, and those that one line makes: what
 * fires, and what owners and administrators do without a finding. */
#include "detect/bench_test.h"

#include <stdlib.h>
#include <string.h>

static struct brief
change(enum change sort)
{
	return (struct brief){ .kind = K_CHANGE, .service = SERVICE_M365,
		.outcome = OUTCOME_SUCCESS, .n = { [N_CHANGE] = sort } };
}

/* Each sort of change, and its finding; NULL: ordinary by itself. */
static const struct {
	enum change sort;
	const char *finding;
} sorts[] = {
	{ CHANGE_RULE, NULL },
	{ CHANGE_RULE_FORWARD, "inbox_rule_forward" },
	{ CHANGE_RULE_HIDE, "inbox_rule_hide" },
	{ CHANGE_FORWARDING, "forwarding_set" },
	{ CHANGE_DELEGATION, "mailbox_delegation" },
	{ CHANGE_CONSENT, "consent_or_app" },
	{ CHANGE_CREDENTIAL, "credential_added" },
	{ CHANGE_ROLE, "role_grant" },
	{ CHANGE_MFA, "mfa_disabled" },
	{ CHANGE_LEGACY, "legacy_protocol_enabled" },
	{ CHANGE_AUDIT, "audit_weakened" },
	{ CHANGE_REMOVAL, "account_removal" },
	{ CHANGE_CREATION, "account_created" },
	{ CHANGE_APP_PASSWORD, "app_password" },
	{ CHANGE_FEDERATION, "federation_changed" },
	{ CHANGE_POLICY, "policy_changed" },
	{ CHANGE_PASSWORD, NULL },
	{ CHANGE_OTHER, NULL },
	{ CHANGE_NONE, NULL },
};

TEST(a_code_typed_elsewhere_is_told_once_a_network_and_surer_from_a_new_one)
{
	struct bench b;
	struct brief code = { .kind = K_LOGIN, .service = SERVICE_M365,
		.outcome = OUTCOME_SUCCESS, .flags = BRIEF_CODE };
	struct brief refused = code;

	bench_open(&b);
	bench_live(&b);
	refused.outcome = OUTCOME_FAILURE;
	bench_feed(&b, refused, b.away);
	CHECK(bench_last(&b, "device_code") == NULL);
	bench_feed(&b, code, b.home);
	bench_feed(&b, code, b.home);
	MUST_CHECK(bench_last(&b, "device_code") != NULL);
	CHECK(bench_last(&b, "device_code")->strength == GRADE_POSSIBLE);
	bench_feed(&b, code, b.away);
	CHECK(bench_last(&b, "device_code")->strength == GRADE_PROBABLE);
	CHECK_U64(bench_last(&b, "device_code")->place, b.away);
	CHECK_U64(bench_found(&b, "device_code"), 2);
}

TEST(each_sort_of_change_is_its_own_finding_and_no_other)
{
	CHECK_U64(sizeof sorts / sizeof *sorts, CHANGE_COUNT);
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		struct bench b;

		bench_open(&b);
		bench_live(&b);
		bench_feed(&b, change(sorts[i].sort), b.home);
		CHECK_U64(b.list.count, sorts[i].finding != NULL);
		if (b.list.count == 1) {
			CHECK_STR(str_from(b.list.at[0].name),
			    str_from(sorts[i].finding));
			CHECK_U64(b.list.at[0].strength, GRADE_POSSIBLE);
			CHECK_U64(b.list.at[0].change, sorts[i].sort);
		}
		bench_found(&b, "");
	}
}

TEST(a_change_that_was_refused_changed_nothing)
{
	struct bench b;

	bench_open(&b);
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		struct brief refused = change(sorts[i].sort);

		refused.outcome = OUTCOME_FAILURE;
		bench_feed(&b, refused, b.home);
	}
	CHECK_U64(b.list.count, 0);
	bench_found(&b, "");
}

TEST(a_change_is_probable_from_a_network_taken_up_today)
{
	for (int at_home = 0; at_home < 2; at_home++) {
		struct bench b;
		uint32_t place;

		bench_open(&b);
		bench_live(&b);
		place = at_home ? b.home : b.away;
		bench_feed(&b, change(CHANGE_MFA), place);
		MUST_CHECK(bench_last(&b, "mfa_disabled") != NULL);
		CHECK_U64(bench_last(&b, "mfa_disabled")->strength,
		    at_home ? GRADE_POSSIBLE : GRADE_PROBABLE);
		bench_found(&b, "");
	}
}

TEST(changes_of_a_day_are_one_finding_and_of_the_next_another)
{
	struct bench b;

	bench_open(&b);
	bench_live(&b);
	for (int i = 0; i < 5; i++, b.now += HOUR)
		bench_feed(&b, change(CHANGE_ROLE), b.home);
	CHECK_U64(bench_last(&b, "role_grant")->count, 5);
	b.now += 2 * (int64_t)DAY;
	bench_feed(&b, change(CHANGE_ROLE), b.home);
	CHECK_U64(bench_found(&b, "role_grant"), 2);
}

TEST(one_address_that_gets_the_mail_of_two_mailboxes_is_a_forward)
{
	for (int two = 0; two < 2; two++) {
		struct brief set = change(CHANGE_FORWARDING);
		struct bench b;

		bench_open(&b);
		set.item = bench_name(&b, "x@boite.example");
		set.object = bench_name(&b, "durand");
		bench_feed(&b, set, b.home);
		set.object = bench_name(&b, two ? "martin" : "durand");
		bench_feed(&b, set, b.home);
		CHECK_U64(bench_found(&b, "inbox_rule_forward"), two);
	}
}

TEST(a_filter_changed_is_told_and_one_refused_is_not)
{
	struct brief page = { .kind = K_PAGE };
	struct bench b;

	bench_open(&b);
	bench_feed(&b, (struct brief){ .kind = K_RULE_CHANGE,
	    .outcome = OUTCOME_FAILURE }, b.home);
	page.n[N_ACTION] = ACTION_LIST;
	bench_feed(&b, page, b.home);
	CHECK(bench_last(&b, "rule_change") == NULL);
	bench_feed(&b, (struct brief){ .kind = K_RULE_CHANGE }, b.home);
	page.n[N_ACTION] = ACTION_RULE;
	bench_feed(&b, page, b.home);
	CHECK_U64(bench_found(&b, "rule_change"), 2);
}

/* One use of a session of a cloud service. */
static void
use(struct bench *b, uint64_t session, uint32_t device, const char *place)
{
	b->now += MINUTE;
	bench_feed(b, (struct brief){ .kind = K_MAIL_OPEN,
	    .service = SERVICE_M365, .session = session, .device = device },
	    bench_name(b, place));
}

/* Two uses of one session, and what they tell. */
static const struct {
	const char *first, *second;
	uint32_t devices[2];
	uint64_t sessions[2];
	size_t found;
	enum grade strength;
} tokens[] = {
	/* a copied token, used by another client elsewhere */
	{ "192.0.2.0/24", "203.0.113.0/24", { 7, 8 }, { 5, 5 }, 1,
	    GRADE_PROBABLE },
	/* a telephone that changes its network */
	{ "192.0.2.0/24", "203.0.113.0/24", { 7, 7 }, { 5, 5 }, 1,
	    GRADE_POSSIBLE },
	{ "192.0.2.0/24", "203.0.113.0/24", { 0, 0 }, { 5, 5 }, 1,
	    GRADE_POSSIBLE },
	/* a desk that shows both of its addresses; one network; two sign-ins */
	{ "192.0.2.0/24", "2001:db8:1:2::/64", { 7, 7 }, { 5, 5 }, 0, 0 },
	{ "192.0.2.0/24", "192.0.2.0/24", { 7, 8 }, { 5, 5 }, 0, 0 },
	{ "192.0.2.0/24", "203.0.113.0/24", { 7, 8 }, { 5, 6 }, 0, 0 },
	/* a service that tells no session */
	{ "192.0.2.0/24", "203.0.113.0/24", { 7, 8 }, { 0, 0 }, 0, 0 },
};

TEST(a_session_used_from_two_networks_is_a_stolen_token)
{
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		const struct finding *f;
		struct bench b;

		bench_open(&b);
		use(&b, tokens[i].sessions[0], tokens[i].devices[0],
		    tokens[i].first);
		use(&b, tokens[i].sessions[1], tokens[i].devices[1],
		    tokens[i].second);
		f = bench_last(&b, "stolen_token");
		CHECK(f == NULL || f->strength == tokens[i].strength);
		CHECK_U64(bench_found(&b, "stolen_token"), tokens[i].found);
	}
}

TEST(the_platforms_own_use_and_a_refused_one_steal_no_token)
{
	struct bench b;
	struct brief open = { .kind = K_MAIL_OPEN, .service = SERVICE_M365,
		.session = 5 };

	bench_open(&b);
	bench_feed(&b, open, b.home);
	open.flags = BRIEF_NOBODY;
	bench_feed(&b, open, b.away);
	open.flags = 0;
	open.kind = K_LOGIN;
	open.outcome = OUTCOME_FAILURE;
	bench_feed(&b, open, b.away);
	/* nor two people's sessions that happen to have one number */
	open.kind = K_MAIL_OPEN;
	open.outcome = OUTCOME_SUCCESS;
	open.user = bench_name(&b, "martin");
	bench_feed(&b, open, b.away);
	CHECK_U64(bench_found(&b, "stolen_token"), 0);
}

/* Sign-ins of a cloud service as so many clients, so far apart. */
static size_t
sweep(uint32_t clients, int64_t apart, uint8_t flags)
{
	struct bench b;

	bench_open(&b);
	for (uint32_t i = 0; i < 12; i++, b.now += apart)
		bench_feed(&b, (struct brief){ .kind = K_LOGIN,
		    .service = SERVICE_M365, .flags = flags,
		    .device = 100 + i % clients }, b.home);
	return bench_found(&b, "mfa_sweep");
}

TEST(four_clients_within_minutes_probe_the_second_factor)
{
	CHECK_U64(sweep(4, MINUTE, 0), 1);
	CHECK_U64(sweep(12, MINUTE / 4, 0), 1);
	CHECK_U64(sweep(3, MINUTE, 0), 0);
	CHECK_U64(sweep(4, 15 * MINUTE, 0), 0);
	CHECK_U64(sweep(4, MINUTE, BRIEF_NOBODY), 0);
}

TEST(a_tool_is_told_by_its_own_name_and_a_browser_is_none)
{
	static const struct { const char *client; size_t found; } clients[] = {
		{ "azurehound/v2.0.4", 1 }, { "x AzureHound", 1 },
		{ "Mozilla/5.0 (X11) ROADtools", 1 },
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", 0 },
		{ "azure hound", 0 }, { "azurehoun", 0 },
	};

	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
		struct bench b;

		bench_open(&b);
		for (int n = 0; n < 3; n++)
			bench_feed(&b, (struct brief){ .kind = K_LOGIN,
			    .service = SERVICE_M365, .device = bench_name(&b,
			    clients[i].client) }, b.home);
		CHECK_U64(bench_found(&b, "directory_enumeration"),
		    clients[i].found);
	}
}

TEST(a_message_that_is_known_is_told_once_an_account)
{
	struct brief open = { .kind = K_MAIL_OPEN };
	struct bench b;

	bench_open(&b);
	bench_feed(&b, open, b.home);
	CHECK(bench_last(&b, "known_message") == NULL);
	open.flags = BRIEF_KNOWN;
	bench_feed(&b, open, b.home);
	bench_feed(&b, open, b.home);
	/* the same bit of a session's end says something else */
	open.kind = K_LOGOUT;
	open.user = bench_name(&b, "martin");
	bench_feed(&b, open, b.home);
	CHECK_U64(bench_found(&b, "known_message"), 1);
}

TEST(a_client_new_after_three_sessions_is_told_once)
{
	for (int past = 2; past <= 3; past++) {
		struct brief page = { .kind = K_PAGE, .device = 7 };
		struct bench b;

		bench_open(&b);
		for (int i = 0; i < past; i++, b.number++)
			bench_feed(&b, page, b.home);
		page.device = 8;
		for (int i = 0; i < 2; i++, b.number++)
			bench_feed(&b, page, b.home);
		CHECK_U64(bench_found(&b, "first_seen_device"), past == 3);
	}
}

static void
read_mails(struct bench *b, uint64_t bodies)
{
	struct brief end = { .kind = K_LOGOUT, .service = SERVICE_IMAP };

	end.n[N_BODY_COUNT] = bodies;
	bench_feed(b, end, b->home);
}

TEST(many_times_the_mails_of_before_are_a_mass_read)
{
	struct bench b;

	bench_open(&b);
	for (int i = 0; i < 6; i++)
		read_mails(&b, 15);
	read_mails(&b, 50);		/* a morning after a holiday */
	CHECK(bench_last(&b, "mass_read") == NULL);
	read_mails(&b, 500);
	CHECK_U64(bench_last(&b, "mass_read")->count, 500);
	CHECK_U64(bench_found(&b, "mass_read"), 1);
}

TEST(many_records_in_a_session_are_a_mass_read_once)
{
	struct brief asked = { .kind = K_RECORD, .service = SERVICE_APP };
	struct bench b;

	bench_open(&b);
	asked.n[N_ROWS] = 1;
	for (int i = 0; i < 120; i++) {
		b.session.n[C_ROWS] = (uint64_t)i % 40 + 1;
		b.number = (uint32_t)i / 40;
		bench_feed(&b, asked, b.home);
	}
	CHECK(bench_last(&b, "mass_read") == NULL);
	b.number++;
	for (int i = 1; i <= 80; i++) {
		b.session.n[C_ROWS] = (uint64_t)i;
		bench_feed(&b, asked, b.home);
	}
	CHECK_U64(bench_found(&b, "mass_read"), 1);
}

TEST(a_search_for_the_teams_lunch_is_no_search_for_its_alarms)
{
	static const char *const words[] = { "menu cantine", "facture", "rib" };
	struct bench b;

	bench_open(&b);
	for (size_t i = 0; i < 3; i++) {
		struct brief page = { .kind = K_PAGE,
			.item = bench_name(&b, words[i]) };

		page.n[N_ACTION] = ACTION_SEARCH;
		bench_feed(&b, page, b.home);
	}
	CHECK_U64(b.list.count, 0);
	bench_found(&b, "");
}

TEST(a_pop_client_that_leaves_mail_on_the_server_copies_no_mailbox)
{
	struct brief end = { .kind = K_LOGOUT, .service = SERVICE_POP3 };
	struct bench b;

	bench_open(&b);
	end.n[N_RETR_COUNT] = 12;
	bench_feed(&b, end, b.home);		/* new mails of more */
	end.n[N_RETR_COUNT] = 3;
	end.flags = BRIEF_WHOLE;
	bench_feed(&b, end, b.home);		/* all of three */
	CHECK_U64(bench_found(&b, "mailbox_copy"), 0);
}

TEST(records_in_working_hours_are_no_odd_ones)
{
	struct bench b;

	bench_open(&b);
	b.site.work = (struct work_hours){ true, 0x7f, 7, 20 };
	b.now = 8 * HOUR;
	bench_live(&b);
	for (int i = 0; i < 8; i++, b.now += HOUR)
		bench_feed(&b, (struct brief){ .kind = K_RECORD,
		    .service = SERVICE_APP, .flags = BRIEF_REASONED,
		    .object = bench_name(&b, "taj"),
		    .item = bench_name(&b, "TAJ-1") }, b.home);
	CHECK_U64(bench_found(&b, "record_odd_hours"), 0);
}

TEST(nights_week_ends_and_days_off_are_no_gap)
{
	uint32_t lines[14 * 24] = { 0 };
	uint8_t cells[14 * 24] = { 0 };
	struct coverage c = { .stream = STR("dovecot@mail"), .cells = cells,
		.lines = lines, .hours = 14 * 24 };
	struct bench b;

	/* closed at night, on week-ends (the 3rd day is a Saturday), and on
	 * every third day: more quiet ones than a habit survives */
	for (int h = 0; h < 14 * 24; h++) {
		int day = h / 24;

		if (h % 24 >= 8 && h % 24 < 18 && day % 7 != 2 &&
		    day % 7 != 3 && day % 3 != 0)
			lines[h] = 20;
	}
	bench_open(&b);
	intern_add(&b.names, c.stream);
	b.context.coverage = &c;
	b.context.coverage_count = 1;
	CHECK_U64(bench_found(&b, "log_gap"), 0);
}
