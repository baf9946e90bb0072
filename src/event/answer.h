/* answer: what scope concludes and report prints.
 *
 * Nothing here is prose: a statement is a key of the message catalogue with
 * its values, a figure is an interval.  Both name the lines that prove them
 * and the holes that weaken them.  All strings, lists and lines live in the
 * answers' arena.  Everything is sorted by content before it is printed, so
 * the bytes of `answers` depend on the set of lines and the configuration
 * alone. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/table.h"
#include "event/flaw.h"

enum grade {	/* the first three grow less sure */
	GRADE_CONFIRMED, GRADE_PROBABLE, GRADE_POSSIBLE, GRADE_EXCLUDED,
	GRADE_UNKNOWABLE, GRADE_COUNT
};

enum question { Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q_COUNT };

/* One line that proves something. */
struct proof {
	uint8_t		  sha256[32];	/* of its bytes */
	uint32_t	  ordinal;	/* among equal lines, from 0 */
	struct event_time time;
	int64_t		  ahead_ms;	/* its clock, so its own stamp is
					 * time + ahead_ms */
	struct str	  stream;	/* "dovecot@mail" */
	struct str	  kind;		/* name of the event's kind */
	/* for `inputs` only, never in `answers` */
	uint32_t	  input, length;
	uint64_t	  offset;
};

/* Proofs are named by their index in answers.proofs. */
struct proof_list { uint32_t *at; size_t count; };

enum value_type {
	VALUE_TEXT,		/* text from a log or the site: escape it */
	VALUE_TIME, VALUE_DURATION_MS, VALUE_COUNT_OF, VALUE_BYTES,
	VALUE_KEY,		/* a catalogue key, to be rendered in turn */
};

struct value {
	const char	*name;		/* of the place in the template */
	enum value_type	 type;
	struct str	 text;
	int64_t		 number;	/* ms, count or bytes */
};

enum { STATEMENT_VALUES = 8 };

/* "q2.hypothesis.password_spray": {address} tried {accounts} accounts before ... */
struct statement {
	const char	 *key;
	enum grade	  grade;
	struct value	  values[STATEMENT_VALUES];
	size_t		  value_count;
	struct proof_list proofs;
	struct proof_list against;	/* proofs that speak against it */
	const char	 *mark;		/* "true", "false": what somebody decided
					 * about the finding it tells; or NULL */
	struct str	  reason, author;	/* of the mark */
};

#define AT_MOST_UNKNOWN UINT64_MAX	/* "not known": a hole nothing caps */

/* "at least 12, at most 40 messages of a.durand opened" */
struct figure {
	struct str	  id;		/* "q4.messages:a.durand": stable */
	const char	 *key;		/* catalogue key: "figure.messages" */
	const char	 *unit;		/* catalogue key: "unit.UNIT" */
	struct str	  subject;	/* account, register; empty: all */
	uint64_t	  at_least, at_most;
	enum grade	  grade;
	struct proof_list proofs;
	uint32_t	 *holes;	/* indexes in answers.holes */
	size_t		  hole_count;
};

struct answer {
	enum grade	  grade;
	struct statement *statements;
	size_t		  statement_count, statement_cap;
	struct figure	 *figures;
	size_t		  figure_count, figure_cap;
};

/* An hour range for which a source proves nothing, or less. */
struct hole {
	struct str	  stream;
	struct event_time from, to;
	bool		  partial;	/* lines exist, completeness unproven */
	const char	 *why;		/* catalogue key: hole.silent, ... */
	uint16_t	  hurts;	/* bit n: question Q(n+1) */
};

/* One session as judged. */
struct verdict {
	struct str	  account, service, address, device;
	struct event_time start, end;
	enum grade	  grade;	/* that it is the intruder's; EXCLUDED:
					 * the owner's */
	const char	 *why;		/* catalogue key: why.same_address ... */
	uint32_t	  visit;	/* number of its visit, from 1 */
	const char	 *ended;	/* logout, idle, source */
	bool		  backend;	/* a webmail's own, at the mail server:
					 * no figure counts it as a session */
	struct proof_list proofs;
};

/* A source that is blind because an input with lines of it could not be read
 * to its end, or was read and not understood. */
struct cut {
	struct str	  stream;	/* empty: nobody knows which source */
	struct event_time from, to;	/* from its last line read on, to the
					 * first of the next input, or all */
	bool		  missed;	/* lines were read and not understood, */
	uint64_t	  lines;	/* these, in that time */
};

/* Coverage of one stream: a cell an hour. */
enum cover { COVER_NONE, COVER_PARTIAL, COVER_PROVEN };
struct coverage {
	struct str	  stream;
	struct event_time first_hour;	/* start of the hour, UTC */
	uint8_t		 *cells;	/* enum cover */
	uint32_t	 *lines;	/* lines in that hour */
	size_t		  hours;
	uint64_t	  events, damaged;
	uint64_t	  undated;	/* of the events, in no hour */
};

struct answers {
	struct arena	  arena;
	struct answer	  answer[Q_COUNT];
	struct proof	 *proofs;
	size_t		  proof_count, proof_cap;
	struct proof_list *finding_lines;	/* by number of the finding */
	struct hole	 *holes;
	size_t		  hole_count, hole_cap;
	struct verdict	 *verdicts;	/* sessions of tainted accounts */
	size_t		  verdict_count, verdict_cap;
	struct coverage	 *coverage;
	size_t		  coverage_count, coverage_cap;
	struct statement *notes;	/* how the year was told, zone, ... */
	size_t		  note_count, note_cap;
	struct event_time from, to;	/* of all events used */
	uint64_t	  lines, events, damaged, foreign, incidents;
	bool		  quick;	/* a first answer: not all was read */
	bool		  pseudonymised; /* persons are handles */
	uint64_t	  undated;	/* of the events */
	uint64_t	  flaws[FLAW_COUNT];	/* of lines; those that are the
					 * files' and not the lines' are 0 */
	struct table	  proof_index;	/* line -> index + 1 */
	bool		  proofs_capped;
};

void answers_init(struct answers *answers);
void answers_fini(struct answers *answers);

/* Lines listed one by one; figures count on above. */
enum { PROOFS_LISTED_MAX = 200000 };
#define PROOF_NONE UINT32_MAX

/* The index of a proof, added if its line is new; PROOF_NONE when the list
 * is full, and a note says so.  Lines added in the order of (time, sha256,
 * ordinal) stay in it. */
uint32_t answers_prove(struct answers *answers, const struct proof *proof);

/* A new statement of a question, or a note; valid until the next one. */
struct statement *statement_add(struct answers *answers, enum question q,
    const char *key, enum grade grade);
struct statement *note_add(struct answers *answers, const char *key);

/* Values for the places of its template.  Text is copied; counts and bytes
 * over INT64_MAX, which a hostile line may tell, are said as that. */
void statement_text(struct answers *, struct statement *, const char *name,
    struct str text);
void statement_key(struct statement *, const char *name, const char *key);
void statement_count(struct statement *, const char *name, uint64_t count);
void statement_bytes(struct statement *, const char *name, uint64_t bytes);
void statement_time(struct statement *, const char *name,
    struct event_time time);
void statement_duration(struct statement *, const char *name, int64_t ms);

/* A new figure of a question; its id is "qN.KEY" or "qN.KEY:SUBJECT" with
 * "figure." left out of the key.  Valid until the next one. */
struct figure *figure_add(struct answers *answers, enum question q,
    const char *key, const char *unit, struct str subject);

/* A hole, at the end; its index. */
uint32_t hole_add(struct answers *answers, struct str stream,
    struct event_time from, struct event_time to, const char *why,
    uint16_t hurts);

/* Growing lists of proof indexes, outside of the arena until kept. */
struct proof_set {
	uint32_t *at;
	size_t	  count, cap;
};
void proof_set_add(struct proof_set *set, uint32_t proof);	/* not PROOF_NONE */
/* Copy into the arena and free the set. */
struct proof_list proof_set_keep(struct answers *answers,
    struct proof_set *set);

/* One input file, for `inputs`; or one file in an archive that is one, which
 * stands before it. */
struct input {
	struct str path;		/* as given or found; of a member
					 * "logs.tar.gz!var/mail.log" */
	bool	   is_member;
	uint8_t	   sha256[32];		/* of the file's bytes as stored; of a
					 * member's plain bytes */
	bool	   plain_hashed;	/* not of an archive */
	uint8_t	   plain_sha256[32];	/* after decompression */
	struct str copy_of;		/* path of an input that holds the same
					 * bytes after decompression, whose
					 * lines count; empty: these do */
	bool	   copy_part;		/* and more behind them */
	uint64_t   bytes;		/* as stored; of a member the same as
					 * plain_bytes */
	uint64_t   plain_bytes;		/* after decompression */
	int64_t	   mtime_ms;
	uint64_t   lines, events, damaged, foreign, undated;
	uint64_t   flaws[FLAW_COUNT];
	struct str error;		/* what could not be read; empty: none */
	const char *trouble;		/* the same as a catalogue key, for
					 * people; NULL: none */
	bool	   left;		/* --quick read less than all of it */
	uint64_t   missed;		/* of the lines, not understood, where
					 * they are many; else 0 */
	bool	   no_log;		/* a few lines of text, see missed.h */
	bool	   cut;			/* logs, or maybe logs, of which some
					 * could not be read */
};
