#include "incident/places.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"

enum { KNOWN = 128 };	/* no place_flag: looked up already */

struct places {
	const struct site *site;
	struct intern	  *names;
	struct dense	   known;	/* src -> name << 8 | flags | KNOWN */
};

struct places *
places_open(const struct site *site, struct intern *names)
{
	struct places *p = mem_zero(sizeof *p);

	p->site = site;
	p->names = names;
	return p;
}

void
places_close(struct places *p)
{
	dense_fini(&p->known);
	free(p);
}

static bool
is_local(struct str address)
{
	return address.len == 0 || !str_is_ip(address) ||
	    str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

static struct place
place_find(struct places *p, struct str address)
{
	char text[NETWORK_TEXT];
	struct place place = { 0 };

	if (network_has(&p->site->webmail, address))
		place.flags |= PLACE_WEBMAIL;
	if (network_has(&p->site->trusted, address))
		place.flags |= PLACE_TRUSTED;
	if (is_local(address))
		place.flags |= PLACE_LOCAL;
	else
		place.name = intern_add(p->names,
		    network_prefix(address, text));
	return place;
}

struct place
places_of(struct places *p, uint32_t src)
{
	uint64_t *known = dense_at(&p->known, src);
	struct place place;

	if (*known != 0)
		return (struct place){ (uint32_t)(*known >> 8),
			(uint8_t)(*known & ~(uint64_t)KNOWN) };
	place = place_find(p, intern_str(p->names, src));
	*known = (uint64_t)place.name << 8 | place.flags | KNOWN;
	return place;
}

void
places_warm(const struct places *p, uint32_t src)
{
	dense_warm(&p->known, src);
}
