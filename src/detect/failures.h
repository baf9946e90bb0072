/* failures: who failed to sign in, from where, in the last day.
 *
 * A window opens with a first failure and closes after failure_window_hours
 * without one.  State is one entry per place, per account and per pair of them that
 * ever failed: it grows with what attackers type, by at most 100 bytes a
 * pair. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "event/site.h"

struct failure_window {
	struct event_time first, last;
	uint64_t attempts;
	uint32_t others;	/* distinct accounts of a place, or distinct
				 * places of an account, of pairs that never
				 * signed in; of a pair: 1 if it counts */
};

struct failures;

struct failures *failures_open(const struct site *site);
void failures_close(struct failures *failures);

/* A sign-in of the account from the place comes soon: have what it will ask
 * for in the cache by then. */
void failures_warm(const struct failures *failures, uint32_t place,
    uint32_t user);

/* stranger: the account never signed in from that place. */
void failures_add(struct failures *failures, uint32_t place, uint32_t user,
    struct event_time at, uint32_t attempts, bool stranger);

/* The account signed in from there: its failures were an owner's who
 * mistyped, or the one guess that was right; they count no longer. */
void failures_forgive(struct failures *failures, uint32_t place,
    uint32_t user, struct event_time at);

/* Does the place spray?  `owners` accounts sign in from there by habit: at a
 * carrier's, more strangers than owners must fail. */
bool failures_spray(const struct failures *failures,
    const struct failure_window *window, uint32_t owners);

/* The window that is open at `at`, or NULL: by place, by account, by both.
 * Valid until the next failures_add(). */
const struct failure_window *failures_of_place(const struct failures *,
    uint32_t place, struct event_time at);
const struct failure_window *failures_of_user(const struct failures *,
    uint32_t user, struct event_time at);
const struct failure_window *failures_of_pair(const struct failures *,
    uint32_t place, uint32_t user, struct event_time at);
