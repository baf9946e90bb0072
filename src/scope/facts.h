/* facts: one brief of a session that is not excluded, as the second pass has
 * it, and the ways in which it becomes statements and figures. */
#pragma once

#include "scope/ledger.h"

struct facts {
	const struct brief *b;
	uint32_t user;		/* of the session: pages carry none */
	bool	 counted;	/* its end told the session's counters */
	enum grade grade;
	bool	 sure;
	uint32_t proof;
};

/* Is (kind, a, b) asked for the first time? */
bool facts_first(struct scope *scope, uint64_t kind, uint64_t a, uint64_t b);

/* A statement with one line as its proof; NULL when there are too many of a
 * question: the figures count on. */
struct statement *facts_tell(struct scope *scope, enum question q,
    const char *key, enum grade grade, uint32_t proof);

/* n more of a subject's kind, with the line as a proof of it. */
struct tally *facts_count(struct scope *scope, const struct facts *facts,
    enum tally_kind kind, uint32_t subject, uint64_t n, bool sure);

/* That there was one is sure, if it is sure and there was any. */
void facts_floor(struct tally *tally, bool sure, uint64_t n);

/* What mail servers and webmails tell (collect_mail.c). */
void collect_imap_end(struct scope *scope, const struct facts *facts);
void collect_pop3_end(struct scope *scope, const struct facts *facts);
void collect_open(struct scope *scope, const struct facts *facts);
void collect_fetch(struct scope *scope, const struct facts *facts);
void collect_search(struct scope *scope, const struct facts *facts,
    uint32_t words);
void collect_mail_search(struct scope *scope, const struct facts *facts);
void collect_expunge(struct scope *scope, const struct facts *facts);
void collect_rule(struct scope *scope, const struct facts *facts);
void collect_page(struct scope *scope, const struct facts *facts);

/* Which folder it tells of (folders.c). */
void collect_folder(struct scope *scope, const struct facts *facts);
