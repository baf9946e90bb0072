/* habits: from where each account signs in, and since when.
 *
 * One entry per account, per place and per pair that ever signed in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "event/site.h"

struct habit {
	struct event_time first, last;
	uint64_t count;		/* sign-ins */
	uint32_t others;	/* distinct accounts of a place, or places of
				 * an account */
};

struct habits;

struct habits *habits_open(void);
/* The two will be asked for soon, alone and together. */
void habits_warm(const struct habits *habits, uint32_t user, uint32_t place);
void habits_close(struct habits *habits);
void habits_add(struct habits *habits, uint32_t user, uint32_t place,
    struct event_time at);

/* Accounts that sign in from a place by habit. */
uint32_t habits_owners(const struct habits *, uint32_t place);

/* Has the account signed in often enough, for long enough, that what is new
 * to it means something? */
bool habits_has_past(const struct habits *, uint32_t user,
    struct event_time now, const struct site *site);

/* Did the account sign in from the place past_ms ago or more? */
bool habits_is_old(const struct habits *, uint32_t user, uint32_t place,
    struct event_time now, int64_t past_ms);

/* What is known so far, or NULL.  Valid until the next habits_add(). */
const struct habit *habits_of_user(const struct habits *, uint32_t user);
const struct habit *habits_of_place(const struct habits *, uint32_t place);
const struct habit *habits_of_pair(const struct habits *, uint32_t user,
    uint32_t place);
