#include "base/table.h"

#include <stdlib.h>

#include "base/arena.h"

enum { TABLE_FIRST = 256 };

void
table_init(struct table *table)
{
	*table = (struct table){ .mask = TABLE_FIRST - 1 };
	table->slots = mem_zero(TABLE_FIRST * sizeof *table->slots);
}

void
table_fini(struct table *table)
{
	free(table->slots);
	*table = (struct table){ 0 };
}

/* Fold a 128-bit product, after wyhash. */
uint64_t
table_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)
	    (a ^ 0xa0761d6478bd642fu) * (b ^ 0xe7037ed1a0b428dbu);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static size_t
home(const struct table *table, uint64_t key)
{
	return table_mix(key, 0x589965cc75374cc3u) & table->mask;
}

static size_t
slot_of(const struct table *table, uint64_t key)
{
	size_t i = home(table, key);

	while (table->slots[i].key != 0 && table->slots[i].key != key)
		i = (i + 1) & table->mask;
	return i;
}

uint64_t *
table_find(const struct table *table, uint64_t key)
{
	struct table_slot *slot;

	if (key == 0)
		return table->has_zero ? (uint64_t *)(uintptr_t)&table->zero :
		    NULL;
	slot = &table->slots[slot_of(table, key)];
	return slot->key != 0 ? &slot->value : NULL;
}

void
table_warm(const struct table *table, uint64_t key)
{
	__builtin_prefetch(&table->slots[home(table, key)]);
}

static void
table_widen(struct table *table)
{
	struct table_slot *old = table->slots;
	size_t slots = table->mask + 1;

	table->mask = slots * 2 - 1;
	table->slots = mem_zero(slots * 2 * sizeof *table->slots);
	for (size_t i = 0; i < slots; i++)
		if (old[i].key != 0)
			table->slots[slot_of(table, old[i].key)] = old[i];
	free(old);
}

uint64_t *
table_add(struct table *table, uint64_t key, bool *fresh)
{
	struct table_slot *slot;

	if (key == 0) {
		*fresh = !table->has_zero;
		table->has_zero = true;
		return &table->zero;
	}
	if ((table->used + 1) * 3 > table->mask * 2)
		table_widen(table);
	slot = &table->slots[slot_of(table, key)];
	*fresh = slot->key == 0;
	if (*fresh) {
		*slot = (struct table_slot){ key, 0 };
		table->used++;
	}
	return &slot->value;
}

/* Knuth, The Art of Computer Programming 6.4, algorithm R: move back what
 * could no longer be found. */
void
table_remove(struct table *table, uint64_t key)
{
	size_t hole, i;

	if (key == 0) {
		table->zero = 0;
		table->has_zero = false;
		return;
	}
	hole = i = slot_of(table, key);
	if (table->slots[hole].key == 0)
		return;
	table->used--;
	for (;;) {
		size_t want;

		table->slots[hole].key = 0;
		do {
			i = (i + 1) & table->mask;
			if (table->slots[i].key == 0)
				return;
			want = home(table, table->slots[i].key);
		} while (hole <= i ? hole < want && want <= i
				   : hole < want || want <= i);
		table->slots[hole] = table->slots[i];
		hole = i;
	}
}
