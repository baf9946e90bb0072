#include "app/records.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "event/flaw.h"

enum {
	/* What a first line is told by stands in front. */
	FRONT_BYTES = LINES_HEAD,
};

/* ---- joining ---- */

/* The peeked line with its CR; *bytes: what it takes of the stream. */
static struct str
peeked(const struct lines *lines, struct str line, uint64_t *bytes)
{
	uint64_t all = lines->peek_next - lines->next;
	size_t newline = line.at[all - 1] == '\n' ? 1 : 0;

	*bytes = all;
	return str_of(line.at, (size_t)all - newline);
}

/* The record with the lines that its format says are its own; result is that
 * of its first line alone. */
static void
record_join(struct records *records, struct parse_result *result)
{
	struct lines *lines = &records->lines;
	const struct format *format = result->carrier != NULL ?
	    result->carrier : result->format;
	struct str record = lines_record(lines), next;
	const char *at = record.at;
	size_t len = record.len;
	uint64_t bytes;
	bool more, on;

	records->join = (struct parse_join){ 0 };
	more = format->joins(&records->join, lines_raw(lines),
	    lines_offset_after(lines) - lines_offset(lines));
	while (more && (on = lines_peek(lines, &next))) {
		next = peeked(lines, next, &bytes);
		more = format->joins(&records->join, next, bytes);
		if (more)
			lines_join(lines);
	}
	if (more && lines_next_byte(lines) >= 0)
		records->open = format->join == JOIN_RUN ? NULL : format;
	record = lines_record(lines);
	if (record.at == at && record.len == len)
		return;
	arena_reset(records->context->scratch);
	parse_line(record, records->context, records->event, result);
}

/* Parse the record where the lines stand, with the lines that continue it. */
static void
record_parse(struct records *records, struct parse_result *result)
{
	struct lines *lines = &records->lines;

	/* It may read, and so move what the event would point to. */
	lines_next_byte(lines);
	arena_reset(records->context->scratch);
	parse_line(lines_record(lines), records->context, records->event,
	    result);
	if (result->carrier != NULL ? result->carrier->joins != NULL :
	    result->format != NULL && result->format->joins != NULL)
		record_join(records, result);
}

/* ---- from record to record ---- */

/* Past what belongs to a record that was too long to keep. */
static bool
pass_tail(struct records *records)
{
	struct lines *lines = &records->lines;
	uint64_t bytes;

	for (;;) {
		if (!lines_next(lines))
			return false;
		bytes = lines_offset_after(lines) - lines_offset(lines);
		if (!records->open->joins(&records->join, lines_raw(lines),
		    bytes))
			break;
		records->passed += bytes;
	}
	records->open = NULL;
	return true;
}

/* A message of so many bytes as its count says, where that leads to the next
 * count or the end; else a line. */
static bool
counted_next(struct lines *lines)
{
	struct str ahead = lines_ahead(lines, FRONT_BYTES);
	size_t all = parse_counted(ahead);

	if (all == 0)
		return lines_next(lines);
	ahead = lines_ahead(lines, all + FRONT_BYTES);
	if (ahead.len < all)
		return lines_next(lines);
	str_drop(&ahead, all);
	if (ahead.len > 0 && ahead.at[0] != '\n' && parse_counted(ahead) == 0)
		return lines_next(lines);
	lines_take(lines, all);
	return true;
}

bool
records_next(struct records *records, struct parse_result *result)
{
	struct lines *lines = &records->lines;

	if (!records->begun && lines_offset(lines) == 0) {
		struct str head = lines_head(lines);

		records->by = parse_counted(head) > 0 ? BY_COUNT :
		    lines_is_document(head) ? BY_OBJECT : BY_LINE;
	}
	records->begun = true;
	for (;;) {
		bool on = records->open != NULL ? pass_tail(records) :
		    records->by == BY_LINE ? lines_next(lines) :
		    records->by == BY_COUNT ? counted_next(lines) :
		    lines_next_object(lines);

		if (!on || lines_offset(lines) >= records->last)
			return false;
		record_parse(records, result);
		if (lines_offset(lines) >= records->start)
			return true;
	}
}

unsigned
records_flaws(const struct records *records, bool overlong, bool event)
{
	const struct lines *lines = &records->lines;
	const char *at = lines->buf + lines->begin;
	unsigned flaws = lines->plain ? 0 : flaws_of(lines_record(lines));

	if (overlong)
		return flaws | 1u << FLAW_OVERLONG;
	if (records->by != BY_LINE)
		return flaws;
	if (at[lines->next - 1] != '\n')
		flaws |= 1u << FLAW_UNENDED | (event ? 0 : 1u << FLAW_CUT);
	else if (at[lines->len] == '\r')
		flaws |= 1u << FLAW_CRLF;
	return flaws;
}

/* ---- where to begin ---- */

/* Up to n bytes of the file at `from`. */
static struct str
bytes_at(int fd, uint64_t from, char *at, size_t n)
{
	ssize_t got = pread(fd, at, n, (off_t)from);

	return str_of(at, got < 0 ? 0 : (size_t)got);
}

static struct str
first_line(struct str s)
{
	struct str line;

	return str_take_until_char(&s, '\n', &line) ? line : s;
}

/* Where the first line at or behind start begins; end if there is none. */
static uint64_t
line_begin(int fd, uint64_t start, uint64_t end)
{
	char block[FRONT_BYTES];
	uint64_t at = start - 1;	/* it may be the newline in front */

	while (at < end) {
		struct str s = bytes_at(fd, at, block, sizeof block);
		size_t n = scan_char(s.at, s.len, '\n');

		if (s.len == 0)
			break;
		if (n < s.len)
			return at + n + 1;
		at += s.len;
	}
	return end;
}

struct search {
	int	 fd;
	char	*window;
	struct str below;	/* the line behind those looked at */
	uint64_t below_at;	/* and where it begins */
	uint64_t head;		/* the nearest first line so far */
	bool	 found, stream;	/* there is one; of JOIN_STREAM */
};

/* Look at the lines of a window that ends before below_at, from the last to
 * the first.  True when one surely begins a record of several lines. */
static bool
window_search(struct search *search, size_t want)
{
	uint64_t from = search->below_at > want ? search->below_at - want : 0;
	size_t n = (size_t)(search->below_at - from);
	struct str left = bytes_at(search->fd, from, search->window, n), line;
	bool first = false;
	enum join begins;

	if (left.len != n || n == 0)
		return false;
	left.len--;		/* the newline before below_at */
	while (!first) {
		first = !str_take_last_char(&left, '\n', &line);
		if (first && from > 0)
			return false;	/* its front is not here */
		if (first)
			line = left;
		if (!search->found && !parse_is_linked(line, search->below)) {
			search->head = search->below_at;
			search->found = true;
		}
		search->below = line;
		search->below_at = from + (uint64_t)(line.at - search->window);
		begins = parse_begins(line);
		if (begins == JOIN_OPEN || (begins != JOIN_NONE &&
		    !search->stream)) {
			search->head = search->below_at;
			search->found = search->stream = true;
		}
		if (begins == JOIN_OPEN)
			return true;
	}
	if (!search->found) {
		search->head = 0;
		search->found = true;
	}
	return false;
}

/* The first line to read so that the records from pos on are cut as if the
 * file were read from its beginning: one that surely begins a record, if a
 * record can reach from there to pos; else the nearest that continues none;
 * else pos.  `far`: the file is made of records without that bound. */
static uint64_t
head_find(int fd, uint64_t pos, bool far)
{
	size_t want = LINE_MAX_BYTES + 1;
	char front[FRONT_BYTES];
	struct search search = {
		.fd = fd, .window = mem_new(want), .head = pos,
		.below = first_line(bytes_at(fd, pos, front, sizeof front)),
		.below_at = pos,
	};
	bool sure = false;
	uint64_t at;

	if (parse_begins(search.below) == JOIN_OPEN) {
		free(search.window);
		return pos;
	}
	do {
		at = search.below_at;
		sure = window_search(&search, want);
	} while (far && !sure && search.below_at < at);
	free(search.window);
	return search.head;
}

uint64_t
records_plan(struct records *records, int fd, const struct wire_unit *unit)
{
	char front[FRONT_BYTES];
	struct str head;
	enum join begins;
	bool range = unit->work == UNIT_RANGE;

	records->start = range ? unit->start : 0;
	records->last = range ? unit->end : UINT64_MAX;
	records->begun = false;
	records->by = BY_LINE;
	records->open = NULL;
	records->passed = 0;
	if (!range)
		return 0;
	head = bytes_at(fd, 0, front, sizeof front);
	begins = lines_is_document(head) ? JOIN_STREAM :
	    parse_begins(first_line(head));
	if (begins == JOIN_STREAM)
		records->last = unit->start == 0 ? UINT64_MAX : 0;
	if (unit->start == 0 || begins == JOIN_STREAM)
		return unit->start;
	return head_find(fd, line_begin(fd, unit->start, unit->size),
	    begins == JOIN_OPEN);
}
