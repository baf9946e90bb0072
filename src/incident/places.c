#include "incident/places.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

struct places {
	const struct site *site;
	struct intern	  *names;
	struct table	   known;	/* src -> name << 8 | flags */
};

struct places *
places_open(const struct site *site, struct intern *names)
{
	struct places *p = mem_zero(sizeof *p);

	p->site = site;
	p->names = names;
	table_init(&p->known);
	return p;
}

void
places_close(struct places *p)
{
	table_fini(&p->known);
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
	bool fresh;
	uint64_t *known = table_add(&p->known, src, &fresh);
	struct place place;

	if (!fresh)
		return (struct place){ (uint32_t)(*known >> 8),
			(uint8_t)*known };
	place = place_find(p, intern_str(p->names, src));
	*known = (uint64_t)place.name << 8 | place.flags;
	return place;
}
