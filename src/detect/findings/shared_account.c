/* shared_account: several devices take turns on one account.
 *
 * Turns are counted within a day of UTC, where clients name themselves:
 * browsers in the webmail.  A telephone and a desk are two; three that take
 * turns a dozen times are colleagues with one password.  That is no
 * intrusion, but nobody can say afterwards who did what. */
#include "detect/detect.h"

#include "base/clock.h"
#include "base/shelf.h"

enum { DEVICES = 8 };		/* more are counted as eight */

struct turns {				/* of an account, in a day */
	int64_t	 day, first;		/* of UTC; ms */
	uint32_t devices[DEVICES], last;
	uint32_t count, turns;		/* 0 devices: no day yet */
	bool	 told;
};

static void *
shared_account_open(void)
{
	return shelf_new();
}

static void
device_note(struct turns *t, uint32_t device)
{
	uint32_t i = 0;

	t->turns += t->last != 0 && t->last != device;
	t->last = device;
	while (i < t->count && t->devices[i] != device)
		i++;
	if (i == t->count && t->count < DEVICES)
		t->devices[t->count++] = device;
}

static void
shared_account_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	uint32_t user = seen->session == NULL ? 0 : seen->session->user;
	int64_t day = b->time.ms / DAY_MS;
	struct turns *t;
	struct finding *f;

	if (user == 0 || b->device == 0 || b->kind == K_RECORD)
		return;
	t = shelf_at(state, user, sizeof *t);
	if (t->count == 0 || t->day != day)
		*t = (struct turns){ .day = day, .first = b->time.ms,
			.told = t->told };
	device_note(t, b->device);
	if (t->told ||
	    t->count < site_count(context->site, TH_SHARED_DEVICES) ||
	    t->turns < site_count(context->site, TH_SHARED_TURNS))
		return;
	t->told = true;
	f = finding_about(context, "shared_account", GRADE_POSSIBLE, seen);
	f->first.ms = t->first;
	f->count = t->turns;
	f->src = f->place = 0;		/* of several */
}

static void
shared_account_close(void *state, struct detect_context *context)
{
	(void)context;
	shelf_free(state);
}

const struct finding_def finding_shared_account = {
	.name = "shared_account",
	.about = "several devices take turns on one account within a day",
	.attack = "T1078",
	.open = shared_account_open,
	.feed = shared_account_feed,
	.close = shared_account_close,
};
