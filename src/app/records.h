/* records: the lines of a unit joined to records, from the first that begins
 * in it on.
 *
 * A record is mostly a line; its format says which lines behind it belong to
 * it (joins() of struct format).  Records are cut the same
 * wherever reading begins: records_open() goes back to a line that surely is
 * a first one.  Where only the file's beginning tells (JOIN_STREAM, octet
 * counts, documents of JSON), the unit that begins there reads on to the end and the other
 * ranges of that file are empty. */
#pragma once

#include "event/wire.h"
#include "parse/parse.h"
#include "source/lines.h"

struct reader;

struct records {
	struct lines		    lines;
	const struct parse_context *context;
	struct event		   *event;

	/* of the unit */
	uint64_t		    start, last;	/* its records begin in
							 * [start, last) */
	enum {
		BY_LINE,
		BY_COUNT,	/* RFC 6587 */
		BY_OBJECT,	/* a document of JSON */
	} by;
	bool			    begun;
	const struct format	   *open;	/* the record was too long, and
						 * what follows belongs to it */
	struct parse_join	    join;
	uint64_t		    passed;	/* bytes of lines passed over,
						 * of records too long */
};

/* Where to begin reading, and which records are the unit's.  lines is opened
 * there by the caller. */
uint64_t records_plan(struct records *records, int fd,
    const struct wire_unit *unit);

/* Go to the next record of the unit and parse it; false behind the last.
 * records->lines stands on the record.  What the event points to lives until
 * the next call. */
bool records_next(struct records *records, struct parse_result *result);

/* What is wrong with the bytes of the record, which joined lines share: a bit
 * for each FLAW_ of event/flaw.h.  overlong: it was cut; event: it was
 * understood, so that it lacks its newline and nothing else. */
unsigned records_flaws(const struct records *records, bool overlong,
    bool event);
