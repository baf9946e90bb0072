#include "report/voice.h"

#include "report/escape.h"
#include "test/test.h"

#define NB "\xc2\xa0"
#define NNB "\xe2\x80\xaf"

static struct catalogue en, fr;

static struct voice
voice_of(struct catalogue *catalogue, const char *lang)
{
	struct err err;

	if (catalogue->count == 0)
		CHECK(catalogue_open(catalogue, str_from(lang), &err));
	return (struct voice){ .catalogue = catalogue };
}

TEST(numbers_are_grouped_as_the_language_does)
{
	struct voice english = voice_of(&en, "en"), french = voice_of(&fr, "fr");
	struct buf out = { 0 };

	say_number(&english, &out, 16444373);
	CHECK_STR(buf_str(&out), STR("16,444,373"));
	buf_reset(&out);
	say_number(&french, &out, 16444373);
	CHECK_STR(buf_str(&out), STR("16" NNB "444" NNB "373"));
	buf_reset(&out);
	say_number(&english, &out, UINT64_MAX);
	CHECK_STR(buf_str(&out), STR("18,446,744,073,709,551,615"));
	buf_fini(&out);
}

TEST(nothing_is_plural_in_english_and_singular_in_french)
{
	struct voice english = voice_of(&en, "en"), french = voice_of(&fr, "fr");
	static const uint64_t numbers[] = { 0, 1, 2 };
	static const char *const wants[][2] = {
		{ "0 lines", "0" NB "ligne" },
		{ "1 line", "1" NB "ligne" },
		{ "2 lines", "2" NB "lignes" },
	};

	for (size_t i = 0; i < 3; i++) {
		struct value n = value_count("n", numbers[i]);
		struct buf out = { 0 };

		say(&english, &out, STR("ui.proofs"), &n, 1);
		CHECK_STR(buf_str(&out), str_from(wants[i][0]));
		buf_reset(&out);
		say(&french, &out, STR("ui.proofs"), &n, 1);
		CHECK_STR(buf_str(&out), str_from(wants[i][1]));
		buf_fini(&out);
	}
}

TEST(rounding_never_narrows_an_interval)
{
	static const struct {
		uint64_t bytes;
		enum rounding rounding;
		const char *want;
	} cases[] = {
		{ 999, ROUND_UP, "999" NB "bytes" },
		{ 1000, ROUND_NEAR, "1.0" NB "kB" },
		{ 1049, ROUND_DOWN, "1.0" NB "kB" },
		{ 1049, ROUND_UP, "1.1" NB "kB" },
		{ 9951, ROUND_UP, "10" NB "kB" },
		{ 61004113, ROUND_UP, "62" NB "MB" },
		{ 61004113, ROUND_DOWN, "61" NB "MB" },
		{ 999999, ROUND_NEAR, "1.0" NB "MB" },
		{ 999999, ROUND_DOWN, "999" NB "kB" },
		{ UINT64_MAX, ROUND_UP, "19" NB "EB" },
	};
	struct voice voice = voice_of(&en, "en");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = { 0 };

		say_bytes(&voice, &out, cases[i].bytes, cases[i].rounding);
		CHECK_STR(buf_str(&out), str_from(cases[i].want));
		buf_fini(&out);
	}
}

TEST(a_duration_shows_its_two_largest_parts)
{
	static const struct {
		int64_t ms;
		enum rounding rounding;
		const char *want;
	} cases[] = {
		{ 0, ROUND_DOWN, "0" NB "ms" },
		{ 850, ROUND_UP, "850" NB "ms" },
		{ 61000, ROUND_DOWN, "1" NB "min" NB "1" NB "s" },
		{ 72 * 3600000, ROUND_DOWN, "72" NB "h" },
		{ 268980000, ROUND_DOWN, "3" NB "d" NB "2" NB "h" },
		{ 268980000, ROUND_UP, "3" NB "d" NB "3" NB "h" },
		{ -5, ROUND_DOWN, "0" NB "ms" },
	};
	struct voice voice = voice_of(&en, "en");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = { 0 };

		say_duration(&voice, &out, cases[i].ms, cases[i].rounding);
		CHECK_STR(buf_str(&out), str_from(cases[i].want));
		buf_fini(&out);
	}
}

TEST(no_minutes_are_not_milliseconds)
{
	struct voice voice = voice_of(&en, "en");
	struct buf out = { 0 };

	say_round(&voice, &out, "minute", 0, ROUND_DOWN);
	CHECK_STR(buf_str(&out), STR("0" NB "min"));
	buf_fini(&out);
}

TEST(an_upper_end_that_is_not_known_is_said)
{
	struct voice english = voice_of(&en, "en"), french = voice_of(&fr, "fr");
	struct figure figure = { .unit = "record", .at_least = 1,
		.at_most = AT_MOST_UNKNOWN };
	struct buf out = { 0 };

	say_interval(&english, &out, &figure);
	CHECK_STR(buf_str(&out), STR("at least 1 record; at most: not known"));
	buf_reset(&out);
	say_interval(&french, &out, &figure);
	CHECK_STR(buf_str(&out), STR("au moins 1" NB "fiche" NNB "; au plus" NB
	    ": non connu"));
	buf_reset(&out);
	figure.at_most = 40;
	say_interval(&french, &out, &figure);
	CHECK_STR(buf_str(&out), STR("au moins 1, au plus 40" NB "fiches"));
	buf_reset(&out);
	figure.at_least = 40;
	say_interval(&english, &out, &figure);
	CHECK_STR(buf_str(&out), STR("40 records, in the lines read"));
	buf_fini(&out);
}

TEST(a_date_is_written_out_in_the_language)
{
	struct voice english = voice_of(&en, "en"), french = voice_of(&fr, "fr");
	struct event_time time = { 1764543845000 };	/* 2025-11-30T23:04:05Z */
	struct buf out = { 0 };

	say_time(&english, &out, time);
	CHECK_STR(buf_str(&out), STR("30" NB "November" NB "2025 at 23:04:05"));
	buf_reset(&out);
	time.ms += 3600000;
	say_time(&french, &out, time);
	CHECK_STR(buf_str(&out), STR("1er" NB "d\xc3\xa9" "cembre" NB
	    "2025 \xc3\xa0 00:04:05"));
	buf_fini(&out);
}

TEST(a_range_names_no_date_twice)
{
	struct voice english = voice_of(&en, "en"), french = voice_of(&fr, "fr");
	struct value values[] = {
		value_text("stream", STR("x")), value_text("why", STR("y")),
		value_time("start", (struct event_time){ 1764543845000 }),
		value_time("end", (struct event_time){ 1764543845000 }),
	};
	struct buf out = { 0 };

	say(&english, &out, STR("range.test"), values, 4);
	CHECK_STR(buf_str(&out), STR("[range.test]"));
	buf_reset(&out);
	say(&english, &out, STR("q9.hole"), values, 4);
	CHECK(str_ends(buf_str(&out), STR("on 30" NB "November" NB
	    "2025 at 23:04:05.")));
	buf_reset(&out);
	values[3].number += 60000;
	say(&english, &out, STR("q9.hole"), values, 4);
	CHECK(str_ends(buf_str(&out), STR("on 30" NB "November" NB
	    "2025 from 23:04:05 to 23:05:05.")));
	buf_reset(&out);
	values[3].number += 3600000;
	say(&french, &out, STR("q9.hole"), values, 4);
	CHECK(str_ends(buf_str(&out), STR("du 30" NB "novembre" NB
	    "2025 \xc3\xa0 23:04:05 au 1er" NB "d\xc3\xa9" "cembre" NB
	    "2025 \xc3\xa0 00:05:05.")));
	buf_fini(&out);
}

TEST(what_is_missing_is_seen)
{
	struct voice voice = voice_of(&en, "en");
	struct buf out = { 0 };

	say_key(&voice, &out, "no.such.key");
	CHECK_STR(buf_str(&out), STR("[no.such.key]"));
	buf_reset(&out);
	say(&voice, &out, STR("ui.zone"), NULL, 0);
	CHECK_STR(buf_str(&out), STR("times in {zone}"));
	buf_fini(&out);
}

TEST(bytes_that_steer_or_mislead_are_spelled_out)
{
	static const struct { struct str from; const char *text, *html; } cases[] = {
		{ STR_INIT("a<b>&\"'"), "a<b>&\"'",
		    "a&lt;b&gt;&amp;&quot;&#39;" },
		{ STR_INIT("\033[2J\a"), "\\x1b[2J\\x07", "\\x1b[2J\\x07" },
		{ STR_INIT("a\0b"), "a\\x00b", "a\\x00b" },
		{ STR_INIT("x\xe2\x80\xaegpj.exe"), "x\\u{202e}gpj.exe",
		    "x\\u{202e}gpj.exe" },
		{ STR_INIT("\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf"),
		    "\\u{2066}\\u{200b}\\u{feff}",
		    "\\u{2066}\\u{200b}\\u{feff}" },
		{ STR_INIT("\xc2\x9b" "31m"), "\\u{9b}31m", "\\u{9b}31m" },
		{ STR_INIT("\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"),
		    "\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80",
		    "\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80" },
		{ STR_INIT("\xc3"), "\\xc3", "\\xc3" },
		{ STR_INIT("d\xc3\xa9j\xc3\xa0 \xf0\x9f\x94\x94"),
		    "d\xc3\xa9j\xc3\xa0 \xf0\x9f\x94\x94",
		    "d\xc3\xa9j\xc3\xa0 \xf0\x9f\x94\x94" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = { 0 };

		escape_text(&out, cases[i].from);
		CHECK_STR(buf_str(&out), str_from(cases[i].text));
		buf_reset(&out);
		escape_html(&out, cases[i].from);
		CHECK_STR(buf_str(&out), str_from(cases[i].html));
		buf_fini(&out);
	}
}

TEST(a_megabyte_of_text_is_cut_and_it_is_said)
{
	struct buf text = { 0 }, out = { 0 };

	buf_fill(&text, 'a', 1000000);
	escape_text(&out, buf_str(&text));
	CHECK(out.len < 2 * ESCAPE_MAX);
	CHECK(str_ends(buf_str(&out), STR("\xe2\x80\xa6(+999760)")));
	buf_fini(&text);
	buf_fini(&out);
}
