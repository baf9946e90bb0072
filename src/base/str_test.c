#include "base/str.h"

#include <arpa/inet.h>

#include "test/test.h"

TEST(take_consumes_what_it_names_and_nothing_else)
{
	struct str s = STR("user=<bob>");

	CHECK(str_take(&s, STR("user=<")));
	CHECK_STR(s, STR("bob>"));
	CHECK(!str_take(&s, STR("bob>>")));
	CHECK_STR(s, STR("bob>"));
	CHECK(str_take_end(&s, STR(">")));
	CHECK_STR(s, STR("bob"));
	CHECK(str_take(&s, STR("")));
	CHECK_STR(s, STR("bob"));
}

TEST(an_absent_mark_leaves_the_slice_alone)
{
	struct str s = STR("no mark here"), head = STR("old"), tail = head;

	CHECK(!str_take_until(&s, STR("|"), &head));
	CHECK(!str_take_until_char(&s, '|', &head));
	CHECK(!str_take_last(&s, STR("||"), &tail));
	CHECK(!str_take_last_char(&s, '|', &tail));
	CHECK(!str_take_char(&s, '|'));
	CHECK(!str_take_end(&s, STR("|")));
	CHECK_STR(s, STR("no mark here"));
	CHECK_STR(head, STR("old"));
	CHECK_STR(tail, STR("old"));
}

TEST(until_stops_at_the_first_mark_and_last_at_the_last)
{
	struct str s = STR("a from b from c"), head, tail;

	CHECK(str_take_last(&s, STR(" from "), &tail));
	CHECK_STR(tail, STR("c"));
	CHECK_STR(s, STR("a from b"));
	CHECK(str_take_until(&s, STR(" from "), &head));
	CHECK_STR(head, STR("a"));
	CHECK_STR(s, STR("b"));

	s = STR("1:2:3");
	CHECK(str_take_last_char(&s, ':', &tail));
	CHECK_STR(tail, STR("3"));
	CHECK(str_take_until_char(&s, ':', &head));
	CHECK_STR(head, STR("1"));
	CHECK_STR(s, STR("2"));
}

TEST(a_mark_at_either_end_gives_an_empty_part)
{
	struct str s = STR("|x|"), part;

	CHECK(str_take_until(&s, STR("|"), &part));
	CHECK_STR(part, STR(""));
	CHECK(str_take_last(&s, STR("|"), &part));
	CHECK_STR(part, STR(""));
	CHECK_STR(s, STR("x"));
}

TEST(a_mark_longer_than_the_slice_is_not_in_it)
{
	struct str s = STR("ab"), part;

	CHECK(!str_take_until(&s, STR("abc"), &part));
	CHECK(!str_take_last(&s, STR("abc"), &part));
	CHECK(!str_has(s, STR("abc")));
	CHECK(str_has(s, STR("")));
	CHECK(str_has(s, s));
}

/* An absent value is at NULL; the takers must not follow it. */
TEST(the_absent_slice_is_safe_everywhere)
{
	struct str none = { 0 }, part;
	uint64_t number;

	CHECK(!str_take(&none, STR("x")));
	CHECK(!str_take_char(&none, 'x'));
	CHECK(!str_take_until(&none, STR("x"), &part));
	CHECK(!str_take_until_char(&none, 'x', &part));
	CHECK(!str_take_last(&none, STR("x"), &part));
	CHECK(!str_take_last_char(&none, 'x', &part));
	CHECK(!str_take_word(&none, &part));
	CHECK(!str_take_u64(&none, &number));
	CHECK(!str_u64(none, &number));
	CHECK(!str_is_digits(none));
	CHECK(!str_is_ip(none));
	CHECK(str_eq(none, STR("")));
	CHECK(str_eq_nocase(none, STR("")));
	CHECK(str_cmp(none, STR("")) == 0);
	CHECK_U64(str_trim(none).len, 0);
	CHECK_U64(str_hash(none), str_hash(STR("")));
	CHECK_U64(str_from(NULL).len, 0);
}

TEST(a_word_ends_at_one_space)
{
	struct str s = STR("two  words"), word;

	CHECK(str_take_word(&s, &word));
	CHECK_STR(word, STR("two"));
	CHECK(!str_take_word(&s, &word));
	CHECK_STR(s, STR(" words"));
	CHECK(str_take_char(&s, ' '));
	CHECK(str_take_word(&s, &word));
	CHECK_STR(word, STR("words"));
	CHECK_U64(s.len, 0);
}

TEST(numbers_end_at_2_to_the_64)
{
	struct str s = STR("18446744073709551615 rest");
	uint64_t number = 7;

	CHECK(str_take_u64(&s, &number));
	CHECK_U64(number, UINT64_MAX);
	CHECK_STR(s, STR(" rest"));

	s = STR("18446744073709551616");
	number = 7;
	CHECK(!str_take_u64(&s, &number));
	CHECK_U64(number, 7);
	CHECK_U64(s.len, 20);
	CHECK(str_u64(STR("00000000000000000000000000042"), &number));
	CHECK_U64(number, 42);
}

TEST(a_number_is_all_digits)
{
	uint64_t number = 7;

	CHECK(str_u64(STR("0"), &number));
	CHECK_U64(number, 0);
	CHECK(!str_u64(STR("12x"), &number));
	CHECK(!str_u64(STR("-1"), &number));
	CHECK(!str_u64(STR("+1"), &number));
	CHECK(!str_u64(STR(" 1"), &number));
	CHECK(!str_u64(STR(""), &number));
	CHECK_U64(number, 0);
}

TEST(fixed_digits_are_all_there_or_none_is_taken)
{
	struct str s = STR("2025-1x");
	uint32_t number = 7;

	CHECK(str_take_digits(&s, 4, &number));
	CHECK_U64(number, 2025);
	CHECK(str_take_char(&s, '-'));
	CHECK(!str_take_digits(&s, 2, &number));
	CHECK(!str_take_digits(&s, 3, &number));
	CHECK_STR(s, STR("1x"));
	s = STR("999999999");
	CHECK(str_take_digits(&s, 9, &number));
	CHECK_U64(number, 999999999);
}

TEST(order_is_by_unsigned_bytes_then_length)
{
	CHECK(str_cmp(STR("a"), STR("b")) < 0);
	CHECK(str_cmp(STR("a"), STR("aa")) < 0);
	CHECK(str_cmp(STR("b"), STR("aa")) > 0);
	CHECK(str_cmp(STR("\xff"), STR("a")) > 0);
	CHECK(str_cmp(STR("a\0b"), STR("a\0b")) == 0);
	CHECK(str_cmp(STR("a\0b"), STR("a\0c")) < 0);
}

TEST(case_folds_for_ascii_letters_only)
{
	CHECK(str_eq_nocase(STR("Bob@Mail.Example"), STR("bOB@mAIL.eXAMPLE")));
	CHECK(!str_eq_nocase(STR("@"), STR("`")));
	CHECK(!str_eq_nocase(STR("["), STR("{")));
	CHECK(!str_eq_nocase(STR("\xc9"), STR("\xe9")));
	CHECK(!str_eq_nocase(STR("a"), STR("ab")));
}

TEST(trim_drops_blanks_at_the_ends_alone)
{
	CHECK_STR(str_trim(STR(" \t a b \r\n")), STR("a b"));
	CHECK_STR(str_trim(STR(" \t\r\n")), STR(""));
	CHECK_STR(str_trim(STR("\va\v")), STR("\va\v"));
}

TEST(addresses_are_told_from_what_only_looks_like_one)
{
	static const char *const yes[] = {
		"192.0.2.1", "255.255.255.255", "::", "::1", "2001:db8::9",
		"::ffff:192.0.2.1",
		"2001:db8:1111:2222:3333:4444:192.168.100.255", "0.0.0.0",
		"1:2:3:4:5:6:7::", "::ffff:1.2.3.4", "2001:DB8::",
	};
	static const char *const no[] = {
		"", "192.0.2", "192.0.2.256", "192.0.2.1.", "192.0.2.1:25",
		"[::1]", "::1%eth0", "2001:db8::9/64", "host.example", ":",
		"192.0.2.1 ", "1.2.3.04x", "192.0.2.01", ".192.0.2.1",
		"192..2.1", "1.2.3.4.5", "1234.1.1.1", "1", "2001:db8",
		"x::1", ":::", "1:", "1::2::3", "1:2:3:4:5:6:7:8:",
		"1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "12345::",
	};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (!CHECK(str_is_ip(str_from(yes[i]))))
			CHECK_STR(str_from(yes[i]), STR("an address"));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		if (!CHECK(!str_is_ip(str_from(no[i]))))
			CHECK_STR(str_from(no[i]), STR("no address"));
	CHECK(!str_is_ip(STR("192.0.2.1\0.example")));
}

/* The bytes that make a factor 0 are in the source for all to see. */
TEST(no_bytes_make_the_hash_forget_the_others)
{
	char a[17] = "\x2f\x64\xbd\x78\x64\x1d\x76\xa0" "12345678";
	uint64_t hash = str_hash(str_of(a, 16));

	a[9] = 'x';
	CHECK(str_hash(str_of(a, 16)) != hash);
	CHECK(str_hash_keyed(str_of(a, 16), 1) !=
	    str_hash_keyed(str_of(a, 16), 2));
}

/* The C library's answer to what is nearly an address. */
TEST(addresses_are_what_the_library_takes_for_one)
{
	static const char *const seeds[] = {
		"192.0.2.1", "10.255.249.100", "1.2.3.4", "2001:db8::9",
		"::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:77.8.9.10",
	};
	static const char bytes[] = "0125.:9aF.:0 ";
	uint32_t random = 1;

	for (int round = 0; round < 200000; round++) {
		char text[64];
		unsigned char binary[16];
		size_t len, at;

		random = random * 1664525u + 1013904223u;
		snprintf(text, sizeof text, "%s", seeds[(random >> 8) %
		    (sizeof seeds / sizeof *seeds)]);
		len = strlen(text);
		for (unsigned i = 0; i < 1 + (random >> 28) % 3; i++) {
			random = random * 1664525u + 1013904223u;
			at = (random >> 8) % len;
			text[at] = bytes[(random >> 20) % (sizeof bytes - 1)];
			if ((random >> 30) == 3)	/* or leave it out */
				memmove(text + at, text + at + 1, len-- - at);
		}
		if (!CHECK(str_is_ip(str_from(text)) ==
		    (inet_pton(strchr(text, ':') ? AF_INET6 : AF_INET, text,
		    binary) == 1)))
			CHECK_STR(str_from(text), STR("as the library says"));
	}
}

/* Stored nowhere, but dictionaries and orders made in two processes must
 * agree; and every length takes its own way through the function. */
TEST(the_hash_depends_on_every_byte_and_on_nothing_else)
{
	char a[40], b[41];

	for (size_t n = 1; n <= sizeof a; n++) {
		uint64_t hash;

		memset(a, 'x', sizeof a);
		memset(b, 'x', sizeof b);
		hash = str_hash(str_of(a, n));
		CHECK_U64(str_hash(str_of(b + 1, n)), hash);
		CHECK(str_hash(str_of(a, n - 1)) != hash);
		for (size_t i = 0; i < n; i++) {
			a[i] ^= 1;
			CHECK(str_hash(str_of(a, n)) != hash);
			a[i] ^= 1;
		}
	}
}
