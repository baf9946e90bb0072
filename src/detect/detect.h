/* detect: events in event time go in, findings come out.
 *
 * Each built-in finding is one file in findings/ with one const struct; the
 * list of them is the folder listing.  Briefs come sorted by (brief_order(),
 * SHA-256), sessions with the brief that opened or extended them, so a
 * finding depends on nothing but what came before in time. */
#pragma once

#include "base/intern.h"
#include "event/brief.h"
#include "event/finding.h"
#include "event/session.h"
#include "event/site.h"

struct detect_context {
	const struct site     *site;
	const struct intern   *names;
	struct finding_list   *findings;
	const struct coverage *coverage;	/* lines by stream and hour */
	size_t		       coverage_count;
	struct failures	      *failures;	/* set by detect_open() */
	struct habits	      *habits;	/* without the owner's networks */
	const struct habits   *past;	/* with them */
	struct whereabouts    *whereabouts;
};

/* What a finding is fed: an event and, if it belongs to one, its session
 * as it stands after the event. */
struct observation {
	const struct brief   *brief;	/* its user is the principal */
	const struct session *session;	/* NULL: none */
	uint32_t	      number;	/* of the session */
	uint32_t	      src;	/* name of the address: the line's, or its
					 * session's; 0: none */
	uint32_t	      place;	/* name of the prefix of src; 0: none */
	const struct spot    *spot;	/* where the site's tables have src;
					 * NULL: not known */
	bool		      trusted;	/* src is the owner's own network, or a
					 * webmail's: it tells nothing */
	bool		      house;	/* of the two, the former alone */
	bool		      webmail;	/* src is the webmail's host */
	bool		      six;	/* src is of IPv6 */
	/* set by detect_feed() */
	uint32_t	      failed;	/* failed attempts, two lines that tell
					 * of one counted once */
	bool		      signed_in;	/* a sign-in that succeeded */
};

/* What can be a sign-in: see signed_in. */
#define KINDS_SIGN_IN (KIND_BIT(K_LOGIN) | KIND_BIT(K_SUBMIT))

struct finding_def {
	const char *name;
	const char *about;	/* for the manual */
	const char *attack;	/* ATT&CK technique, "T1110.003" */
	uint64_t    wanted;	/* KIND_BIT() of what it is fed; 0: all.  An
				 * event most findings never see is cheap */
	bool	    lowers;	/* of the owner's own networks it is told too,
				 * and weighs less: a machine there may be in
				 * other hands.  It sees them as any other */
	void *(*open)(void);			/* NULL: no state */
	void (*feed)(void *state, const struct observation *,
	    struct detect_context *);		/* NULL: close is enough */
	void (*close)(void *state, struct detect_context *);	/* or NULL */
	/* The event comes soon: have what it will ask for in the cache by
	 * then.  Changes nothing; NULL: not needed. */
	void (*warm)(const void *state, const struct observation *);
};

/* A new finding about what was just observed: its time, account, address,
 * place and session are set, one line, account and place are counted, and
 * lines of its kind prove it.  Valid until the next one. */
struct finding *finding_about(struct detect_context *context,
    const char *name, enum grade strength, const struct observation *seen);

extern const struct finding_def *const findings[];
extern const size_t findings_count;

struct detect;

/* context must outlive the detect; its findings are added to. */
struct detect *detect_open(struct detect_context *context);
void detect_feed(struct detect *detect, struct observation *seen);
/* seen is fed soon. */
void detect_warm(const struct detect *detect, const struct observation *seen);
/* Ends every finding and sorts them by time and name.  Frees. */
void detect_close(struct detect *detect);
