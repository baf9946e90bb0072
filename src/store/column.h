/* column: the values of one column of one row group, as an intake collects
 * them and as Parquet wants them.
 *
 * A text value becomes the number of an entry: its bytes, kept once in a heap
 * that all columns share, in the form a dictionary page has.  When too many
 * values of a column are new, looking for equal ones is given up and each
 * gets an entry of its own.  Numbers are kept as they are.
 *
 * Everything is kept from one row group to the next, so that a row costs no
 * allocation; what an unusual row group made large is given back. */
#pragma once

#include "store/chunk.h"
#include "store/schema.h"
#include "store/store.h"

struct heap {
	uint8_t	*at;		/* HEAP_BYTES of it, touched as it fills */
	uint32_t used;
	uint32_t charged;	/* bytes of entries, slots and numbers */
};

/* A row group ends when this much is held, whatever its rows. */
enum {
	HELD_MAX = 12 << 20,
	EVENT_TEXT_MAX = 2 << 20,	/* of one event; what is more is cut */
	HEAP_BYTES = HELD_MAX + 4 * EVENT_TEXT_MAX,	/* 3: U+FFFD for a byte */
	HEAP_ALIGN = 4,		/* also where it begins */
};

struct column {
	enum column_type type;
	bool		 plain;		/* no more looking for equal values */
	uint32_t	 unpacked;	/* row groups to go without zstd */
	uint32_t	 count;		/* values; the rest is null */
	uint64_t	*present;	/* a bit a row */
	uint64_t	 text_bytes;	/* of all values */
	union {
		struct {
			uint16_t *numbers;	/* of the entry, by value */
			uint32_t *entries;	/* place in the heap */
			uint32_t  used, cap;
			uint64_t *slots;	/* see column.c */
			uint32_t  mask;
			uint64_t  entry_bytes;
		};
		int64_t *values;
	};
};

static inline struct str
heap_text(const struct heap *heap, uint32_t place)
{
	const uint8_t *at = heap->at + place;
	uint32_t len;

	memcpy(&len, at, sizeof len);
	return str_of((const char *)at + sizeof len, len);
}

static inline struct str
entry_text(const struct column *column, const struct heap *heap,
    uint32_t entry)
{
	return heap_text(heap, column->entries[entry]);
}

void column_init(struct column *column, enum column_type type);
void column_fini(struct column *column);

/* Add a text at a row; rows rise.  In three steps, so that the memory they
 * need is on its way while the other values of the row take theirs. */
uint32_t column_hash(struct column *column, struct str text);
void column_fetch(const struct column *column, const struct heap *heap,
    uint32_t hash);
void column_add_hashed(struct column *column, struct heap *heap, uint32_t row,
    struct str text, uint32_t hash);

void column_add_number(struct column *column, struct heap *heap, uint32_t row,
    uint64_t number);

/* Pages at the end of out, and what they are. */
struct pager;
void column_encode(struct column *column, const struct heap *heap,
    uint32_t rows, struct pager *pager, struct buffer *out,
    struct chunk_column *made);

/* A column whose dictionary stands in pager->raw and whose `count` indexes and
 * bits of the rows that have a value the caller has; present is NULL when all
 * have one. */
void column_encode_ranks(const uint16_t *ranks, uint32_t count,
    const uint64_t *present, uint32_t rows, uint32_t entries,
    struct pager *pager, struct buffer *out, struct chunk_column *made);

/* Empty again. */
void column_reset(struct column *column, uint32_t rows);
