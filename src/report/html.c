/* html: the report as one page that needs nothing else.
 *
 * No outside resource; the policy in its head forbids them, and allows the
 * one style sheet and the one script by their hashes.  The page is whole
 * without the script, which sorts tables where a reader allows it.  The
 * language is chosen with radio buttons, by style alone. */
#include "report/report.h"

#include <openssl/evp.h>

#include "base/embed.h"
#include "base/sha256.h"
#include "report/names.h"
#include "report/sheet.h"
#include "report/stamp.h"

enum {
	CARDS = 9,		/* figures on the first screen */
	SHOWN_SAME = 5,		/* statements of one key before the fold */
};

#define SCRIPT STR("share/report/report.js")

/* The figures worth the first screen, in this order. */
static const char *const card_keys[] = {
	"figure.dwell_minutes", "figure.accounts", "figure.messages",
	"figure.records_full", "figure.records_summary", "figure.records_seen",
	"figure.rows_exported", "figure.bytes", "figure.messages_copied",
	"figure.sessions", "figure.mails_sent", "figure.rules_changed",
	"figure.headers", "figure.searches", "figure.addresses",
};

/* share/report/report.css, and a rule per language that hides the others.  A
 * browser that does not know :has() shows the language of the page. */
static void
style_make(const struct sheet *sheet, struct buf *style)
{
	buf_add(style, embedded_find(STR("share/report/report.css")));
	for (size_t i = 0; i < sheet->langs; i++) {
		struct str lang = sheet->catalogues[i].lang;

		buf_printf(style, "html:has(#lang-" STR_FMT ":checked) "
		    "[lang]:not([lang=" STR_FMT "]){display:none}\n"
		    "@supports not selector(:has(a)){html[lang=" STR_FMT "] "
		    "[lang]:not([lang=" STR_FMT "]){display:none}}\n",
		    STR_ARG(lang), STR_ARG(lang), STR_ARG(lang),
		    STR_ARG(lang));
	}
}

static struct str
shown_lang(const struct sheet *sheet)
{
	return sheet->options->lang.len > 0 ? sheet->options->lang :
	    sheet->catalogues[0].lang;
}

static const struct voice *
shown_voice(const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->langs; i++)
		if (str_eq(sheet->catalogues[i].lang, shown_lang(sheet)))
			return &sheet->voices[i];
	return &sheet->voices[0];
}

/* 'sha256-...', as a policy allows what stands in the page itself. */
static void
allow_put(struct sheet *sheet, const char *directive, struct str text)
{
	uint8_t digest[SHA256_BYTES];
	unsigned char base64[64];

	sha256_of(text, digest);
	EVP_EncodeBlock(base64, digest, sizeof digest);
	buf_printf(sheet->out, "%s 'sha256-%s'; ", directive,
	    (const char *)base64);
}

static void
head_put(struct sheet *sheet)
{
	struct buf style = { 0 };

	style_make(sheet, &style);
	buf_printf(sheet->out, "<!DOCTYPE html>\n<html lang=\"" STR_FMT "\">\n"
	    "<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; ", STR_ARG(shown_lang(sheet)));
	allow_put(sheet, "style-src", buf_str(&style));
	allow_put(sheet, "script-src", embedded_find(SCRIPT));
	buf_text(sheet->out, "base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	say_key(shown_voice(sheet), sheet->out, "ui.title");
	buf_text(sheet->out, " \xc2\xb7 beffroi</title>\n<style>");
	buf_add(sheet->out, buf_str(&style));
	buf_text(sheet->out, "</style>\n</head>\n");
	buf_fini(&style);
}

static void
switch_put(struct sheet *sheet)
{
	sheet_put(sheet, "<fieldset class=\"switch\">"
	    "<legend class=\"quiet\">@{ui.language}</legend>");
	for (size_t i = 0; i < sheet->langs; i++) {
		struct str lang = sheet->catalogues[i].lang;

		/* not marked with lang: it shows whatever is chosen */
		buf_printf(sheet->out, "<input type=\"radio\" class=\"lang\" "
		    "name=\"lang\" id=\"lang-" STR_FMT "\"%s>"
		    "<label for=\"lang-" STR_FMT "\">", STR_ARG(lang),
		    str_eq(lang, shown_lang(sheet)) ? " checked" : "",
		    STR_ARG(lang));
		say_key(&sheet->voices[i], sheet->out, "language.name");
		buf_text(sheet->out, "</label>");
	}
	buf_text(sheet->out, "</fieldset>\n");
}

static void
banner_put(struct sheet *sheet)
{
	sheet_put(sheet, "<header class=\"banner\">\n"
	    "<a class=\"skip\" href=\"#answers\">@{ui.skip}</a>\n"
	    "<div class=\"brand\">");
	buf_add(sheet->out, embedded_find(STR("share/report/belfry.svg")));
	sheet_put(sheet, "<div><p class=\"name\">beffroi</p>"
	    "<h1>@{ui.title}</h1></div></div>\n");
	switch_put(sheet);
	buf_text(sheet->out, "</header>\n");
}

/* "2025-12-05 00:00:00 - 2025-12-11 23:59:58 (times in Europe/Paris)" */
static void
window_put(struct sheet *sheet)
{
	struct value zone = value_text("zone",
	    sheet->options->zone_name.len > 0 ? sheet->options->zone_name :
	    STR("UTC"));

	if (sheet->answers->to.ms == 0) {
		sheet_put(sheet, "@{ui.window.none}");
		return;
	}
	sheet_time(sheet, sheet->answers->from);
	buf_text(sheet->out, " \xe2\x80\x93 ");
	sheet_time(sheet, sheet->answers->to);
	buf_text(sheet->out, " (");
	sheet_say(sheet, "ui.zone", &zone, 1);
	buf_char(sheet->out, ')');
}

static void
facts_put(struct sheet *sheet)
{
	const struct answers *answers = sheet->answers;
	const struct value values[] = {
		value_count("lines", answers->lines),
		value_count("events", answers->events),
		value_count("damaged", answers->damaged),
		value_count("foreign", answers->foreign),
	};

	sheet_put(sheet, "<dl class=\"facts\">\n"
	    "<div><dt>@{ui.incidents}</dt><dd>");
	sheet_number(sheet, answers->incidents);
	sheet_put(sheet, "</dd></div>\n<div><dt>@{ui.window}</dt><dd>");
	window_put(sheet);
	sheet_put(sheet, "</dd></div>\n<div><dt>@{ui.counts}</dt><dd>");
	sheet_say(sheet, "ui.counts.value", values,
	    sizeof values / sizeof *values);
	buf_text(sheet->out, "</dd></div>\n</dl>\n");
}

/* A bar from 0 to the most: full up to the least, hatched above; without a
 * most it has no end. */
static void
bar_put(struct sheet *sheet, const struct figure *figure)
{
	bool open = figure->at_most == AT_MOST_UNKNOWN;
	unsigned full = open ? 45 : figure->at_most == 0 ? 0 :
	    (unsigned)((unsigned __int128)figure->at_least * 100 /
	    figure->at_most);

	if (full > 100)
		full = 100;
	buf_printf(sheet->out, "<svg class=\"bar\" viewBox=\"0 0 100 6\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	    "<rect class=\"frame\" width=\"100\" height=\"6\"/>"
	    "<rect class=\"full\" width=\"%u\" height=\"6\"/>", full);
	if (full < 100 && figure->at_most > 0)
		buf_printf(sheet->out, "<rect class=\"%s\" x=\"%u\" "
		    "width=\"%u\" height=\"6\"/>", open ? "open" : "rest",
		    full, 100 - full);
	buf_text(sheet->out, "</svg>");
}

static void
card_bound(struct sheet *sheet, const char *key, const struct figure *figure,
    uint64_t bound, enum rounding rounding)
{
	sheet_put(sheet, bound == AT_MOST_UNKNOWN ?
	    "<div class=\"open\"><dt>" : "<div><dt>");
	sheet_put(sheet, key);
	buf_text(sheet->out, "</dt><dd>");
	sheet_round(sheet, figure, bound, rounding);
	if (bound != AT_MOST_UNKNOWN && bound >= 1000 &&
	    figure_has_exact(figure)) {
		buf_text(sheet->out, "<div class=\"round\">");
		sheet_number(sheet, bound);
		buf_text(sheet->out, "</div>");
	}
	buf_text(sheet->out, "</dd></div>");
}

static void
card_put(struct sheet *sheet, const struct figure *figure, int q)
{
	buf_printf(sheet->out, "<li class=\"card\"><a href=\"#q%d\">"
	    "<span class=\"what\">", q + 1);
	sheet_figure(sheet, figure);
	buf_text(sheet->out, "</span></a><dl>");
	card_bound(sheet, "@{ui.at_least}", figure, figure->at_least,
	    ROUND_DOWN);
	card_bound(sheet, "@{ui.at_most}", figure, figure->at_most, ROUND_UP);
	buf_text(sheet->out, "</dl>");
	bar_put(sheet, figure);
	sheet_grade(sheet, figure->grade);
	buf_text(sheet->out, "</li>\n");
}

/* Of the figures of a key, total or parts, the largest that comes behind
 * `last`, which is NULL at first; of two alike the first. */
static const struct figure *
card_next(const struct answer *answer, const char *key, bool parts,
    const struct figure *last)
{
	const struct figure *best = NULL;

	for (size_t i = 0; i < answer->figure_count; i++) {
		const struct figure *f = &answer->figures[i];

		if (str_eq(str_from(f->key), str_from(key)) &&
		    (f->subject.len > 0) == parts &&
		    (last == NULL || f->at_most < last->at_most ||
			(f->at_most == last->at_most && f > last)) &&
		    (best == NULL || f->at_most > best->at_most))
			best = f;
	}
	return best;
}

/* The cards of one key: its total, or where there is none its parts, the
 * largest first. */
static size_t
cards_of(struct sheet *sheet, const char *key, bool parts, size_t room)
{
	size_t put = 0;

	for (int q = 0; q < Q_COUNT; q++) {
		const struct answer *answer = &sheet->answers->answer[q];
		const struct figure *figure = NULL;

		while (put < room && (figure = card_next(answer, key, parts,
		    figure)) != NULL) {
			card_put(sheet, figure, q);
			put++;
		}
	}
	return put;
}

static void
cards_put(struct sheet *sheet)
{
	size_t room = CARDS;

	buf_text(sheet->out, "<ul class=\"cards\">\n");
	for (size_t i = 0; i < sizeof card_keys / sizeof *card_keys; i++) {
		size_t put = cards_of(sheet, card_keys[i], false, room);

		if (put == 0)
			put = cards_of(sheet, card_keys[i], true,
			    room < 2 ? room : 2);
		room -= put;
	}
	buf_text(sheet->out, "</ul>\n");
}

static void
contents_put(struct sheet *sheet)
{
	sheet_put(sheet, "<nav class=\"contents\" aria-labelledby=\"toc\">\n"
	    "<h2 id=\"toc\">@{ui.answers}</h2>\n<ol>\n");
	for (int q = 0; q < Q_COUNT; q++) {
		buf_printf(sheet->out, "<li><a href=\"#q%d\">"
		    "<span class=\"q\">Q%d</span> ", q + 1, q + 1);
		for (size_t i = 0; i < sheet->langs; i++) {
			char key[32];

			snprintf(key, sizeof key, "question.%s.short",
			    question_names[q]);
			sheet_lang_open(sheet, i);
			say_key(&sheet->voices[i], sheet->out, key);
			buf_text(sheet->out, "</span>");
		}
		buf_text(sheet->out, "</a>");
		if (q < Q8)	/* reminders and steps have none */
			sheet_grade(sheet, sheet->answers->answer[q].grade);
		buf_text(sheet->out, "</li>\n");
	}
	buf_text(sheet->out, "</ol>\n</nav>\n");
}

static void
legend_put(struct sheet *sheet)
{
	sheet_put(sheet, "<dl class=\"legend\">\n");
	for (int grade = 0; grade < GRADE_COUNT; grade++) {
		buf_text(sheet->out, "<div><dt>");
		sheet_grade(sheet, (enum grade)grade);
		buf_text(sheet->out, "</dt><dd>");
		for (size_t i = 0; i < sheet->langs; i++) {
			char key[64];

			snprintf(key, sizeof key, "grade.%s.about",
			    grade_names[grade]);
			sheet_lang_open(sheet, i);
			say_key(&sheet->voices[i], sheet->out, key);
			buf_text(sheet->out, "</span>");
		}
		buf_text(sheet->out, "</dd></div>\n");
	}
	buf_text(sheet->out, "</dl>\n");
}

static void
summary_put(struct sheet *sheet)
{
	const struct answer *first = &sheet->answers->answer[Q1];

	sheet_put(sheet, "<section class=\"summary\" aria-labelledby=\"brief\">\n"
	    "<h2 id=\"brief\" class=\"quiet\">@{ui.summary}</h2>\n"
	    "<p class=\"headline\">");
	if (first->statement_count > 0)
		SHEET_EACH(sheet, say_statement(voice, sheet->out,
		    &first->statements[0]));
	else
		sheet_put(sheet, "@{ui.lead}");
	buf_text(sheet->out, "</p>\n");
	if (sheet->answers->quick)
		sheet_put(sheet, "<p class=\"mark\">@{ui.mark.quick}</p>\n");
	if (sheet->answers->pseudonymised)
		sheet_put(sheet, "<p class=\"mark\">"
		    "@{ui.mark.pseudonymised}</p>\n");
	facts_put(sheet);
	cards_put(sheet);
	contents_put(sheet);
	legend_put(sheet);
	buf_text(sheet->out, "</section>\n");
}

static void
statement_put(struct sheet *sheet, const struct statement *statement,
    bool graded)
{
	buf_text(sheet->out, "<li>");
	if (graded)
		sheet_grade(sheet, statement->grade);
	buf_text(sheet->out, "<div class=\"said\"><p>");
	SHEET_EACH(sheet, say_statement(voice, sheet->out, statement));
	buf_text(sheet->out, "</p>");
	if (statement->mark != NULL) {
		buf_text(sheet->out, "<p class=\"decided\">");
		SHEET_EACH(sheet, say_mark(voice, sheet->out, statement));
		buf_text(sheet->out, "</p>");
	}
	sheet_proofs(sheet, &statement->proofs, "ui.proofs");
	sheet_proofs(sheet, &statement->against, "ui.against");
	buf_text(sheet->out, "</div></li>\n");
}

/* Statements of one key in a row, the first included. */
static size_t
same_count(const struct answer *answer, size_t from)
{
	size_t to = from + 1;

	while (to < answer->statement_count &&
	    str_eq(str_from(answer->statements[to].key),
	    str_from(answer->statements[from].key)))
		to++;
	return to - from;
}

/* A row that says the same of many things is folded after the first. */
static void
findings_put(struct sheet *sheet, const struct answer *answer)
{
	struct value more;

	buf_text(sheet->out, "<ul class=\"statements\">\n");
	for (size_t i = 0; i < answer->statement_count; ) {
		size_t same = same_count(answer, i);
		size_t shown = same > SHOWN_SAME + 1 ? SHOWN_SAME : same;

		for (size_t n = 0; n < shown; n++)
			statement_put(sheet, &answer->statements[i + n], true);
		if (shown < same) {
			more = value_count("n", same - shown);
			buf_text(sheet->out, "<li class=\"rest\">"
			    "<details class=\"fold\"><summary>");
			sheet_say(sheet, "ui.more", &more, 1);
			buf_text(sheet->out, "</summary>\n"
			    "<ul class=\"statements\">\n");
			for (size_t n = shown; n < same && n < SHEET_FOLD; n++)
				statement_put(sheet,
				    &answer->statements[i + n], true);
			buf_text(sheet->out, "</ul>");
			sheet_rest(sheet, same > SHEET_FOLD
			    ? same - SHEET_FOLD : 0);
			buf_text(sheet->out, "</details></li>\n");
		}
		i += same;
	}
	buf_text(sheet->out, "</ul>\n");
}

/* Duties and steps: they are no findings, so they carry no grade. */
static void
steps_put(struct sheet *sheet, const struct answer *answer)
{
	buf_text(sheet->out, "<ol class=\"statements\">\n");
	for (size_t i = 0; i < answer->statement_count && i < SHEET_ROWS; i++)
		statement_put(sheet, &answer->statements[i], false);
	buf_text(sheet->out, "</ol>\n");
	sheet_rest(sheet, answer->statement_count > SHEET_ROWS
	    ? answer->statement_count - SHEET_ROWS : 0);
}

/* "48,312,007", and below it "48 MB" where that helps. */
static void
bound_cell(struct sheet *sheet, const struct figure *figure, uint64_t bound,
    enum rounding rounding)
{
	bool open = bound == AT_MOST_UNKNOWN;

	if (open) {
		sheet_put(sheet, "<td class=\"num open\" "
		    "data-v=\"Infinity\">@{ui.not_known}");
	} else {
		buf_printf(sheet->out, "<td class=\"num\" data-v=\"%llu\">",
		    (unsigned long long)bound);
		sheet_number(sheet, bound);
	}
	if (!open && bound >= 60 && figure_has_round(figure)) {
		buf_text(sheet->out, "<div class=\"round\">");
		sheet_round(sheet, figure, bound, rounding);
		buf_text(sheet->out, "</div>");
	}
	buf_text(sheet->out, "</td>");
}

static void
figure_row(struct sheet *sheet, const struct figure *figure)
{
	struct value n = value_count("n", figure->at_most == AT_MOST_UNKNOWN ?
	    figure->at_least : figure->at_most);
	char unit[64];

	snprintf(unit, sizeof unit, "unit.%s", figure->unit);
	buf_text(sheet->out, "<tr><th scope=\"row\">");
	sheet_figure(sheet, figure);
	buf_text(sheet->out, "</th>");
	bound_cell(sheet, figure, figure->at_least, ROUND_DOWN);
	bound_cell(sheet, figure, figure->at_most, ROUND_UP);
	buf_text(sheet->out, "<td>");
	sheet_say(sheet, unit, &n, 1);
	buf_text(sheet->out, "</td>");
	sheet_grade_cell(sheet, figure->grade);
	buf_text(sheet->out, "<td>");
	sheet_proofs(sheet, &figure->proofs, "ui.proofs");
	if (figure->hole_count > 0) {
		sheet_put(sheet, "<div class=\"weak\">@{ui.weakened} ");
		sheet_holes(sheet, figure->holes, figure->hole_count);
		buf_text(sheet->out, "</div>");
	}
	buf_text(sheet->out, "</td></tr>\n");
}

static void
figures_put(struct sheet *sheet, int q)
{
	const struct answer *answer = &sheet->answers->answer[q];

	if (answer->figure_count == 0)
		return;
	buf_printf(sheet->out, "<div class=\"wide\" tabindex=\"0\" "
	    "role=\"group\" aria-labelledby=\"q%d-title\">\n"
	    "<table class=\"figures sortable\">\n<thead><tr>", q + 1);
	sheet_put(sheet, "<th scope=\"col\">@{ui.figure}</th>"
	    "<th scope=\"col\" class=\"num\">@{ui.at_least}</th>"
	    "<th scope=\"col\" class=\"num\">@{ui.at_most}</th>"
	    "<th scope=\"col\">@{ui.unit}</th>"
	    "<th scope=\"col\">@{ui.grade}</th>"
	    "<th scope=\"col\">@{ui.proof}</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < answer->figure_count && i < SHEET_ROWS; i++)
		figure_row(sheet, &answer->figures[i]);
	buf_text(sheet->out, "</tbody>\n</table>\n</div>\n");
	sheet_rest(sheet, answer->figure_count > SHEET_ROWS
	    ? answer->figure_count - SHEET_ROWS : 0);
}

static void
question_put(struct sheet *sheet, int q)
{
	const struct answer *answer = &sheet->answers->answer[q];

	buf_printf(sheet->out, "<section class=\"question\" id=\"q%d\" "
	    "aria-labelledby=\"q%d-title\">\n<div class=\"title\">"
	    "<span class=\"q\" aria-hidden=\"true\">Q%d</span>"
	    "<h3 id=\"q%d-title\">", q + 1, q + 1, q + 1, q + 1);
	SHEET_EACH(sheet, say_word(voice, sheet->out, "question",
	    str_from(question_names[q])));
	buf_text(sheet->out, "</h3>");
	if (q < Q8)
		sheet_grade(sheet, answer->grade);
	buf_text(sheet->out, "</div>\n");
	if (answer->statement_count > 0 && (q == Q8 || q == Q10))
		steps_put(sheet, answer);
	else if (answer->statement_count > 0)
		findings_put(sheet, answer);
	figures_put(sheet, q);
	if (answer->statement_count + answer->figure_count == 0)
		sheet_put(sheet, "<p>@{ui.no_answer}</p>\n");
	buf_text(sheet->out, "</section>\n");
}

static void
page_put(struct sheet *sheet)
{
	head_put(sheet);
	buf_text(sheet->out, "<body>\n");
	banner_put(sheet);
	buf_text(sheet->out, "<main>\n");
	summary_put(sheet);
	sheet_timeline(sheet);
	sheet_graph(sheet);
	sheet_put(sheet, "<section id=\"answers\" aria-labelledby=\"ten\">\n"
	    "<h2 id=\"ten\">@{ui.answers}</h2>\n");
	for (int q = 0; q < Q_COUNT; q++)
		question_put(sheet, q);
	buf_text(sheet->out, "</section>\n");
	sheet_tables(sheet);
	sheet_put(sheet, "</main>\n<footer><p>@{ui.foot}</p></footer>\n"
	    "<script>");
	buf_add(sheet->out, embedded_find(SCRIPT));
	buf_text(sheet->out, "</script>\n</body>\n</html>\n");
}

bool
report_html(const struct answers *answers, const struct input *inputs,
    size_t count, const struct report_options *options, struct buf *out,
    struct err *err)
{
	struct sheet sheet = { .out = out, .answers = answers,
		.inputs = inputs, .input_count = count, .options = options };
	bool opened = true;

	if (options->lang.len > 0 && !catalogue_has(options->lang))
		return err_set(err, "no messages in the language '" STR_FMT "'",
		    STR_ARG(options->lang));
	while (opened && sheet.langs < catalogue_lang_count) {
		size_t i = sheet.langs;

		opened = catalogue_open(&sheet.catalogues[i],
		    str_from(catalogue_langs[i]), err);
		if (!opened)
			break;
		sheet.voices[i] = (struct voice){ &sheet.catalogues[i],
			options->zone, MARKUP_HTML };
		sheet.langs++;
	}
	if (opened)
		page_put(&sheet);
	for (size_t i = 0; i < sheet.langs; i++)
		catalogue_close(&sheet.catalogues[i]);
	return opened;
}
