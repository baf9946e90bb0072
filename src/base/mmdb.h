/* mmdb: tables of addresses in MaxMind's DB format, by libmaxminddb.
 *
 * Opened before any sandbox and mapped into memory; a look-up opens nothing
 * and allocates nothing.  Such a file is configuration: whoever shortens it
 * while we run ends us.  What a look-up meets that is damaged gives nothing. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "base/str.h"

struct mmdb;

/* What a file has for an address; lives as long as the file is open. */
struct mmdb_record {
	const struct mmdb *mmdb;
	uint32_t	   offset;	/* 0: nothing */
};

/* NULL with err, which names the file. */
struct mmdb *mmdb_open(const char *path, struct err *err);
void mmdb_close(struct mmdb *mmdb);		/* NULL is nothing */

/* What the file says it is, "GeoLite2-City"; when it was made; its hash. */
struct str mmdb_type(const struct mmdb *mmdb);
int64_t mmdb_made_ms(const struct mmdb *mmdb);
const uint8_t *mmdb_sha256(const struct mmdb *mmdb);

/* An address of 16 bytes, IPv4 as v4-mapped. */
struct mmdb_record mmdb_find(const struct mmdb *mmdb,
    const uint8_t address[16]);

/* The value at a path of keys that ends with NULL; false: none of that type.
 * A text is the file's own, at most MMDB_TEXT_MAX bytes of good UTF-8. */
enum { MMDB_TEXT_MAX = 128 };
bool mmdb_text(struct mmdb_record record, const char *const *path,
    struct str *text);
bool mmdb_number(struct mmdb_record record, const char *const *path,
    uint64_t *number);

/* A number with a fraction of less than 512, in millionths, rounded. */
bool mmdb_micro(struct mmdb_record record, const char *const *path,
    int64_t *micro);
