/* parse: a line becomes an event.
 *
 * parse_line() finds the format of one line by its content alone: the head
 * first (syslog of RFC 3164, RFC 5424 or with an ISO stamp; or none), then
 * the formats that claim the program, then those that take lines without a
 * head.  The same bytes always give the same event: nothing is remembered
 * from one line to the next but a hint that only saves time.
 *
 * Every byte may be the attacker's.  A line is a slice without its newline,
 * at most LINE_MAX_BYTES long; it is never altered and never kept. */
#pragma once

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "event/event.h"

enum { LINE_MAX_BYTES = 1 << 20 };	/* longer ones are cut by the reader
					 * and counted as damaged */

/* What a parser says of a line. */
enum parsed {
	PARSED_OTHER,	/* not mine */
	PARSED_EVENT,	/* an event, K_NOTE if nothing turns on it */
	PARSED_BAD,	/* mine by its shape, but damaged */
};

/* What a format may use besides the line. */
struct parse_context {
	const struct site *site;	/* mappings, zone; never NULL */
	const struct zone *zone;	/* for stamps without one; NULL: UTC */
	struct arena	  *scratch;	/* for values that must be decoded;
					 * reset before each line */
};

/* How the lines of one record are told. */
enum join {
	JOIN_NONE,
	JOIN_RUN,	/* each belongs to the line before it, or does not:
			 * any two neighbours tell */
	JOIN_OPEN,	/* a record ends where it says itself; a first line is
			 * told from all that a record may hold */
	JOIN_STREAM,	/* the same, but what a record holds may look like a
			 * first line: read from the file's first byte on */
};

/* What joins() remembers from line to line; zeroed before a first line. */
struct parse_join {
	uint64_t key, want;
	uint8_t	 state, have;
};

/* One log format; formats/NAME.c defines `const struct format format_NAME`
 * and nothing else has to be touched. */
struct format {
	const char *name;		/* as in `beffroi formats` */
	const char *about;		/* one line for people */
	const char *versions;		/* captured from, e.g. "2.3, 2.4" */

	/* Programs of the syslog head it claims; ends with NULL.  A name that
	 * ends in '*' claims all that begin so; "postfix*" claims
	 * "postfix/smtpd", "postfix-in/smtpd".  A name behind a colon is that
	 * of a log file of the program's own, where a stamp alone stands in
	 * front: ":imap-login" claims "Dec 01 10:00:00 imap-login: ...", and
	 * text then begins with it.  NULL: it takes lines without a head. */
	const char *const *programs;

	/* With programs: text is what follows "program[pid]: "; time, F_HOST,
	 * F_PROGRAM and F_PID are set.  Without: text is the whole line and
	 * the format sets the time. */
	enum parsed (*line)(struct str text, const struct parse_context *,
	    struct event *ev);

	/* Asked with the first line of a record, then with each line behind
	 * it until the answer is no: does that one belong to the record?  The
	 * line may be empty and has its CR; bytes is what it takes of the
	 * stream, its newline included.  */
	enum join   join;
	bool	  (*joins)(struct parse_join *, struct str line,
	    uint64_t bytes);

	/* JOIN_OPEN, JOIN_STREAM: is this the first line of a record?  (Of a
	 * long line only the front may be given.) */
	bool	  (*begins)(struct str line);

	/* A carrier's lines hold what another program logged.  Instead of
	 * line(): set the time, F_HOST, F_PROGRAM, F_PID as a syslog head
	 * would, and give the text; PARSED_EVENT hands it to the formats that
	 * claim the program. */
	enum parsed (*unwrap)(struct str line, const struct parse_context *,
	    struct event *ev, struct str *text);
};

/* All formats, by name; made from the listing of formats/. */
extern const struct format *const formats[];
extern const size_t formats_count;

struct parse_result {
	enum parsed	     parsed;
	const struct format *format;	/* NULL for PARSED_OTHER */
	const struct mapping *mapping;	/* the one used, if any */
	const struct format *carrier;	/* what the format's text came in */
};

/* Parse one line.  ev is reset first.  On PARSED_BAD what was understood of
 * the head stays in ev. */
void parse_line(struct str line, const struct parse_context *,
    struct event *ev, struct parse_result *result);

/* The format that reads the lines of a program of syslog; NULL: none does, or
 * the name is one that any program may have. */
const struct format *parse_claimant(struct str program);

/* Where records begin, for those who start reading in the middle of a file:
 * may `line` be of one record with `before`, the line in front of it?  Is it
 * surely the first of a record of several lines, and how are those told? */
bool parse_is_linked(struct str before, struct str line);
enum join parse_begins(struct str line);

/* RFC 6587: "123 <38>1 ..." is a message of so many bytes behind the space.
 * The bytes of the whole, count included; 0 if s does not begin so. */
size_t parse_counted(struct str s);
