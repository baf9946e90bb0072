#include "store/column.h"

#include "store/encode.h"

enum {
	SLOTS_FIRST = 256,
	/* After so many values we know whether they repeat. */
	PLAIN_AFTER = 2048,
	CHAIN_MAX = 256,
};

void
column_init(struct column *column, enum column_type type)
{
	*column = (struct column){ .type = type };
}

void
column_fini(struct column *column)
{
	free(column->present);
	if (column->type == COLUMN_TEXT) {
		free(column->numbers);
		free(column->entries);
		free(column->slots);
	} else {
		free(column->values);
	}
	*column = (struct column){ 0 };
}

/* The first value this process has for the column. */
static void
column_wake(struct column *column)
{
	column->present = mem_zero(STORE_ROWS_MAX / 8);
	if (column->type == COLUMN_TEXT) {
		column->numbers = mem_new(STORE_ROWS_MAX *
		    sizeof *column->numbers);
		column->slots = mem_zero(SLOTS_FIRST * sizeof *column->slots);
		column->mask = SLOTS_FIRST - 1;
	} else {
		column->values = mem_new(STORE_ROWS_MAX *
		    sizeof *column->values);
	}
}

static inline void
column_mark(struct column *column, uint32_t row)
{
	if (__builtin_expect(column->present == NULL, 0))
		column_wake(column);
	column->present[row / 64] |= UINT64_C(1) << row % 64;
}

/* ---- entries ---- */

static inline uint64_t
fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Like str_hash(), which a row calls a dozen times: here, so that it is
 * inlined and reads the end of a text as an overlapping word instead of
 * calling memcpy().  That is a fifth of the time of a row. */
static inline uint64_t
text_hash(struct str s)
{
	const uint64_t k = 0x9e3779b97f4a7c15u;
	uint64_t h = s.len * k;

	if (s.len >= 8) {
		const char *last = s.at + s.len - 8;

		for (; s.at < last; s.at += 8)
			h = fold(h ^ str_word(s.at), k);
		h ^= str_word(last);
	} else if (s.len >= 4) {
		h ^= str_half(s.at) | str_half(s.at + s.len - 4) << 32;
	} else if (s.len > 0) {
		h ^= (uint64_t)(uint8_t)s.at[0] |
		    (uint64_t)(uint8_t)s.at[s.len / 2] << 8 |
		    (uint64_t)(uint8_t)s.at[s.len - 1] << 16;
	}
	return fold(h, 0xa0761d6478bd642fu);
}

/* A slot holds all that finding an entry needs but its bytes: 25 bits of
 * hash, place in the heap by fours, number of the entry.  0 is free: the heap
 * begins at HEAP_ALIGN. */
enum { SLOT_NUMBER = 16, SLOT_PLACE = 23, SLOT_HASH = 25 };
_Static_assert(SLOT_NUMBER + SLOT_PLACE + SLOT_HASH == 64, "one word");
_Static_assert(HEAP_BYTES / HEAP_ALIGN <= 1 << SLOT_PLACE, "places fit");
_Static_assert(STORE_ROWS_MAX <= 1 << SLOT_NUMBER, "numbers fit");

static inline uint32_t
slot_place(uint64_t slot)
{
	return (uint32_t)(slot >> SLOT_NUMBER & ((1u << SLOT_PLACE) - 1)) *
	    HEAP_ALIGN;
}

static inline uint32_t
slot_hash(uint64_t slot)
{
	return (uint32_t)(slot >> (SLOT_NUMBER + SLOT_PLACE));
}

/* A new entry: length and bytes, as a dictionary page has them.  The text is
 * UTF-8 and may already stand where it goes. */
static uint32_t
entry_add(struct column *column, struct heap *heap, struct str text)
{
	uint8_t *at = heap->at + heap->used;
	uint32_t len = (uint32_t)text.len, whole = (uint32_t)sizeof len + len;

	if (column->used == column->cap) {
		column->cap = column->cap == 0 ? 64 : column->cap * 2;
		column->entries = mem_grow(column->entries,
		    column->cap * sizeof *column->entries);
	}
	memcpy(at, &len, sizeof len);
	if (len > 0)
		memmove(at + sizeof len, text.at, len);
	column->entries[column->used] = heap->used;
	column->entry_bytes += whole;
	heap->used += (whole + HEAP_ALIGN - 1) & ~(uint32_t)(HEAP_ALIGN - 1);
	heap->charged += sizeof *column->entries;
	return column->used++;
}

static void
slots_widen(struct column *column)
{
	uint32_t mask = column->mask * 2 + 1;
	uint64_t *slots = mem_zero(((size_t)mask + 1) * sizeof *slots);

	for (uint32_t i = 0; i <= column->mask; i++) {
		uint64_t slot = column->slots[i];
		uint32_t j = slot_hash(slot) & mask;

		if (slot == 0)
			continue;
		while (slots[j] != 0)
			j = (j + 1) & mask;
		slots[j] = slot;
	}
	free(column->slots);
	column->slots = slots;
	column->mask = mask;
}

/* The entry of a text, or where in the slots it belongs.  A chain this long
 * is made on purpose: who makes it gets a column that is not searched. */
static inline bool
slot_find(struct column *column, const struct heap *heap, struct str text,
    uint32_t hash, uint32_t *at)
{
	uint32_t i = hash & column->mask, chain = 0;
	uint64_t slot;

	for (; (slot = column->slots[i]) != 0; i = (i + 1) & column->mask) {
		if (slot_hash(slot) == hash) {
			struct str other = heap_text(heap, slot_place(slot));

			if (str_same(other, text)) {
				*at = (uint32_t)(slot &
				    ((1u << SLOT_NUMBER) - 1));
				return true;
			}
		}
		if (++chain == CHAIN_MAX)
			column->plain = true;
	}
	*at = i;
	return false;
}

static uint32_t
hash_bits(struct str text)
{
	return (uint32_t)(text_hash(text) >> (64 - SLOT_HASH));
}

/* Repaired where its entry will be if it is a new one. */
static struct str
text_repair(const struct heap *heap, struct str text)
{
	char *to = (char *)heap->at + heap->used + sizeof(uint32_t);

	if (utf8_is_valid(text))
		return text;
	return str_of(to, utf8_repair((uint8_t *)to, text));
}

static uint32_t
entry_find(struct column *column, struct heap *heap, struct str text,
    uint32_t hash)
{
	uint32_t at, entry, place;
	struct str repaired;

	if (slot_find(column, heap, text, hash, &at))
		return at;
	repaired = text_repair(heap, text);
	if (repaired.at != text.at) {
		hash = hash_bits(repaired);
		if (slot_find(column, heap, repaired, hash, &at))
			return at;
	}
	place = heap->used / HEAP_ALIGN;
	entry = entry_add(column, heap, repaired);
	column->slots[at] = (uint64_t)hash << (SLOT_NUMBER + SLOT_PLACE) |
	    (uint64_t)place << SLOT_NUMBER | entry;
	heap->charged += 2 * sizeof *column->slots;
	if (column->used * 2 > column->mask)
		slots_widen(column);
	return entry;
}

static inline void
value_add(struct column *column, uint32_t entry, size_t bytes)
{
	column->numbers[column->count++] = (uint16_t)entry;
	column->text_bytes += bytes;
}

uint32_t
column_hash(struct column *column, struct str text)
{
	uint32_t hash;

	if (column->plain)
		return 0;
	if (__builtin_expect(column->present == NULL, 0))
		column_wake(column);
	hash = hash_bits(text);
	__builtin_prefetch(&column->slots[hash & column->mask]);
	return hash;
}

void
column_fetch(const struct column *column, const struct heap *heap,
    uint32_t hash)
{
	if (!column->plain)
		__builtin_prefetch(heap->at +
		    slot_place(column->slots[hash & column->mask]));
}

void
column_add_hashed(struct column *column, struct heap *heap, uint32_t row,
    struct str text, uint32_t hash)
{
	uint32_t entry;

	column_mark(column, row);
	if (column->plain)
		entry = entry_add(column, heap, text_repair(heap, text));
	else
		entry = entry_find(column, heap, text, hash);
	value_add(column, entry, text.len);
	if (column->count == PLAIN_AFTER &&
	    column->used > PLAIN_AFTER / 4 * 3)
		column->plain = true;
}

void
column_add_number(struct column *column, struct heap *heap, uint32_t row,
    uint64_t number)
{
	column_mark(column, row);
	column->values[column->count++] = (int64_t)number;
	heap->charged += sizeof number;
}

/* ---- emptying ---- */

/* Give back what an unusual row group made large. */
static void
column_shrink(struct column *column)
{
	uint32_t room = column->mask > column->cap ? column->mask : column->cap;

	if (room >= 4 * SLOTS_FIRST && column->used < room / 8) {
		free(column->slots);
		free(column->entries);
		column->entries = NULL;
		column->cap = 0;
		column->mask = SLOTS_FIRST - 1;
		column->slots = mem_zero(SLOTS_FIRST * sizeof *column->slots);
	} else if (column->used > 0) {
		memset(column->slots, 0,
		    ((size_t)column->mask + 1) * sizeof *column->slots);
	}
}

void
column_reset(struct column *column, uint32_t rows)
{
	if (column->present == NULL)
		return;
	memset(column->present, 0, (rows + 63) / 64 * sizeof(uint64_t));
	if (column->type == COLUMN_TEXT) {
		column_shrink(column);
		column->used = 0;
		column->entry_bytes = 0;
	}
	column->count = 0;
	column->plain = false;
	column->text_bytes = 0;
}
