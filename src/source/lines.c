#include "source/lines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"

/* What fill() is asked for at a time: fits L2, so that a line is still there
 * when it is parsed. */
enum { LINES_BLOCK = 256 * 1024 };

void
lines_open(struct lines *lines, lines_fill *fill, void *self, uint64_t base,
    size_t max)
{
	*lines = (struct lines){
		.fill = fill, .self = self, .base = base, .max = max,
		/* A record, what was read behind it, and the next block. */
		.cap = max + 3 * LINES_BLOCK,
	};
	lines->buf = mem_new(lines->cap);
}

void
lines_close(struct lines *lines)
{
	free(lines->buf);
	*lines = (struct lines){ 0 };
}

/* Read on; the record and what is behind it stay.  False at the end. */
static bool
lines_more(struct lines *lines)
{
	size_t got;

	if (lines->over)
		return false;
	memmove(lines->buf, lines->buf + lines->begin,
	    lines->end - lines->begin);
	lines->base += lines->begin;
	lines->end -= lines->begin;
	lines->begin = 0;
	must(lines->cap - lines->end >= LINES_BLOCK);
	got = lines->fill(lines->self, lines->buf + lines->end, LINES_BLOCK);
	must(got <= LINES_BLOCK);
	lines->end += got;
	lines->over = got == 0;
	return got > 0;
}

/* Bytes from the record's first on. */
static size_t
lines_held(const struct lines *lines)
{
	return lines->end - lines->begin;
}

/* The first newline from `from` to `last`, both counted from the record's
 * first byte; SIZE_MAX if there is none. */
static size_t
newline_find(struct lines *lines, size_t from, size_t last)
{
	for (;;) {
		size_t held = lines_held(lines);
		size_t stop = held <= last ? held : last + 1;
		const char *record = lines->buf + lines->begin, *hit;

		hit = from < stop ? memchr(record + from, '\n', stop - from) :
		    NULL;
		if (hit != NULL)
			return (size_t)(hit - record);
		from = from < stop ? stop : from;
		if (held > last || !lines_more(lines))
			return SIZE_MAX;
	}
}

/* Without the CR that may stand before the newline. */
static size_t
without_cr(const struct lines *lines, size_t from, size_t stop)
{
	return stop > from && lines->buf[lines->begin + stop - 1] == '\r' ?
	    stop - 1 : stop;
}

/* Go behind a line of which the first `max` bytes are kept. */
static void
line_cut(struct lines *lines)
{
	size_t stop;

	lines->cut = true;
	lines->len = lines->max;
	while ((stop = newline_find(lines, lines->max,
	    lines_held(lines) - 1)) == SIZE_MAX) {
		lines->gone += lines_held(lines) - lines->max;
		lines->end = lines->begin + lines->max;
		if (!lines_more(lines)) {
			lines->next = lines->max;
			return;
		}
	}
	lines->next = stop + 1;
}

bool
lines_next_slow(struct lines *lines)
{
	size_t stop;

	lines->begin += lines->next;
	lines->base += lines->gone;
	lines->len = lines->next = lines->peek_len = lines->peek_next = 0;
	lines->gone = 0;
	lines->cut = false;
	stop = newline_find(lines, 0, lines->max);
	if (stop != SIZE_MAX) {
		lines->next = stop + 1;
	} else if (lines_held(lines) > lines->max) {
		line_cut(lines);
		return true;
	} else {
		lines->next = stop = lines_held(lines);
	}
	lines->len = without_cr(lines, 0, stop);
	return lines->next > 0;
}

int
lines_next_byte_slow(struct lines *lines)
{
	if (lines->next == lines_held(lines) && !lines_more(lines))
		return -1;
	return (unsigned char)lines->buf[lines->begin + lines->next];
}

bool
lines_peek(struct lines *lines, struct str *line)
{
	size_t stop;

	if (lines->cut || lines_next_byte(lines) < 0)
		return false;
	stop = newline_find(lines, lines->next, lines->max);
	if (stop != SIZE_MAX)
		lines->peek_next = stop + 1;
	else if (lines_held(lines) > lines->max)
		return false;
	else
		lines->peek_next = stop = lines_held(lines);
	lines->peek_len = without_cr(lines, lines->next, stop);
	*line = str_of(lines->buf + lines->begin + lines->next,
	    lines->peek_len - lines->next);
	return true;
}

void
lines_join(struct lines *lines)
{
	must(lines->peek_next > lines->next);
	lines->len = lines->peek_len;
	lines->next = lines->peek_next;
	lines->peek_len = lines->peek_next = 0;
}
