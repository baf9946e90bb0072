#include "event/location.h"

#include <stdio.h>

#include "event/network.h"

/* What a file of each sort calls itself, here and at other makers. */
static const char *const city_types[] = { "City", "Country", "Enterprise",
	NULL };
static const char *const asn_types[] = { "ASN", "ISP", NULL };

static bool
table_open(struct str path, const char *const *types, const char *sort,
    struct mmdb **mmdb, struct err *err)
{
	if (path.len == 0)
		return true;
	*mmdb = mmdb_open(path.at, err);
	if (*mmdb == NULL)
		return false;
	for (; *types != NULL; types++)
		if (str_has(mmdb_type(*mmdb), str_from(*types)))
			return true;
	err_set(err, "is of %.100s, and not of %s", mmdb_type(*mmdb).at, sort);
	return err_in(err, "%s", path.at);
}

bool
location_open(struct location_tables *tables, struct err *err)
{
	return table_open(tables->city_path, city_types,
	    "cities or countries", &tables->city, err) &&
	    table_open(tables->asn_path, asn_types, "networks' operators",
		&tables->asn, err);
}

void
location_close(struct location_tables *tables)
{
	mmdb_close(tables->city);
	mmdb_close(tables->asn);
	tables->city = tables->asn = NULL;
}

static bool
is_country(struct str code)
{
	return code.len == 2 && code.at[0] >= 'A' && code.at[0] <= 'Z' &&
	    code.at[1] >= 'A' && code.at[1] <= 'Z';
}

/* The middle of a country stands for addresses of which no more is known; its
 * radius says so, and a table that tells no radius must name a city. */
static void
point_look_up(struct mmdb_record record, struct location *at)
{
	static const char *const north[] = { "location", "latitude", NULL };
	static const char *const east[] = { "location", "longitude", NULL };
	static const char *const radius[] = { "location", "accuracy_radius",
		NULL };
	int64_t latitude, longitude;

	if (!mmdb_micro(record, north, &latitude) ||
	    !mmdb_micro(record, east, &longitude) ||
	    latitude < -LATITUDE_MOST || latitude > LATITUDE_MOST ||
	    longitude < -LONGITUDE_MOST || longitude > LONGITUDE_MOST ||
	    (!mmdb_number(record, radius, &at->radius_km) &&
		at->city.len == 0))
		return;
	at->point = (struct globe_point){ (int32_t)latitude,
		(int32_t)longitude };
	at->located = true;
}

static void
city_look_up(const struct mmdb *mmdb, const uint8_t address[16],
    struct location *at)
{
	static const char *const country[] = { "country", "iso_code", NULL };
	static const char *const city[] = { "city", "names", "en", NULL };
	struct mmdb_record record = mmdb_find(mmdb, address);

	if (!mmdb_text(record, country, &at->country) ||
	    !is_country(at->country))
		at->country = STR("");
	mmdb_text(record, city, &at->city);
	point_look_up(record, at);
}

static void
asn_look_up(const struct mmdb *mmdb, const uint8_t address[16],
    struct location *at)
{
	static const char *const number[] = { "autonomous_system_number",
		NULL };
	static const char *const operator[] = {
		"autonomous_system_organization", NULL };
	struct mmdb_record record = mmdb_find(mmdb, address);

	if (!mmdb_number(record, number, &at->as) || at->as > UINT32_MAX)
		at->as = 0;
	mmdb_text(record, operator, &at->operator);
}

struct location
location_of(const struct location_tables *tables, struct str address)
{
	struct location at = { 0 };
	struct network network;
	struct err why;

	if ((tables->city == NULL && tables->asn == NULL) ||
	    !str_is_ip(address) || !network_parse(address, &network, &why))
		return at;
	if (tables->city != NULL)
		city_look_up(tables->city, network.address, &at);
	if (tables->asn != NULL)
		asn_look_up(tables->asn, network.address, &at);
	return at;
}

struct spot
location_spot(const struct location *at)
{
	struct spot spot = { .point = at->point, .as = (uint32_t)at->as,
		.radius_km = at->radius_km > UINT16_MAX ? UINT16_MAX
		    : (uint16_t)at->radius_km,
		.located = at->located };

	if (at->country.len == 2)
		spot.country = (uint16_t)((unsigned char)at->country.at[0] <<
		    8 | (unsigned char)at->country.at[1]);
	return spot;
}

bool
spots_apart(const struct spot *a, const struct spot *b, uint32_t *km)
{
	uint32_t apart, open = (uint32_t)a->radius_km + b->radius_km;

	if (!a->located || !b->located)
		return false;
	apart = globe_metres(a->point, b->point) / 1000;
	*km = apart > open ? apart - open : 0;
	return true;
}

struct str
location_place_text(const struct location *at, char buf[LOCATION_TEXT])
{
	const char *comma = at->city.len > 0 && at->country.len > 0 ? ", "
	    : "";

	snprintf(buf, LOCATION_TEXT, STR_FMT "%s" STR_FMT, STR_ARG(at->city),
	    comma, STR_ARG(at->country));
	return str_from(buf);
}

struct str
location_as_text(const struct location *at, char buf[LOCATION_TEXT])
{
	buf[0] = '\0';
	if (at->as > 0)
		snprintf(buf, LOCATION_TEXT, "AS%u%s" STR_FMT,
		    (unsigned)at->as, at->operator.len > 0 ? " " : "",
		    STR_ARG(at->operator));
	return str_from(buf);
}
