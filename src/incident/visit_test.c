/* Which webmail session an IMAP session of the webmail belongs to, held
 * against looking at all of them. */
#include "incident/visit.h"

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
