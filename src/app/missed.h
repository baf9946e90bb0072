/* missed: lines that nobody understood, from the intake's count to the
 * sources that are blind because of them.
 *
 * Many such lines hide as much as a file that was not read.  Many is more
 * than one, or all there are, and a hundredth of the lines, or a hundred that
 * are a thousandth of them.  Damaged lines, and foreign ones of a program that
 * a format reads, are held against all lines of that format's stream, which is
 * then blind; other foreign lines against all lines of their file, and blind is
 * the program that they name, or every source where they name none.  Programs
 * whose silence hides nothing do not count (event/bystanders.h), nor do formats
 * that no figure rests on, nor a file of a few lines of text that has no stamp and
 * names no program.  ADR 19 says why. */
#pragma once

#include "app/ingest.h"
#include "app/sheaf.h"
#include "base/table.h"
#include "parse/parse.h"

/* In the intake: a line that is damaged or foreign. */
struct missed_line {
	const struct parse_result *result;
	const struct event	  *event;
	struct str		   line;
	uint32_t		   stream;	/* of a damaged one; 0: none */
};

/* Count it in its hour, if it may hide something. */
void missed_count(struct sheaf *sheaf, const struct missed_line *line,
    const struct parse_context *context);

/* In the core. */
struct missed_part;

struct missed {
	struct missed_part *parts;	/* of one input and stream */
	size_t		    count, cap;
	struct table	    index;	/* input and stream -> part + 1 */
	struct table	    of_stream;	/* stream -> its lines */
	uint64_t	    lines;	/* that were not understood */
};

void missed_open(struct missed *missed);

/* A slot, with such lines or without, and when it begins when all is settled;
 * wanted: in the time that was asked for. */
void missed_see(struct missed *missed, const struct ingest *ingest,
    const struct wire_hour *slot, int64_t ms, bool wanted);

/* Add to the ingest's cuts, and tell its inputs.  Frees. */
void missed_close(struct missed *missed, struct ingest *ingest);
