#include "incident/skews.h"

#include <stdlib.h>

#include "test/test.h"

enum { ROUNDCUBE = 1, DOVECOT = 2, USERS = 40 };

#define MINUTE ((int64_t)60 * 1000)

/* Both sides of a user's sign-ins, five of them over days. */
struct scene {
	struct sighting at[USERS * 16];
	size_t count;
};

static void
see(struct scene *scene, uint32_t stream, uint64_t user, int64_t ms)
{
	scene->at[scene->count++] = (struct sighting){
		.first.ms = ms, .last.ms = ms, .key = user, .account = user,
		.stream = stream, .side = stream == DOVECOT,
	};
}

/* User n signs in at times of their own; Dovecot sees it `ahead` later by its
 * clock, and a little. */
static void
sign_ins(struct scene *scene, uint64_t user, int64_t ahead)
{
	int64_t at = (int64_t)user * 17 * MINUTE;

	for (int64_t i = 0; i < 5; i++) {
		at += (5 + (int64_t)(user * 7 + (uint64_t)i * 31) % 40) * 60 *
		    MINUTE + i * 1000;
		see(scene, ROUNDCUBE, user, at);
		see(scene, DOVECOT, user, at + ahead + (int64_t)(user % 2) *
		    1000);
	}
}

static struct skew_list
skews_of(struct scene *scene)
{
	struct skew_list list = { 0 };

	skews_estimate(scene->at, scene->count, &list);
	return list;
}

TEST(what_accounts_have_in_common_is_the_offset)
{
	static const int64_t offsets[] = { 0, 45 * 1000, -37 * 1000,
		90 * MINUTE, -90 * MINUTE, 13 * 60 * MINUTE, };

	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		struct scene scene = { 0 };
		struct skew_list list;

		for (uint64_t user = 1; user <= 12; user++)
			sign_ins(&scene, user, offsets[i]);
		list = skews_of(&scene);
		MUST_CHECK(list.count == 1);
		CHECK_U64(list.at[0].a, ROUNDCUBE);
		CHECK_U64(list.at[0].b, DOVECOT);
		CHECK_U64(list.at[0].accounts, 12);
		CHECK(llabs(list.at[0].offset_ms - offsets[i]) <= 1000);
		CHECK(list.at[0].spread_ms <= 2000);
		free(list.at);
	}
}

TEST(the_order_of_sightings_tells_nothing)
{
	struct scene scene = { 0 }, other = { 0 };
	struct skew_list a, b;

	for (uint64_t user = 1; user <= 9; user++)
		sign_ins(&scene, user, 61 * 1000);
	for (size_t i = 0; i < scene.count; i++)
		other.at[i] = scene.at[i * 7 % scene.count];
	other.count = scene.count;
	a = skews_of(&scene);
	b = skews_of(&other);
	MUST_CHECK(a.count == 1 && b.count == 1);
	CHECK_I64(a.at[0].offset_ms, b.at[0].offset_ms);
	CHECK_I64(a.at[0].spread_ms, b.at[0].spread_ms);
	free(a.at);
	free(b.at);
}

TEST(a_few_odd_accounts_move_nothing)
{
	struct scene scene = { 0 };
	struct skew_list list;

	for (uint64_t user = 1; user <= 12; user++)
		sign_ins(&scene, user, user <= 4 ? 600 * 1000 : 2000);
	list = skews_of(&scene);
	MUST_CHECK(list.count == 1);
	CHECK(list.at[0].offset_ms >= 2000 && list.at[0].offset_ms <= 3000);
	CHECK_U64(list.at[0].accounts, 8);
	free(list.at);
}

TEST(one_account_tells_once_however_often_it_signs_in)
{
	struct scene scene = { 0 };
	struct skew_list list;

	for (int64_t i = 0; i < 200; i++) {
		see(&scene, ROUNDCUBE, 1, i * 60 * MINUTE);
		see(&scene, DOVECOT, 1, i * 60 * MINUTE + 600 * 1000);
	}
	list = skews_of(&scene);
	CHECK_U64(list.count, 0);
	free(list.at);
	for (uint64_t user = 2; user <= 6; user++)
		sign_ins(&scene, user, 1000);
	list = skews_of(&scene);
	MUST_CHECK(list.count == 1);
	CHECK(list.at[0].offset_ms <= 2000);
	free(list.at);
}

TEST(four_accounts_are_too_few)
{
	struct scene scene = { 0 };
	struct skew_list list;

	for (uint64_t user = 1; user <= 4; user++)
		sign_ins(&scene, user, 45 * 1000);
	list = skews_of(&scene);
	CHECK_U64(list.count, 0);
	free(list.at);
}

/* Sign-ins by the hour, of everybody: any whole hour fits. */
static struct skew_list
hourly(int64_t ahead)
{
	struct scene scene = { 0 };

	for (uint64_t user = 1; user <= 8; user++)
		for (int64_t i = 0; i < 40; i++) {
			int64_t at = (int64_t)user * MINUTE + i * 60 * MINUTE;

			see(&scene, ROUNDCUBE, user, at);
			see(&scene, DOVECOT, user, at + ahead);
		}
	return skews_of(&scene);
}

TEST(habit_is_not_taken_for_an_offset)
{
	struct skew_list list = hourly(0);

	MUST_CHECK(list.count == 1);
	CHECK_I64(list.at[0].offset_ms, 0);
	free(list.at);
	list = hourly(20 * MINUTE);		/* or 40 behind, or 80 ahead */
	CHECK_U64(list.count, 0);
	free(list.at);
}

TEST(sign_ins_that_follow_others_soon_are_left_out)
{
	struct scene scene = { 0 };
	struct skew_list list;

	/* A webmail opens an IMAP session for each page. */
	for (uint64_t user = 1; user <= 8; user++) {
		int64_t at = (int64_t)user * 200 * MINUTE;

		see(&scene, ROUNDCUBE, user, at);
		for (int64_t i = 0; i < 30; i++)
			see(&scene, DOVECOT, user, at - 7000 + i * MINUTE);
	}
	list = skews_of(&scene);
	MUST_CHECK(list.count == 1);
	CHECK_I64(list.at[0].offset_ms, -7000);
	free(list.at);
}

static struct brief
login(enum service service, uint32_t src)
{
	return (struct brief){ .user = 1, .src = src, .kind = K_LOGIN,
		.service = (uint8_t)service, .outcome = OUTCOME_SUCCESS };
}

TEST(halves_are_of_sign_ins_that_succeeded)
{
	struct half halves[HALVES];
	struct brief b = login(SERVICE_WEBMAIL, 9);

	CHECK_U64(skew_halves(&b, false, halves), 2);
	CHECK(halves[0].deed == DEED_SESSION && halves[0].side == 0);
	CHECK(halves[1].deed == DEED_PAGE && halves[1].side == 0);
	b = login(SERVICE_IMAP, 9);
	CHECK_U64(skew_halves(&b, false, halves), 0);
	CHECK_U64(skew_halves(&b, true, halves), 1);
	CHECK(halves[0].deed == DEED_SESSION && halves[0].side == 1);
	b.outcome = OUTCOME_FAILURE;
	CHECK(!skew_wants(&b));
	b = login(SERVICE_SMTP, 9);
	CHECK_U64(skew_halves(&b, false, halves), 1);
	CHECK(halves[0].deed == DEED_SUBMIT && halves[0].side == 1);
	b.user = 0;
	CHECK_U64(skew_halves(&b, false, halves), 0);
}
