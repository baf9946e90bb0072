#include "event/brief.h"

#include "test/test.h"

static struct event
event_of(enum kind kind)
{
	struct event ev = { .kind = (uint8_t)kind };

	ev.time = (struct stamp){ { 1000 }, STAMP_SET };
	return ev;
}

TEST(a_brief_takes_its_numbers_by_kind_and_service)
{
	struct event ev = event_of(K_LOGOUT);
	struct brief brief;

	event_set(&ev, F_SERVICE, STR("imap"));
	event_set(&ev, F_BODY_COUNT, STR("12"));
	event_set(&ev, F_BYTES_OUT, STR("900"));
	event_set(&ev, F_RETR_COUNT, STR("7"));
	brief_from_event(&brief, &ev);
	CHECK_U64(brief.n[N_BODY_COUNT], 12);
	CHECK_U64(brief.n[N_OUT_BYTES], 900);

	event_set(&ev, F_SERVICE, STR("pop3"));
	event_set(&ev, F_RETR_BYTES, STR("99999999999999999999"));	/* no u64 */
	brief_from_event(&brief, &ev);
	CHECK_U64(brief.n[N_RETR_COUNT], 7);
	CHECK_U64(brief.n[N_RETR_BYTES], 0);
}

TEST(an_end_names_the_mails_it_removed_in_digits)
{
	struct event ev = event_of(K_LOGOUT);
	struct str names[NAME_COUNT];
	struct arena scratch;

	arena_init(&scratch);
	event_set(&ev, F_DELETED, STR("12"));
	event_set(&ev, F_EXPUNGED, STR("9"));
	brief_names(&ev, &scratch, names);
	CHECK_STR(names[NAME_OBJECT], STR("12"));
	CHECK_STR(names[NAME_ITEM], STR("9"));
	arena_fini(&scratch);
}

TEST(equal_session_ids_of_two_hosts_do_not_meet)
{
	struct event ev = event_of(K_LOGIN);
	struct brief one, other;

	event_set(&ev, F_SESSION, STR("abc"));
	event_set(&ev, F_HOST, STR("mail1"));
	brief_from_event(&one, &ev);
	event_set(&ev, F_HOST, STR("mail2"));
	brief_from_event(&other, &ev);
	CHECK(one.session != 0 && other.session != 0);
	CHECK(one.session != other.session);
	event_set(&ev, F_SESSION, (struct str){ 0 });
	brief_from_event(&one, &ev);
	CHECK_U64(one.session, 0);
}

TEST(names_are_folded_and_spelled_one_way)
{
	struct event ev = event_of(K_MAIL_OPEN);
	struct str names[NAME_COUNT];
	struct arena scratch;

	arena_init(&scratch);
	event_set(&ev, F_HOST, STR("mail"));
	event_set(&ev, F_USER, STR("A.Durand@Interieur.example"));
	event_set(&ev, F_SRC_IP, STR("2001:DB8:0:0::1"));
	event_set(&ev, F_FOLDER, STR("INBOX"));
	event_set(&ev, F_MAIL_UID, STR("42"));
	brief_names(&ev, &scratch, names);
	CHECK_STR(brief_stream(&ev, STR("dovecot"), &scratch),
	    STR("dovecot@mail"));
	CHECK_STR(names[NAME_USER], STR("a.durand@interieur.example"));
	CHECK_STR(names[NAME_SRC], STR("2001:db8::1"));
	CHECK_STR(names[NAME_OBJECT], STR("INBOX"));
	CHECK_STR(names[NAME_ITEM], STR("42"));
	CHECK_U64(names[NAME_DEVICE].len, 0);
	arena_fini(&scratch);
}

TEST(a_mapping_is_one_stream_on_all_its_hosts)
{
	struct event ev = event_of(K_RECORD);
	struct arena scratch;

	arena_init(&scratch);
	event_set(&ev, F_HOST, STR("web1"));
	event_set(&ev, F_APP, STR("portal"));
	CHECK_STR(brief_stream(&ev, STR("portal"), &scratch), STR("portal"));
	arena_fini(&scratch);
}

TEST(names_that_are_too_long_stay_apart)
{
	struct event ev = event_of(K_LOGIN);
	struct str one[NAME_COUNT], other[NAME_COUNT];
	struct arena scratch;
	char text[NAME_MAX_BYTES + 100];

	arena_init(&scratch);
	memset(text, 'x', sizeof text);
	event_set(&ev, F_USER, str_of(text, sizeof text));
	brief_names(&ev, &scratch, one);
	event_set(&ev, F_USER, str_of(text, sizeof text - 1));
	brief_names(&ev, &scratch, other);
	CHECK_U64(one[NAME_USER].len, NAME_MAX_BYTES);
	CHECK_U64(other[NAME_USER].len, NAME_MAX_BYTES);
	CHECK(!str_eq(one[NAME_USER], other[NAME_USER]));
	arena_fini(&scratch);
}
