/* skews: how far two sources' clocks are apart, from sign-ins both saw.
 *
 * Roundcube's line of a sign-in and the IMAP session it opens at once; that
 * line and the page of the sign-in; Postfix's sign-in and Dovecot's check of
 * it.  A side of a deed counts where nothing of the same account or address
 * stood in the half hour before.  Of all differences between the sides the
 * one that most accounts have in common is how far the clocks are apart: at
 * any other, sign-ins meet by chance or by habit.  Each account tells once,
 * so whoever moves it must hold half of the accounts.
 *
 * What it comes to depends on the set of sightings alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "event/brief.h"

enum {
	SKEW_ACCOUNTS_LEAST = 5,
	SKEW_FARTHEST_MS = 14 * 3600 * 1000,	/* of any two zones; farther is
						 * for the site file */
	SKEW_ALONE_MS = 30 * 60 * 1000,
};

/* What two sources see of one deed. */
enum deed { DEED_SESSION, DEED_PAGE, DEED_SUBMIT, DEED_COUNT };

/* What a brief is a half of; the same brief may be of two deeds. */
struct half { enum deed deed; uint8_t side; bool by_user, by_src; };
enum { HALVES = 2 };

/* The halves of a sign-in that succeeded; how many.  webmail: its address is
 * a webmail's. */
size_t skew_halves(const struct brief *brief, bool webmail,
    struct half halves[HALVES]);

/* May it have halves?  Whether its address is a webmail's is asked later. */
static inline bool
skew_wants(const struct brief *b)
{
	return (b->kind == K_LOGIN && b->outcome == OUTCOME_SUCCESS) ||
	    b->kind == K_SUBMIT || brief_is_login_page(b);
}

/* Half of a deed, once or more in less than SKEW_ALONE_MS, by one clock. */
struct sighting {
	struct event_time first, last;
	uint64_t key;		/* of deed, account and address: hashes of
				 * their text, so that no order of arrival
				 * tells in it */
	uint64_t account;	/* hash; 0: this half does not know it */
	uint32_t stream;	/* name */
	uint8_t	 side;
};

struct skew {
	uint32_t a, b;		/* names of streams */
	int64_t	 offset_ms;	/* b's clock less a's */
	int64_t	 spread_ms;	/* half of the accounts are within it */
	uint32_t accounts;	/* that agree on it */
};

struct skew_list { struct skew *at; size_t count, cap; };

/* Sorts the sightings, and adds the skews they tell, in no order. */
void skews_estimate(struct sighting *seen, size_t count,
    struct skew_list *list);
