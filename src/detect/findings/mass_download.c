/* mass_download: one mail session takes far more bytes than its account's
 * sessions ever did.
 *
 * The counters at the end of an IMAP or POP3 session, against the mean of the
 * earlier ones.  Few large mails are told here and not by mass_read.  A new
 * telephone that takes all of a mailbox looks the same: possible. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "detect/means.h"

static void *
mass_download_open(void)
{
	return mem_zero(sizeof(struct means));
}

static void
mass_download_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	const struct brief *b = seen->brief;
	uint64_t bytes = b->n[N_BODY_BYTES];	/* N_RETR_BYTES is the same */
	struct finding *f;

	if (b->user == 0 || !is_mail_end(b) ||
	    !means_exceed(state, b->user, bytes, TH_MASS_MAIL_BYTES,
		context->site) || seen->trusted)
		return;
	f = finding_about(context, "mass_download", GRADE_POSSIBLE, seen);
	if (seen->session != NULL)
		f->first = seen->session->start;
}

static void
mass_download_warm(const void *state, const struct observation *seen)
{
	means_warm(state, seen->brief->user);
}

static void
mass_download_close(void *state, struct detect_context *context)
{
	(void)context;
	means_fini(state);
	free(state);
}

const struct finding_def finding_mass_download = {
	.name = "mass_download",
	.about = "one mail session takes far more bytes than its account's "
		 "sessions ever did",
	.attack = "T1114.002",
	.wanted = KIND_BIT(K_LOGOUT),
	.open = mass_download_open,
	.feed = mass_download_feed,
	.warm = mass_download_warm,
	.close = mass_download_close,
};
