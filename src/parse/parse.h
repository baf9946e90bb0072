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

	/* A line that begins with this byte continues the one before when
	 * that one is of this format; 0: lines stand alone.  PostgreSQL: tab. */
	char	    continues;
};

/* All formats, by name; made from the listing of formats/. */
extern const struct format *const formats[];
extern const size_t formats_count;

struct parse_result {
	enum parsed	     parsed;
	const struct format *format;	/* NULL for PARSED_OTHER */
	const struct mapping *mapping;	/* the one used, if any */
};

/* Parse one line.  ev is reset first.  On PARSED_BAD what was understood of
 * the head stays in ev. */
struct parse_result parse_line(struct str line, const struct parse_context *,
    struct event *ev);

/* Does a line starting so continue the line before?  (Cheap, by content:
 * a first byte that some format declared, and no stamp of its own.) */
bool parse_continues(struct str line);
