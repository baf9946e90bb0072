#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "report/sample_test.h"
#include "test/test.h"

/* Compare with test/golden/report/NAME; with REPORT_ACCEPT set, write it. */
static void
golden_check(const char *name, struct str is)
{
	char path[256];
	struct buf want = { 0 };
	char piece[4096];
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "test/golden/report/%s", name);
	if (getenv("REPORT_ACCEPT") != NULL) {
		file = fopen(path, "w");
		MUST_CHECK(file != NULL);
		fwrite(is.at, 1, is.len, file);
		fclose(file);
		return;
	}
	file = fopen(path, "r");
	MUST_CHECK(file != NULL);
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		buf_add(&want, str_of(piece, n));
	fclose(file);
	if (!CHECK(str_eq(is, buf_str(&want))))
		fprintf(stderr, "\t%s differs; REPORT_ACCEPT=1 rewrites it\n",
		    path);
	buf_fini(&want);
}

TEST(the_sample_as_json_is_as_accepted)
{
	struct sample sample;
	struct buf out = { 0 };

	sample_make(&sample);
	report_json(&sample.answers, sample.inputs, sample.count, &out);
	golden_check("sample.json", buf_str(&out));
	buf_fini(&out);
	sample_free(&sample);
}

TEST(the_answers_alone_are_the_bytes_of_the_whole)
{
	struct sample sample;
	struct buf all = { 0 }, answers = { 0 };

	sample_make(&sample);
	report_json(&sample.answers, sample.inputs, sample.count, &all);
	report_json_answers(&sample.answers, &answers);
	CHECK(str_has(buf_str(&all), buf_str(&answers)));
	CHECK(str_starts(buf_str(&answers), STR("{\n    \"window\": ")));
	buf_fini(&all);
	buf_fini(&answers);
	sample_free(&sample);
}

TEST(the_answers_do_not_depend_on_where_lines_stand)
{
	struct sample sample;
	struct buf before = { 0 }, after = { 0 };

	sample_make(&sample);
	report_json_answers(&sample.answers, &before);
	for (size_t i = 0; i < sample.answers.proof_count; i++) {
		sample.answers.proofs[i].input = 3;
		sample.answers.proofs[i].offset++;
		sample.answers.proofs[i].length++;
	}
	report_json_answers(&sample.answers, &after);
	CHECK_STR(buf_str(&before), buf_str(&after));
	buf_fini(&before);
	buf_fini(&after);
	sample_free(&sample);
}

TEST(answers_without_anything_are_a_report_too)
{
	struct answers answers = { 0 };
	struct report_options options = { 0 };
	struct buf out = { 0 };
	struct err err;

	report_json(&answers, NULL, 0, &out);
	CHECK(str_has(buf_str(&out), STR("\"window\": null")));
	CHECK(str_has(buf_str(&out), STR("\"lines\": []")));
	CHECK(report_text(&answers, NULL, 0, &options, &out, &err));
	CHECK(report_html(&answers, NULL, 0, &options, &out, &err));
	buf_fini(&out);
}

TEST(the_sample_as_text_is_as_accepted)
{
	static const char *const langs[] = { "en", "fr" };
	struct sample sample;

	sample_make(&sample);
	for (size_t i = 0; i < 2; i++) {
		struct report_options options = { .lang = str_from(langs[i]) };
		struct buf out = { 0 };
		char name[32];
		struct err err;

		CHECK(report_text(&sample.answers, sample.inputs, sample.count,
		    &options, &out, &err));
		snprintf(name, sizeof name, "sample.%s.txt", langs[i]);
		golden_check(name, buf_str(&out));
		buf_fini(&out);
	}
	sample_free(&sample);
}

TEST(the_sample_as_html_is_as_accepted)
{
	struct report_options options = { .lang = STR("en") };
	struct sample sample;
	struct buf out = { 0 };
	struct err err;

	sample_make(&sample);
	CHECK(report_html(&sample.answers, sample.inputs, sample.count,
	    &options, &out, &err));
	golden_check("sample.html", buf_str(&out));
	buf_fini(&out);
	sample_free(&sample);
}

/* Texts that attack whoever shows them. */
static const struct str attacks[] = {
	STR_INIT("</style></title><script>alert(1)</script><!--"),
	STR_INIT("\" onmouseover=\"alert(1)\" x='"),
	STR_INIT("\033]0;owned\a\033[2J\r\nroot"),
	STR_INIT("evil\xe2\x80\xae" "fdp.exe\xe2\x81\xa6"),
	STR_INIT("a\0b\xff\xfe\xc3("),
	STR_INIT("@{ui.title} {count} {n|one|many} %s %n ]]>"),
};
enum { ATTACKS = sizeof attacks / sizeof *attacks };

TEST(no_text_of_a_log_becomes_markup)
{
	static const struct str never[] = {
		STR_INIT("<script>alert"), STR_INIT("onmouseover=\"alert"),
		STR_INIT("\033"), STR_INIT("\xe2\x80\xae"),
		STR_INIT("\xe2\x81\xa6"), STR_INIT("\xff"), STR_INIT("<!--"),
	};
	struct report_options options = { 0 };

	for (size_t i = 0; i < ATTACKS; i++) {
		struct sample sample;
		struct buf out = { 0 };
		struct err err;

		sample_make_hostile(&sample, attacks[i]);
		options.zone_name = attacks[i];
		CHECK(report_html(&sample.answers, sample.inputs, sample.count,
		    &options, &out, &err));
		for (size_t n = 0; n < sizeof never / sizeof *never; n++)
			CHECK(!str_has(buf_str(&out), never[n]));
		CHECK(memchr(out.at, '\0', out.len) == NULL);
		buf_fini(&out);
		sample_free(&sample);
	}
}

/* Control bytes but for the newlines of our own. */
static size_t
control_count(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.at[i] < 0x20 &&
		    text.at[i] != '\n') || text.at[i] == 0x7f;
	return count;
}

TEST(no_text_of_a_log_reaches_a_terminal_raw)
{
	struct report_options options = { 0 };

	for (size_t i = 0; i < ATTACKS; i++) {
		struct sample sample;
		struct buf out = { 0 };
		struct err err;

		sample_make_hostile(&sample, attacks[i]);
		CHECK(report_text(&sample.answers, sample.inputs, sample.count,
		    &options, &out, &err));
		CHECK_U64(control_count(buf_str(&out)), 0);
		CHECK(!str_has(buf_str(&out), STR("\xe2\x80\xae")));
		buf_fini(&out);
		sample_free(&sample);
	}
}

TEST(no_text_of_a_log_stands_unseen_in_json)
{
	struct sample sample;
	struct buf out = { 0 };

	sample_make_hostile(&sample,
	    STR("a\xe2\x80\xae" "b\xc2\x9b" "c\x7f" "d\xf3\xa0\x81\x81\xc3\xa9"));
	report_json(&sample.answers, sample.inputs, sample.count, &out);
	CHECK(str_has(buf_str(&out),
	    STR("a\\u202eb\\u009bc\\u007fd\\udb40\\udc41\xc3\xa9")));
	CHECK(!str_has(buf_str(&out), STR("\xe2\x80\xae")));
	CHECK(!str_has(buf_str(&out), STR("\xc2\x9b")));
	buf_fini(&out);
	sample_free(&sample);
}

/* Columns of the longest line. */
static size_t
widest(struct str text)
{
	size_t most = 0;
	struct str line;

	while (str_take_until_char(&text, '\n', &line)) {
		size_t n = 0;

		for (size_t i = 0; i < line.len; i++)
			n += (line.at[i] & 0xc0) != 0x80;
		if (n > most)
			most = n;
	}
	return most;
}

TEST(text_stays_within_its_columns_whatever_it_says)
{
	struct report_options options = { .lang = STR("fr") };
	struct sample sample;
	struct buf out = { 0 }, text = { 0 };
	struct err err;

	buf_fill(&text, 'w', 500);
	sample_make_hostile(&sample, buf_str(&text));
	CHECK(report_text(&sample.answers, sample.inputs, sample.count,
	    &options, &out, &err));
	CHECK(widest(buf_str(&out)) <= 96);
	buf_fini(&out);
	buf_fini(&text);
	sample_free(&sample);
}

TEST(colour_adds_sequences_and_nothing_else)
{
	struct report_options options = { .lang = STR("fr") };
	struct buf plain = { 0 }, colour = { 0 }, stripped = { 0 };
	struct sample sample;
	struct err err;

	sample_make(&sample);
	CHECK(report_text(&sample.answers, sample.inputs, sample.count,
	    &options, &plain, &err));
	options.colour = true;
	CHECK(report_text(&sample.answers, sample.inputs, sample.count,
	    &options, &colour, &err));
	for (size_t i = 0; i < colour.len; i++) {
		if (colour.at[i] == '\033')
			while (colour.at[i] != 'm')
				i++;
		else
			buf_char(&stripped, colour.at[i]);
	}
	CHECK(colour.len > plain.len);
	CHECK_STR(buf_str(&stripped), buf_str(&plain));
	buf_fini(&plain);
	buf_fini(&colour);
	buf_fini(&stripped);
	sample_free(&sample);
}

TEST(many_sessions_and_long_years_make_a_page_of_bounded_drawings)
{
	enum { MANY = 20000 };
	struct report_options options = { 0 };
	struct sample sample;
	struct buf out = { 0 };
	struct err err;
	struct answers *answers;

	sample_make(&sample);
	answers = &sample.answers;
	answers->verdicts = arena_zero(&answers->arena,
	    MANY * sizeof *answers->verdicts);
	answers->verdict_count = MANY;
	for (size_t i = 0; i < MANY; i++)
		answers->verdicts[i] = (struct verdict){
			.account = arena_printf(&answers->arena, "u%zu", i),
			.start = { (int64_t)i * 1000 },
			.end = { INT64_MAX / 4 },
			.why = "why.no_address", .ended = "idle",
		};
	answers->coverage[0].first_hour.ms = -((int64_t)1 << 50);
	CHECK(report_html(answers, sample.inputs, sample.count, &options, &out,
	    &err));
	CHECK(str_has(buf_str(&out), STR("19,976 more accounts")));
	CHECK(out.len < (size_t)MANY * 1024 + ((size_t)1 << 20));
	buf_fini(&out);
	sample_free(&sample);
}

TEST(a_language_without_a_catalogue_is_refused_by_name)
{
	struct answers answers = { 0 };
	struct report_options options = { .lang = STR("../../etc") };
	struct buf out = { 0 };
	struct err err;

	CHECK(!report_text(&answers, NULL, 0, &options, &out, &err));
	CHECK(str_has(str_from(err.text), STR("../../etc")));
	CHECK(!report_html(&answers, NULL, 0, &options, &out, &err));
	CHECK_U64(out.len, 0);
	buf_fini(&out);
}
