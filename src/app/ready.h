/* ready: could these servers answer tomorrow?
 *
 * A check is one file in ready/: a thing a configuration must say, the
 * questions that cannot be answered without it, and the one setting that
 * changes it.  Its words are in the catalogues, "ready.NAME". */
#pragma once

#include "app/settings.h"
#include "event/answer.h"
#include "event/site.h"

struct ready_case {
	const struct settings *settings;	/* one instance read */
	const struct site     *site;
	bool		       site_given;
};

struct ready_check {
	const char *name;
	enum server server;	/* whose instances it is asked of */
	uint16_t    hurts;	/* bit n: question Q(n+1) */
	const char *setting;	/* what to write */
	const char *setting_new;	/* where Dovecot 2.4 writes otherwise */
	bool (*holds)(const struct ready_case *);
};

#define ASKS(q) ((uint16_t)(1U << (q)))

extern const struct ready_check *const ready_checks[];
extern const size_t ready_checks_count;

enum ready { READY_NOT_ASKED, READY_HOLDS, READY_FAILS };

enum { READY_CHECKS = 256 };

struct ready_result {
	uint8_t	 checks[READY_CHECKS];		/* enum ready */
	uint8_t	 servers[SERVER_COUNT];		/* instances, up to 255 */
	uint8_t	 new_grammar;
	uint64_t missing;			/* includes without a file */
	uint64_t unmatched;			/* that need not have one */
	uint64_t left;				/* files that lie elsewhere */
};

/* Ask all checks of all instances: in a process that can do nothing else.
 * Nothing of what the files say is in the result. */
bool ready_judge(struct settings *settings, const struct site *site,
    bool site_given, struct ready_result *result, struct err *err);

/* Is a question answered by what holds?  NOT_ASKED: no check of it was. */
enum ready ready_question(const struct ready_result *result, enum question q);

/* The questions a check hurts, with those that rest on them: claims and
 * letters on what was seen and taken, what to do on whose it was. */
uint16_t ready_hurts(const struct ready_check *check);
