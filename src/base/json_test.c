#include "base/json.h"

#include "test/test.h"

/* One string as the writer gives it. */
#define CHECK_WRITES(text, want)                                               \
	do {                                                                   \
		struct json_out writes;                                        \
		json_init(&writes);                                            \
		json_text(&writes, text);                                      \
		CHECK_STR(json_str(&writes), STR(want));                       \
		json_fini(&writes);                                            \
	} while (0)

TEST(json_writer_puts_commas_where_they_belong)
{
	struct json_out out;

	json_init(&out);
	json_object(&out);
	json_member(&out, "a", STR("x"));
	json_key(&out, "b");
	json_array(&out);
	json_u64(&out, UINT64_MAX);
	json_i64(&out, INT64_MIN);
	json_object(&out);
	json_object_end(&out);
	json_null(&out);
	json_bool(&out, false);
	json_hex(&out, (const uint8_t *)"\x00\xab", 2);
	json_array_end(&out);
	json_member_u64(&out, "c", 0);
	json_key_str(&out, STR("d\""));
	json_raw(&out, STR("[1]"));
	json_object_end(&out);
	json_plain(&out, STR("\n"));
	json_object(&out);
	json_object_end(&out);
	CHECK_STR(json_str(&out),
	    STR("{\"a\":\"x\",\"b\":[18446744073709551615,"
		"-9223372036854775808,{},null,false,\"00ab\"],"
		"\"c\":0,\"d\\\"\":[1]}\n{}"));
	json_reset(&out);
	json_u64(&out, 7);
	CHECK_STR(json_str(&out), STR("7"));
	json_fini(&out);
}

TEST(json_strings_hold_nothing_that_a_terminal_obeys_or_nobody_sees)
{
	CHECK_WRITES(STR(""), "\"\"");
	CHECK_WRITES(STR("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	CHECK_WRITES(STR("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
	CHECK_WRITES(STR("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\\u007f\"");
	CHECK_WRITES(STR("\xc2\x80\xc2\x9f\xc2\xa0"),
	    "\"\\u0080\\u009f\xc2\xa0\"");
	CHECK_WRITES(STR("a\xe2\x80\xae" "b\xe2\x81\xa9\xe2\x80\x8b"),
	    "\"a\\u202eb\\u2069\\u200b\"");
	CHECK_WRITES(STR("\xf3\xa0\x81\xa7"), "\"\\udb40\\udc67\"");
	CHECK_WRITES(STR("h\xc3\xa9\xf0\x9f\x98\x80"),
	    "\"h\xc3\xa9\xf0\x9f\x98\x80\"");
}

#define BAD "\\ufffd"

TEST(json_replaces_bytes_that_are_not_utf8)
{
	CHECK_WRITES(STR("a\xff" "b"), "\"a" BAD "b\"");
	CHECK_WRITES(STR("\xc3"), "\"" BAD "\"");	/* cut short */
	CHECK_WRITES(STR("\xc0\xaf"), "\"" BAD BAD "\"");	/* too long */
	CHECK_WRITES(STR("\xed\xa0\x80"), "\"" BAD BAD BAD "\"");
	CHECK_WRITES(STR("\xf4\x90\x80\x80"), "\"" BAD BAD BAD BAD "\"");
	CHECK_WRITES(STR("\xe2\x82" "a"), "\"" BAD BAD "a\"");
}

/* What the reader says of a text: a letter a token, and the last text. */
static struct str
read_all(struct str text, struct arena *arena, struct str *last)
{
	static char	  out[256];
	struct json_in	  in;
	size_t		  n = 0;
	enum json	  type;

	*last = (struct str){ 0 };
	json_open(&in, text, arena);
	do {
		type = json_next(&in, last);
		out[n++] = "!.{}[]ks1tfn"[type];
	} while (type != JSON_BAD && type != JSON_END && n < sizeof out);
	return str_of(out, n);
}

#define CHECK_READS(text, want)                                                \
	do {                                                                   \
		struct arena reads;                                            \
		struct str   reads_last;                                       \
		arena_init(&reads);                                            \
		CHECK_STR(read_all(STR(text), &reads, &reads_last),            \
		    STR(want));                                                \
		arena_fini(&reads);                                            \
	} while (0)

TEST(json_reader_gives_tokens_in_order)
{
	CHECK_READS("{\"a\":[1,\"b\",true,false,null],\"c\":{}}",
	    "{k[1stfn]k{}}.");
	CHECK_READS(" [ ] ", "[].");
	CHECK_READS("{ }", "{}.");
	CHECK_READS("-0.5e+10", "1.");
	CHECK_READS("\"\"", "s.");
}

TEST(json_reader_refuses_what_is_not_json)
{
	CHECK_READS("", "!");
	CHECK_READS("{\"a\":1,}", "{k1!");
	CHECK_READS("[1,]", "[1!");
	CHECK_READS("[1 2]", "[1!");
	CHECK_READS("{\"a\" 1}", "{k!");
	CHECK_READS("{1:2}", "{!");
	CHECK_READS("[1}", "[1!");
	CHECK_READS("{]", "{!");
	CHECK_READS("01", "!");
	CHECK_READS("1.", "!");
	CHECK_READS("1e", "!");
	CHECK_READS("-", "!");
	CHECK_READS("\"abc", "!");
	CHECK_READS("\"abc\\", "!");
	CHECK_READS("\"a\tb\"", "!");
	CHECK_READS("\"\\x\"", "!");
	CHECK_READS("\"\\u12g4\"", "!");
	CHECK_READS("trues", "t!");
	CHECK_READS("{} {}", "{}!");
}

TEST(json_reader_decodes_escapes_into_the_arena)
{
	struct arena arena;
	struct str   last;

	arena_init(&arena);
	read_all(STR("\"a\\n\\u00e9\\ud83d\\ude00\\/\""), &arena, &last);
	CHECK_STR(last, STR("a\n\xc3\xa9\xf0\x9f\x98\x80/"));
	read_all(STR("\"\\ud83dx\\udc00\""), &arena, &last);
	CHECK_STR(last, STR("\xef\xbf\xbdx\xef\xbf\xbd"));
	read_all(STR("\"\\u0000\""), &arena, &last);
	CHECK_STR(last, STR("\0"));
	read_all(STR("\"\\\"\""), NULL, &last);
	CHECK_STR(last, STR("\\\""));
	arena_fini(&arena);
}

TEST(json_reader_is_bounded_in_depth)
{
	char	       text[2 * JSON_DEPTH + 2];
	struct str     last;
	struct json_in in;

	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	json_open(&in, str_of(text, 2 * JSON_DEPTH + 2), NULL);
	for (int i = 0; i < JSON_DEPTH; i++)
		CHECK(json_next(&in, &last) == JSON_ARRAY);
	CHECK(json_next(&in, &last) == JSON_BAD);
	CHECK(read_all(str_of(text + 1, 2 * JSON_DEPTH), NULL, &last).len ==
	    2 * JSON_DEPTH + 1);
}

TEST(json_skip_gives_the_value_as_it_stood)
{
	struct json_in in;
	struct str     text;

	json_open(&in, STR("{\"a\": [1, {\"b\":\"]\\\"\"}] ,\"c\":2}"), NULL);
	CHECK(json_next(&in, &text) == JSON_OBJECT);
	CHECK(json_next(&in, &text) == JSON_KEY);
	CHECK(json_next(&in, &text) == JSON_ARRAY);
	CHECK(json_skip(&in, &text));
	CHECK_STR(text, STR("[1, {\"b\":\"]\\\"\"}]"));
	CHECK(json_next(&in, &text) == JSON_KEY);
	CHECK_STR(text, STR("c"));
}

/* A value of every length, so that each place in a block is tried. */
TEST(json_skip_matches_brackets_wherever_they_stand)
{
	char text[400];

	for (size_t pad = 0; pad < 200; pad++) {
		struct json_walk walk;
		struct str key, value;
		int n = snprintf(text, sizeof text,
		    "{\"a\":[\"%.*s]\\\"\\\\\",[{\"]\":\"}\"}],[]],\"b\":7}x",
		    (int)pad, "................................................"
		    "......................................................"
		    "......................................................"
		    "............................................");

		CHECK(n > 0 && (size_t)n < sizeof text);
		CHECK(json_walk(&walk, str_of(text, (size_t)n), '{'));
		CHECK(json_walk_member(&walk, &key, &value) == JSON_ARRAY);
		CHECK(value.len == pad + 24);
		CHECK(json_walk_member(&walk, &key, &value) == JSON_NUMBER);
		CHECK_STR(key, STR("b"));
		CHECK_STR(value, STR("7"));
		CHECK(json_walk_member(&walk, &key, &value) == JSON_END);
		CHECK_STR(walk.rest, STR("x"));
		/* Cut anywhere, it breaks off, and nothing is overread. */
		CHECK(json_walk(&walk, str_of(text, pad + 8), '{'));
		CHECK(json_walk_member(&walk, &key, &value) == JSON_BAD);
	}
}

TEST(json_walk_gives_elements_and_refuses_what_is_not_json)
{
	static const char *const bad[] = { "[1 2]", "[,1]", "[1,", "[1",
		"[\"a]", "[tru]", "[1,]", "[\"a\tb\"]", "[{]" };
	struct json_walk walk;
	struct str value;
	enum json type;

	CHECK(json_walk(&walk, STR(" [ 1 , \"b\\n\",null,{\"x\":[]} ] "), '['));
	CHECK(json_walk_element(&walk, &value) == JSON_NUMBER);
	CHECK(json_walk_element(&walk, &value) == JSON_TEXT);
	CHECK_STR(value, STR("b\\n"));
	CHECK(json_walk_element(&walk, &value) == JSON_NULL);
	CHECK(json_walk_element(&walk, &value) == JSON_OBJECT);
	CHECK_STR(value, STR("{\"x\":[]}"));
	CHECK(json_walk_element(&walk, &value) == JSON_END);
	CHECK(!json_walk(&walk, STR("{}"), '['));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK(json_walk(&walk, str_from(bad[i]), '['));
		do
			type = json_walk_element(&walk, &value);
		while (type != JSON_BAD && type != JSON_END);
		CHECK(type == JSON_BAD);
	}
}

TEST(what_json_writes_json_reads_back)
{
	struct json_out out;
	struct json_in	in;
	struct arena	arena;
	struct str	text;
	char		all[128];

	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (char)i;
	arena_init(&arena);
	json_init(&out);
	json_text(&out, str_of(all, sizeof all));
	json_open(&in, json_str(&out), &arena);
	CHECK(json_next(&in, &text) == JSON_TEXT);
	CHECK_STR(text, str_of(all, sizeof all));
	CHECK(json_next(&in, &text) == JSON_END);
	json_fini(&out);
	arena_fini(&arena);
}
