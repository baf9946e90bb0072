/* Sessions and visits from hand-made briefs. */
#include "incident/sessions.h"

#include <stdlib.h>

#include "test/test.h"

enum { MINUTE = 60 * 1000, ALICE = 11, BOB = 12, HOME = 21, HOST = 22,
	FIREFOX = 31 };

struct bench {
	struct site	    site;
	struct session_list list;
	struct sessions	   *sessions;
};

static struct bench
bench_open(void)
{
	struct bench b = { 0 };

	site_init(&b.site);
	return b;
}

static struct brief
brief_of(enum kind kind, enum service service, int64_t ms, uint32_t user,
    uint32_t src, uint64_t session)
{
	return (struct brief){ .time = { ms }, .kind = (uint8_t)kind,
		.service = (uint8_t)service, .user = user, .src = src,
		.session = session, .outcome = OUTCOME_SUCCESS };
}

static uint32_t
feed(struct bench *b, struct brief brief, bool webmail_host)
{
	if (b->sessions == NULL)
		b->sessions = sessions_open(&b->site, &b->list);
	return sessions_feed(b->sessions, &brief, webmail_host);
}

static void
bench_close(struct bench *b)
{
	if (b->sessions != NULL)
		sessions_close(b->sessions);
	b->sessions = NULL;
}

static void
bench_free(struct bench *b)
{
	bench_close(b);
	free(b->list.at);
	site_fini(&b->site);
}

static struct brief
page(int64_t ms, enum action action, uint64_t status)
{
	struct brief brief = brief_of(K_PAGE, SERVICE_WEBMAIL, ms, 0, HOME, 0);

	brief.device = FIREFOX;
	brief.n[N_ACTION] = action;
	brief.n[N_HTTP_STATUS] = status;
	return brief;
}

TEST(an_imap_session_ends_at_its_logout_and_takes_its_counters)
{
	struct bench b = bench_open();
	struct brief end = brief_of(K_LOGOUT, SERVICE_IMAP, 5 * MINUTE, ALICE,
	    0, 77);
	uint32_t number;

	end.n[N_BODY_COUNT] = 30;
	end.n[N_BODY_BYTES] = 4096;
	number = feed(&b, brief_of(K_LOGIN, SERVICE_IMAP, 0, ALICE, HOME, 77),
	    false);
	CHECK_U64(feed(&b, end, false), number);
	bench_close(&b);
	MUST_CHECK(b.list.count == 1);
	CHECK_U64(b.list.at[0].n[C_BODY_COUNT], 30);
	CHECK_U64(b.list.at[0].n[C_BODY_BYTES], 4096);
	CHECK_U64(b.list.at[0].ended, ENDED_LOGOUT);
	CHECK_U64(b.list.at[0].src, HOME);
	CHECK(b.list.at[0].flags & SESSION_COUNTED);
	bench_free(&b);
}

TEST(an_imap_session_with_an_id_outlives_the_idle_time)
{
	struct bench b = bench_open();

	feed(&b, brief_of(K_LOGIN, SERVICE_IMAP, 0, ALICE, HOME, 77), false);
	feed(&b, brief_of(K_LOGOUT, SERVICE_IMAP, 600 * MINUTE, ALICE, 0, 77),
	    false);
	CHECK_U64(b.list.count, 1);
	bench_free(&b);
}

TEST(the_same_line_in_two_files_counts_once)
{
	struct bench b = bench_open();
	struct brief end = brief_of(K_LOGOUT, SERVICE_IMAP, MINUTE, ALICE, 0,
	    77);

	end.n[N_BODY_COUNT] = 30;
	feed(&b, brief_of(K_LOGIN, SERVICE_IMAP, 0, ALICE, HOME, 77), false);
	feed(&b, end, false);
	end.ordinal = 1;
	CHECK(feed(&b, end, false) == SESSION_NO);
	CHECK_U64(b.list.count, 1);
	CHECK_U64(b.list.at[0].n[C_BODY_COUNT], 30);
	bench_free(&b);
}

TEST(a_record_session_without_a_cookie_ends_after_the_idle_time)
{
	struct bench b = bench_open();

	feed(&b, brief_of(K_RECORD, SERVICE_APP, 0, ALICE, HOME, 0), false);
	feed(&b, brief_of(K_RECORD, SERVICE_APP, 29 * MINUTE, ALICE, HOME, 0),
	    false);
	CHECK_U64(b.list.count, 1);
	feed(&b, brief_of(K_RECORD, SERVICE_APP, 60 * MINUTE, ALICE, HOME, 0),
	    false);
	CHECK_U64(b.list.count, 2);
	CHECK_U64(b.list.at[0].ended, ENDED_IDLE);
	bench_free(&b);
}

/* One cookie, used by its owner and by who stole it; then by one browser for
 * two accounts. */
TEST(a_record_sessions_cookie_does_not_hide_another_user_or_address)
{
	struct bench b = bench_open();
	uint32_t owner, thief, other;

	owner = feed(&b, brief_of(K_LOGIN, SERVICE_APP, 0, ALICE, HOME, 9),
	    false);
	thief = feed(&b, brief_of(K_RECORD, SERVICE_APP, 1, ALICE, HOST, 9),
	    false);
	other = feed(&b, brief_of(K_RECORD, SERVICE_APP, 2, BOB, HOST, 9),
	    false);
	CHECK(owner != thief && thief != other && owner != other);
	CHECK_U64(feed(&b, brief_of(K_RECORD, SERVICE_APP, 3, ALICE, HOME, 9),
	    false), owner);
	CHECK_U64(feed(&b, brief_of(K_RECORD, SERVICE_APP, 4, ALICE, HOST, 9),
	    false), thief);
	bench_close(&b);
	MUST_CHECK(b.list.count == 3);
	CHECK_U64(b.list.at[thief].src, HOST);
	CHECK_U64(b.list.at[other].user, BOB);
	CHECK(!(b.list.at[owner].flags & SESSION_OTHERS_COOKIE));
	CHECK(b.list.at[thief].flags & SESSION_OTHERS_COOKIE);
	bench_free(&b);
}

TEST(a_record_line_without_a_user_is_its_cookies)
{
	struct bench b = bench_open();
	uint32_t owner, thief;

	owner = feed(&b, brief_of(K_LOGIN, SERVICE_APP, 0, ALICE, HOME, 9),
	    false);
	CHECK_U64(feed(&b, brief_of(K_RECORD, SERVICE_APP, 1, 0, HOME, 9),
	    false), owner);
	CHECK_U64(feed(&b, brief_of(K_RECORD, SERVICE_APP, 2, 0, 0, 9),
	    false), owner);
	thief = feed(&b, brief_of(K_RECORD, SERVICE_APP, 3, 0, HOST, 9),
	    false);
	CHECK(thief != owner);
	CHECK_U64(feed(&b, brief_of(K_LOGOUT, SERVICE_APP, 4, ALICE, HOME, 9),
	    false), owner);
	bench_close(&b);
	MUST_CHECK(b.list.count == 2);
	CHECK_U64(b.list.at[thief].user, ALICE);
	CHECK(b.list.at[thief].flags & SESSION_GUESSED_USER);
	CHECK_U64(b.list.at[owner].ended, ENDED_LOGOUT);
	bench_free(&b);
}

/* Roundcube logs the sign-in when it is done, nginx when the reply left:
 * either line may come first. */
TEST(webmail_pages_get_their_user_whichever_line_comes_first)
{
	for (int order = 0; order < 2; order++) {
		struct bench b = bench_open();
		struct brief login = brief_of(K_LOGIN, SERVICE_WEBMAIL, 1000,
		    ALICE, HOME, 5);
		struct brief post = page(1000, ACTION_LOGIN, 302);
		uint32_t first, second;

		first = feed(&b, order == 0 ? login : post, false);
		second = feed(&b, order == 0 ? post : login, false);
		CHECK_U64(first, second);
		CHECK_U64(feed(&b, page(MINUTE, ACTION_SHOW, 200), false),
		    first);
		bench_close(&b);
		MUST_CHECK(b.list.count == 1);
		CHECK_U64(b.list.at[0].user, ALICE);
		CHECK_U64(b.list.at[0].device, FIREFOX);
		CHECK_U64(b.list.at[0].n[C_PAGES], 2);
		bench_free(&b);
	}
}

TEST(a_refused_webmail_sign_in_opens_no_session)
{
	struct bench b = bench_open();
	struct brief login = brief_of(K_LOGIN, SERVICE_WEBMAIL, 0, ALICE, HOME,
	    5);

	login.outcome = OUTCOME_FAILURE;
	CHECK(feed(&b, login, false) == SESSION_NO);
	CHECK(feed(&b, page(0, ACTION_LOGIN, 401), false) == SESSION_NO);
	CHECK_U64(b.list.count, 0);
	bench_free(&b);
}

TEST(a_webmails_imap_session_joins_the_one_open_visit)
{
	struct bench b = bench_open();
	uint32_t webmail, imap;

	feed(&b, brief_of(K_LOGIN, SERVICE_WEBMAIL, 1000, ALICE, HOME, 5),
	    false);
	webmail = feed(&b, page(1000, ACTION_LOGIN, 302), false);
	imap = feed(&b, brief_of(K_LOGIN, SERVICE_IMAP, MINUTE, ALICE, HOST,
	    78), true);
	feed(&b, page(2 * MINUTE, ACTION_SHOW, 200), false);
	bench_close(&b);
	CHECK_U64(b.list.at[imap].visit, webmail);
	CHECK(!(b.list.at[imap].flags & SESSION_SHARED_TIE));
	bench_free(&b);
}

TEST(a_webmails_imap_session_is_nobodys_when_two_visits_are_open)
{
	struct bench b = bench_open();
	struct brief other = page(3000, ACTION_LOGIN, 302);
	struct brief more = page(5 * MINUTE, ACTION_SHOW, 200);
	uint32_t imap;

	feed(&b, brief_of(K_LOGIN, SERVICE_WEBMAIL, 1000, ALICE, HOME, 5),
	    false);
	feed(&b, page(1000, ACTION_LOGIN, 302), false);
	other.src = HOME + 100;
	feed(&b, brief_of(K_LOGIN, SERVICE_WEBMAIL, 3000, ALICE, HOME + 100,
	    6), false);
	feed(&b, other, false);
	imap = feed(&b, brief_of(K_LOGIN, SERVICE_IMAP, 2 * MINUTE, ALICE,
	    HOST, 78), true);
	feed(&b, more, false);
	more.src = HOME + 100;
	feed(&b, more, false);
	bench_close(&b);
	CHECK(b.list.at[imap].flags & SESSION_SHARED_TIE);
	CHECK_U64(b.list.at[imap].visit, imap);
	bench_free(&b);
}
