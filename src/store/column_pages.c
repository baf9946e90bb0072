/* column_pages: a collected column in the encodings of Parquet.
 *
 * Text gets a dictionary where that is smaller, else DELTA_LENGTH_BYTE_ARRAY;
 * numbers get one where few are distinct, else DELTA_BINARY_PACKED.  One page
 * holds the row group's values: 64 Ki of them are not worth cutting. */
#include "store/column.h"
#include "store/encode.h"
#include "store/page.h"

enum {
	/* A page smaller than this does not shrink. */
	PAGE_ZSTD_MIN = 64,
	/* Dictionaries of numbers: never more entries than this. */
	NUMBERS_MAX = 1024, NUMBER_SLOTS = 4 * NUMBERS_MAX,
	/* A column that shrinks to more than PACK_PERMILLE, ids and hashes
	 * mostly, is left as it is for so many row groups, then tried again:
	 * half of the time of packing saves a seventh of the room. */
	PACK_PERMILLE = 600, UNPACKED_GROUPS = 15,
	/* What a dictionary page costs whatever is in it. */
	DICTIONARY_COST = 32,
};

static void
indexes_put(struct buffer *raw, const uint16_t *ranks, uint32_t n,
    uint32_t entries)
{
	unsigned int bits = bits_for(entries - 1);

	buffer_byte(raw, (uint8_t)bits);
	encode_hybrid(raw, ranks, n, bits);
}

static uint64_t
dictionary_cost(const struct column *column)
{
	return DICTIONARY_COST + column->entry_bytes +
	    (uint64_t)column->count * bits_for(column->used - 1) / 8;
}

/* Entries lie far apart in the heap: ask for one some steps before it. */
static inline struct str
entry_ahead(const struct column *column, const struct heap *heap,
    const uint16_t *numbers, uint32_t i, uint32_t n)
{
	enum { AHEAD = 12 };

	if (i + AHEAD < n)
		__builtin_prefetch(heap->at + column->entries[numbers == NULL
			? i + AHEAD : numbers[i + AHEAD]]);
	return entry_text(column, heap, numbers == NULL ? i : numbers[i]);
}

/* Even a column that was not searched to its end may have one: a long text
 * that was often found before is not written as often. */
static uint32_t
text_dictionary(const struct column *column, const struct heap *heap,
    struct buffer *raw)
{
	uint8_t *at;

	if (dictionary_cost(column) >= column->text_bytes + column->count)
		return 0;
	at = buffer_room(raw, column->entry_bytes);
	for (uint32_t e = 0; e < column->used; e++) {
		struct str text = entry_ahead(column, heap, NULL, e,
		    column->used);

		memcpy(at, text.at - 4, text.len + 4);
		at += text.len + 4;
	}
	raw->used += column->entry_bytes;
	return column->used;
}

/* DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. */
static void
text_direct(const struct column *column, const struct heap *heap,
    struct pager *pager)
{
	struct buffer *raw = &pager->raw;

	for (uint32_t i = 0; i < column->count; i++)
		pager->lengths[i] = (int64_t)entry_ahead(column, heap,
		    column->numbers, i, column->count).len;
	encode_delta(raw, pager->lengths, column->count);
	for (uint32_t i = 0; i < column->count; i++) {
		struct str text = entry_ahead(column, heap, column->numbers, i,
		    column->count);

		buffer_add(raw, text.at, text.len);
	}
}

/* The distinct numbers in order of appearance, and the place of each value
 * among them; 0 when there are more than a dictionary is good for. */
static uint32_t
number_dictionary(const struct column *column, uint16_t *ranks,
    struct buffer *raw)
{
	uint16_t slots[NUMBER_SLOTS] = { 0 };	/* rank + 1 */
	int64_t distinct[NUMBERS_MAX];
	uint32_t most = column->count / 8, used = 0;

	if (most > NUMBERS_MAX)
		most = NUMBERS_MAX;
	for (uint32_t i = 0; i < column->count; i++) {
		int64_t value = column->values[i];
		uint32_t s = (uint32_t)(((uint64_t)value *
		    0x9e3779b97f4a7c15u) >> 32) % NUMBER_SLOTS;

		while (slots[s] != 0 && distinct[slots[s] - 1] != value)
			s = (s + 1) % NUMBER_SLOTS;
		if (slots[s] == 0) {
			if (used == most)
				return 0;
			distinct[used++] = value;
			slots[s] = (uint16_t)used;
		}
		ranks[i] = (uint16_t)(slots[s] - 1);
	}
	buffer_add(raw, distinct, used * sizeof *distinct);
	return used;
}

static void
dictionary_write(struct pager *pager, uint32_t entries, bool zstd,
    struct buffer *out, struct chunk_column *made)
{
	struct page page = {
		PAGE_DICTIONARY, ENCODING_PLAIN, entries, zstd,
	};
	size_t start = out->used;

	made->shape |= SHAPE_DICTIONARY | (zstd ? SHAPE_ZSTD : 0);
	made->raw_bytes += page_write(pager, &page, out);
	made->dictionary_bytes = out->used - start;
}

/* Definition levels and values as one page. */
static void
data_write(const struct column *column, const struct heap *heap,
    uint32_t rows, const uint16_t *ranks, uint32_t entries,
    struct pager *pager, struct buffer *out, struct chunk_column *made)
{
	struct page page = { PAGE_DATA, ENCODING_PLAIN, rows, false };
	struct buffer *raw = &pager->raw;

	encode_levels(raw, column->present, rows);
	if (entries > 0) {
		page.encoding = ENCODING_RLE_DICTIONARY;
		indexes_put(raw, ranks, column->count, entries);
	} else if (column->type == COLUMN_TEXT) {
		page.encoding = ENCODING_DELTA_LENGTH;
		text_direct(column, heap, pager);
	} else {
		page.encoding = ENCODING_DELTA;
		encode_delta(raw, column->values, column->count);
	}
	if (entries == 0)
		made->shape |= SHAPE_DELTA;
	if (entries == 0 && raw->used >= PAGE_ZSTD_MIN &&
	    column->unpacked == 0)
		made->shape |= SHAPE_ZSTD;
	page.zstd = (made->shape & SHAPE_ZSTD) != 0;
	made->raw_bytes += page_write(pager, &page, out);
}

/* A column without a value: levels of 0 and nothing else. */
static void
nulls_write(uint32_t rows, struct pager *pager, struct buffer *out,
    struct chunk_column *made)
{
	struct page page = { PAGE_DATA, ENCODING_PLAIN, rows, false };

	encode_same_levels(&pager->raw, 0, rows);
	made->raw_bytes = page_write(pager, &page, out);
}

/* Is it worth it next time? */
static void
packing_judge(struct column *column, const struct chunk_column *made)
{
	if ((made->shape & SHAPE_ZSTD) == 0)
		column->unpacked -= column->unpacked > 0;
	else if (made->bytes * 1000 > made->raw_bytes * PACK_PERMILLE)
		column->unpacked = UNPACKED_GROUPS;
}

void
column_encode(struct column *column, const struct heap *heap,
    uint32_t rows, struct pager *pager, struct buffer *out,
    struct chunk_column *made)
{
	const uint16_t *ranks = pager->ranks;
	uint32_t entries;
	size_t start = out->used;

	*made = (struct chunk_column){ .nulls = rows - column->count };
	if (column->count == 0) {
		nulls_write(rows, pager, out, made);
	} else {
		if (column->type == COLUMN_TEXT) {
			entries = text_dictionary(column, heap, &pager->raw);
			ranks = column->numbers;
		} else {
			entries = number_dictionary(column, pager->ranks,
			    &pager->raw);
		}
		if (entries > 0)
			dictionary_write(pager, entries,
			    column->unpacked == 0, out, made);
		data_write(column, heap, rows, ranks, entries, pager, out,
		    made);
	}
	made->bytes = out->used - start;
	packing_judge(column, made);
}

void
column_encode_ranks(const uint16_t *ranks, uint32_t count,
    const uint64_t *present, uint32_t rows, uint32_t entries,
    struct pager *pager, struct buffer *out, struct chunk_column *made)
{
	struct page page = { PAGE_DATA, ENCODING_RLE_DICTIONARY, rows, true };
	size_t start = out->used;

	*made = (struct chunk_column){ .nulls = rows - count };
	if (count == 0) {
		nulls_write(rows, pager, out, made);
	} else {
		dictionary_write(pager, entries, true, out, made);
		if (present == NULL)
			encode_same_levels(&pager->raw, 1, rows);
		else
			encode_levels(&pager->raw, present, rows);
		indexes_put(&pager->raw, ranks, count, entries);
		made->raw_bytes += page_write(pager, &page, out);
	}
	made->bytes = out->used - start;
}
