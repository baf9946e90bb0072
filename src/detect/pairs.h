/* pairs: a number for an account, for a place, and for the two together.
 *
 * Accounts and places are names, given out in turn, so each has an array;
 * pairs of them have a table.  A number is 0 where none was set. */
#pragma once

#include "base/dense.h"
#include "base/table.h"

struct pairs {
	struct dense users, places;
	struct table both;
};

static inline void
pairs_init(struct pairs *pairs)
{
	*pairs = (struct pairs){ 0 };
	table_init(&pairs->both);
}

static inline void
pairs_fini(struct pairs *pairs)
{
	dense_fini(&pairs->users);
	dense_fini(&pairs->places);
	table_fini(&pairs->both);
}

/* The place of a number, to set; valid until the next call.  user or place
 * is 0 for the other alone. */
static inline uint64_t *
pairs_at(struct pairs *pairs, uint32_t user, uint32_t place)
{
	bool fresh;

	if (place == 0)
		return dense_at(&pairs->users, user);
	if (user == 0)
		return dense_at(&pairs->places, place);
	return table_add(&pairs->both, table_pair(user, place), &fresh);
}

static inline uint64_t
pairs_get(const struct pairs *pairs, uint32_t user, uint32_t place)
{
	const uint64_t *number;

	if (place == 0)
		return dense_get(&pairs->users, user);
	if (user == 0)
		return dense_get(&pairs->places, place);
	number = table_find(&pairs->both, table_pair(user, place));
	return number == NULL ? 0 : *number;
}
