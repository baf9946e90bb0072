/* chunk: one row group on its way from an intake to the core.
 *
 *	head	struct chunk_head
 *	table	for each column but the time, in order, five varints:
 *		shape, rows without a value, bytes of its dictionary page,
 *		bytes of its pages, the same before compression
 *	times	for each row: flags, then zigzag differences of ms and offset
 *		to the row before, then the input if it is another one,
 *		then a year-less stamp's stream if it is another one
 *	pages	the columns' pages, back to back in the table's order
 *
 * The pages are ready for the file; head, table and times are what the core
 * needs to finish it, and go to its spill.  Writer and reader of these three
 * live here, so that they can be tested against each other. */
#pragma once

#include "store/buffer.h"
#include "store/schema.h"
#include "store/store.h"

/* How a column was encoded. */
enum column_shape {
	SHAPE_ZSTD = 1,		/* else not compressed */
	SHAPE_DICTIONARY = 2,	/* a dictionary page, then RLE_DICTIONARY */
	SHAPE_DELTA = 4,	/* DELTA_BINARY_PACKED of numbers, or
				 * DELTA_LENGTH_BYTE_ARRAY of text */
	SHAPE_END = 8,		/* neither of the two: PLAIN */
};

struct chunk_column {
	uint64_t shape, nulls, dictionary_bytes, bytes, raw_bytes;
};

struct chunk_head {
	uint32_t rows, table_bytes, times_bytes, pages_bytes;
};

struct chunk_time {
	struct stamp stamp;
	uint64_t     offset;
	uint64_t     stream;	/* hash; that of the last without a year */
	uint32_t     input;
};

enum { CHUNK_TIME_MAX = 1 + 4 * 10 };	/* bytes of one, encoded */

void chunk_put_column(struct buffer *table, const struct chunk_column *column);
/* last is the row before, a zeroed one at first, and becomes this one. */
uint8_t *chunk_put_time(uint8_t *at, const struct chunk_time *time,
    struct chunk_time *last);

/* The parts of a chunk, checked: every size, every column, every time.  The
 * slices point into bytes.  False with err if anything is not sound. */
struct chunk {
	struct chunk_head   head;
	struct chunk_column columns[COLUMN_COUNT];	/* [C_TIME] unused */
	struct str	    table, times, pages;
};
bool chunk_read(struct chunk *chunk, struct str bytes, struct err *err);

/* The same without the pages, as it lies in the spill. */
bool chunk_read_spilled(struct chunk *chunk, struct str bytes,
    struct err *err);

/* The next time; last as above. */
bool chunk_take_time(struct str *times, struct chunk_time *last);
