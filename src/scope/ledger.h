/* ledger: what the files of scope/ share while the answers are made. */
#pragma once

#include "base/dense.h"
#include "scope/scope.h"
#include "scope/tally.h"

enum { SHARES = GRADE_POSSIBLE + 1 };	/* grades of what may be theirs */

/* Sessions of one grade: of an account, from an address or with a client. */
struct share {
	uint64_t	  sessions;
	uint64_t	  others;	/* the account's addresses; else the
					 * accounts */
	struct event_time from, to;
	struct proof_set  proofs;	/* their sign-ins */
};

/* What is known of one account of the incident. */
struct account {
	uint32_t	  user;
	struct event_time taken;	/* first session not excluded */
	struct event_time last;		/* end of the last one */
	enum grade	  grade;	/* best of its sessions */
	uint64_t	  sessions, owner_sessions;
	struct share	  by[SHARES];	/* by grade */
	struct share	  backend;	/* a webmail's own, of any grade */
	uint64_t	  possible;	/* of the sessions, graded so */
	uint64_t	  unsigned_pages;	/* webmail sessions without a
						 * sign-in, and those of a
						 * cookie used elsewhere */
	uint64_t	  unsigned_records;	/* of applications, which may
						 * log none */
	uint32_t	  src;		/* of the first session that a user's
					 * address is told of; 0 */
	uint32_t	  guess;	/* finding + 1 of the guessing; 0 */
	bool		  tied;		/* a session of it is theirs for more
					 * than a finding that names it */
	bool		  read;		/* mail of it went to them */
	struct event_time read_at;	/* first time */
	struct proof_set  entry;	/* lines of the first sign-in */
};

/* When a session that may be theirs was in a record application. */
struct window { struct event_time from, to; };

/* What is known of one address of the incident. */
struct address {
	uint32_t	 src;
	enum grade	 grade;
	struct share	 by[SHARES];
	uint64_t	 owners;	/* accounts whose sessions from there
					 * are not theirs */
};

struct scope {
	struct scope_input in;
	struct answers	  *out;
	struct tallies	   tallies;
	struct dense	   verdict_of;	/* session -> verdict + 1 */
	struct proof_set  *verdict_proofs;
	struct proof_set  *finding_proofs;
	size_t		   rest_proofs;	/* of findings outside of the incident */
	struct dense	   place_chains;	/* place -> finding + 1 */
	struct dense	   user_chains;	/* account -> finding + 1 */
	uint32_t	  *chain_next;	/* finding -> next + 1 of its chain */
	struct account	  *accounts;	/* in the order they were taken,
					 * tied ones first */
	size_t		   account_count, account_cap;
	struct table	   account_of;	/* user -> account + 1 */
	struct address	  *addresses;	/* by address */
	size_t		   address_count, address_cap;
	struct table	   address_of;	/* src -> address + 1 */
	struct window	  *windows;	/* of their sessions in record
					 * applications, by start */
	size_t		   window_count, window_cap, window_at;
	struct table	   asked;	/* things said once */
	struct table	   blind_of;	/* (source, what it hurts) -> hole */
	struct hole_ref	   blind_sign_ins;	/* holes that hide some */
	struct proof_set   sign_ins;	/* of sessions not excluded */
	struct proof_list  proven;	/* the same, kept: for figures that
					 * count sessions */
};

static inline struct str
name_of(const struct scope *s, uint32_t name)
{
	return intern_str(s->in.names, name);
}

/* The account or address of a name, NULL if not of the incident. */
struct account *account_find(const struct scope *scope, uint32_t user);
struct address *address_find(const struct scope *scope, uint32_t src);

/* A brief of a cloud service, of a session that is not excluded. */
struct cloud_fact {
	const struct brief *b;
	uint32_t	    user;	/* of the session */
	enum grade	    grade;
	bool		    sure;
	uint32_t	    proof;
};

/* cloud.c: into the tallies; of every brief of a cloud service, whoever's,
 * what it says of the recording; when all were seen. */
void cloud_collect(struct scope *scope, const struct cloud_fact *fact);
void cloud_note(struct scope *scope, const struct brief *brief);
void cloud_close(struct scope *scope);

/* Is there an intrusion that the time asked for leaves out, in part or whole? */
static inline bool
has_outside(const struct scope *scope)
{
	return scope->in.outside.findings + scope->in.outside.sessions > 0;
}

/* One file each: accounts, addresses and verdicts, before the second pass;
 * the second pass; then the questions. */
void reach_open(struct scope *scope);
void collect(struct scope *scope, const struct brief *brief, uint32_t session,
    uint32_t place);
void holes_open(struct scope *scope);	/* Q9's holes, before the tallies */

/* gaps.c, for them: the holes; what they would have capped is not capped; and
 * of a figure of sessions that those hide. */
void gaps_open(struct scope *scope);
void gaps_uncap(struct scope *scope);
void gaps_weaken(const struct scope *scope, struct figure *figure);
bool gaps_hide(const struct scope *scope);	/* lines, that nobody knows */

/* Are more sessions of the window asked for theirs than its own lines show? */
bool knows_less(const struct scope *scope);

/* Findings that are no incident by themselves, and wait for somebody to say
 * what they are. */
uint64_t undecided(const struct scope *scope);

/* For either reason nothing caps what is theirs; and the question says why. */
bool knows_no_most(const struct scope *scope);
void doubt_tell(struct scope *scope, enum question q);
void story_answer(struct scope *scope);	/* Q1 */
void entry_answer(struct scope *scope);	/* Q2 */
void reach_answer(struct scope *scope);	/* Q3 */
void devices_tell(struct scope *scope);		/* of Q3 */
void volumes_answer(struct scope *scope);	/* Q4, Q5, Q6 */
void duties_answer(struct scope *scope);	/* Q8 */
void blind_answer(struct scope *scope);	/* Q9 */
void steps_answer(struct scope *scope);	/* Q10 */
