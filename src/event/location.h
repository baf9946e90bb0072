/* location: the country, city and operator of an address, from MMDB files
 * that the site file names.
 *
 * They say where an operator told that the address is; nobody proved it.
 * Answers name the files by their hash. */
#pragma once

#include "base/mmdb.h"
#include "base/str.h"

struct location_tables {
	struct str   city_path, asn_path;	/* as given; empty: none */
	struct mmdb *city, *asn;		/* NULL: none */
};

/* What is not known is empty, or 0; texts are the tables'. */
struct location {
	struct str country;		/* "FR" */
	struct str city, operator;
	uint64_t   as;
};

/* Open what has a path.  A file that is damaged, or of something else, is an
 * error that names it. */
bool location_open(struct location_tables *tables, struct err *err);
void location_close(struct location_tables *tables);

struct location location_of(const struct location_tables *tables,
    struct str address);

/* The two letters of a country as a number; 0: none. */
static inline uint16_t
location_country(const struct location *at)
{
	unsigned first, second;

	if (at->country.len != 2)
		return 0;
	first = (unsigned char)at->country.at[0];
	second = (unsigned char)at->country.at[1];
	return (uint16_t)(first << 8 | second);
}

/* "Lyon, FR" and "AS64500 Example Net", into a buffer of that size; empty:
 * not known. */
enum { LOCATION_TEXT = 2 * MMDB_TEXT_MAX };
struct str location_place_text(const struct location *at,
    char buf[LOCATION_TEXT]);
struct str location_as_text(const struct location *at,
    char buf[LOCATION_TEXT]);
