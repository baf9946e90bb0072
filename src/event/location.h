/* location: the country, city and operator of an address, from MMDB files
 * that the site file names.
 *
 * They say where an operator told that the address is; nobody proved it.
 * Answers name the files by their hash. */
#pragma once

#include "base/globe.h"
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
	bool	   located;		/* the next two are told */
	struct globe_point point;
	uint64_t   radius_km;		/* around the point; 0: not told */
};

/* What of it findings compare. */
struct spot {
	struct globe_point point;
	uint32_t as;			/* 0: not known */
	uint16_t radius_km;
	uint16_t country;		/* its two letters; 0: not known */
	bool	 located;
};

/* Open what has a path.  A file that is damaged, or of something else, is an
 * error that names it. */
bool location_open(struct location_tables *tables, struct err *err);
void location_close(struct location_tables *tables);

struct location location_of(const struct location_tables *tables,
    struct str address);

struct spot location_spot(const struct location *at);

/* Kilometres between two spots, what either table entry leaves open taken
 * off; false: one of them is not located. */
bool spots_apart(const struct spot *a, const struct spot *b, uint32_t *km);

/* "Lyon, FR" and "AS64500 Example Net", into a buffer of that size; empty:
 * not known. */
enum { LOCATION_TEXT = 2 * MMDB_TEXT_MAX };
struct str location_place_text(const struct location *at,
    char buf[LOCATION_TEXT]);
struct str location_as_text(const struct location *at,
    char buf[LOCATION_TEXT]);
