#include "incident/places.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"

enum {
	KNOWN = 128,		/* no place_flag: looked up already */
	NAME_SHIFT = 8, COUNTRY_SHIFT = 40,
};

struct places {
	const struct site *site;
	struct intern	  *names;
	struct dense	   known;	/* src -> country, name, flags | KNOWN */
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
	struct location at;

	if (network_has(&p->site->webmail, address))
		place.flags |= PLACE_WEBMAIL;
	if (network_has(&p->site->trusted, address))
		place.flags |= PLACE_TRUSTED;
	if (is_local(address))
		place.flags |= PLACE_LOCAL;
	if (place.flags & PLACE_LOCAL)
		return place;
	at = location_of(&p->site->locations, address);
	place.country = location_country(&at);
	place.name = intern_add(p->names, network_prefix(address, text));
	return place;
}

struct place
places_of(struct places *p, uint32_t src)
{
	uint64_t *known = dense_at(&p->known, src);
	struct place place;

	if (*known != 0)
		return (struct place){ (uint32_t)(*known >> NAME_SHIFT),
			(uint16_t)(*known >> COUNTRY_SHIFT),
			(uint8_t)(*known & ~(uint64_t)KNOWN) };
	place = place_find(p, intern_str(p->names, src));
	*known = (uint64_t)place.country << COUNTRY_SHIFT |
	    (uint64_t)place.name << NAME_SHIFT | place.flags | KNOWN;
	return place;
}

void
places_warm(const struct places *p, uint32_t src)
{
	dense_warm(&p->known, src);
}
