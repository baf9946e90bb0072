/* json: report.json, the report for machines and for comparing.
 *
 *	{
 *	  "beffroi": {"schema":1},
 *	  "answers": {
 *	    "window": {"from":"...Z","to":"...Z"},
 *	    "questions": {
 *	      "q1": {
 *	        "grade": "confirmed",
 *	        "statements": [
 *	          {"key":"q1.span",...},
 *
 * The outline is indented, each item of a list is one compact row, so that
 * a diff of two reports shows the facts that changed.  No prose: statements
 * are keys with values.  Values of a statement keep their type: text and
 * times are strings, counts numbers, the rest {"ms":n}, {"bytes":n} and
 * {"key":"..."}.
 *
 * Cells of coverage are run-length text, one letter and a number of hours:
 * P proven, p partial, n none: "P30n4P2". */
#include "report/report.h"


#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "report/names.h"
#include "report/stamp.h"

/* The outline around the rows. */
struct outline {
	struct buf     *out;
	struct json_out row;		/* the row in the making */
	unsigned	depth;
	bool		comma;		/* an item precedes on this level */
};

static void
line_start(struct outline *outline)
{
	buf_text(outline->out, outline->comma ? ",\n" : "\n");
	buf_fill(outline->out, ' ', 2 * (size_t)outline->depth);
	outline->comma = true;
}

static void
key(struct outline *outline, const char *name)
{
	line_start(outline);
	buf_printf(outline->out, "\"%s\": ", name);
}

static void
level_open(struct outline *outline, char bracket)
{
	buf_char(outline->out, bracket);
	outline->depth++;
	outline->comma = false;
}

static void
level_close(struct outline *outline, char bracket)
{
	outline->depth--;
	if (outline->comma) {
		buf_char(outline->out, '\n');
		buf_fill(outline->out, ' ', 2 * (size_t)outline->depth);
	}
	buf_char(outline->out, bracket);
	outline->comma = true;
}

static void
list_open(struct outline *outline, const char *name)
{
	key(outline, name);
	level_open(outline, '[');
}

/* The row is complete: give its bytes to the document. */
static void
row_put(struct outline *outline)
{
	buf_add(outline->out, json_str(&outline->row));
	json_reset(&outline->row);
}

static void
item(struct outline *outline)
{
	line_start(outline);
	row_put(outline);
}

static void
time_member(struct json_out *row, const char *name, struct event_time time)
{
	char text[STAMP_TEXT];

	json_member(row, name, stamp_utc(time, text));
}

static void
numbers_member(struct json_out *row, const char *name, const uint32_t *numbers,
    size_t count)
{
	json_key(row, name);
	json_array(row);
	for (size_t i = 0; i < count; i++)
		json_u64(row, numbers[i]);
	json_array_end(row);
}

static void
value_put(struct json_out *row, const struct value *value)
{
	char text[STAMP_TEXT];

	switch (value->type) {
	case VALUE_TEXT:
		json_text(row, value->text);
		return;
	case VALUE_TIME:
		json_text(row,
		    stamp_utc((struct event_time){ value->number }, text));
		return;
	case VALUE_COUNT_OF:
		json_i64(row, value->number);
		return;
	case VALUE_DURATION_MS:
	case VALUE_BYTES:
		json_object(row);
		json_key(row, value->type == VALUE_BYTES ? "bytes" : "ms");
		json_i64(row, value->number);
		json_object_end(row);
		return;
	case VALUE_KEY:
		json_object(row);
		json_member(row, "key", value->text);
		json_object_end(row);
		return;
	}
	json_null(row);
}

static void
statement_row(struct outline *outline, const struct statement *statement)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_member(row, "key", str_from(statement->key));
	json_member(row, "grade", str_from(grade_names[statement->grade]));
	json_key(row, "values");
	json_object(row);
	for (size_t i = 0; i < statement->value_count; i++) {
		json_key_str(row, str_from(statement->values[i].name));
		value_put(row, &statement->values[i]);
	}
	json_object_end(row);
	numbers_member(row, "lines", statement->proofs.at,
	    statement->proofs.count);
	numbers_member(row, "against", statement->against.at,
	    statement->against.count);
	if (statement->mark != NULL) {
		json_key(row, "mark");
		json_object(row);
		json_member(row, "verdict", str_from(statement->mark));
		json_member(row, "reason", statement->reason);
		json_member(row, "author", statement->author);
		json_object_end(row);
	}
	json_object_end(row);
	item(outline);
}

static void
figure_row(struct outline *outline, const struct figure *figure)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_member(row, "id", figure->id);
	json_member(row, "key", str_from(figure->key));
	json_member(row, "unit", str_from(figure->unit));
	json_member(row, "subject", figure->subject);
	json_member_u64(row, "at_least", figure->at_least);
	json_key(row, "at_most");
	if (figure->at_most == AT_MOST_UNKNOWN)
		json_null(row);
	else
		json_u64(row, figure->at_most);
	json_member(row, "grade", str_from(grade_names[figure->grade]));
	numbers_member(row, "lines", figure->proofs.at, figure->proofs.count);
	numbers_member(row, "holes", figure->holes, figure->hole_count);
	json_object_end(row);
	item(outline);
}

static void
statements_put(struct outline *outline, const char *name,
    const struct statement *statements, size_t count)
{
	list_open(outline, name);
	for (size_t i = 0; i < count; i++)
		statement_row(outline, &statements[i]);
	level_close(outline, ']');
}

static void
questions_put(struct outline *outline, const struct answers *answers)
{
	key(outline, "questions");
	level_open(outline, '{');
	for (int q = 0; q < Q_COUNT; q++) {
		const struct answer *answer = &answers->answer[q];

		key(outline, question_names[q]);
		level_open(outline, '{');
		key(outline, "grade");
		buf_printf(outline->out, "\"%s\"", grade_names[answer->grade]);
		statements_put(outline, "statements", answer->statements,
		    answer->statement_count);
		list_open(outline, "figures");
		for (size_t i = 0; i < answer->figure_count; i++)
			figure_row(outline, &answer->figures[i]);
		level_close(outline, ']');
		level_close(outline, '}');
	}
	level_close(outline, '}');
}

static void
session_row(struct outline *outline, const struct verdict *verdict)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_member(row, "account", verdict->account);
	json_member(row, "service", verdict->service);
	json_member(row, "address", verdict->address);
	json_member(row, "device", verdict->device);
	time_member(row, "start", verdict->start);
	time_member(row, "end", verdict->end);
	json_member(row, "grade", str_from(grade_names[verdict->grade]));
	json_member(row, "why", str_from(verdict->why));
	json_member_u64(row, "visit", verdict->visit);
	json_member(row, "ended", str_from(verdict->ended));
	json_key(row, "backend");
	json_bool(row, verdict->backend);
	numbers_member(row, "lines", verdict->proofs.at,
	    verdict->proofs.count);
	json_object_end(row);
	item(outline);
}

static void
hole_row(struct outline *outline, const struct hole *hole)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_member(row, "stream", hole->stream);
	time_member(row, "from", hole->from);
	time_member(row, "to", hole->to);
	json_key(row, "partial");
	json_bool(row, hole->partial);
	json_member(row, "why", str_from(hole->why));
	json_key(row, "hurts");
	json_array(row);
	for (int q = 0; q < Q_COUNT; q++)
		if (hole->hurts >> q & 1)
			json_text(row, str_from(question_names[q]));
	json_array_end(row);
	json_object_end(row);
	item(outline);
}

/* "P30n4P2" */
static void
cells_put(struct json_out *row, const struct coverage *coverage)
{
	static const char letters[] = {
		[COVER_NONE] = 'n', [COVER_PARTIAL] = 'p', [COVER_PROVEN] = 'P',
	};
	struct buf text = { 0 };

	for (size_t from = 0, to; from < coverage->hours; from = to) {
		uint8_t cell = coverage->cells[from];

		for (to = from + 1; to < coverage->hours &&
		    coverage->cells[to] == cell; to++)
			continue;
		buf_char(&text,
		    cell < sizeof letters ? letters[cell] : letters[0]);
		buf_u64(&text, to - from);
	}
	json_text(row, buf_str(&text));
	buf_fini(&text);
}

static void
coverage_row(struct outline *outline, const struct coverage *coverage)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_member(row, "stream", coverage->stream);
	time_member(row, "first_hour", coverage->first_hour);
	json_key(row, "cells");
	cells_put(row, coverage);
	json_member_u64(row, "events", coverage->events);
	json_member_u64(row, "damaged", coverage->damaged);
	json_member_u64(row, "undated", coverage->undated);
	json_object_end(row);
	item(outline);
}

static void
line_row(struct outline *outline, const struct proof *proof)
{
	struct json_out *row = &outline->row;

	json_object(row);
	json_key(row, "sha256");
	json_hex(row, proof->sha256, sizeof proof->sha256);
	json_member_u64(row, "ordinal", proof->ordinal);
	time_member(row, "time", proof->time);
	if (proof->ahead_ms != 0)
		time_member(row, "written", (struct event_time){
		    proof->time.ms + proof->ahead_ms });
	json_member(row, "stream", proof->stream);
	json_member(row, "kind", proof->kind);
	json_object_end(row);
	item(outline);
}

static void
window_put(struct outline *outline, const struct answers *answers)
{
	key(outline, "window");
	if (answers->to.ms == 0) {	/* from and to mean nothing */
		buf_text(outline->out, "null");
		return;
	}
	json_object(&outline->row);
	time_member(&outline->row, "from", answers->from);
	time_member(&outline->row, "to", answers->to);
	json_object_end(&outline->row);
	row_put(outline);
}

static void
counts_put(struct outline *outline, const struct answers *answers)
{
	key(outline, "counts");
	json_object(&outline->row);
	json_member_u64(&outline->row, "lines", answers->lines);
	json_member_u64(&outline->row, "events", answers->events);
	json_member_u64(&outline->row, "damaged", answers->damaged);
	json_member_u64(&outline->row, "foreign", answers->foreign);
	json_member_u64(&outline->row, "undated", answers->undated);
	json_object_end(&outline->row);
	row_put(outline);
}

/* A list of the answers: its name, and a row for each item. */
#define LIST_PUT(outline, name, row, items, count) do {			\
	list_open(outline, name);					\
	for (size_t list_i = 0; list_i < (count); list_i++)		\
		row(outline, &(items)[list_i]);				\
	level_close(outline, ']');					\
} while (0)

static void
answers_put(struct outline *outline, const struct answers *answers)
{
	level_open(outline, '{');
	window_put(outline, answers);
	key(outline, "incidents");
	buf_u64(outline->out, answers->incidents);
	questions_put(outline, answers);
	LIST_PUT(outline, "sessions", session_row, answers->verdicts,
	    answers->verdict_count);
	LIST_PUT(outline, "holes", hole_row, answers->holes,
	    answers->hole_count);
	LIST_PUT(outline, "coverage", coverage_row, answers->coverage,
	    answers->coverage_count);
	statements_put(outline, "notes", answers->notes, answers->note_count);
	counts_put(outline, answers);
	LIST_PUT(outline, "lines", line_row, answers->proofs,
	    answers->proof_count);
	level_close(outline, '}');
}

/* The proofs by input: those of input n are numbers[starts[n]] up to
 * numbers[starts[n + 1]], in their own order. */
struct located {
	size_t	 *starts;		/* one more than inputs */
	uint32_t *numbers;
};

static void
located_make(struct located *located, const struct answers *answers,
    size_t inputs)
{
	size_t *next = mem_zero((inputs + 2) * sizeof *next);

	located->numbers = mem_new(answers->proof_count * sizeof(uint32_t));
	located->starts = next;
	for (size_t i = 0; i < answers->proof_count; i++)
		if (answers->proofs[i].input < inputs)
			next[answers->proofs[i].input + 2]++;
	for (size_t n = 2; n < inputs + 2; n++)
		next[n] += next[n - 1];
	for (uint32_t i = 0; i < answers->proof_count; i++)
		if (answers->proofs[i].input < inputs)
			located->numbers[next[answers->proofs[i].input + 1]++] =
			    i;
}

/* Where the lines of the answers stand in this input: [line, offset, length],
 * the line by its index in answers.lines. */
static void
located_put(struct outline *outline, const struct answers *answers,
    const struct located *located, size_t input)
{
	struct json_out *row = &outline->row;

	list_open(outline, "located");
	for (size_t at = located->starts[input];
	    at < located->starts[input + 1]; at++) {
		uint32_t i = located->numbers[at];
		const struct proof *proof = &answers->proofs[i];

		json_array(row);
		json_u64(row, i);
		json_u64(row, proof->offset);
		json_u64(row, proof->length);
		json_array_end(row);
		item(outline);
	}
	level_close(outline, ']');
}

static bool
is_zero(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void
input_put(struct outline *outline, const struct input *input)
{
	const struct { const char *name; uint64_t number; } numbers[] = {
		{ "bytes", input->bytes },
		{ "plain_bytes", input->plain_bytes },
		{ "lines", input->lines },
		{ "events", input->events },
		{ "damaged", input->damaged },
		{ "foreign", input->foreign },
		{ "undated", input->undated },
		{ "missed", input->missed },
	};

	key(outline, "path");
	json_text(&outline->row, input->path);
	row_put(outline);
	key(outline, "copy_of");
	if (input->copy_of.len == 0)
		json_null(&outline->row);
	else
		json_text(&outline->row, input->copy_of);
	row_put(outline);
	key(outline, "copy_part");
	json_bool(&outline->row, input->copy_part);
	row_put(outline);
	key(outline, "no_log");
	json_bool(&outline->row, input->no_log);
	row_put(outline);
	key(outline, "member");
	json_bool(&outline->row, input->is_member);
	row_put(outline);
	key(outline, "sha256");
	if (is_zero(input->sha256, sizeof input->sha256))
		json_null(&outline->row);	/* never read to its end */
	else
		json_hex(&outline->row, input->sha256, sizeof input->sha256);
	row_put(outline);
	key(outline, "mtime");
	json_text(&outline->row,
	    stamp_utc((struct event_time){ input->mtime_ms },
	    (char[STAMP_TEXT]){ 0 }));
	row_put(outline);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		key(outline, numbers[i].name);
		buf_u64(outline->out, numbers[i].number);
	}
	key(outline, "flaws");
	json_object(&outline->row);
	for (int i = 0; i < FLAW_COUNT; i++) {
		json_key_str(&outline->row, str_from(flaw_names[i]));
		json_u64(&outline->row, input->flaws[i]);
	}
	json_object_end(&outline->row);
	row_put(outline);
	key(outline, "error");
	if (input->error.len == 0)
		json_null(&outline->row);
	else
		json_text(&outline->row, input->error);
	row_put(outline);
}

static void
inputs_put(struct outline *outline, const struct answers *answers,
    const struct input *inputs, size_t count)
{
	struct located located;

	located_make(&located, answers, count);
	level_open(outline, '[');
	for (size_t i = 0; i < count; i++) {
		line_start(outline);
		level_open(outline, '{');
		input_put(outline, &inputs[i]);
		located_put(outline, answers, &located, i);
		level_close(outline, '}');
	}
	level_close(outline, ']');
	free(located.starts);
	free(located.numbers);
}

void
report_json(const struct answers *answers, const struct input *inputs,
    size_t count, struct buf *out)
{
	struct outline outline = { .out = out };

	json_init(&outline.row);
	level_open(&outline, '{');
	key(&outline, "beffroi");
	buf_text(out, "{\"schema\":1");
	buf_text(out, answers->quick ? ",\"quick\":true" : "");
	buf_text(out, answers->pseudonymised ? ",\"pseudonymised\":true" : "");
	buf_char(out, '}');
	key(&outline, "answers");
	answers_put(&outline, answers);
	key(&outline, "inputs");
	inputs_put(&outline, answers, inputs, count);
	level_close(&outline, '}');
	buf_char(out, '\n');
	json_fini(&outline.row);
}

void
report_json_answers(const struct answers *answers, struct buf *out)
{
	struct outline outline = { .out = out, .depth = 1 };

	json_init(&outline.row);
	answers_put(&outline, answers);
	json_fini(&outline.row);
}
