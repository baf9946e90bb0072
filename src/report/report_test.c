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
