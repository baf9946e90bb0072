/* places: what an address is, looked up once per address.
 *
 * An address is grouped with its neighbours into a place, the /24 or /64 it
 * lies in, and is at the spot where the site's tables have it.  The owner's
 * own networks and the webmail's hosts tell nothing about who sits behind
 * them. */
#pragma once

#include "base/intern.h"
#include "event/site.h"

enum place_flag {
	PLACE_TRUSTED = 1,	/* the site's own network */
	PLACE_WEBMAIL = 2,	/* a webmail: never a user's address */
	PLACE_LOCAL   = 4,	/* loopback, or no address at all */
};

struct place {
	uint32_t name;		/* of the prefix; 0 for PLACE_LOCAL */
	uint32_t spot : 24;	/* for places_spot(); 0: not known */
	uint32_t flags : 7;
	uint32_t six : 1;	/* of IPv6: a /64, which one household has */
};

struct places;

/* names grows by the prefixes. */
struct places *places_open(const struct site *site, struct intern *names);
void places_close(struct places *places);

/* The place of an address, by the number of its name; 0 is local. */
struct place places_of(struct places *places, uint32_t src);

/* Where it is, NULL if not known; lives as long as places. */
const struct spot *places_spot(const struct places *places,
    struct place place);

/* Does the address tell nothing of who is behind it: a webmail's, or this very
 * host's? */
bool places_hide_users(const struct site *site, struct str address);

/* src will be asked for soon: have it in the cache by then. */
void places_warm(const struct places *places, uint32_t src);
