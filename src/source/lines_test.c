#include "source/lines.h"

#include <stdlib.h>

#include "base/arena.h"
#include "test/test.h"

/* A stream in memory, given out in chunks of changing size. */
struct memory {
	struct str left;
	size_t	   chunk;
};

static size_t
memory_fill(void *self, char *at, size_t n)
{
	struct memory *memory = self;

	if (n > memory->chunk)
		n = memory->chunk;
	if (n > memory->left.len)
		n = memory->left.len;
	if (n > 0)
		memcpy(at, memory->left.at, n);
	str_drop(&memory->left, n);
	return n;
}

/* The same done simply: the line at *at of the whole text. */
static bool
oracle_line(struct str text, size_t *at, size_t max, struct str *line,
    bool *cut)
{
	const char *hit;
	size_t stop;

	if (*at == text.len)
		return false;
	hit = memchr(text.at + *at, '\n', text.len - *at);
	stop = hit == NULL ? text.len : (size_t)(hit - text.at);
	*line = str_of(text.at + *at, stop - *at);
	*cut = line->len > max;
	if (*cut)
		line->len = max;
	else
		str_take_end(line, STR("\r"));
	*at = stop + (hit != NULL);
	return true;
}

static void
check_split(struct str text, size_t chunk, size_t max)
{
	struct memory memory = { text, chunk };
	struct str want;
	struct lines lines;
	size_t at = 0, from = 0;
	bool cut, same = true;

	lines_open(&lines, memory_fill, &memory, 1000, max);
	while (oracle_line(text, &at, max, &want, &cut)) {
		same = same && lines_next(&lines) &&
		    str_eq(lines_record(&lines), want) && lines.cut == cut &&
		    lines_offset(&lines) == 1000 + from &&
		    lines_offset_after(&lines) == 1000 + at;
		from = at;
	}
	CHECK(same);
	CHECK(!lines_next(&lines));
	lines_close(&lines);
}

TEST(lines_split_the_same_at_every_chunk_size)
{
	struct str text = STR("one\ntwo\r\n\n\r\n\rthree\0nul\n012345678901"
	    "\n01234567\n01234567\r\n0123456789\r\nlast\r");

	for (size_t chunk = 1; chunk <= text.len; chunk++)
		for (size_t max = 1; max < 24; max++)
			check_split(text, chunk, max);
}

TEST(lines_of_any_bytes_split_as_a_plain_splitter_does)
{
	static const char alphabet[] = { 'a', 'b', '\n', '\r', '\t', '\0' };
	uint64_t seed = 7;
	char text[64];

	for (int round = 0; round < 4000; round++) {
		size_t len = (size_t)round % sizeof text;

		for (size_t i = 0; i < len; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[i] = alphabet[(seed >> 33) % sizeof alphabet];
		}
		check_split(str_of(text, len), 1 + (size_t)round % 7,
		    1 + (size_t)round % 9);
	}
}

TEST(a_line_longer_than_all_buffers_is_cut_and_the_next_one_whole)
{
	size_t len = 3 << 20;
	char *text = mem_new(len);

	memset(text, 'x', len);
	memcpy(text + len - 6, "\nnext\n", 6);
	check_split(str_of(text, len), 100000, 1 << 20);
	check_split(str_of(text, len), 4096, 64);
	free(text);
}

/* Join lines that begin with a tab, as a caller does. */
static size_t
joined(struct str text, size_t chunk, size_t max, struct str *records,
    size_t room, char *copy)
{
	struct memory memory = { text, chunk };
	struct lines lines;
	struct str next;
	size_t count = 0;

	lines_open(&lines, memory_fill, &memory, 0, max);
	while (lines_next(&lines) && count < room) {
		while (lines_next_byte(&lines) == '\t' &&
		    lines_peek(&lines, &next) && str_starts(next, STR("\t")))
			lines_join(&lines);
		records[count] = str_of(copy, lines_record(&lines).len);
		memcpy(copy, lines_record(&lines).at, records[count].len);
		copy += records[count++].len;
	}
	lines_close(&lines);
	return count;
}

TEST(lines_that_continue_are_joined_at_every_chunk_size)
{
	struct str text = STR("a\n\tb\r\n\tc\r\nd\n\te\n\n\tf"), records[8];
	char copy[64];

	for (size_t chunk = 1; chunk <= text.len; chunk++) {
		CHECK_U64(joined(text, chunk, 20, records, 8, copy), 3);
		CHECK_STR(records[0], STR("a\n\tb\r\n\tc"));
		CHECK_STR(records[1], STR("d\n\te"));
		CHECK_STR(records[2], STR("\n\tf"));
	}
}

TEST(a_record_never_grows_over_its_limit)
{
	struct str text = STR("abc\n\tdef\n\tghi\n"), records[8];
	char copy[64];

	for (size_t chunk = 1; chunk <= text.len; chunk++) {
		CHECK_U64(joined(text, chunk, 8, records, 8, copy), 2);
		CHECK_STR(records[0], STR("abc\n\tdef"));
		CHECK_STR(records[1], STR("\tghi"));
	}
}

/* Records of a document, each followed by '|', cut ones by '!'. */
static struct str
objects_of(struct str text, size_t chunk, size_t max, char *out, size_t cap)
{
	struct memory memory = { text, chunk };
	struct lines lines;
	size_t used = 0;

	lines_open(&lines, memory_fill, &memory, 0, max);
	CHECK(lines_is_document(lines_head(&lines)));
	while (lines_next_object(&lines)) {
		struct str record = lines_record(&lines);

		CHECK(used + record.len + 1 < cap);
		CHECK(lines.cut || memcmp(text.at + lines_offset(&lines),
		    record.at, record.len) == 0);
		memcpy(out + used, record.at, record.len);
		used += record.len;
		out[used++] = lines.cut ? '!' : '|';
	}
	CHECK(lines_offset_after(&lines) == text.len);
	lines_close(&lines);
	return str_of(out, used);
}

TEST(the_objects_of_a_document_are_records)
{
	static const struct { struct str text, want; } rows[] = {
		{ STR_INIT("[{\"a\":1},{\"b\":[{}]}]\n"),
		    STR_INIT("{\"a\":1}|{\"b\":[{}]}|") },
		{ STR_INIT(" [{\n \"a\": \"}\\\"\"\n},\r\n {\"b\":1}\n]\n"),
		    STR_INIT("{\n \"a\": \"}\\\"\"\n}|{\"b\":1}|") },
		{ STR_INIT("\xef\xbb\xbf{\n\"a\":1}\n{\n\"b\":2}\n"),
		    STR_INIT("{\n\"a\":1}|{\n\"b\":2}|") },
		{ STR_INIT("{\"@odata.context\":\"https://x/\",\"n\":12,"
		    "\"value\":[{\"a\":1},{}],\"@odata.nextLink\":\"y\"}"),
		    STR_INIT("{\"a\":1}|{}|") },
		{ STR_INIT("[{\"a\":1}] \n[{\"a\":2}]"),
		    STR_INIT("{\"a\":1}|{\"a\":2}|") },
		/* a line among them; one that is torn; the end is missing */
		{ STR_INIT("[{\"a\":1}\nJan 1 x: {y}\n{\"b\":\"x\n{\"c\":1},{\"d"),
		    STR_INIT("{\"a\":1}|Jan 1 x: {y}|{\"b\":\"x|{\"c\":1}|{\"d|") },
	};
	char out[4096];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t chunk = 1; chunk < 100; chunk += 6)
			CHECK_STR(objects_of(rows[i].text, chunk, 1024, out,
			    sizeof out), rows[i].want);
}

TEST(an_object_that_is_too_long_is_cut_and_the_next_is_whole)
{
	char text[2000], out[4096];

	for (size_t fill = 200; fill < 800; fill += 13)
		for (size_t chunk = 50; chunk < 3000; chunk += 470) {
			int n = snprintf(text, sizeof text,
			    "[{\"a\":\"%0*d\"},{\"b\":2}]", (int)fill, 0);
			struct str got = objects_of(str_of(text, (size_t)n),
			    chunk, 200, out, sizeof out);

			CHECK(str_ends(got, STR("!{\"b\":2}|")));
			CHECK(got.len == 193 + 1 + 8);
		}
}

TEST(logs_of_lines_are_no_documents)
{
	CHECK(!lines_is_document(STR("")));
	CHECK(!lines_is_document(STR("[22-Nov-2026 04:10:10 +0000]: x")));
	CHECK(!lines_is_document(STR("{\"a\":1}\n{\"a\":2}\n")));
	CHECK(!lines_is_document(STR("[]\n")));
	CHECK(!lines_is_document(STR("Jan  1 00:00:00 h p: [{")));
	CHECK(lines_is_document(STR("  {  \n")));
}

TEST(a_record_can_be_taken_by_its_length)
{
	struct str text = STR("5 abcde3 f\ng4 hijk\nl\n");

	for (size_t chunk = 1; chunk <= text.len; chunk++) {
		struct memory memory = { text, chunk };
		struct lines lines;

		lines_open(&lines, memory_fill, &memory, 0, 20);
		CHECK_STR(lines_ahead(&lines, 3), STR("5 a"));
		lines_take(&lines, 7);
		CHECK_STR(lines_record(&lines), STR("5 abcde"));
		CHECK_STR(lines_ahead(&lines, 2), STR("3 "));
		lines_take(&lines, 5);
		CHECK_STR(lines_record(&lines), STR("3 f\ng"));
		lines_ahead(&lines, 1);
		lines_take(&lines, 6);
		CHECK_STR(lines_record(&lines), STR("4 hijk"));
		CHECK(lines_next(&lines));
		CHECK_STR(lines_record(&lines), STR("l"));
		CHECK_U64(lines_offset(&lines), 19);
		CHECK_U64(lines_ahead(&lines, 1).len, 0);
		lines_close(&lines);
	}
}

/* Many lines of a length that logs have, some joined to the one before. */
TEST(lines_of_a_log_are_split_as_a_plain_splitter_does)
{
	enum { BYTES = 400000, MAX = 2000 };
	static const size_t chunks[] = { 100, 4096, 65536, BYTES };
	char *text = mem_new(BYTES);
	unsigned seed = 7, plain = 0;

	for (size_t i = 0; i < BYTES; i++) {
		unsigned draw = (seed = seed * 1103515245 + 12345) >> 8;

		text[i] = draw % 150 == 0 ? '\n' : draw % 2001 == 0 ? '\xe9' :
		    draw % 1999 == 0 ? '\r' : (char)(' ' + draw / 256 % 95);
	}
	for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
		struct str all = str_of(text, BYTES), want, next, peeked;
		struct memory memory = { all, chunks[i] };
		struct lines lines;
		size_t at = 0, from;
		bool cut;

		lines_open(&lines, memory_fill, &memory, 0, MAX);
		while (from = at, oracle_line(all, &at, MAX, &want, &cut)) {
			MUST_CHECK(lines_next(&lines));
			CHECK_STR(lines_record(&lines), want);
			if (at % 5 == 0 && oracle_line(all, &at, MAX, &next,
			    &cut)) {
				CHECK(lines_peek(&lines, &peeked));
				CHECK_STR(peeked, next);
				lines_join(&lines);
				want.len = (size_t)(next.at + next.len -
				    want.at);
				CHECK_STR(lines_record(&lines), want);
			}
			CHECK_U64(lines_offset(&lines), from);
			CHECK_U64(lines_offset_after(&lines), at);
			CHECK(!lines.plain || scan_plain(want.at, want.len));
			plain += lines.plain;
		}
		CHECK(!lines_next(&lines));
		lines_close(&lines);
	}
	CHECK(plain > 2000);
	free(text);
}
