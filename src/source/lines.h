/* lines: a stream of bytes cut into lines, and lines joined to records.
 *
 * Lines end in a newline; the last one may lack it.  One CR before the
 * newline is dropped; every other byte, NUL included, is kept.  Of a line
 * longer than `max` the first `max` bytes are kept and it is marked cut.
 *
 * lines_next() gives a line as a record of its own.  A caller who knows that
 * the next line belongs to it looks at it with lines_peek() and adds it with
 * lines_join(); a record never gets longer than `max` either.  Slices live
 * until the next call that may read: any but lines_record(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "source/ends.h"

/* Up to n bytes into at; 0 at the end. */
typedef size_t lines_fill(void *self, char *at, size_t n);

struct lines {
	lines_fill *fill;
	void	   *self;
	char	   *buf;
	size_t	    cap, max;
	size_t	    begin, end;	/* in buf: the record, and what was read */
	/* counted from the record's first byte */
	size_t	    len;	/* the record, newline left out */
	size_t	    next;	/* what comes behind it */
	size_t	    peek_len, peek_next; /* the same with the peeked line */
	uint64_t    base;	/* stream offset of buf[0] */
	uint64_t    gone;	/* bytes of a cut line that were thrown away */
	bool	    over, cut;
	bool	    plain;	/* the record is surely printable ASCII */
	bool	    envelope;	/* of a document: we are in one */
	struct ends ends;	/* of lines ahead, in buf */
};

/* base: the stream offset of the first byte that fill() will give. */
void lines_open(struct lines *lines, lines_fill *fill, void *self,
    uint64_t base, size_t max);
void lines_close(struct lines *lines);

/* The same where the line, or the next byte, is not in the buffer whole. */
bool lines_next_slow(struct lines *lines);
int lines_next_byte_slow(struct lines *lines);

/* The same where no end of a line is known. */
bool lines_next_unknown(struct lines *lines);

/* Go to the next line; false at the end. */
static inline bool
lines_next(struct lines *lines)
{
	struct ends *ends = &lines->ends;
	size_t from = lines->begin + lines->next, stop;
	const char *hit;

	/* Joined lines were passed over. */
	while (ends->next < ends->count && ends->at[ends->next] / 2 < from)
		ends->next++;
	if (ends->next == ends->count)
		return lines_next_unknown(lines);
	stop = ends->at[ends->next] / 2;
	if (stop - from > lines->max)
		return lines_next_slow(lines);
	lines->plain = ends->at[ends->next++] % 2 == 0;
	lines->begin = from;
	lines->base += lines->gone;
	lines->gone = 0;
	lines->cut = false;
	lines->peek_len = lines->peek_next = 0;
	lines->next = stop - from + 1;
	hit = lines->buf + stop;
	lines->len = stop > from && hit[-1] == '\r' ? stop - from - 1 :
	    stop - from;
	return true;
}

/* Is a stream that begins so no log of lines, but JSON whose records are the
 * objects of an array, or spelled out over many lines?  head: its first
 * LINES_HEAD bytes, or all. */
enum { LINES_HEAD = 4096 };
bool lines_is_document(struct str head);

/* Before the first record: the stream's first LINES_HEAD bytes, or all. */
struct str lines_head(struct lines *lines);

/* Of such a stream, go to the next object, each a record as it was written;
 * brackets and commas around it belong to none, and neither does an envelope
 * ("value", "records") around the array.  What is no object is a line.  An
 * object that does not end within `max` bytes ends at a newline within a
 * string, which JSON does not know, if there is one; else it is cut. */
bool lines_next_object(struct lines *lines);

/* The record where we stand. */
static inline struct str
lines_record(const struct lines *lines)
{
	return str_of(lines->buf + lines->begin, lines->len);
}

/* The record's one line with its CR, its newline left out; of a cut line what
 * was kept. */
static inline struct str
lines_raw(const struct lines *lines)
{
	const char *at = lines->buf + lines->begin;
	size_t n = lines->cut ? lines->len : lines->next;

	return str_of(at, n > 0 && !lines->cut && at[n - 1] == '\n' ? n - 1 : n);
}

/* Its offset in the stream, and that of what comes behind it. */
static inline uint64_t
lines_offset(const struct lines *lines)
{
	return lines->base + lines->begin;
}

static inline uint64_t
lines_offset_after(const struct lines *lines)
{
	return lines->base + lines->begin + lines->next + lines->gone;
}

/* The first byte of the next line, -1 if there is none. */
static inline int
lines_next_byte(struct lines *lines)
{
	return lines->next < lines->end - lines->begin ?
	    (unsigned char)lines->buf[lines->begin + lines->next] :
	    lines_next_byte_slow(lines);
}

/* The next line, without going there.  False at the end, behind a cut line,
 * and when record and line together are too long for a record. */
bool lines_peek(struct lines *lines, struct str *line);

/* Make the peeked line part of the record. */
void lines_join(struct lines *lines);

/* Up to n bytes behind the record, which is given up; n at most max and a
 * block.  Then a record of the first n of them, at most max, which need not
 * end in a newline; one behind them goes with it. */
struct str lines_ahead(struct lines *lines, size_t n);
void lines_take(struct lines *lines, size_t n);
