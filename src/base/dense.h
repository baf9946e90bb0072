/* dense: small numbers to numbers, by an array that grows.
 *
 * For keys that are given out one after the other, as an intern's are; the
 * array is as long as the largest key.  What was never set is 0. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct dense {
	uint64_t *at;
	size_t	  len;
};

void dense_fini(struct dense *dense);

/* Make room for key; what dense_at() gave before may have moved. */
void dense_widen(struct dense *dense, size_t key);

/* The place of key's value, to read or set; valid until the next call. */
static inline uint64_t *
dense_at(struct dense *dense, size_t key)
{
	if (key >= dense->len)
		dense_widen(dense, key);
	return &dense->at[key];
}

/* key will be asked for soon: have it in the cache by then. */
static inline void
dense_warm(const struct dense *dense, size_t key)
{
	if (key < dense->len)
		__builtin_prefetch(&dense->at[key]);
}

/* The value of key, without making room for it. */
static inline uint64_t
dense_get(const struct dense *dense, size_t key)
{
	return key < dense->len ? dense->at[key] : 0;
}
