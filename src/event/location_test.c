/* Tables made here, a handful of nodes long: what they give, and what is
 * refused. */
#include "event/location.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "event/site.h"
#include "test/test.h"

enum { RECORD_BYTES = 3, SEPARATOR = 16, META_PAIRS = 9,
	MAP = 7 << 5, TEXT = 2 << 5, DOUBLE = 3 << 5, U16 = 5 << 5, U32 = 6 << 5, WIDE = 0 };

static void
byte(struct buf *out, unsigned value)
{
	buf_char(out, (char)value);
}

static void
text(struct buf *out, const char *value)
{
	size_t len = strlen(value);

	if (len < 29) {
		byte(out, TEXT | (unsigned)len);
	} else {
		byte(out, TEXT | 29);
		byte(out, (unsigned)len - 29);
	}
	buf_add(out, str_from(value));
}

static void
number(struct buf *out, unsigned type, uint32_t value)
{
	byte(out, type | 4);
	for (int shift = 24; shift >= 0; shift -= 8)
		byte(out, value >> shift & 0xff);
}

static void
small(struct buf *out, uint32_t value)
{
	byte(out, U16 | 2);
	byte(out, value >> 8 & 0xff);
	byte(out, value & 0xff);
}

/* "2001:db8::/32" of a tree of IPv6, or "192.0.2.0/24" in its last 4 bytes,
 * leads to the record; all else to nothing. */
static void
tree(struct buf *out, const uint8_t *prefix, unsigned bits)
{
	for (unsigned n = 0; n < bits; n++) {
		uint32_t next = n + 1 < bits ? n + 1 : bits + SEPARATOR;
		unsigned bit = prefix[n / 8] >> (7 - n % 8) & 1;
		uint32_t pair[2] = { bits, bits };

		pair[bit] = next;
		for (int side = 0; side < 2; side++)
			for (int shift = 16; shift >= 0; shift -= 8)
				byte(out, pair[side] >> shift & 0xff);
	}
}

/* A file of one network. */
static struct str
table(const char *type, const uint8_t *prefix, unsigned bits, struct str data)
{
	static struct buf out;
	static const char mark[] = "\xab\xcd\xefMaxMind.com";

	buf_reset(&out);
	tree(&out, prefix, bits);
	for (int i = 0; i < SEPARATOR; i++)
		byte(&out, 0);
	buf_add(&out, data);
	buf_add(&out, str_of(mark, sizeof mark - 1));
	byte(&out, MAP | META_PAIRS);
	text(&out, "node_count");
	number(&out, U32, bits);
	text(&out, "record_size");
	small(&out, 8 * RECORD_BYTES);
	text(&out, "ip_version");
	small(&out, 6);
	text(&out, "database_type");
	text(&out, type);
	text(&out, "binary_format_major_version");
	small(&out, 2);
	text(&out, "binary_format_minor_version");
	small(&out, 0);
	text(&out, "languages");	/* an array is type 11: 0, then 4 */
	byte(&out, WIDE);
	byte(&out, 4);
	text(&out, "description");
	byte(&out, MAP);
	text(&out, "build_epoch");	/* an uint64 is type 9: 0, then 2 */
	byte(&out, WIDE | 4);
	byte(&out, 2);
	for (int shift = 24; shift >= 0; shift -= 8)
		byte(&out, 1700000000u >> shift & 0xff);
	return buf_str(&out);
}

static void
fraction(struct buf *out, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	byte(out, DOUBLE | 8);
	for (int shift = 56; shift >= 0; shift -= 8)
		byte(out, bits >> shift & 0xff);
}

/* radius 0: none is told. */
static void
point(struct buf *out, double north, double east, uint32_t radius)
{
	text(out, "location");
	byte(out, MAP | (radius > 0 ? 3 : 2));
	text(out, "latitude");
	fraction(out, north);
	text(out, "longitude");
	fraction(out, east);
	if (radius == 0)
		return;
	text(out, "accuracy_radius");
	small(out, radius);
}

static struct str
city_data(const char *country, const char *city)
{
	static struct buf out;

	buf_reset(&out);
	byte(&out, MAP | 2);
	text(&out, "country");
	byte(&out, MAP | 1);
	text(&out, "iso_code");
	text(&out, country);
	text(&out, "city");
	byte(&out, MAP | 1);
	text(&out, "names");
	byte(&out, MAP | 1);
	text(&out, "en");
	text(&out, city);
	return buf_str(&out);
}

static struct str
asn_data(void)
{
	static struct buf out;

	buf_reset(&out);
	byte(&out, MAP | 2);
	text(&out, "autonomous_system_number");
	number(&out, U32, 64500);
	text(&out, "autonomous_system_organization");
	text(&out, "Example Net");
	return buf_str(&out);
}

static const uint8_t v6_doc[4] = { 0x20, 0x01, 0x0d, 0xb8 };
static const uint8_t v4_doc[15] = { [12] = 192, [13] = 0, [14] = 2 };

/* Load a site file of that text, which names the tables beside it. */
static bool
load(struct site *site, const char *places, struct err *err)
{
	site_init(site);
	return site_load(site, test_file("site.yml", str_from(places)), err);
}

TEST(a_city_and_an_operator_are_found_by_address)
{
	struct site site;
	struct err err = { "" };
	struct location at;
	char buf[LOCATION_TEXT];

	test_file("city.mmdb", table("Our-City", v4_doc, 120,
	    city_data("FR", "Lyon")));
	test_file("asn.mmdb", table("Our-ASN", v6_doc, 32, asn_data()));
	MUST_CHECK(load(&site, "places: {city: city.mmdb, asn: asn.mmdb}\n",
	    &err));
	at = location_of(&site.locations, STR("192.0.2.77"));
	CHECK_STR(location_place_text(&at, buf), STR("Lyon, FR"));
	CHECK_STR(location_as_text(&at, buf), STR(""));
	CHECK_U64(location_spot(&at).country, 'F' << 8 | 'R');
	at = location_of(&site.locations, STR("::ffff:192.0.2.1"));
	CHECK_STR(at.country, STR("FR"));
	at = location_of(&site.locations, STR("2001:db8::7"));
	CHECK_STR(location_place_text(&at, buf), STR(""));
	CHECK_STR(location_as_text(&at, buf), STR("AS64500 Example Net"));
	at = location_of(&site.locations, STR("198.51.100.1"));
	CHECK(at.country.len == 0 && at.as == 0 &&
	    location_spot(&at).country == 0);
	at = location_of(&site.locations, STR("mail.example"));
	CHECK(at.country.len == 0 && at.as == 0);
	CHECK_STR(mmdb_type(site.locations.city), STR("Our-City"));
	CHECK_I64(mmdb_made_ms(site.locations.city), 1700000000000);
	site_fini(&site);
}

TEST(what_a_table_says_without_sense_is_not_said)
{
	struct site site;
	struct err err = { "" };
	struct location at;

	test_file("city.mmdb", table("Our-City", v4_doc, 120,
	    city_data("<b>", "Ly\xff")));
	MUST_CHECK(load(&site, "places: {city: city.mmdb}\n", &err));
	at = location_of(&site.locations, STR("192.0.2.77"));
	CHECK(at.country.len == 0 && at.city.len == 0);
	site_fini(&site);
	/* its pointer leads behind the end */
	test_file("city.mmdb", table("Our-City", v4_doc, 120, STR("\x3f\xff")));
	MUST_CHECK(load(&site, "places: {city: city.mmdb}\n", &err));
	at = location_of(&site.locations, STR("192.0.2.77"));
	CHECK(at.country.len == 0 && at.city.len == 0);
	site_fini(&site);
}

/* libmaxminddb passes over a value by calling itself for each level. */
TEST(a_record_of_arrays_in_arrays_or_that_leads_to_itself_says_nothing)
{
	static const char *const inside[] = { "\x01\x04", "\xe1\x40" };

	for (int i = 0; i < 4; i++) {
		struct err err = { "" };
		struct buf data = { 0 };
		struct location at;
		struct site site;

		byte(&data, MAP | 2);
		text(&data, "first");
		for (int n = 0; i < 2 && n < 3000000; n++)
			buf_add(&data, str_of(inside[i], 2));
		if (i == 2)
			buf_add(&data, STR("\x20\x00"));	/* the record */
		if (i == 3)
			buf_add(&data, STR("\x1f\x04\xff\xff\xff"));
		text(&data, "x");
		text(&data, "country");
		byte(&data, MAP | 1);
		text(&data, "iso_code");
		text(&data, "FR");
		test_file("city.mmdb", table("Our-City", v4_doc, 120,
		    buf_str(&data)));
		MUST_CHECK(load(&site, "places: {city: city.mmdb}\n", &err));
		at = location_of(&site.locations, STR("192.0.2.77"));
		CHECK(at.country.len == 0);
		site_fini(&site);
		buf_fini(&data);
	}
}

/* What is told of a point, and whether it is one. */
static const struct {
	double north, east;
	uint32_t radius;
	bool located;
	int32_t latitude, longitude;
} points[] = {
	{ 45.764, 4.8357, 20, true, 45764000, 4835700 },
	{ -33.8688, -151.2093, 1, true, -33868800, -151209300 },
	{ 0, -0.0, 5, true, 0, 0 },
	{ 90, -180, 5, true, LATITUDE_MOST, -LONGITUDE_MOST },
	{ 5e-324, 4.9e-7, 5, true, 0, 0 },
	{ 0.0000005, -0.0000015, 5, true, 0, -1 },	/* as stored: below a half,
							 * and below one and a half */
	{ 45.764, 4.8357, 0, false, 0, 0 },
	{ 90.000001, 0, 5, false, 0, 0 },
	{ 0, 181, 5, false, 0, 0 },
	{ 1e300, 0, 5, false, 0, 0 },
	{ (double)INFINITY, 0, 5, false, 0, 0 },
	{ 0, (double)NAN, 5, false, 0, 0 },
};

TEST(a_point_is_millionths_of_a_degree_and_on_the_globe)
{
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		struct buf data = { 0 };
		struct site site;
		struct err err = { "" };
		struct spot spot;
		struct location at;

		byte(&data, MAP | 1);
		point(&data, points[i].north, points[i].east,
		    points[i].radius);
		test_file("city.mmdb", table("Our-City", v4_doc, 120,
		    buf_str(&data)));
		buf_fini(&data);
		MUST_CHECK(load(&site, "places: {city: city.mmdb}\n", &err));
		at = location_of(&site.locations, STR("192.0.2.77"));
		spot = location_spot(&at);
		CHECK(spot.located == points[i].located);
		CHECK_I64(spot.point.latitude, points[i].latitude);
		CHECK_I64(spot.point.longitude, points[i].longitude);
		CHECK(!spot.located || spot.radius_km == points[i].radius);
		site_fini(&site);
	}
}

TEST(spots_are_apart_by_what_their_radii_leave)
{
	struct spot lyon = { .located = true, .point = { 45764000, 4835700 } };
	struct spot paris = { .located = true, .point = { 48856600, 2352200 } };
	uint32_t km;

	CHECK(spots_apart(&lyon, &paris, &km));
	CHECK_U64(km, 391);
	lyon.radius_km = 100;
	paris.radius_km = 200;
	CHECK(spots_apart(&lyon, &paris, &km));
	CHECK_U64(km, 91);
	paris.radius_km = 1000;
	CHECK(spots_apart(&paris, &lyon, &km));
	CHECK_U64(km, 0);
	lyon.located = false;
	CHECK(!spots_apart(&paris, &lyon, &km));
}

/* Does the refusal say that, and name the file? */
static bool
is_refused(const char *places, const char *name, const char *why)
{
	struct site site;
	struct err err = { "" };
	bool refused = !load(&site, places, &err);

	site_fini(&site);
	return refused && str_has(str_from(err.text), str_from(name)) &&
	    str_has(str_from(err.text), str_from(why));
}

TEST(a_table_of_something_else_is_refused_by_name)
{
	struct str good = table("Our-City", v4_doc, 120,
	    city_data("FR", "Lyon"));

	test_file("city.mmdb", good);
	CHECK(is_refused("places: {asn: city.mmdb}\n", "city.mmdb",
	    "is of Our-City, and not of networks' operators"));
	CHECK(is_refused("places: {city: none.mmdb}\n", "none.mmdb",
	    "cannot read"));
	CHECK(is_refused("places: {town: city.mmdb}\n", "places", "town"));
	test_file("text.mmdb", STR("no table at all\n"));
	CHECK(is_refused("places: {city: text.mmdb}\n", "text.mmdb",
	    "is no MMDB file, or damaged"));
	test_file("void.mmdb", STR(""));
	CHECK(is_refused("places: {city: void.mmdb}\n", "void.mmdb", ""));
	for (size_t cut = 1; cut < good.len; cut += 7) {
		test_file("cut.mmdb", str_of(good.at, good.len - cut));
		CHECK(is_refused("places: {city: cut.mmdb}\n", "cut.mmdb",
		    "is no MMDB file, or damaged"));
	}
}
