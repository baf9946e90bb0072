/* html_tables: the annexes of the page: sessions, coverage, lines, inputs. */
#include "report/names.h"
#include "report/sheet.h"
#include "report/stamp.h"

/* A table in a box that scrolls sideways, below a heading. */
static void
table_open(struct sheet *sheet, const char *id, const char *key)
{
	char title[64];

	buf_printf(sheet->out, "<section id=\"%s\" aria-labelledby=\"%s-title\">"
	    "\n<h2 id=\"%s-title\">", id, id, id);
	snprintf(title, sizeof title, "@{%s}</h2>\n", key);
	sheet_put(sheet, title);
}

static void
box_open(struct sheet *sheet, const char *id, const char *class)
{
	buf_printf(sheet->out, "<div class=\"wide\" tabindex=\"0\" "
	    "role=\"group\" aria-labelledby=\"%s-title\">\n"
	    "<table class=\"%s sortable\">\n<thead><tr>", id, class);
}

/* A column of that title; numbers stand right. */
static void
column(struct sheet *sheet, const char *key, bool number)
{
	char markup[96];

	snprintf(markup, sizeof markup, "<th scope=\"col\"%s>@{%s}</th>",
	    number ? " class=\"num\"" : "", key);
	sheet_put(sheet, markup);
}

static void
box_rows(struct sheet *sheet)
{
	buf_text(sheet->out, "</tr></thead>\n<tbody>\n");
}

static void
box_close(struct sheet *sheet)
{
	buf_text(sheet->out, "</tbody>\n</table>\n</div>\n");
}

static void
table_close(struct sheet *sheet)
{
	buf_text(sheet->out, "</section>\n");
}

static void
cell(struct sheet *sheet)
{
	buf_text(sheet->out, "</td><td>");
}

static void
session_row(struct sheet *sheet, const struct verdict *verdict)
{
	buf_text(sheet->out, "<tr>");
	sheet_grade_cell(sheet, verdict->grade);
	buf_text(sheet->out, "<th scope=\"row\">");
	sheet_text(sheet, verdict->account);
	buf_text(sheet->out, "</th><td>");
	SHEET_EACH(sheet, say_name(voice, sheet->out, "service",
	    verdict->service));
	if (verdict->backend)
		sheet_put(sheet, "<div class=\"device\">"
		    "@{ui.session.backend}</div>");
	buf_text(sheet->out, "</td><td class=\"from\">");
	if (verdict->address.len > 0)
		sheet_text(sheet, verdict->address);
	else
		sheet_put(sheet, "<span class=\"device\">@{ui.no_address}"
		    "</span>");
	if (verdict->device.len > 0) {
		buf_text(sheet->out, "<div class=\"device\">");
		sheet_text(sheet, verdict->device);
		buf_text(sheet->out, "</div>");
	}
	buf_text(sheet->out, "</td><td class=\"when\">");
	sheet_time(sheet, verdict->start);
	buf_text(sheet->out, "<br>");
	sheet_time(sheet, verdict->end);
	buf_text(sheet->out, "<div class=\"device\">");
	SHEET_EACH(sheet, say_word(voice, sheet->out, "ended",
	    str_from(verdict->ended)));
	buf_text(sheet->out, "</div></td><td class=\"why\">");
	SHEET_EACH(sheet, say_key(voice, sheet->out, verdict->why));
	buf_text(sheet->out, "</td>");
	sheet_number_cell(sheet, verdict->visit);
	buf_text(sheet->out, "<td>");
	sheet_proofs(sheet, &verdict->proofs, "ui.proofs");
	buf_text(sheet->out, "</td></tr>\n");
}

/* The sessions that are theirs, or those that are surely not. */
static void
sessions_box(struct sheet *sheet, bool excluded)
{
	size_t rows = 0;

	box_open(sheet, "sessions", "sessions");
	column(sheet, "ui.grade", false);
	column(sheet, "ui.account", false);
	column(sheet, "ui.service", false);
	column(sheet, "ui.from_where", false);
	column(sheet, "ui.start_end", false);
	column(sheet, "ui.why", false);
	column(sheet, "ui.visit", true);
	column(sheet, "ui.proof", false);
	box_rows(sheet);
	for (size_t i = 0; i < sheet->answers->verdict_count; i++) {
		const struct verdict *verdict = &sheet->answers->verdicts[i];

		if ((verdict->grade == GRADE_EXCLUDED) == excluded &&
		    rows++ < SHEET_ROWS)
			session_row(sheet, verdict);
	}
	box_close(sheet);
	sheet_rest(sheet, rows > SHEET_ROWS ? rows - SHEET_ROWS : 0);
}

static void
sessions_put(struct sheet *sheet)
{
	const struct answers *answers = sheet->answers;
	struct value n;
	size_t excluded = 0;

	for (size_t i = 0; i < answers->verdict_count; i++)
		excluded += answers->verdicts[i].grade == GRADE_EXCLUDED;
	table_open(sheet, "sessions", "ui.sessions");
	if (answers->verdict_count == 0)
		sheet_put(sheet, "<p>@{ui.sessions.none}</p>\n");
	if (answers->verdict_count > excluded)
		sessions_box(sheet, false);
	if (excluded > 0) {
		n = value_count("n", excluded);
		buf_text(sheet->out, "<details class=\"fold\"><summary>");
		sheet_say(sheet, "ui.sessions.excluded", &n, 1);
		buf_text(sheet->out, "</summary>\n");
		sessions_box(sheet, true);
		buf_text(sheet->out, "</details>\n");
	}
	table_close(sheet);
}

static void
hole_row(struct sheet *sheet, size_t number)
{
	const struct hole *hole = &sheet->answers->holes[number];
	const char *between = "";

	buf_printf(sheet->out, "<tr id=\"h%zu\"><th scope=\"row\">H%zu</th><td>",
	    number + 1, number + 1);
	if (hole->stream.len > 0)
		sheet_text(sheet, hole->stream);
	else
		sheet_put(sheet, "@{ui.any_stream}");
	buf_text(sheet->out, "</td><td class=\"when\">");
	sheet_time(sheet, hole->from);
	buf_text(sheet->out, "</td><td class=\"when\">");
	sheet_time(sheet, hole->to);
	cell(sheet);
	sheet_put(sheet, hole->partial ? "@{ui.kind.hole.partial}" :
	    "@{ui.kind.hole.none}");
	cell(sheet);
	SHEET_EACH(sheet, say_key(voice, sheet->out, hole->why));
	cell(sheet);
	for (int q = 0; q < Q_COUNT; q++) {
		if (hole->hurts >> q & 1) {
			buf_printf(sheet->out, "%s<a href=\"#q%d\">Q%d</a>",
			    between, q + 1, q + 1);
			between = " ";
		}
	}
	buf_text(sheet->out, "</td></tr>\n");
}

static void
holes_put(struct sheet *sheet)
{
	sheet_put(sheet, "<h3 id=\"holes-title\">@{ui.holes}</h3>\n");
	if (sheet->answers->hole_count == 0) {
		sheet_put(sheet, "<p>@{ui.hole.none}</p>\n");
		return;
	}
	box_open(sheet, "holes", "holes");
	column(sheet, "ui.hole", false);
	column(sheet, "ui.stream", false);
	column(sheet, "ui.from", false);
	column(sheet, "ui.to", false);
	column(sheet, "ui.extent", false);
	column(sheet, "ui.why", false);
	column(sheet, "ui.hurts", false);
	box_rows(sheet);
	for (size_t i = 0; i < sheet->answers->hole_count && i < SHEET_ROWS; i++)
		hole_row(sheet, i);
	box_close(sheet);
	sheet_rest(sheet, sheet->answers->hole_count > SHEET_ROWS
	    ? sheet->answers->hole_count - SHEET_ROWS : 0);
}

static void
coverage_row(struct sheet *sheet, const struct coverage *coverage)
{
	uint64_t hours[3] = { 0 }, lines = 0;

	for (size_t i = 0; i < coverage->hours; i++) {
		hours[coverage->cells[i] <= COVER_PROVEN ?
		    coverage->cells[i] : COVER_NONE]++;
		lines += coverage->lines == NULL ? 0 : coverage->lines[i];
	}
	buf_text(sheet->out, "<tr><th scope=\"row\">");
	sheet_text(sheet, coverage->stream);
	buf_text(sheet->out, "</th><td class=\"when\">");
	sheet_time(sheet, coverage->first_hour);
	buf_text(sheet->out, "</td>");
	sheet_number_cell(sheet, hours[COVER_PROVEN]);
	sheet_number_cell(sheet, hours[COVER_PARTIAL]);
	sheet_number_cell(sheet, hours[COVER_NONE]);
	sheet_number_cell(sheet, lines);
	sheet_number_cell(sheet, coverage->events);
	sheet_number_cell(sheet, coverage->damaged);
	sheet_number_cell(sheet, coverage->undated);
	buf_text(sheet->out, "</tr>\n");
}

static void
coverage_put(struct sheet *sheet)
{
	table_open(sheet, "coverage", "ui.coverage");
	sheet_coverage(sheet);
	sheet_put(sheet, "<details class=\"fold\"><summary>@{ui.coverage.table}"
	    "</summary>\n");
	box_open(sheet, "coverage", "coverage");
	column(sheet, "ui.stream", false);
	column(sheet, "ui.first_hour", false);
	column(sheet, "ui.hours.proven", true);
	column(sheet, "ui.hours.partial", true);
	column(sheet, "ui.hours.none", true);
	column(sheet, "ui.counts", true);
	column(sheet, "ui.events", true);
	column(sheet, "ui.damaged", true);
	column(sheet, "ui.undated", true);
	box_rows(sheet);
	for (size_t i = 0; i < sheet->answers->coverage_count &&
	    i < SHEET_ROWS; i++)
		coverage_row(sheet, &sheet->answers->coverage[i]);
	box_close(sheet);
	sheet_rest(sheet, sheet->answers->coverage_count > SHEET_ROWS
	    ? sheet->answers->coverage_count - SHEET_ROWS : 0);
	buf_text(sheet->out, "</details>\n");
	holes_put(sheet);
	table_close(sheet);
}

/* What the line's own clock said. */
static void
written_put(struct sheet *sheet, struct event_time time)
{
	char local[STAMP_TEXT];

	sheet_put(sheet, "<br>@{ui.written} ");
	buf_printf(sheet->out, STR_FMT, STR_ARG(stamp_local(time,
	    sheet->options->zone, true, local)));
}

static void
line_row(struct sheet *sheet, size_t number)
{
	const struct proof *proof = &sheet->answers->proofs[number];
	char utc[STAMP_TEXT], local[STAMP_TEXT];

	buf_printf(sheet->out, "<tr id=\"l%zu\"><th scope=\"row\">%zu</th>"
	    "<td class=\"when\"><time datetime=\"" STR_FMT "\">" STR_FMT
	    "</time>", number + 1, number + 1,
	    STR_ARG(stamp_utc(proof->time, utc)),
	    STR_ARG(stamp_local(proof->time, sheet->options->zone, true,
	    local)));
	if (proof->ahead_ms != 0)
		written_put(sheet, (struct event_time){
		    proof->time.ms + proof->ahead_ms });
	buf_text(sheet->out, "</td><td>");
	sheet_text(sheet, proof->stream);
	cell(sheet);
	SHEET_EACH(sheet, say_name(voice, sheet->out, "kind", proof->kind));
	buf_text(sheet->out, "</td><td class=\"sha\">");
	buf_hex(sheet->out, proof->sha256, sizeof proof->sha256);
	buf_printf(sheet->out, "</td><td class=\"num\">%u</td>"
	    "<td class=\"place\">", proof->ordinal);
	if (proof->input < sheet->input_count) {
		sheet_text(sheet, sheet->inputs[proof->input].path);
		buf_printf(sheet->out, ", %llu, %u",
		    (unsigned long long)proof->offset, proof->length);
	}
	buf_text(sheet->out, "</td></tr>\n");
}

static void
lines_put(struct sheet *sheet)
{
	size_t count = sheet->answers->proof_count;

	table_open(sheet, "lines", "ui.lines");
	sheet_put(sheet, "<p class=\"about\">@{ui.lines.about}</p>\n");
	box_open(sheet, "lines", "lines");
	column(sheet, "ui.line", false);
	column(sheet, "ui.time", false);
	column(sheet, "ui.stream", false);
	column(sheet, "ui.kind", false);
	column(sheet, "ui.sha256", false);
	column(sheet, "ui.ordinal", true);
	column(sheet, "ui.place", false);
	box_rows(sheet);
	for (size_t i = 0; i < count && i < SHEET_ROWS; i++)
		line_row(sheet, i);
	box_close(sheet);
	sheet_rest(sheet, count > SHEET_ROWS ? count - SHEET_ROWS : 0);
	table_close(sheet);
}

static void
flaws_put(struct sheet *sheet, const struct input *input)
{
	bool any = false;

	for (int i = 0; i < FLAW_COUNT; i++) {
		if (input->flaws[i] == 0)
			continue;
		buf_text(sheet->out, any ? ", " : "<div class=\"flaws\">");
		buf_u64(sheet->out, input->flaws[i]);
		buf_char(sheet->out, ' ');
		SHEET_EACH(sheet, say_name(voice, sheet->out, "flaw",
		    str_from(flaw_names[i])));
		any = true;
	}
	if (any)
		buf_text(sheet->out, "</div>");
}

static void
input_row(struct sheet *sheet, const struct input *input)
{
	buf_text(sheet->out, "<tr><th scope=\"row\" class=\"path\">");
	sheet_text(sheet, input->path);
	if (input->error.len > 0) {
		sheet_put(sheet, "<div class=\"error\">@{ui.error}@{punct.colon} ");
		if (input->trouble != NULL)
			SHEET_EACH(sheet, say_key(voice, sheet->out,
			    input->trouble));
		else
			sheet_text(sheet, input->error);
		buf_text(sheet->out, "</div>");
	}
	if (input->copy_of.len > 0) {
		sheet_put(sheet, input->copy_part ?
		    "<div class=\"flaws\">@{ui.copy_part} " :
		    "<div class=\"flaws\">@{ui.copy_of} ");
		sheet_text(sheet, input->copy_of);
		buf_text(sheet->out, "</div>");
	}
	if (input->no_log)
		sheet_put(sheet, "<div class=\"flaws\">@{ui.no_log}</div>");
	if (input->missed > 0) {
		sheet_put(sheet, "<div class=\"error\">@{ui.missed}@{punct.colon} ");
		buf_u64(sheet->out, input->missed);
		buf_text(sheet->out, "</div>");
	}
	flaws_put(sheet, input);
	buf_text(sheet->out, "</th><td class=\"sha\">");
	if (input->error.len == 0)	/* else it was not read to its end */
		buf_hex(sheet->out, input->sha256, sizeof input->sha256);
	buf_text(sheet->out, "</td>");
	sheet_number_cell(sheet, input->bytes);
	sheet_number_cell(sheet, input->plain_bytes);
	buf_text(sheet->out, "<td class=\"when\">");
	sheet_time(sheet, (struct event_time){ input->mtime_ms });
	buf_text(sheet->out, "</td>");
	sheet_number_cell(sheet, input->lines);
	sheet_number_cell(sheet, input->events);
	sheet_number_cell(sheet, input->damaged);
	sheet_number_cell(sheet, input->foreign);
	buf_text(sheet->out, "</tr>\n");
}

static void
inputs_put(struct sheet *sheet)
{
	table_open(sheet, "inputs", "ui.inputs");
	box_open(sheet, "inputs", "inputs");
	column(sheet, "ui.path", false);
	column(sheet, "ui.sha256", false);
	column(sheet, "ui.bytes", true);
	column(sheet, "ui.plain_bytes", true);
	column(sheet, "ui.mtime", false);
	column(sheet, "ui.counts", true);
	column(sheet, "ui.events", true);
	column(sheet, "ui.damaged", true);
	column(sheet, "ui.foreign", true);
	box_rows(sheet);
	for (size_t i = 0; i < sheet->input_count && i < SHEET_ROWS; i++)
		input_row(sheet, &sheet->inputs[i]);
	box_close(sheet);
	sheet_rest(sheet, sheet->input_count > SHEET_ROWS
	    ? sheet->input_count - SHEET_ROWS : 0);
	table_close(sheet);
}

static void
notes_put(struct sheet *sheet)
{
	const struct answers *answers = sheet->answers;

	if (answers->note_count == 0)
		return;
	table_open(sheet, "notes", "ui.notes");
	buf_text(sheet->out, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < answers->note_count; i++) {
		buf_text(sheet->out, "<li>");
		SHEET_EACH(sheet, say_statement(voice, sheet->out,
		    &answers->notes[i]));
		buf_text(sheet->out, "</li>\n");
	}
	buf_text(sheet->out, "</ul>\n");
	table_close(sheet);
}

void
sheet_tables(struct sheet *sheet)
{
	sessions_put(sheet);
	coverage_put(sheet);
	lines_put(sheet);
	inputs_put(sheet);
	notes_put(sheet);
}
