#include "event/site.h"
#include "test/test.h"

static struct str
prefix(struct str address)
{
	static char buf[NETWORK_TEXT];

	return network_prefix(address, buf);
}

static struct str
canonical(struct str address)
{
	static char buf[NETWORK_TEXT];

	return network_canonical(address, buf);
}

TEST(addresses_group_by_24_and_64_bits)
{
	CHECK_STR(prefix(STR("198.51.100.77")), STR("198.51.100.0/24"));
	CHECK_STR(prefix(STR("::ffff:198.51.100.77")), STR("198.51.100.0/24"));
	CHECK_STR(prefix(STR("2001:db8:1:2:3::4")), STR("2001:db8:1:2::/64"));
	CHECK_STR(prefix(STR("unknown")), STR("unknown"));
	CHECK_STR(prefix(STR("")), STR(""));
}

TEST(an_address_has_one_canonical_text)
{
	CHECK_STR(canonical(STR("2001:DB8:0:0:0:0:0:1")), STR("2001:db8::1"));
	CHECK_STR(canonical(STR("::ffff:192.0.2.1")), STR("192.0.2.1"));
	CHECK_STR(canonical(STR("192.0.2.1")), STR("192.0.2.1"));
	CHECK_STR(canonical(STR("192.0.2.01")), STR("192.0.2.01"));
	CHECK_STR(canonical(STR("fe80::1%eth0")), STR("fe80::1%eth0"));
	CHECK_STR(canonical((struct str){ 0 }), STR(""));
}

TEST(a_network_has_the_addresses_below_its_prefix)
{
	struct network	    nets[3];
	struct network_list list = { nets, 3 };
	struct err	    err;

	CHECK(network_parse(STR("192.0.2.128/25"), &nets[0], &err));
	CHECK(network_parse(STR("203.0.113.9"), &nets[1], &err));
	CHECK(network_parse(STR("2001:db8:1::/47"), &nets[2], &err));
	CHECK(network_has(&list, STR("192.0.2.200")));
	CHECK(network_has(&list, STR("::ffff:192.0.2.200")));
	CHECK(!network_has(&list, STR("192.0.2.1")));
	CHECK(network_has(&list, STR("203.0.113.9")));
	CHECK(!network_has(&list, STR("203.0.113.8")));
	CHECK(network_has(&list, STR("2001:db8:0:ffff::1")));
	CHECK(!network_has(&list, STR("2001:db8:2::1")));
	CHECK(!network_has(&list, STR("not an address")));
}

TEST(the_network_of_no_bits_has_them_all)
{
	struct network	    net;
	struct network_list list = { &net, 1 };
	struct err	    err;

	CHECK(network_parse(STR("0.0.0.0/0"), &net, &err));
	CHECK(network_has(&list, STR("255.255.255.255")));
	CHECK(!network_has(&list, STR("2001:db8::1")));
	CHECK(network_parse(STR("::/0"), &net, &err));
	CHECK(network_has(&list, STR("2001:db8::1")));
	CHECK(network_has(&list, STR("192.0.2.1")));
}

TEST(what_is_no_network_is_refused)
{
	struct network net;
	struct err     err;

	CHECK(!network_parse(STR("192.0.2.0/33"), &net, &err));
	CHECK(!network_parse(STR("2001:db8::/129"), &net, &err));
	CHECK(!network_parse(STR("192.0.2/24"), &net, &err));
	CHECK(!network_parse(STR("192.0.2.0/"), &net, &err));
	CHECK(!network_parse(STR(""), &net, &err));
	CHECK_STR(str_from(err.text), STR("'' is no address or network"));
}
