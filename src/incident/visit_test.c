/* Which webmail session an IMAP session of the webmail belongs to, held
 * against looking at all of them. */
#include "incident/visit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "test/test.h"

enum { SESSIONS = 400, SLACK = 5000, DAY = 24 * 3600 * 1000 };

static uint32_t
random_next(uint32_t *state, uint32_t below)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 8) % below;
}

/* Sessions by their start, of three accounts, within two days. */
static void
sessions_make(struct session at[SESSIONS], uint32_t seed)
{
	int64_t ms = 0;

	for (uint32_t n = 0; n < SESSIONS; n++) {
		bool hosted = random_next(&seed, 2);

		ms += random_next(&seed, 2 * 2 * DAY / SESSIONS);
		at[n] = (struct session){
			.start = { ms },
			.last = { ms + random_next(&seed,
			    random_next(&seed, 9) == 0 ? DAY : DAY / 100) },
			.user = 1 + random_next(&seed, 3), .visit = n,
			.service = hosted ? SERVICE_IMAP : SERVICE_WEBMAIL,
			.flags = hosted ? SESSION_WEBMAIL_HOST : 0,
		};
	}
}

/* How many webmail sessions of the account were open then; the last. */
static size_t
open_at(const struct session at[SESSIONS], const struct session *s,
    uint32_t *owner)
{
	size_t count = 0;

	for (uint32_t n = 0; n < SESSIONS; n++)
		if (at[n].service == SERVICE_WEBMAIL && at[n].user == s->user &&
		    at[n].start.ms <= s->start.ms + SLACK &&
		    at[n].start.ms >= s->start.ms - DAY &&
		    at[n].last.ms + SLACK >= s->start.ms) {
			*owner = n;
			count++;
		}
	return count;
}

TEST(ties_are_those_that_looking_at_every_session_finds)
{
	static struct session at[SESSIONS];
	struct session_list list = { .at = at, .count = SESSIONS };

	for (uint32_t seed = 1; seed <= 20; seed++) {
		sessions_make(at, seed);
		visits_tie(&list, 0);
		for (uint32_t n = 0; n < SESSIONS; n++) {
			uint32_t owner = 0;
			size_t open;

			if (!(at[n].flags & SESSION_WEBMAIL_HOST))
				continue;
			open = open_at(at, &at[n], &owner);
			CHECK(((at[n].flags & SESSION_SHARED_TIE) != 0) ==
			    (open > 1));
			CHECK((open == 1) ? at[n].visit == at[owner].visit
			    : at[n].visit == n);
		}
	}
}

/* The account of every webmail session from there in the day around; 0 when
 * there is none, or another one. */
static uint32_t
guess_by_looking(const struct session *at, const struct session *s)
{
	uint32_t user = 0;

	for (uint32_t n = 0; n < SESSIONS; n++) {
		const struct session *o = &at[n];

		if (o->service != SERVICE_WEBMAIL || o->user == 0 ||
		    o->src != s->src || o->start.ms > s->last.ms ||
		    s->start.ms - o->last.ms > DAY)
			continue;
		if (user != 0 && user != o->user)
			return 0;
		user = o->user;
	}
	return user;
}

TEST(accounts_are_guessed_as_by_looking_at_every_session)
{
	static struct session at[SESSIONS], before[SESSIONS];
	struct session_list list = { .at = at, .count = SESSIONS };
	size_t guessed = 0;

	for (uint32_t seed = 1; seed <= 20; seed++) {
		uint32_t state = seed;

		sessions_make(at, seed);
		for (uint32_t n = 0; n < SESSIONS; n++) {
			at[n].src = 1 + random_next(&state, 60);
			if (random_next(&state, 3) == 0)
				at[n].user = 0;
		}
		memcpy(before, at, sizeof before);
		visits_tie(&list, 0);
		for (uint32_t n = 0; n < SESSIONS; n++) {
			if (before[n].service != SERVICE_WEBMAIL ||
			    before[n].user != 0)
				continue;
			CHECK_U64(at[n].user,
			    guess_by_looking(before, &before[n]));
			guessed += at[n].user != 0;
		}
	}
	CHECK(guessed > 100);
}

/* Sixteen times the pages, about sixteen times the work: by looking at each
 * it would be minutes. */
TEST(a_town_behind_one_address_is_no_square)
{
	enum { MANY = 400000 };
	struct session_list list = { .at = mem_new(MANY *
	    sizeof(struct session)), .count = MANY };

	for (uint32_t n = 0; n < MANY; n++)
		list.at[n] = (struct session){ .start = { n }, .last = { n },
			.src = 1, .visit = n, .user = n % 2,
			.service = SERVICE_WEBMAIL };
	visits_tie(&list, 0);
	CHECK_U64(list.at[MANY / 2].user, 1);
	free(list.at);
}
