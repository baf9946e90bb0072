/* sheet: the HTML report in the making, in all languages at once.
 *
 * Words stand in the page once per language, each in an element with its
 * lang; the style shows the one that is chosen.  Everything else (tables,
 * digests, drawings) stands there once.  Inside of report/ only. */
#pragma once

#include "report/report.h"
#include "report/voice.h"

enum {
	SHEET_LANGS = 4,
	SHEET_ROWS = 2000,	/* of a table: what a browser opens at once;
				 * report.json has all */
	SHEET_FOLD = 500,	/* statements of one kind in a row */
	SHEET_LINKS = 100,	/* lines named beside one figure */
};

struct sheet {
	struct buf		    *out;
	struct catalogue	     catalogues[SHEET_LANGS];
	struct voice		     voices[SHEET_LANGS];
	size_t			     langs;
	const struct answers	    *answers;
	const struct input	    *inputs;
	size_t			     input_count;
	const struct report_options *options;
};

/* Markup of our own; "@{ui.account}" in it becomes that message in each
 * language. */
void sheet_put(struct sheet *sheet, const char *markup);

/* Do the same in each language: `call` writes with the voice `voice`. */
#define SHEET_EACH(sheet, call) do {					\
	for (size_t sheet_i = 0; sheet_i < (sheet)->langs; sheet_i++) {	\
		const struct voice *voice = &(sheet)->voices[sheet_i];	\
									\
		sheet_lang_open(sheet, sheet_i);			\
		call;							\
		buf_text((sheet)->out, "</span>");			\
	}								\
} while (0)

void sheet_lang_open(struct sheet *sheet, size_t lang);

/* A message with values. */
void sheet_say(struct sheet *sheet, const char *key,
    const struct value *values, size_t count);

void sheet_number(struct sheet *sheet, uint64_t number);

/* <span class="grade confirmed">confirmed</span> */
void sheet_grade(struct sheet *sheet, enum grade grade);

/* The same in a cell of a table, that sorts by how sure it is. */
void sheet_grade_cell(struct sheet *sheet, enum grade grade);

/* A cell with a number, right. */
void sheet_number_cell(struct sheet *sheet, uint64_t number);

/* <time>2025-12-08 21:04:00</time>, the same in every language. */
void sheet_time(struct sheet *sheet, struct event_time time);

/* "{n} more in report.json", if any. */
void sheet_rest(struct sheet *sheet, size_t count);

/* Text of others. */
void sheet_text(struct sheet *sheet, struct str text);

/* The same in a drawing: at most `max` characters, in full as its title. */
void sheet_label(struct sheet *sheet, struct str text, size_t max);

/* Links to lines: how many, the first few, the others folded. */
void sheet_proofs(struct sheet *sheet, const struct proof_list *proofs,
    const char *key);

/* "H1, H3", as links. */
void sheet_holes(struct sheet *sheet, const uint32_t *holes, size_t count);

/* The parts of the page. */
void sheet_timeline(struct sheet *sheet);	/* chart.c */
void sheet_coverage(struct sheet *sheet);
void sheet_graph(struct sheet *sheet);		/* graph.c */
void sheet_tables(struct sheet *sheet);		/* html_tables.c */

/* What a figure is of, and a bound of it: "48 MB", the same in a card and in
 * the table below. */
void sheet_figure(struct sheet *sheet, const struct figure *figure);
void sheet_round(struct sheet *sheet, const struct figure *figure,
    uint64_t bound, enum rounding rounding);
