/* graph: who reached what, as a drawing in three columns and as a table.
 *
 *	198.51.100.44 ────── luc.moreau ------ taj
 *	198.51.100.61 - - -- brigade.est
 *
 * A line between an address and an account is the sessions that may be
 * theirs; one between an account and a register is the lines that prove a
 * figure of that register and belong to such a session.  The surest are
 * drawn first, and the rest is counted: the drawing is bounded by its own
 * size.  All in integers, so it is the same everywhere. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/intern.h"
#include "report/names.h"
#include "report/sheet.h"

enum {
	MOST = 14,		/* names of a column: a screen high */
	STEP = 34, TALL = 26,	/* a name and its box */
	BOX = 240, APART = 380,	/* its width, from one column to the next */
	LABEL_MAX = 30,
};

enum column { ADDRESSES, ACCOUNTS, REGISTERS, COLUMNS };

/* What lies between two names of neighbouring columns. */
struct tie {
	uint64_t   count;	/* 0: nothing */
	enum grade grade;	/* the surest */
};

struct graph {
	struct intern names[COLUMNS];
	size_t	      drawn[COLUMNS];		/* names 1..drawn are */
	uint32_t      order[COLUMNS][MOST];	/* from above, names - 1 */
	struct tie    ties[REGISTERS][MOST][MOST];
};

static bool
is_register(const struct figure *figure)
{
	static const char *const keys[] = { "figure.records_full",
		"figure.records_summary", "figure.records_seen",
		"figure.records_hit",
		"figure.rows_exported" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (figure->subject.len > 0 &&
		    str_eq(str_from(figure->key), str_from(keys[i])))
			return true;
	return false;
}

/* The addresses question 3 calls theirs, and no others: a webmail's sessions
 * come from the house's own host.  The surest first, so they are drawn. */
static void
addresses_take(struct graph *graph, const struct answer *reach, enum grade grade)
{
	for (size_t i = 0; i < reach->statement_count; i++) {
		const struct statement *st = &reach->statements[i];

		if (st->grade != grade ||
		    !str_starts(str_from(st->key), STR("q3.address")))
			continue;
		for (size_t n = 0; n < st->value_count; n++)
			if (str_eq(str_from(st->values[n].name),
			    STR("address")))
				intern_add(&graph->names[ADDRESSES],
				    st->values[n].text);
	}
}

static void
names_take(struct graph *graph, const struct answers *answers)
{
	static const enum grade order[] = { GRADE_CONFIRMED, GRADE_PROBABLE,
		GRADE_POSSIBLE, GRADE_UNKNOWABLE };

	for (size_t n = 0; n < sizeof order / sizeof *order; n++) {
		addresses_take(graph, &answers->answer[Q3], order[n]);
		for (size_t i = 0; i < answers->verdict_count; i++)
			if (answers->verdicts[i].grade == order[n])
				intern_add(&graph->names[ACCOUNTS],
				    answers->verdicts[i].account);
	}
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t i = 0; i < answers->answer[q].figure_count; i++)
			if (is_register(&answers->answer[q].figures[i]))
				intern_add(&graph->names[REGISTERS],
				    answers->answer[q].figures[i].subject);
	for (int c = 0; c < COLUMNS; c++) {
		size_t names = graph->names[c].used - 1;

		graph->drawn[c] = names < MOST ? names : MOST;
		for (uint32_t i = 0; i < MOST; i++)
			graph->order[c][i] = i;
	}
}

static void
tie_add(struct graph *graph, enum column left, uint32_t from, uint32_t to,
    enum grade grade)
{
	struct tie *tie;

	if (from == 0 || to == 0 || from > graph->drawn[left] ||
	    to > graph->drawn[left + 1])
		return;
	tie = &graph->ties[left][from - 1][to - 1];
	if (tie->count++ == 0 || grade < tie->grade)
		tie->grade = grade;
}

/* The session each proof belongs to that may be theirs: its number + 1. */
static uint32_t *
owners_make(const struct answers *answers)
{
	uint32_t *owners = mem_zero((answers->proof_count + 1) *
	    sizeof *owners);

	for (uint32_t i = 0; i < answers->verdict_count; i++) {
		const struct verdict *v = &answers->verdicts[i];

		if (v->grade == GRADE_EXCLUDED)
			continue;
		for (size_t n = 0; n < v->proofs.count; n++)
			owners[v->proofs.at[n]] = i + 1;
	}
	return owners;
}

static void
figure_ties(struct graph *graph, const struct answers *answers,
    const struct figure *figure, const uint32_t *owners)
{
	for (size_t n = 0; n < figure->proofs.count; n++) {
		uint32_t owner = owners[figure->proofs.at[n]];
		const struct verdict *v;

		if (owner == 0)
			continue;
		v = &answers->verdicts[owner - 1];
		tie_add(graph, ACCOUNTS,
		    intern_find(&graph->names[ACCOUNTS], v->account),
		    intern_find(&graph->names[REGISTERS], figure->subject),
		    v->grade);
	}
}

static void
ties_take(struct graph *graph, const struct answers *answers)
{
	uint32_t *owners = owners_make(answers);

	for (size_t i = 0; i < answers->verdict_count; i++) {
		const struct verdict *v = &answers->verdicts[i];

		if (v->grade != GRADE_EXCLUDED)
			tie_add(graph, ADDRESSES,
			    intern_find(&graph->names[ADDRESSES], v->address),
			    intern_find(&graph->names[ACCOUNTS], v->account),
			    v->grade);
	}
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t i = 0; i < answers->answer[q].figure_count; i++)
			if (is_register(&answers->answer[q].figures[i]))
				figure_ties(graph, answers,
				    &answers->answer[q].figures[i], owners);
	free(owners);
}

/* How high an outer name wants to stand: the mean place of the accounts it
 * is tied to, as a fraction. */
struct height { uint64_t sum, count; };

static struct height
height_of(const struct graph *graph, enum column column, uint32_t name)
{
	struct height height = { 0, 0 };

	for (uint32_t i = 0; i < graph->drawn[ACCOUNTS]; i++) {
		const struct tie *tie = column == ADDRESSES ?
		    &graph->ties[ADDRESSES][name][i] :
		    &graph->ties[ACCOUNTS][i][name];

		if (tie->count == 0)
			continue;
		height.sum += i;
		height.count++;
	}
	return height;
}

/* An insertion sort of a few names; equal ones stay as they were. */
static void
column_sort(struct graph *graph, enum column column)
{
	uint32_t *order = graph->order[column];

	for (size_t i = 1; i < graph->drawn[column]; i++) {
		uint32_t name = order[i];
		struct height height = height_of(graph, column, name);
		size_t at = i;

		while (at > 0) {
			struct height above = height_of(graph, column,
			    order[at - 1]);

			if (above.sum * height.count <=
			    height.sum * above.count)
				break;
			order[at] = order[at - 1];
			at--;
		}
		order[at] = name;
	}
}

/* The upper edge of the n-th box from above; columns stand in the middle. */
static int
box_y(const struct graph *graph, enum column column, size_t n, int height)
{
	return (height - (int)graph->drawn[column] * STEP) / 2 +
	    (int)n * STEP + (STEP - TALL) / 2;
}

static void
box_put(struct sheet *sheet, const struct graph *graph, enum column column,
    size_t n, int height)
{
	struct str text = intern_str(&graph->names[column],
	    graph->order[column][n] + 1);
	int x = (int)column * APART, y = box_y(graph, column, n, height);

	buf_printf(sheet->out, "<rect class=\"node\" x=\"%d\" y=\"%d\" "
	    "width=\"%d\" height=\"%d\" rx=\"4\"/>"
	    "<text class=\"name\" x=\"%d\" y=\"%d\">", x, y, BOX, TALL,
	    x + 10, y + TALL - 8);
	sheet_label(sheet, text, LABEL_MAX);
	buf_text(sheet->out, "</text>\n");
}

static void
tie_put(struct sheet *sheet, const struct graph *graph, enum column left,
    size_t from, size_t to, int height)
{
	const struct tie *tie = &graph->ties[left]
	    [graph->order[left][from]][graph->order[left + 1][to]];
	int x = (int)left * APART + BOX, reach = APART - BOX;
	int y = box_y(graph, left, from, height) + TALL / 2;
	int end = box_y(graph, left + 1, to, height) + TALL / 2;

	if (tie->count == 0)
		return;
	buf_printf(sheet->out, "<path class=\"tie %s\" d=\"M%d %dC%d %d %d %d "
	    "%d %d\"/>\n", grade_names[tie->grade], x, y, x + reach / 2, y,
	    x + reach / 2, end, x + reach, end);
}

static void
drawing_put(struct sheet *sheet, const struct graph *graph)
{
	static const char *const heads[COLUMNS] = { "@{ui.graph.addresses}",
		"@{ui.graph.accounts}", "@{ui.graph.registers}" };
	size_t most = 0;
	int height;

	for (int c = 0; c < COLUMNS; c++)
		if (graph->drawn[c] > most)
			most = graph->drawn[c];
	height = (int)most * STEP;
	buf_text(sheet->out, "<div class=\"heads\" aria-hidden=\"true\">");
	for (int c = 0; c < COLUMNS; c++) {
		buf_text(sheet->out, "<span>");
		if (graph->drawn[c] > 0)
			sheet_put(sheet, heads[c]);
		buf_text(sheet->out, "</span>");
	}
	buf_printf(sheet->out, "</div>\n<svg viewBox=\"0 0 %d %d\" "
	    "role=\"img\" aria-labelledby=\"graph-about\">\n",
	    (COLUMNS - 1) * APART + BOX, height);
	for (int left = 0; left < REGISTERS; left++)
		for (size_t i = 0; i < graph->drawn[left]; i++)
			for (size_t n = 0; n < graph->drawn[left + 1]; n++)
				tie_put(sheet, graph, (enum column)left, i, n,
				    height);
	for (int c = 0; c < COLUMNS; c++)
		for (size_t i = 0; i < graph->drawn[c]; i++)
			box_put(sheet, graph, (enum column)c, i, height);
	buf_text(sheet->out, "</svg>\n");
}

static void
row_put(struct sheet *sheet, const struct graph *graph, enum column left,
    size_t from, size_t to)
{
	const struct tie *tie = &graph->ties[left]
	    [graph->order[left][from]][graph->order[left + 1][to]];
	struct value n = value_count("n", tie->count);

	if (tie->count == 0)
		return;
	buf_text(sheet->out, "<tr><th scope=\"row\">");
	sheet_text(sheet, intern_str(&graph->names[left],
	    graph->order[left][from] + 1));
	buf_text(sheet->out, "</th><td>");
	sheet_text(sheet, intern_str(&graph->names[left + 1],
	    graph->order[left + 1][to] + 1));
	buf_printf(sheet->out, "</td><td data-v=\"%llu\">",
	    (unsigned long long)tie->count);
	sheet_say(sheet, left == ADDRESSES ? "ui.graph.sessions" : "ui.proofs",
	    &n, 1);
	buf_text(sheet->out, "</td>");
	sheet_grade_cell(sheet, tie->grade);
	buf_text(sheet->out, "</tr>\n");
}

/* The same in words, folded. */
static void
table_put(struct sheet *sheet, const struct graph *graph)
{
	sheet_put(sheet, "<details class=\"fold\"><summary>@{ui.graph.table}"
	    "</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" "
	    "aria-labelledby=\"graph-title\">\n"
	    "<table class=\"ties sortable\">\n<thead><tr>"
	    "<th scope=\"col\">@{ui.from}</th><th scope=\"col\">@{ui.to}</th>"
	    "<th scope=\"col\">@{ui.proof}</th>"
	    "<th scope=\"col\">@{ui.grade}</th></tr></thead>\n<tbody>\n");
	for (int left = 0; left < REGISTERS; left++)
		for (size_t i = 0; i < graph->drawn[left]; i++)
			for (size_t n = 0; n < graph->drawn[left + 1]; n++)
				row_put(sheet, graph, (enum column)left, i, n);
	buf_text(sheet->out, "</tbody>\n</table>\n</div>\n</details>\n");
}

static void
section_put(struct sheet *sheet, const struct graph *graph)
{
	uint64_t rest = 0;
	struct value n;

	sheet_put(sheet, "<section id=\"graph\" "
	    "aria-labelledby=\"graph-title\">\n"
	    "<h2 id=\"graph-title\">@{ui.graph}</h2>\n<figure>\n");
	drawing_put(sheet, graph);
	sheet_put(sheet, "<figcaption id=\"graph-about\">@{ui.graph.about}");
	for (int c = 0; c < COLUMNS; c++)
		rest += graph->names[c].used - 1 - graph->drawn[c];
	if (rest > 0) {
		n = value_count("n", rest);
		buf_char(sheet->out, ' ');
		sheet_say(sheet, "ui.graph.rest", &n, 1);
	}
	buf_text(sheet->out, "</figcaption>\n</figure>\n");
	table_put(sheet, graph);
	buf_text(sheet->out, "</section>\n");
}

void
sheet_graph(struct sheet *sheet)
{
	struct graph graph = { 0 };

	for (int c = 0; c < COLUMNS; c++)
		intern_init(&graph.names[c]);
	names_take(&graph, sheet->answers);
	if (graph.drawn[ACCOUNTS] > 0) {
		ties_take(&graph, sheet->answers);
		column_sort(&graph, ADDRESSES);
		column_sort(&graph, REGISTERS);
		section_put(sheet, &graph);
	}
	for (int c = 0; c < COLUMNS; c++)
		intern_fini(&graph.names[c]);
}
