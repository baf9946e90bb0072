/* text: the report for a terminal or a mail, at most TEXT_COLUMNS wide.
 *
 * Everything is written in one language; bytes of logs are escaped before
 * they are measured and wrapped.  Escape sequences appear only when colour
 * is asked for, and only around words of our own. */
#include "report/report.h"

#include <string.h>

#include "report/catalogue.h"
#include "report/names.h"
#include "report/stamp.h"
#include "report/voice.h"

enum {
	TEXT_COLUMNS = 96,
	TEXT_FLAWED = 40,	/* inputs whose flaws are told */
	TEXT_SESSIONS = 40,	/* a screen or two; report.json has all */
	TEXT_PROOFS = 4,	/* named per figure, of those counted */
	TEXT_HOLES = 40,
	TEXT_NAMED = 6,		/* holes named beside a figure */
	TEXT_SAME = 12,		/* statements of one key in a row */
	SHORT_SHA = 6,		/* bytes of a SHA-256 that name a line here */
};

struct page {
	struct voice	      voice;
	struct buf	     *out;
	struct buf	      scratch;	/* what is about to be wrapped */
	bool		      colour;
	const struct answers *answers;
};

static const char *const grade_colours[GRADE_COUNT] = {
	[GRADE_CONFIRMED] = "\033[1;31m", [GRADE_PROBABLE] = "\033[31m",
	[GRADE_POSSIBLE] = "\033[33m", [GRADE_EXCLUDED] = "\033[32m",
	[GRADE_UNKNOWABLE] = "\033[36m",
};

static void
colour(struct page *page, const char *sequence)
{
	if (page->colour)
		buf_text(page->out, sequence);
}

/* Columns of valid UTF-8: its characters.  Wide ones count as one. */
static size_t
columns(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += (s.at[i] & 0xc0) != 0x80;
	return n;
}

/* As many bytes at the front as fit, without cutting a character. */
static size_t
fitting(struct str s, size_t room)
{
	size_t i, n = 0;

	for (i = 0; i < s.len; i++)
		if ((s.at[i] & 0xc0) != 0x80 && n++ == room)
			break;
	return i;
}

/* Put what scratch holds as a paragraph: words wrapped, lines after the first
 * indented by `indent`; `at` columns of the first are in use.  Words too long
 * for a line are cut. */
static void
paragraph(struct page *page, size_t indent, size_t at)
{
	struct str rest = buf_str(&page->scratch), word;
	size_t column = at;
	bool first = true;

	while (rest.len > 0) {
		if (!str_take_until_char(&rest, ' ', &word)) {
			word = rest;
			rest.len = 0;
		}
		if (!first && column + 1 + columns(word) > TEXT_COLUMNS) {
			buf_char(page->out, '\n');
			buf_fill(page->out, ' ', indent);
			column = indent;
		} else if (!first) {
			buf_char(page->out, ' ');
			column++;
		}
		while (column + columns(word) > TEXT_COLUMNS) {
			size_t n = fitting(word, TEXT_COLUMNS - column);

			buf_add(page->out, str_of(word.at, n));
			str_drop(&word, n);
			buf_char(page->out, '\n');
			buf_fill(page->out, ' ', indent);
			column = indent;
		}
		buf_add(page->out, word);
		column += columns(word);
		first = false;
	}
	buf_char(page->out, '\n');
	buf_reset(&page->scratch);
}

static void
heading(struct page *page, const char *key)
{
	buf_char(page->out, '\n');
	colour(page, "\033[1m");
	say_key(&page->voice, page->out, key);
	colour(page, "\033[0m");
	buf_char(page->out, '\n');
}

/* "[probable] " in its colour; columns used. */
static size_t
grade_put(struct page *page, enum grade grade)
{
	size_t from = page->scratch.len, used;

	say_word(&page->voice, &page->scratch, "grade",
	    str_from(grade_names[grade]));
	used = columns(str_of(page->scratch.at + from,
	    page->scratch.len - from));
	colour(page, grade_colours[grade]);
	buf_char(page->out, '[');
	buf_add(page->out, str_of(page->scratch.at + from,
	    page->scratch.len - from));
	buf_char(page->out, ']');
	colour(page, "\033[0m");
	buf_char(page->out, ' ');
	page->scratch.len = from;
	return used + 3;
}

/* A colon or semicolon as the language writes it, and a space. */
static void
joint(struct page *page, const char *key)
{
	say_key(&page->voice, &page->scratch, key);
	buf_char(&page->scratch, ' ');
}

/* "14 lines: 3f2a9c0d1b2e, 77aa..., 10 more" */
static void
proofs_say(struct page *page, const struct proof_list *proofs,
    const char *key)
{
	struct value n = value_count("n", proofs->count);

	say(&page->voice, &page->scratch, str_from(key), &n, 1);
	for (size_t i = 0; i < proofs->count && i < TEXT_PROOFS; i++) {
		const struct proof *proof =
		    &page->answers->proofs[proofs->at[i]];

		if (i == 0)
			joint(page, "punct.colon");
		else
			buf_text(&page->scratch, ", ");
		buf_hex(&page->scratch, proof->sha256, SHORT_SHA);
		if (proof->ordinal > 0)
			buf_printf(&page->scratch, "#%u", proof->ordinal);
	}
	if (proofs->count > TEXT_PROOFS) {
		n = value_count("n", proofs->count - TEXT_PROOFS);
		buf_text(&page->scratch, ", ");
		say(&page->voice, &page->scratch, STR("ui.more"), &n, 1);
	}
}

static void
holes_say(struct page *page, const struct figure *figure)
{
	struct buf names = { 0 };
	struct value holes;

	for (size_t i = 0; i < figure->hole_count && i < TEXT_NAMED; i++)
		buf_printf(&names, i == 0 ? "H%u" : ", H%u",
		    figure->holes[i] + 1);
	if (figure->hole_count > TEXT_NAMED)
		buf_printf(&names, ", +%zu", figure->hole_count - TEXT_NAMED);
	holes = value_text("holes", buf_str(&names));
	say(&page->voice, &page->scratch, STR("ui.hole.names"), &holes, 1);
	buf_fini(&names);
}

/* The dim second line of a statement or a figure. */
static void
proof_line(struct page *page, const struct proof_list *proofs,
    const struct proof_list *against, const struct figure *figure)
{
	size_t from = page->scratch.len;

	if (proofs->count > 0)
		proofs_say(page, proofs, "ui.proofs");
	if (against != NULL && against->count > 0) {
		if (page->scratch.len > from)
			joint(page, "punct.semicolon");
		proofs_say(page, against, "ui.against");
	}
	if (figure != NULL && figure->hole_count > 0) {
		if (page->scratch.len > from)
			joint(page, "punct.semicolon");
		holes_say(page, figure);
	}
	if (page->scratch.len == from)
		return;
	buf_fill(page->out, ' ', 6);
	colour(page, "\033[2m");
	paragraph(page, 6, 6);
	colour(page, "\033[0m");
}

/* Duties and steps are numbered, for they are no findings; the rest is
 * graded. */
static void
statement_put(struct page *page, int q, size_t i)
{
	const struct statement *statement =
	    &page->answers->answer[q].statements[i];
	size_t used = page->out->len;

	buf_text(page->out, "    ");
	if (q == Q8 || q == Q10) {
		buf_printf(page->out, "%zu. ", i + 1);
		used = page->out->len - used;
	} else {
		used = 4 + grade_put(page, statement->grade);
	}
	say_statement(&page->voice, &page->scratch, statement);
	paragraph(page, 6, used);
	if (statement->mark != NULL) {
		buf_fill(page->out, ' ', 6);
		say_mark(&page->voice, &page->scratch, statement);
		paragraph(page, 6, 6);
	}
	proof_line(page, &statement->proofs, &statement->against, NULL);
}

/* "Messages opened, a.durand: at least 12, at most 40 messages" */
static void
figure_put(struct page *page, const struct figure *figure)
{
	size_t used;

	buf_text(page->out, "    ");
	used = 4 + grade_put(page, figure->grade);
	say_key(&page->voice, &page->scratch, figure->key);
	if (figure->subject.len > 0) {
		buf_text(&page->scratch, ", ");
		say_text(&page->voice, &page->scratch, figure->subject);
	}
	joint(page, "punct.colon");
	say_interval(&page->voice, &page->scratch, figure);
	paragraph(page, 6, used);
	proof_line(page, &figure->proofs, NULL, figure);
}

static void
remainder_put(struct page *page, const char *key, size_t count)
{
	struct value n = value_count("n", count);

	if (count == 0)
		return;
	buf_text(page->out, "    ");
	say(&page->voice, &page->scratch, str_from(key), &n, 1);
	paragraph(page, 4, 4);
}

/* A row of statements that say the same of many things is cut; duties and
 * steps never are. */
static void
statements_put(struct page *page, int q)
{
	const struct answer *answer = &page->answers->answer[q];
	size_t same = 0, cut = 0;

	for (size_t i = 0; i < answer->statement_count; i++) {
		const char *key = answer->statements[i].key;

		same = i > 0 && str_eq(str_from(key),
		    str_from(answer->statements[i - 1].key)) ? same + 1 : 0;
		if (same == 0) {
			remainder_put(page, "ui.statements.rest", cut);
			cut = 0;
		}
		if (same < TEXT_SAME || q == Q8 || q == Q10)
			statement_put(page, q, i);
		else
			cut++;
	}
	remainder_put(page, "ui.statements.rest", cut);
}

static void
question_put(struct page *page, int q)
{
	const struct answer *answer = &page->answers->answer[q];
	size_t used;

	buf_char(page->out, '\n');
	colour(page, "\033[1m");
	buf_printf(page->out, "%-4s", q + 1 < 10 ?
	    (char[]){ 'Q', (char)('1' + q), '\0' } : "Q10");
	colour(page, "\033[0m");
	used = 4;
	if (q < Q8)		/* reminders and steps have no grade */
		used += grade_put(page, answer->grade);
	say_word(&page->voice, &page->scratch, "question",
	    str_from(question_names[q]));
	paragraph(page, 4, used);
	statements_put(page, q);
	for (size_t i = 0; i < answer->figure_count; i++)
		figure_put(page, &answer->figures[i]);
	if (answer->statement_count + answer->figure_count == 0) {
		buf_text(page->out, "    ");
		say_key(&page->voice, &page->scratch, "ui.no_answer");
		paragraph(page, 4, 4);
	}
}

/* "Label   value", the value wrapped. */
static void
fact_start(struct page *page, const char *key)
{
	enum { LABEL = 22 };
	size_t from = page->out->len, used;

	buf_text(page->out, "  ");
	say_key(&page->voice, page->out, key);
	used = columns(str_of(page->out->at + from, page->out->len - from));
	buf_fill(page->out, ' ', used < LABEL ? LABEL - used : 1);
}

static void
window_put(struct page *page, const struct report_options *options)
{
	const struct answers *answers = page->answers;
	struct value values[] = {
		value_time("from", answers->from),
		value_time("to", answers->to),
		value_text("zone", options->zone_name.len > 0 ?
		    options->zone_name : STR("UTC")),
	};

	fact_start(page, "ui.window.short");
	if (answers->to.ms == 0) {
		say_key(&page->voice, &page->scratch, "ui.window.none");
	} else {
		say(&page->voice, &page->scratch, STR("ui.window.value"),
		    values, 2);
		buf_text(&page->scratch, ", ");
		say(&page->voice, &page->scratch, STR("ui.zone"), values, 3);
	}
	paragraph(page, 22, 22);
}

static void
counts_put(struct page *page)
{
	const struct answers *answers = page->answers;
	struct value values[] = {
		value_count("lines", answers->lines),
		value_count("events", answers->events),
		value_count("damaged", answers->damaged),
		value_count("foreign", answers->foreign),
	};

	fact_start(page, "ui.counts");
	say(&page->voice, &page->scratch, STR("ui.counts.value"), values,
	    sizeof values / sizeof *values);
	paragraph(page, 22, 22);
	fact_start(page, "ui.incidents");
	say_number(&page->voice, &page->scratch, answers->incidents);
	paragraph(page, 22, 22);
}

/* Two lines a session: when and who, then from where and why. */
static void
session_put(struct page *page, const struct verdict *verdict)
{
	char start[STAMP_TEXT], end[STAMP_TEXT];
	size_t used;

	buf_text(page->out, "    ");
	used = 4 + grade_put(page, verdict->grade);
	buf_add(&page->scratch, stamp_local(verdict->start, page->voice.zone,
	    false, start));
	buf_text(&page->scratch, " - ");
	buf_add(&page->scratch, stamp_local(verdict->end, page->voice.zone,
	    false, end));
	buf_text(&page->scratch, "  ");
	say_text(&page->voice, &page->scratch, verdict->account);
	buf_text(&page->scratch, "  ");
	say_name(&page->voice, &page->scratch, "service", verdict->service);
	buf_text(&page->scratch, "  ");
	if (verdict->address.len > 0)
		say_text(&page->voice, &page->scratch, verdict->address);
	else
		say_key(&page->voice, &page->scratch, "ui.no_address");
	paragraph(page, 6, used);
	buf_fill(page->out, ' ', 6);
	colour(page, "\033[2m");
	say_key(&page->voice, &page->scratch, verdict->why);
	if (verdict->proofs.count > 0) {
		joint(page, "punct.semicolon");
		proofs_say(page, &verdict->proofs, "ui.proofs");
	}
	paragraph(page, 6, 6);
	colour(page, "\033[0m");
}

static void
sessions_put(struct page *page)
{
	const struct answers *answers = page->answers;
	size_t shown = 0, backend = 0, excluded = 0, rest = 0;

	heading(page, "ui.sessions");
	for (size_t i = 0; i < answers->verdict_count; i++) {
		if (answers->verdicts[i].grade == GRADE_EXCLUDED) {
			excluded++;
		} else if (answers->verdicts[i].backend) {
			backend++;
		} else if (shown < TEXT_SESSIONS) {
			session_put(page, &answers->verdicts[i]);
			shown++;
		} else {
			rest++;
		}
	}
	if (answers->verdict_count == 0) {
		buf_text(page->out, "    ");
		say_key(&page->voice, &page->scratch, "ui.sessions.none");
		paragraph(page, 4, 4);
	}
	remainder_put(page, "ui.sessions.rest", rest);
	remainder_put(page, "ui.sessions.backend", backend);
	remainder_put(page, "ui.sessions.excluded", excluded);
}

/* "H1  dovecot@mail  2025-... - 2025-...  Q4, Q5: reason" */
static void
hole_put(struct page *page, size_t number)
{
	const struct hole *hole = &page->answers->holes[number];
	char text[STAMP_TEXT];
	const char *between = "  ";
	size_t used = page->out->len;

	buf_printf(page->out, "    H%-4zu", number + 1);
	used = page->out->len - used;
	if (hole->stream.len > 0)
		say_text(&page->voice, &page->scratch, hole->stream);
	else
		say_key(&page->voice, &page->scratch, "ui.any_stream");
	buf_text(&page->scratch, "  ");
	buf_add(&page->scratch, stamp_local(hole->from, page->voice.zone,
	    false, text));
	buf_text(&page->scratch, " - ");
	buf_add(&page->scratch, stamp_local(hole->to, page->voice.zone, false,
	    text));
	for (int q = 0; q < Q_COUNT; q++) {
		if (hole->hurts >> q & 1) {
			buf_printf(&page->scratch, "%sQ%d", between, q + 1);
			between = " ";
		}
	}
	joint(page, "punct.colon");
	say_key(&page->voice, &page->scratch, hole->why);
	paragraph(page, 9, used);
}

static void
holes_put(struct page *page)
{
	const struct answers *answers = page->answers;

	heading(page, "ui.holes");
	for (size_t i = 0; i < answers->hole_count && i < TEXT_HOLES; i++)
		hole_put(page, i);
	if (answers->hole_count == 0) {
		buf_text(page->out, "    ");
		say_key(&page->voice, &page->scratch, "ui.hole.none");
		paragraph(page, 4, 4);
	}
	if (answers->hole_count > TEXT_HOLES)
		remainder_put(page, "ui.holes.rest",
		    answers->hole_count - TEXT_HOLES);
}

static void
flaws_put(struct page *page, const struct input *input)
{
	if (!say_flaws(&page->voice, &page->scratch, input))
		return;
	buf_text(page->out, "    ");
	paragraph(page, 6, 4);
}

static void
input_notes_put(struct page *page, const struct input *input)
{
	struct value values[] = {
		value_text("path", input->path),
		value_text("error", input->error),
		value_text("other", input->copy_of),
		value_count("count", input->missed),
		value_count("total", input->lines),
	};
	const struct { const char *key; bool told; } notes[] = {
		{ input->copy_part ? "note.copy_part" : "note.copy", input->copy_of.len > 0 },
		{ "note.no_log", input->no_log },
		{ "note.missed", input->missed > 0 },
		{ "note.unread", input->error.len > 0 },
	};

	if (input->trouble != NULL)
		values[1] = (struct value){ .name = "error",
			.type = VALUE_KEY, .text = str_from(input->trouble) };
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (notes[i].told) {
			buf_text(page->out, "    ");
			say(&page->voice, &page->scratch,
			    str_from(notes[i].key), values, 5);
			paragraph(page, 6, 4);
		}
}

static void
notes_put(struct page *page, const struct input *inputs, size_t count)
{
	const struct answers *answers = page->answers;

	if (answers->note_count > 0)
		heading(page, "ui.notes");
	for (size_t i = 0; i < answers->note_count; i++) {
		buf_text(page->out, "    ");
		say_statement(&page->voice, &page->scratch,
		    &answers->notes[i]);
		paragraph(page, 6, 4);
	}
	for (size_t i = 0; i < count; i++) {
		if (i < TEXT_FLAWED)
			flaws_put(page, &inputs[i]);
		input_notes_put(page, &inputs[i]);
	}
}

/* What kind of report this is, before it says anything else. */
static void
marks_put(struct page *page)
{
	if (page->answers->quick) {
		say_key(&page->voice, &page->scratch, "ui.mark.quick");
		paragraph(page, 0, 0);
	}
	if (page->answers->pseudonymised) {
		say_key(&page->voice, &page->scratch,
		    "ui.mark.pseudonymised");
		paragraph(page, 0, 0);
	}
}

bool
report_text(const struct answers *answers, const struct input *inputs,
    size_t count, const struct report_options *options, struct buf *out,
    struct err *err)
{
	struct catalogue catalogue;
	struct page page = { .out = out, .answers = answers,
		.colour = options->colour };

	if (!catalogue_open(&catalogue, options->lang.len > 0 ?
	    options->lang : str_from(catalogue_langs[0]), err))
		return false;
	page.voice = (struct voice){ &catalogue, options->zone, MARKUP_TEXT };
	colour(&page, "\033[1m");
	buf_text(out, "beffroi  ");
	say_key(&page.voice, out, "ui.title");
	colour(&page, "\033[0m");
	buf_char(out, '\n');
	marks_put(&page);
	window_put(&page, options);
	counts_put(&page);
	for (int q = 0; q < Q_COUNT; q++)
		question_put(&page, q);
	sessions_put(&page);
	holes_put(&page);
	notes_put(&page, inputs, count);
	buf_fini(&page.scratch);
	catalogue_close(&catalogue);
	return true;
}
