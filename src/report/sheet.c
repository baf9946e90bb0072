#include "report/sheet.h"

#include "report/escape.h"
#include "report/names.h"
#include "report/stamp.h"

enum {
	SHORT_SHA = 6,		/* bytes of a digest that name a line, as in the text */
	SHOWN_PROOFS = 3,	/* named at once, the others are folded */
	SHOWN_HOLES = 6,
};

void
sheet_lang_open(struct sheet *sheet, size_t lang)
{
	buf_printf(sheet->out, "<span lang=\"" STR_FMT "\">",
	    STR_ARG(sheet->catalogues[lang].lang));
}

void
sheet_say(struct sheet *sheet, const char *key, const struct value *values,
    size_t count)
{
	SHEET_EACH(sheet, say(voice, sheet->out, str_from(key), values,
	    count));
}

void
sheet_put(struct sheet *sheet, const char *markup)
{
	struct str rest = str_from(markup), head, key;

	while (str_take_until(&rest, STR("@{"), &head)) {
		buf_add(sheet->out, head);
		if (str_take_until_char(&rest, '}', &key))
			SHEET_EACH(sheet, say(voice, sheet->out, key, NULL,
			    0));
	}
	buf_add(sheet->out, rest);
}

void
sheet_number(struct sheet *sheet, uint64_t number)
{
	if (number < 1000)	/* the same in every language */
		buf_u64(sheet->out, number);
	else
		SHEET_EACH(sheet, say_number(voice, sheet->out, number));
}

void
sheet_grade(struct sheet *sheet, enum grade grade)
{
	const char *name = grade_names[grade];

	buf_printf(sheet->out, "<span class=\"grade %s\">", name);
	SHEET_EACH(sheet, say_word(voice, sheet->out, "grade",
	    str_from(name)));
	buf_text(sheet->out, "</span>");
}

void
sheet_grade_cell(struct sheet *sheet, enum grade grade)
{
	buf_printf(sheet->out, "<td data-v=\"%d\">", (int)grade);
	sheet_grade(sheet, grade);
	buf_text(sheet->out, "</td>");
}

void
sheet_number_cell(struct sheet *sheet, uint64_t number)
{
	buf_printf(sheet->out, "<td class=\"num\" data-v=\"%llu\">",
	    (unsigned long long)number);
	sheet_number(sheet, number);
	buf_text(sheet->out, "</td>");
}

void
sheet_time(struct sheet *sheet, struct event_time time)
{
	char utc[STAMP_TEXT], local[STAMP_TEXT];

	buf_printf(sheet->out,
	    "<time datetime=\"" STR_FMT "\">" STR_FMT "</time>",
	    STR_ARG(stamp_utc(time, utc)),
	    STR_ARG(stamp_local(time, sheet->options->zone, false, local)));
}

void
sheet_text(struct sheet *sheet, struct str text)
{
	say_text(&sheet->voices[0], sheet->out, text);
}

void
sheet_label(struct sheet *sheet, struct str text, size_t max)
{
	struct str cut = text;
	size_t characters = 0;

	for (size_t i = 0; i < text.len; i++) {
		if ((text.at[i] & 0xc0) == 0x80)
			continue;
		if (characters++ == max) {
			cut.len = i;
			break;
		}
	}
	escape_html(sheet->out, cut);
	if (cut.len == text.len)
		return;
	buf_text(sheet->out, "\xe2\x80\xa6<title>");
	escape_html(sheet->out, text);
	buf_text(sheet->out, "</title>");
}

static void
proof_link(struct sheet *sheet, uint32_t number)
{
	const struct proof *proof = &sheet->answers->proofs[number];

	/* The table of lines ends somewhere; a link must lead to one. */
	if (number < SHEET_ROWS)
		buf_printf(sheet->out, "<a href=\"#l%u\">", number + 1);
	buf_hex(sheet->out, proof->sha256, SHORT_SHA);
	if (proof->ordinal > 0)
		buf_printf(sheet->out, "#%u", proof->ordinal);
	buf_text(sheet->out, number < SHEET_ROWS ? "</a> " : " ");
}

void
sheet_rest(struct sheet *sheet, size_t count)
{
	struct value n = value_count("n", count);

	if (count == 0)
		return;
	buf_text(sheet->out, "<p class=\"about\">");
	sheet_say(sheet, "ui.rows.rest", &n, 1);
	buf_text(sheet->out, "</p>\n");
}

void
sheet_proofs(struct sheet *sheet, const struct proof_list *proofs,
    const char *key)
{
	struct value n = value_count("n", proofs->count);
	struct value more = value_count("n", proofs->count - SHOWN_PROOFS);

	if (proofs->count == 0)
		return;
	buf_text(sheet->out, "<div class=\"proof\"><span class=\"n\">");
	sheet_say(sheet, key, &n, 1);
	buf_text(sheet->out, "</span> ");
	for (size_t i = 0; i < proofs->count && i < SHOWN_PROOFS; i++)
		proof_link(sheet, proofs->at[i]);
	if (proofs->count > SHOWN_PROOFS) {
		buf_text(sheet->out, "<details><summary>");
		sheet_say(sheet, "ui.more", &more, 1);
		buf_text(sheet->out, "</summary>");
		for (size_t i = SHOWN_PROOFS; i < proofs->count &&
		    i < SHEET_LINKS; i++)
			proof_link(sheet, proofs->at[i]);
		if (proofs->count > SHEET_LINKS) {
			more = value_count("n", proofs->count - SHEET_LINKS);
			sheet_say(sheet, "ui.rows.rest", &more, 1);
		}
		buf_text(sheet->out, "</details>");
	}
	buf_text(sheet->out, "</div>");
}

void
sheet_holes(struct sheet *sheet, const uint32_t *holes, size_t count)
{
	struct value more = value_count("n", count - SHOWN_HOLES);

	for (size_t i = 0; i < count; i++) {
		if (i == SHOWN_HOLES) {
			buf_text(sheet->out, " <details><summary>");
			sheet_say(sheet, "ui.more", &more, 1);
			buf_text(sheet->out, "</summary>");
		}
		buf_text(sheet->out, i == 0 || i == SHOWN_HOLES ? "" : ", ");
		if (holes[i] < SHEET_ROWS)
			buf_printf(sheet->out, "<a href=\"#h%u\">H%u</a>",
			    holes[i] + 1, holes[i] + 1);
		else
			buf_printf(sheet->out, "H%u", holes[i] + 1);
		if (i == SHEET_LINKS && count - i > 1) {
			more = value_count("n", count - i - 1);
			buf_char(sheet->out, ' ');
			sheet_say(sheet, "ui.rows.rest", &more, 1);
			break;
		}
	}
	if (count > SHOWN_HOLES)
		buf_text(sheet->out, "</details>");
}

void
sheet_figure(struct sheet *sheet, const struct figure *figure)
{
	SHEET_EACH(sheet, say_key(voice, sheet->out, figure->key));
	if (figure->subject.len > 0) {
		buf_text(sheet->out, " <span class=\"subject\">");
		sheet_text(sheet, figure->subject);
		buf_text(sheet->out, "</span>");
	}
}

void
sheet_round(struct sheet *sheet, const struct figure *figure, uint64_t bound,
    enum rounding rounding)
{
	SHEET_EACH(sheet, say_round(voice, sheet->out, figure->unit, bound,
	    figure_rounding(figure, rounding)));
}
