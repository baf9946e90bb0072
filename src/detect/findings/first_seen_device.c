/* first_seen_device: an account shows a client it never showed.
 *
 * The client names itself, so a known name proves nothing; a new one is a
 * new telephone or somebody else.  Only clients that say a name in the line
 * count: browsers in the webmail. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

struct first_seen_device {
	struct table devices;	/* (account, client) seen */
	struct table sessions;	/* session looked at */
	struct table past;	/* account -> sessions with a client */
};

static void *
first_seen_device_open(void)
{
	struct first_seen_device *d = mem_zero(sizeof *d);

	table_init(&d->devices);
	table_init(&d->sessions);
	table_init(&d->past);
	return d;
}

static void
first_seen_device_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct first_seen_device *d = state;
	const struct session *s = seen->session;
	bool fresh, fresh_device;
	uint64_t *past;

	if (s == NULL || s->user == 0 || seen->brief->device == 0 ||
	    seen->brief->kind == K_RECORD)
		return;
	table_add(&d->sessions, seen->number, &fresh);
	if (!fresh)
		return;
	past = table_add(&d->past, s->user, &fresh);
	table_add(&d->devices, table_pair(s->user, seen->brief->device),
	    &fresh_device);
	if ((*past)++ < site_count(context->site, TH_PAST_DEVICE_SESSIONS) ||
	    !fresh_device || seen->trusted)
		return;
	finding_about(context, "first_seen_device", GRADE_POSSIBLE, seen);
}

static void
first_seen_device_close(void *state, struct detect_context *context)
{
	struct first_seen_device *d = state;

	(void)context;
	table_fini(&d->devices);
	table_fini(&d->sessions);
	table_fini(&d->past);
	free(d);
}

const struct finding_def finding_first_seen_device = {
	.name = "first_seen_device",
	.about = "an account shows a client that it never showed before",
	.attack = "T1078",
	.lowers = true,
	.open = first_seen_device_open,
	.feed = first_seen_device_feed,
	.close = first_seen_device_close,
};
