/* tally: one figure in the making.
 *
 * A tally has a kind and a subject.  Its lower end comes from what is sure,
 * its upper end from all that is not excluded; items that have a name are
 * counted once each, however often they were seen. */
#pragma once

#include "base/intern.h"
#include "base/table.h"
#include "event/answer.h"

enum tally_kind {
	T_MESSAGES, T_HEADERS, T_FOLDERS, T_SEARCHES,
	T_RECORDS_FULL, T_RECORDS_SUMMARY,
	T_RECORDS_SEEN,		/* no line says how much of each */
	T_RECORDS_HIT,
	T_BYTES, T_COPIED, T_ROWS, T_WEB_BYTES, T_DB_ROWS,
	T_SQL_ROWS,		/* to sessions of theirs in the database */
	T_SENT, T_RULES, T_DELETED, T_FILES, T_CHANGES,
	T_COUNT
};

/* Numbers of holes, in order, each once. */
struct hole_ref { uint32_t *at; size_t count, cap; };
void hole_ref_add(struct hole_ref *holes, uint32_t hole);

struct tally {
	enum tally_kind	 kind;
	uint32_t	 subject;	/* name: account or register */
	uint64_t	 sure, all;	/* sums */
	uint64_t	 other_sure;	/* of sources that tell of the same
					 * things as others: never added */
	uint64_t	 sure_items, all_items;	/* distinct */
	uint64_t	 floor;		/* sure to be this many at least */
	bool		 unknown;	/* nothing caps it */
	struct proof_set proofs;
	struct hole_ref	 holes;
};

struct tallies {
	struct tally *at;
	size_t	      count, cap;
	struct table  index;	/* (kind, subject) -> number */
	struct table  items;	/* (number, item) -> bits: all, sure */
};

void tallies_init(struct tallies *tallies);
void tallies_fini(struct tallies *tallies);

/* The tally of a kind and subject, new or known; valid until the next. */
struct tally *tally_of(struct tallies *tallies, enum tally_kind kind,
    uint32_t subject);

/* What was counted under `seen` may be of `tally` too: its upper end takes
 * both. */
void tally_may(struct tally *tally, const struct tally *seen);

/* The same if it is known; NULL. */
struct tally *tallies_find(struct tallies *tallies, enum tally_kind kind,
    uint32_t subject);

/* Is there any of that kind? */
bool tallies_have(const struct tallies *tallies, enum tally_kind kind);

/* The question that its figure answers. */
enum question tally_question(enum tally_kind kind);

/* n more of them; sure: at least so many, too. */
void tally_sum(struct tally *tally, uint64_t n, bool sure);

/* n more told by another kind of source, which may be the same things: the
 * upper end takes both, the lower the better of the two. */
void tally_other(struct tally *tally, uint64_t n, bool sure);

/* n of what other sums cap are sure. */
void tally_sure(struct tally *tally, uint64_t n);

/* One thing with a name of 64 bits, counted once. */
void tally_item(struct tallies *tallies, struct tally *tally, uint64_t item,
    bool sure);

/* Nothing caps it, because of that hole. */
void tally_unknown(struct tally *tally, uint32_t hole);

/* Every tally becomes a figure of its question, by kind and subject. */
void tallies_answer(struct tallies *tallies, const struct intern *names,
    struct answers *answers);
