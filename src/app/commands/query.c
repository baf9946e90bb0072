/* query: SQL over the events of a case.
 *
 *	beffroi query CASE "SELECT \"user.name\", count(*) FROM events GROUP BY ALL"
 *
 * Values come from log lines, so whoever wrote those lines wrote them: in
 * every form, bytes that a terminal would obey are spelled out. */
#include <stdio.h>
#include <stdlib.h>

#include "app/again.h"
#include "app/case_look.h"
#include "app/command.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/unseen.h"
#include "report/escape.h"
#include "store/store.h"

enum {
	/* Widths of a table are those of its first rows. */
	WIDTH_ROWS = 1000,
	WIDTH_MAX = 48,		/* a longer cell pushes its row, nothing else */
};

extern const struct command command_query;

struct printer {
	const struct style	  *style;
	struct buf		   line;
	struct json_out		   json;
	struct arena		   kept, scratch;
	struct store_column	  *columns;
	size_t			   count;
	/* table: rows that wait for the widths */
	struct str		  *cells;
	size_t			   rows, cells_cap, *widths;
	bool			   flowing;
};

struct style {
	const char *name;
	bool (*columns)(struct printer *);
	bool (*row)(struct printer *, const struct str *values);
	bool (*end)(struct printer *);
};

static bool
line_out(struct printer *printer)
{
	struct str line = buf_str(&printer->line);
	bool ok;

	ok = fwrite(line.at, 1, line.len, stdout) == line.len &&
	    putchar('\n') != EOF;
	buf_reset(&printer->line);
	return ok;
}

/* ---- table ---- */

static size_t
characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
	return n;
}

static struct str
cell_text(struct arena *arena, struct str value)
{
	struct buf text = { 0 };
	struct str cell;

	if (value.at == NULL)
		return STR("");
	escape_text(&text, value);
	cell = arena_str(arena, buf_str(&text));
	buf_fini(&text);
	return cell;
}

static bool
table_line(struct printer *printer, const struct str *cells)
{
	for (size_t c = 0; c < printer->count; c++) {
		size_t width = printer->widths[c], n = characters(cells[c]);
		size_t pad = n < width ? width - n : 0;
		bool right = printer->columns[c].value == STORE_INTEGER;

		if (c > 0)
			buf_text(&printer->line, "  ");
		if (right)
			buf_fill(&printer->line, ' ', pad);
		buf_add(&printer->line, cells[c]);
		if (!right && c + 1 < printer->count)
			buf_fill(&printer->line, ' ', pad);
	}
	return line_out(printer);
}

static void
widen(struct printer *printer, const struct str *cells)
{
	for (size_t c = 0; c < printer->count; c++) {
		size_t n = characters(cells[c]);

		if (n > WIDTH_MAX)
			n = WIDTH_MAX;
		if (n > printer->widths[c])
			printer->widths[c] = n;
	}
}

static struct str *
cells_of(struct printer *printer, struct arena *arena,
    const struct str *values)
{
	struct str *cells = arena_take(arena, printer->count * sizeof *cells);

	for (size_t c = 0; c < printer->count; c++)
		cells[c] = cell_text(arena, values[c]);
	return cells;
}

static struct str *
names_of(struct printer *printer)
{
	struct str *names = arena_take(&printer->kept,
	    printer->count * sizeof *names);

	for (size_t c = 0; c < printer->count; c++)
		names[c] = cell_text(&printer->kept, printer->columns[c].name);
	return names;
}

static bool
table_columns(struct printer *printer)
{
	printer->widths = arena_zero(&printer->kept,
	    printer->count * sizeof *printer->widths);
	widen(printer, names_of(printer));
	return true;
}

/* Print what waited. */
static bool
table_flow(struct printer *printer)
{
	bool ok = table_line(printer, names_of(printer));

	for (size_t c = 0; c < printer->count; c++) {
		if (c > 0)
			buf_text(&printer->line, "  ");
		buf_fill(&printer->line, '-', printer->widths[c]);
	}
	ok = ok && line_out(printer);
	for (size_t r = 0; ok && r < printer->rows; r++)
		ok = table_line(printer, printer->cells + r * printer->count);
	printer->flowing = true;
	return ok;
}

/* A row that waits until the widths are known. */
static void
row_keep(struct printer *printer, const struct str *values)
{
	struct str *cells = cells_of(printer, &printer->kept, values);

	widen(printer, cells);
	for (size_t c = 0; c < printer->count; c++) {
		size_t n = printer->rows * printer->count + c;

		printer->cells = mem_room(printer->cells, n,
		    &printer->cells_cap, sizeof *printer->cells);
		printer->cells[n] = cells[c];
	}
	printer->rows++;
}

static bool
table_row(struct printer *printer, const struct str *values)
{
	if (!printer->flowing) {
		row_keep(printer, values);
		return printer->rows < WIDTH_ROWS || table_flow(printer);
	}
	arena_reset(&printer->scratch);
	return table_line(printer,
	    cells_of(printer, &printer->scratch, values));
}

static bool
table_end(struct printer *printer)
{
	return printer->flowing || table_flow(printer);
}

/* ---- jsonl ---- */

static bool
jsonl_row(struct printer *printer, const struct str *values)
{
	struct json_out *json = &printer->json;

	json_reset(json);
	json_object(json);
	for (size_t c = 0; c < printer->count; c++) {
		json_key_str(json, printer->columns[c].name);
		if (values[c].at == NULL)
			json_null(json);
		else if (printer->columns[c].value == STORE_TEXT)
			json_text(json, values[c]);
		else
			json_raw(json, values[c]);
	}
	json_object_end(json);
	buf_add(&printer->line, json_str(json));
	return line_out(printer);
}

/* ---- csv (RFC 4180; NULL is nothing, the empty text is "") ---- */

/* "-1.5e3": a number, whatever stands before it. */
static bool
is_number(struct str s)
{
	if (s.len > 0 && (s.at[0] == '-' || s.at[0] == '+'))
		str_drop(&s, 1);
	for (size_t i = 0; i < s.len; i++)
		if (memchr("0123456789.e+-", s.at[i], 14) == NULL ||
		    (i == 0 && (s.at[i] < '0' || s.at[i] > '9')))
			return false;
	return s.len > 0;
}

/* What a spreadsheet would take for a formula, which may fetch and run. */
static bool
is_formula(struct str s)
{
	return s.len > 0 && memchr("=+-@\t", s.at[0], 5) != NULL &&
	    !is_number(s);
}

static void
csv_character(struct buf *line, struct str s, size_t n, uint32_t code)
{
	if (n == 0 || (n == 1 && unseen_is(code) && code != '\n' &&
	    code != '\t'))
		buf_printf(line, "\\x%02x", (unsigned char)s.at[0]);
	else if (n > 1 && unseen_is(code))
		buf_printf(line, "\\u{%x}", (unsigned)code);
	else if (code == '"')
		buf_text(line, "\"\"");
	else
		buf_add(line, str_of(s.at, n));
}

static void
csv_cell(struct buf *line, struct str value)
{
	static const char special[] = ",\"\n";
	bool quoted = value.len == 0;

	for (size_t i = 0; i < value.len && !quoted; i++)
		quoted = memchr(special, value.at[i],
		    sizeof special - 1) != NULL;
	if (quoted)
		buf_char(line, '"');
	if (is_formula(value))
		buf_char(line, '\'');
	while (value.len > 0) {
		uint32_t code = 0;
		size_t n = unseen_code(value, &code);

		csv_character(line, value, n, code);
		str_drop(&value, n == 0 ? 1 : n);
	}
	if (quoted)
		buf_char(line, '"');
}

static bool
csv_columns(struct printer *printer)
{
	for (size_t c = 0; c < printer->count; c++) {
		if (c > 0)
			buf_char(&printer->line, ',');
		csv_cell(&printer->line, printer->columns[c].name);
	}
	return line_out(printer);
}

static bool
csv_row(struct printer *printer, const struct str *values)
{
	for (size_t c = 0; c < printer->count; c++) {
		if (c > 0)
			buf_char(&printer->line, ',');
		if (values[c].at != NULL)
			csv_cell(&printer->line, values[c]);
	}
	return line_out(printer);
}

/* ---- the command ---- */

static const struct style styles[] = {
	{ "table", table_columns, table_row, table_end },
	{ "jsonl", NULL, jsonl_row, NULL },
	{ "csv", csv_columns, csv_row, NULL },
};

static const struct style *
style_find(const char *name)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (strcmp(styles[i].name, name) == 0)
			return &styles[i];
	return NULL;
}

/* The columns outlive the query: the table's end needs their names. */
static bool
printer_columns(void *self, const struct store_column *columns, size_t count)
{
	struct printer *printer = self;

	printer->count = count;
	printer->columns = arena_take(&printer->kept,
	    count * sizeof *printer->columns);
	for (size_t c = 0; c < count; c++) {
		printer->columns[c] = columns[c];
		printer->columns[c].name = arena_str(&printer->kept,
		    columns[c].name);
	}
	return printer->style->columns == NULL ||
	    printer->style->columns(printer);
}

static bool
printer_row(void *self, const struct str *values, size_t count)
{
	struct printer *printer = self;

	(void)count;
	return printer->style->row(printer, values);
}

static bool
line_again(void *self, struct str source, uint64_t offset, uint32_t length,
    struct buf *line)
{
	return again_line(self, source, offset, length, line);
}

static enum store_answer
query_print(const char *case_path, const char *sql, const struct style *style,
    struct err *err)
{
	struct printer printer = { .style = style };
	struct store_sink sink = { printer_columns, printer_row, &printer };
	struct store_lines lines = { line_again, NULL };
	struct again *again;
	enum store_answer answer;

	if (!case_look(case_path, CASE_EVENTS, err) ||
	    (again = again_open(case_path, err)) == NULL)
		return STORE_FAILED;
	lines.self = again;
	json_init(&printer.json);
	arena_init(&printer.kept);
	arena_init(&printer.scratch);
	answer = store_query(case_path, sql, &lines, &sink, err);
	again_close(again);
	if (answer == STORE_ANSWERED && style->end != NULL &&
	    !style->end(&printer))
		answer = STORE_STOPPED;
	if (answer == STORE_STOPPED ||
	    (answer == STORE_ANSWERED && fflush(stdout) != 0)) {
		err_sys(err, "the answer cannot be written");
		answer = STORE_FAILED;
	}
	json_fini(&printer.json);
	arena_fini(&printer.kept);
	arena_fini(&printer.scratch);
	buf_fini(&printer.line);
	free(printer.cells);
	return answer;
}

static int
query_run(int argc, char **argv)
{
	const char *as = "table";
	const struct option_def options[] = {
		{ "--as", &as, NULL },
		{ NULL, NULL, NULL },
	};
	const struct style *style;
	enum store_answer answer;
	struct err err;

	argc = options_take(&command_query, argc, argv, options);
	if (argc < 0)
		return EXIT_USAGE;
	style = style_find(as);
	if (style == NULL || argc != 2) {
		log_say("query: %s", style == NULL
			? "--as is table, jsonl or csv"
			: "a case and one SQL statement are needed");
		return EXIT_USAGE;
	}
	answer = query_print(argv[0], argv[1], style, &err);
	if (answer != STORE_ANSWERED)
		log_say("%s", err.text);
	return answer == STORE_ANSWERED ? EXIT_DONE
	    : answer == STORE_REFUSED	? EXIT_USAGE
					: EXIT_FAILED;
}

const struct command command_query = {
	.name = "query",
	.about = "Ask a case's events in SQL (needs DuckDB: make duckdb)",
	.usage = "[--as table|jsonl|csv] CASE SQL",
	.options =
	    "  --as FORM   table (default), jsonl or csv\n",
	.run = query_run,
};
