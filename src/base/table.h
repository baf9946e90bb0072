/* table: numbers to numbers, by open addressing.
 *
 * Keys are hashes or packed ids of 64 bits; two things with one key are one
 * thing here, so pack ids where an adversary chooses, hash where he cannot.
 * A pointer into the table is valid until the next table_add(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_slot { uint64_t key, value; };	/* key 0: free */

struct table {
	struct table_slot *slots;
	size_t		   used, mask;
	uint64_t	   zero;	/* value of key 0, which has no slot */
	bool		   has_zero;
};

void table_init(struct table *table);
void table_fini(struct table *table);

/* The value of key, or NULL. */
uint64_t *table_find(const struct table *table, uint64_t key);

/* The value of key, made 0 if it was not there; *fresh says which. */
uint64_t *table_add(struct table *table, uint64_t key, bool *fresh);

/* key will be asked for soon: have its slot in the cache by then. */
void table_warm(const struct table *table, uint64_t key);

/* Forget key; nothing happens if it is not there. */
void table_remove(struct table *table, uint64_t key);

/* Two 32-bit ids as one key, and a well mixed key of two 64-bit words. */
static inline uint64_t
table_pair(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}
uint64_t table_mix(uint64_t a, uint64_t b);
