/* raw: SQL functions that read lines of the inputs again.
 *
 *	beffroi_raw(input, offset, length)	their bytes, a BLOB
 *	beffroi_text(input, offset, length)	VARCHAR; bytes that are no
 *						UTF-8, and NUL, as \xNN
 *
 * NULL where the line cannot be had any more.  DuckDB may call from its own
 * threads, one at a time. */
#pragma once

#include "store/duck.h"
#include "store/store.h"

struct raw;

/* Register both; lines must outlive the connection.  NULL with err. */
struct raw *raw_register(const struct duck *duck,
    struct duck_connection *connection, const struct store_lines *lines,
    struct err *err);
void raw_free(struct raw *raw);		/* when the connection is closed */
