/* brief: an event in 128 bytes, its names replaced by numbers.
 *
 * What detection, sessions and scope need of an event.  Intakes make them
 * with numbers of their own dictionary; the core replaces those by its own,
 * settles the time, sorts by (brief_order(), SHA-256) and hands them on in
 * that order, which depends on nothing but the lines. */
#pragma once

#include <stdint.h>

#include "base/clock.h"
#include "event/event.h"

/* The numbers a brief carries, by kind. */
enum {
	/* LOGOUT of IMAP */
	N_BODY_COUNT = 0, N_BODY_BYTES = 1, N_HDR_COUNT = 2, N_OUT_BYTES = 3,
	/* LOGOUT of POP3; BRIEF_WHOLE if all the mailbox's bytes were sent */
	N_RETR_COUNT = 0, N_RETR_BYTES = 1, N_TOP_COUNT = 2, N_TOP_BYTES = 3,
	/* LOGIN refused: attempts summed up by the line */
	N_ATTEMPTS = 0,
	/* of a directory server, LOGIN and AUTH_STEP: number of the operation;
	 * LOGIN: of its connection's life, see incident/binds.h */
	N_OPERATION = 1, N_LIFE = 2,
	/* CHANGE, RULE_CHANGE: enum change */
	N_CHANGE = 0,
	/* MAIL_OPEN, MAIL_CHANGE, FILE of a cloud service: messages named */
	N_ITEMS = 0,
	/* MAIL_OPEN of a cloud service: hash of the folder; 0: none or several */
	N_FOLDER = 3,
	/* of a cloud service, all kinds: hash of the record's id */
	N_RECORD = 2,
	/* PAGE, WEB */
	N_HTTP_STATUS = 0, N_HTTP_BYTES = 1,
	/* PAGE of a search: 1 if in more folders than one */
	N_SCOPE = 2,
	/* QUERY, RECORD */
	N_ROWS = 0, N_BYTES = 1, N_DEPTH = 2,	/* enum depth */
	/* PAGE, MAIL_OPEN of a mail server, MAIL_CHANGE, MAIL_LOCAL, RECORD: enum action */
	N_ACTION = 3,
	/* MAIL_FETCH: N_OUT_BYTES */
	N_COUNT = 4
};

enum depth { DEPTH_NONE, DEPTH_HIT, DEPTH_SUMMARY, DEPTH_FULL };

/* All eight bits are taken, so none of them can be wrong. */
enum brief_flag {
	BRIEF_NO_YEAR = 1,	/* as in struct stamp, until settled */
	BRIEF_LOCAL   = 2,
	BRIEF_BULK    = 4,	/* rows left in one go: COPY, an export */
	BRIEF_WHOLE   = 8,	/* POP3: RETR gave as many bytes as the mailbox
				 * held, and it held some */
	BRIEF_SELF    = 16,	/* the server's own address is the peer's: a
				 * webmail on the same host */
	/* what the words of the line betray, by kind (event/signs.h) */
	BRIEF_RIGHT	 = 32,	/* LOGIN, AUTH_STEP, POLICY: refused although
				 * the password was right */
	BRIEF_REASONED	 = 32,	/* RECORD: a reason or a case is stated */
	BRIEF_UNFILTERED = 32,	/* QUERY: a whole table was asked for */
	BRIEF_ERASED	 = 32,	/* COMMAND: removes logs */
	BRIEF_AUDIT_OFF	 = 64,	/* COMMAND, QUERY: stops the writing of logs */
	BRIEF_UNCOUNTED	 = 64,	/* LOGOUT: it told no messages */
	BRIEF_EVENT	 = 64,	/* AUTH_STEP: told by an event exporter, beside
				 * a log that tells it too */
	BRIEF_CODE	 = 64,	/* LOGIN: by a code typed on another device */
	BRIEF_THROTTLED	 = 32,	/* MAIL_OPEN, MAIL_SYNC: reads of the mailbox
				 * go unrecorded for a day from here */
	BRIEF_NOBODY	 = 128,	/* of a cloud service: not a person, but the
				 * platform itself or an application */
	BRIEF_KNOWN	 = 64,	/* MAIL_OPEN, MAIL_CHANGE, MAIL_LOCAL: its
				 * Message-ID is a known indicator */
};

struct brief {
	struct event_time time;
	uint8_t	 sha256[32];	/* of the line's bytes, newline left out */
	uint64_t offset;	/* of the line in its input, decompressed; from
				 * brief_at() until ingest_next() */
	uint32_t input;		/* number of the input; until then, of the
				 * file */
	uint32_t length;	/* bytes, newline left out */
	uint32_t stream;	/* name: the coverage source, "dovecot@mail" */
	uint32_t user;		/* name, lower case */
	uint32_t src;		/* name: address, canonical text */
	uint32_t device;	/* name: user agent or client id */
	uint32_t object;	/* name: folder, database, register, recipient */
	uint32_t item;		/* name: message UID, record ids, queue id */
	uint64_t session;	/* hash of the service's session id; 0: none */
	uint64_t n[N_COUNT];
	uint8_t	 kind, service, outcome, flags;
	uint32_t ordinal;	/* among equal lines, from 0; set when sorted */
};

_Static_assert(sizeof(struct brief) == 128, "a brief is two cache lines");

/* Until all is read nobody knows how many members the archives have, so a
 * line is told by its file's number and, in one number that sorts, by the
 * member (0: the file itself) and the offset in it. */
enum {
	BRIEF_OFFSET_BITS = 44,		/* 16 TiB: the largest file of ext4 */
	BRIEF_MEMBER_BITS = 64 - BRIEF_OFFSET_BITS,
};

static inline uint64_t
brief_at(uint32_t member, uint64_t offset)
{
	return (uint64_t)member << BRIEF_OFFSET_BITS | offset;
}

static inline uint32_t
brief_at_member(uint64_t at)
{
	return (uint32_t)(at >> BRIEF_OFFSET_BITS);
}

static inline uint64_t
brief_at_offset(uint64_t at)
{
	return at & (((uint64_t)1 << BRIEF_OFFSET_BITS) - 1);
}

/* The POST of a webmail's sign-in that succeeded: it sends the client on. */
static inline bool
brief_is_login_page(const struct brief *brief)
{
	return brief->kind == K_PAGE && brief->n[N_ACTION] == ACTION_LOGIN &&
	    brief->n[N_HTTP_STATUS] == 302;
}

/* Kinds that may be BRIEF_KNOWN. */
static inline bool
brief_may_know(unsigned kind)
{
	return kind == K_MAIL_OPEN || kind == K_MAIL_CHANGE ||
	    kind == K_MAIL_LOCAL;
}

/* The end of a session that took mail, with its counters. */
static inline bool
is_mail_end(const struct brief *brief)
{
	return brief->kind == K_LOGOUT && (brief->service == SERVICE_IMAP ||
	    brief->service == SERVICE_POP3);
}

/* What comes first: milliseconds, and within one, because most stamps count
 * seconds, a sign-in before what it permits and a sign-out after all. */
static inline int64_t
brief_order(const struct brief *brief)
{
	bool begins = brief->kind == K_LOGIN || brief_is_login_page(brief);

	return brief->time.ms * 4 + (begins ? 0 :
	    brief->kind == K_LOGOUT ? 2 : 1);
}

/* Do detection and scope need a brief of it?  By its kind, and of some kinds
 * not all, of a directory server also where a connection begins and ends: a
 * message that nobody signed in to send, one stored and not
 * forwarded, what a delivery changed in a mailbox. */
bool brief_wanted(const struct event *ev);

/* Fill what does not need a dictionary: time, kind, service, outcome,
 * session, n.  session is hashed together with host, so that two hosts'
 * ids do not meet. */
void brief_from_event(struct brief *brief, const struct event *ev);

/* The names of an event for the brief's numbers, in the order of the enum;
 * slices of the event, of format, or of scratch.  Users are folded to lower
 * case, addresses to canonical text.  What the last two hold, by kind:
 *
 *	kind				OBJECT			ITEM
 *	PAGE				folder			UID, or words searched
 *	MAIL_OPEN, MAIL_CHANGE		folder			UID
 *	MAIL_FETCH			folder			UIDs, as a set
 *	MAIL_SEARCH			folder			words searched
 *	MAIL_LOCAL			recipient, or where a	-
 *					Sieve forward sent it
 *	FOLDER_CHANGE, FOLDER_OPEN	folder			-
 *	QUERY, QUERY_ERROR		relation		-
 *	RECORD				application		record ids as logged
 *	RULE_CHANGE, CHANGE		script, else what was	who gained
 *					acted on
 *	SEARCH				mailbox			words searched
 *	MAIL_SYNC			mailbox			folder
 *	FILE				-			URL
 *	LOGIN				service signed in to	access token
 *	LOGOUT				mails marked deleted	mails expunged, both
 *							in digits
 *	COMMAND				command			-
 *	others				-			-
 *
 * Of a cloud service MAIL_OPEN and MAIL_CHANGE have the mailbox as OBJECT and
 * the Message-IDs, blanks between, as ITEM; the mailbox is a principal as the
 * user is.
 *
 * DEVICE is the user agent; of a RECORD the words searched, because record
 * applications seldom log a client and always what was asked.
 *
 * The session of SUBMIT is the queue id's hash; of the others F_SESSION's. */
enum brief_name {
	NAME_USER, NAME_SRC, NAME_DEVICE, NAME_OBJECT, NAME_ITEM,
	NAME_COUNT
};
enum {
	NAME_MAX_BYTES = 1024,	/* longer names end in their hash */
	ITEM_MAX_BYTES = (64 << 10) - 1,	/* of an item: a reply's record ids */
};

void brief_names(const struct event *ev, struct arena *scratch,
    struct str names[NAME_COUNT]);

/* The name of the stream: "dovecot@mail"; "dovecot" when the line names no
 * host; the name of a mapping, wherever it ran. */
struct str brief_stream(const struct event *ev, struct str format,
    struct arena *scratch);
