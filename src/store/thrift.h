/* thrift: the compact protocol, as much of it as Parquet's headers need.
 *
 * A writer keeps the number of the last field of each open struct, because a
 * field is written as the difference to the one before it.  Fields are
 * therefore written in rising order.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md */
#pragma once

#include "store/buffer.h"

enum { THRIFT_DEPTH = 8 };	/* a footer needs 6 */

struct thrift {
	struct buffer *out;
	int	       last[THRIFT_DEPTH];
	int	       depth;
};

enum thrift_type {
	THRIFT_TRUE = 1, THRIFT_FALSE = 2, THRIFT_I32 = 5, THRIFT_I64 = 6,
	THRIFT_BINARY = 8, THRIFT_LIST = 9, THRIFT_STRUCT = 12,
};

/* Begin a top-level struct at the end of out.  thrift_end() ends it. */
struct thrift thrift_begin(struct buffer *out);

/* The struct that is the value of a field, or the next item of a list; and
 * the end of the innermost struct. */
void thrift_struct(struct thrift *thrift, int field);
void thrift_item(struct thrift *thrift);
void thrift_end(struct thrift *thrift);

/* Values of fields. */
void thrift_i32(struct thrift *thrift, int field, int32_t n);
void thrift_i64(struct thrift *thrift, int field, int64_t n);
void thrift_bool(struct thrift *thrift, int field, bool value);
void thrift_binary(struct thrift *thrift, int field, struct str bytes);

/* A list of n items, which must follow: structs by thrift_item() and
 * thrift_end(), others by the two below. */
void thrift_list(struct thrift *thrift, int field, enum thrift_type items,
    size_t n);
void thrift_item_i32(struct thrift *thrift, int32_t n);
void thrift_item_binary(struct thrift *thrift, struct str bytes);
