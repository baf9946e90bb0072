#include "source/lines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
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

/* What is behind the record moves, or goes. */
static void
ends_forget(struct lines *lines)
{
	lines->ends.next = lines->ends.count = 0;
	lines->ends.to = 0;
}

/* Read on; the record and what is behind it stay.  False at the end. */
static bool
lines_more(struct lines *lines)
{
	size_t got;

	ends_forget(lines);
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

/* Give up the record: nothing is left of it, and we stand behind it. */
static void
record_drop(struct lines *lines)
{
	lines->begin += lines->next;
	lines->base += lines->gone;
	lines->len = lines->next = lines->peek_len = lines->peek_next = 0;
	lines->gone = 0;
	lines->cut = lines->plain = false;
}

bool
lines_next_slow(struct lines *lines)
{
	size_t stop;

	record_drop(lines);
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

bool
lines_next_unknown(struct lines *lines)
{
	/* Of long ones each is looked for by itself. */
	if (lines->next <= ENDS_FAR)
		ends_find(&lines->ends, lines->buf,
		    lines->begin + lines->next, lines->end);
	return lines->ends.next < lines->ends.count ? lines_next(lines) :
	    lines_next_slow(lines);
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
	lines->plain = false;
	lines->peek_len = lines->peek_next = 0;
}

struct str
lines_ahead(struct lines *lines, size_t n)
{
	must(n <= lines->max + LINES_BLOCK);
	record_drop(lines);
	while (lines_held(lines) < n && lines_more(lines))
		;
	return str_of(lines->buf + lines->begin,
	    n < lines_held(lines) ? n : lines_held(lines));
}

void
lines_take(struct lines *lines, size_t n)
{
	struct str ahead = lines_ahead(lines, n + 1);

	must(n > 0 && n <= ahead.len && n <= lines->max);
	lines->len = n;
	lines->next = n < ahead.len && ahead.at[n] == '\n' ? n + 1 : n;
}

/* ---- documents ---- */

static void
blanks_drop(struct str *s)
{
	while (s->len > 0 && (s->at[0] == ' ' || s->at[0] == '\t' ||
	    s->at[0] == '\n' || s->at[0] == '\r'))
		str_drop(s, 1);
}

/* Behind "{": what Graph and diagnostic settings put around an array. */
static bool
is_envelope(struct str s)
{
	static const struct str keys[] = { STR_INIT("\"value\""),
		STR_INIT("\"records\""), STR_INIT("\"@odata.") };

	blanks_drop(&s);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_starts(s, keys[i]))
			return true;
	return false;
}

bool
lines_is_document(struct str head)
{
	struct str inner;

	str_take(&head, STR("\xef\xbb\xbf"));
	blanks_drop(&head);
	if (str_take_char(&head, '[')) {
		blanks_drop(&head);
		return head.len > 0 && head.at[0] == '{';
	}
	if (!str_take_char(&head, '{'))
		return false;
	inner = head;
	blanks_drop(&inner);
	return memchr(head.at, '\n', head.len - inner.len) != NULL ||
	    is_envelope(inner);
}

struct str
lines_head(struct lines *lines)
{
	while (lines_held(lines) < LINES_HEAD && lines_more(lines))
		;
	return str_of(lines->buf + lines->begin,
	    lines_held(lines) < LINES_HEAD ? lines_held(lines) : LINES_HEAD);
}

/* A member's name or text of an envelope, which is short: skip it. */
static bool
skip_text(struct lines *lines)
{
	struct str head = lines_head(lines), text;

	str_drop(&head, 1);
	if (!str_take_until_char(&head, '"', &text) ||
	    memchr(text.at, '\n', text.len) != NULL)
		return false;
	lines->begin += text.len + 2;
	return true;
}

/* Go to where a record begins; what begins there, or -1. */
static int
object_find(struct lines *lines)
{
	while (lines_held(lines) > 0 || lines_more(lines)) {
		unsigned char c = (unsigned char)lines->buf[lines->begin];
		struct str head;

		switch (c) {
		case ' ': case '\t': case '\r': case '\n':
		case ',': case '[': case ']':
			lines->begin++;
			continue;
		case '{':
			head = lines_head(lines);
			str_drop(&head, 1);
			if (!is_envelope(head))
				return c;
			lines->envelope = true;
			lines->begin++;
			continue;
		case 0xef:
			head = lines_head(lines);
			if (lines->base + lines->begin > 0 ||
			    !str_starts(head, STR("\xef\xbb\xbf")))
				return c;
			lines->begin += 3;
			continue;
		default:
			break;
		}
		if (!lines->envelope)
			return c;
		if (c == '"' && !skip_text(lines))
			return c;
		else if (c == '}')
			lines->envelope = false;
		if (c != '"')
			lines->begin++;	/* a colon, a number, null */
	}
	return -1;
}

/* The first newline within a string of the object; SIZE_MAX: none. */
static size_t
torn_find(struct str object)
{
	bool quoted = false;

	for (size_t i = 0; i < object.len; i++) {
		if (object.at[i] == '"')
			quoted = !quoted;
		else if (quoted && object.at[i] == '\\')
			i++;
		else if (quoted && object.at[i] == '\n')
			return i;
	}
	return SIZE_MAX;
}

/* Go behind an object of which the first `keep` bytes are kept; scan has seen
 * those. */
static void
object_cut(struct lines *lines, struct json_scan *scan, size_t keep)
{
	size_t n, hit;

	lines->cut = true;
	lines->len = lines->next = keep;
	ends_forget(lines);
	do {
		char *at = lines->buf + lines->begin + keep;

		n = lines_held(lines) - keep;
		if (!lines->over)
			n -= n % JSON_SCAN_BLOCK;
		hit = json_scan(scan, at, n);
		n = hit > 0 ? hit : n;
		memmove(at, at + n, lines_held(lines) - keep - n);
		lines->end -= n;
		lines->gone += n;
	} while (hit == 0 && (lines_more(lines) || lines_held(lines) > keep));
}

/* The object that begins here.  Its first byte is left out of the scan, so
 * that what follows comes in whole blocks. */
static void
object_take(struct lines *lines)
{
	size_t most = (lines->max - 1) / JSON_SCAN_BLOCK * JSON_SCAN_BLOCK;
	struct json_scan scan;
	size_t held, n, torn;

	do {
		held = lines_held(lines) - 1;
		if (held > most)
			held = most;
		json_scan_begin(&scan, '{');
		n = json_scan(&scan, lines->buf + lines->begin + 1, held);
	} while (n == 0 && held < most && lines_more(lines));
	if (n > 0) {
		lines->len = lines->next = n + 1;
		return;
	}
	torn = torn_find(str_of(lines->buf + lines->begin, held + 1));
	if (torn != SIZE_MAX) {
		lines->len = without_cr(lines, 0, torn);
		lines->next = torn + 1;
	} else if (held < most) {
		lines->len = lines->next = held + 1;
	} else {
		object_cut(lines, &scan, held + 1);
	}
}

bool
lines_next_object(struct lines *lines)
{
	int c;

	record_drop(lines);
	c = object_find(lines);
	if (c < 0)
		return false;
	if (c != '{')
		return lines_next_slow(lines);
	object_take(lines);
	return true;
}
