#include "parse/take.h"

#include "test/test.h"

TEST(a_peer_has_a_host_a_bracket_and_perhaps_a_port)
{
	struct str s = STR("mx.example.org[2001:db8::1]:25, delay=1");
	struct peer peer;

	MUST_CHECK(take_peer(&s, &peer));
	CHECK_STR(peer.host, STR("mx.example.org"));
	CHECK_STR(peer.inside, STR("2001:db8::1"));
	CHECK_STR(peer.port, STR("25"));
	CHECK_STR(s, STR(", delay=1"));
	s = STR("[198.51.100.9]: text");
	MUST_CHECK(take_peer(&s, &peer));
	CHECK_U64(peer.host.len, 0);
	CHECK_U64(peer.port.len, 0);
	CHECK_STR(s, STR(": text"));
}

TEST(what_is_no_peer_stays_where_it_is)
{
	static const char *const bad[] = {
		"", "mx.example.org", "mx[198.51.100.9", "a b[198.51.100.9]",
	};
	struct peer peer;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct str s = str_from(bad[i]);

		CHECK(!take_peer(&s, &peer));
		CHECK_STR(s, str_from(bad[i]));
	}
}

TEST(quotes_keep_an_address_together)
{
	struct str s = STR("<\"a> to=<b\"@c.example>, size=1"), address;

	MUST_CHECK(take_address(&s, ',', &address));
	CHECK_STR(address, STR("\"a> to=<b\"@c.example"));
	CHECK_STR(s, STR(", size=1"));
	s = STR("<\"a\\\"> to=<b\"@c.example> x");
	MUST_CHECK(take_address(&s, ' ', &address));
	CHECK_STR(address, STR("\"a\\\"> to=<b\"@c.example"));
	s = STR("<\"open@c.example>, size=1");
	MUST_CHECK(take_address(&s, ',', &address));
	CHECK_STR(address, STR("\"open@c.example"));
	s = STR("<>, size=1");
	MUST_CHECK(take_address(&s, ',', &address));
	CHECK_U64(address.len, 0);
	CHECK(address.at != NULL);
	s = STR("bob@c.example, size=1");
	MUST_CHECK(take_address(&s, ',', &address));
	CHECK_STR(address, STR("bob@c.example"));
	CHECK_STR(s, STR(", size=1"));
	s = STR("<bob");
	CHECK(!take_address(&s, ',', &address));
	CHECK_STR(s, STR("<bob"));
}

TEST(a_number_too_long_for_64_bits_is_none)
{
	struct str s = STR("9999999999999999999 x"), digits = { 0 }, second;

	CHECK(take_digits(&s, &digits));
	CHECK_U64(digits.len, 19);
	s = STR("10000000000000000000");
	CHECK(!take_digits(&s, &digits));
	CHECK_U64(s.len, 20);
	CHECK(!take_is_number(s));
	CHECK(!take_is_number(STR("")));
	s = STR("1/22, x");
	CHECK(take_pair(&s, &digits, &second));
	CHECK_STR(second, STR("22"));
	CHECK_STR(s, STR(", x"));
	s = STR("1/x");
	CHECK(!take_pair(&s, &digits, &second));
	CHECK_STR(s, STR("1/x"));
}

TEST(a_peer_of_openssh_stands_at_the_end_or_is_none)
{
	struct str address;

	CHECK(take_ends_in_peer(STR("bob 192.0.2.1 port 22"), &address));
	CHECK_STR(address, STR("192.0.2.1"));
	CHECK(take_ends_in_peer(STR("2001:db8::1 port 1"), &address));
	CHECK(!take_ends_in_peer(STR("192.0.2.1 port 22 x"), &address));
	CHECK(!take_ends_in_peer(STR("bob port 22"), &address));
	CHECK(!take_ends_in_peer(STR("port 22"), &address));
	CHECK(!take_ends_in_peer(STR(" port 22"), &address));
	CHECK(!take_ends_in_peer(STR(""), &address));
}
