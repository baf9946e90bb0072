/* means: what an account's earlier sessions did, on average.
 *
 * One entry per account that ever did it. */
#pragma once

#include <stdbool.h>

#include "base/shelf.h"
#include "event/site.h"

struct mean { uint64_t sum, count; };

struct means { struct shelf of; };		/* account -> struct mean */

/* The account will be asked for soon. */
static inline void
means_warm(const struct means *means, uint32_t user)
{
	shelf_warm(&means->of, user);
}

void means_fini(struct means *means);		/* zeroed is empty */

/* Is it the floor or more, and many times what the account did before, or
 * the first time?  Then it is added to the past. */
bool means_exceed(struct means *means, uint32_t user, uint64_t now,
    enum threshold floor, const struct site *site);

/* The two steps, where one session is asked several times. */
bool means_exceeded(struct means *means, uint32_t user, uint64_t now,
    enum threshold floor, const struct site *site);
void means_add(struct means *means, uint32_t user, uint64_t now);
