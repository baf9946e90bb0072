/* shelf: a thing of one size for each key that asked for one.
 *
 * Keys as dense's (base/dense.h): small numbers, given out one after the
 * other.  A zeroed shelf is empty and ready; a thing is zeroed when it is
 * first asked for. */
#pragma once

#include "base/dense.h"

struct shelf {
	struct dense index;		/* number of a thing + 1 */
	char	    *at;
	size_t	     size, count, cap;	/* size: bytes of one thing */
};

void shelf_fini(struct shelf *shelf);

/* One of the caller's own, to be freed. */
struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);

/* The key's thing, of `size` bytes as all on the shelf; valid until the next
 * call. */
void *shelf_at(struct shelf *shelf, size_t key, size_t size);

/* The same, or NULL if none was asked for. */
static inline void *
shelf_get(const struct shelf *shelf, size_t key)
{
	uint64_t number = dense_get(&shelf->index, key);

	return number == 0 ? NULL : shelf->at + (number - 1) * shelf->size;
}

/* The key's thing will be asked for soon: have it in the cache by then. */
static inline void
shelf_warm(const struct shelf *shelf, size_t key)
{
	uint64_t number = dense_get(&shelf->index, key);

	if (number != 0)
		__builtin_prefetch(shelf->at + (number - 1) * shelf->size);
}
