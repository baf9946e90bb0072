/* Indicators of others, and what is assumed. */
#include "event/indicators.h"

#include "test/test.h"

TEST(a_csv_file_gives_what_it_names_and_counts_the_rest)
{
	struct indicators in;
	struct err err;

	indicators_init(&in);
	CHECK(indicators_read(&in, STR("type,value\r\n"
	    "address,198.51.100.7\r\n"
	    "# a remark\r\n"
	    "network, 203.0.113.0/24\r\n"
	    "network,2001:db8:1::/48,why\r\n"
	    "agent,\"evil, \"\"client\"\"\"\r\n"
	    "account,A.Durand\r\n"
	    "message-id,<1@x.example>\r\n"
	    "domain,x.example\r\n"
	    "address,nowhere\r\n"
	    "address,\"198.51.100.8\r\n"), &err));
	CHECK_U64(in.known, 6);
	CHECK_U64(in.unused, 3);
	CHECK(indicators_of_address(&in, STR("198.51.100.7")) == SAYS_KNOWN);
	CHECK(indicators_of_address(&in, STR("198.51.100.8")) == SAYS_NOTHING);
	CHECK(indicators_of_address(&in, STR("203.0.113.99")) == SAYS_KNOWN);
	CHECK(indicators_of_address(&in, STR("2001:db8:1:2::3")) == SAYS_KNOWN);
	CHECK(indicators_of_address(&in, STR("2001:db8:2::3")) == SAYS_NOTHING);
	CHECK(indicators_of_address(&in, STR("")) == SAYS_NOTHING);
	CHECK(indicators_of_text(&in, IND_AGENT,
	    STR("evil, \"client\"")) == SAYS_KNOWN);
	CHECK(indicators_of_text(&in, IND_ACCOUNT, STR("a.durand")) ==
	    SAYS_KNOWN);
	CHECK(indicators_of_text(&in, IND_MESSAGE, STR("1@x.example")) ==
	    SAYS_KNOWN);
	indicators_fini(&in);
}

TEST(of_a_stix_bundle_alternatives_count_and_conditions_do_not)
{
	struct indicators in;
	struct err err;

	indicators_init(&in);
	CHECK(indicators_read(&in, STR("{\"type\":\"bundle\",\"objects\":["
	    "{\"type\":\"identity\",\"name\":\"x\"},"
	    "{\"type\":\"indicator\",\"pattern_type\":\"stix\",\"pattern\":"
	    "\"[ipv4-addr:value = '198.51.100.7' OR "
	    "ipv4-addr:value='198.51.100.8'] OR "
	    "[ipv6-addr:value ISSUBSET '2001:db8::/32']\"},"
	    "{\"type\":\"indicator\",\"pattern\":"
	    "\"[ipv4-addr:value = '192.0.2.1' AND "
	    "user-account:user_id = 'bob']\"},"
	    "{\"type\":\"indicator\",\"revoked\":true,\"pattern\":"
	    "\"[ipv4-addr:value = '192.0.2.2']\"},"
	    "{\"type\":\"indicator\",\"pattern\":"
	    "\"[ipv4-addr:value != '192.0.2.3']\"},"
	    "{\"type\":\"ipv4-addr\",\"value\":\"203.0.113.9\"},"
	    "{\"type\":\"user-account\",\"user_id\":\"Bob\"},"
	    "{\"type\":\"email-message\",\"message_id\":\"<2@y.example>\"}"
	    "]}"), &err));
	CHECK_U64(in.known, 6);
	CHECK_U64(in.unused, 3);
	CHECK(indicators_of_address(&in, STR("198.51.100.8")) == SAYS_KNOWN);
	CHECK(indicators_of_address(&in, STR("2001:db8:9::1")) == SAYS_KNOWN);
	CHECK(indicators_of_address(&in, STR("192.0.2.1")) == SAYS_NOTHING);
	CHECK(indicators_of_address(&in, STR("192.0.2.2")) == SAYS_NOTHING);
	CHECK(indicators_of_text(&in, IND_ACCOUNT, STR("bob")) == SAYS_KNOWN);
	indicators_fini(&in);
}

TEST(what_is_no_file_of_indicators_is_refused)
{
	static const char *const texts[] = {
		"", "{", "{}", "{\"objects\":[1]}", "{\"objects\":[{]}",
		"hello", "\"", "a,b\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct indicators in;
		struct err err;

		indicators_init(&in);
		CHECK(!indicators_read(&in, str_from(texts[i]), &err));
		indicators_fini(&in);
	}
}

TEST(the_owners_word_is_stronger_than_a_list)
{
	struct indicators in;
	uint8_t line[32] = { 0xab, 0xcd, 0xef, 0x01, 0x23 };

	indicators_init(&in);
	CHECK(indicators_add(&in, IND_NETWORK, SAYS_KNOWN,
	    STR("198.51.100.0/24")));
	CHECK(indicators_add(&in, IND_NETWORK, SAYS_HOSTILE,
	    STR("198.51.100.7")));
	CHECK(indicators_of_address(&in, STR("198.51.100.7")) ==
	    SAYS_HOSTILE);
	CHECK(indicators_add(&in, IND_NETWORK, SAYS_OWNER,
	    STR("198.51.0.0/16")));
	CHECK(indicators_of_address(&in, STR("198.51.100.7")) == SAYS_OWNER);
	CHECK(!indicators_add(&in, IND_LINE, SAYS_OWNER, STR("abc")));
	CHECK(!indicators_add(&in, IND_LINE, SAYS_OWNER, STR("xyzxyzxyz")));
	CHECK(indicators_add(&in, IND_LINE, SAYS_OWNER, STR("abcdef0123")));
	CHECK(indicators_of_line(&in, line) == SAYS_OWNER);
	line[0] = 0;
	CHECK(indicators_of_line(&in, line) == SAYS_NOTHING);
	indicators_fini(&in);
}
