/* resolver: the account behind a sign-in name, and the place of an address.
 *
 * Each is looked up once, when its first brief arrives: after that the names
 * are complete, and processes that begin then see all of them. */
#pragma once

#include "base/dense.h"
#include "base/intern.h"
#include "event/brief.h"
#include "event/site.h"
#include "incident/places.h"

struct resolver {
	const struct site *site;
	struct intern	  *names;
	struct places	  *places;
	struct dense	   principals;	/* name -> the account's, of all that
					 * signed in or tried to */
};

/* names grows by accounts and prefixes. */
void resolver_open(struct resolver *resolver, const struct site *site,
    struct intern *names);
void resolver_close(struct resolver *resolver);

/* The brief's names are soon to be asked for: have them in the cache. */
static inline void
resolver_warm(const struct resolver *resolver, uint32_t user, uint32_t src)
{
	dense_warm(&resolver->principals, user);
	places_warm(resolver->places, src);
}

/* A brief whose numbers are those of names: its user becomes the principal,
 * and so does the owner of what a cloud service touched; the place of its
 * address is known from here on. */
void resolver_take(struct resolver *resolver, struct brief *brief);
