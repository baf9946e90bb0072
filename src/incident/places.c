#include "incident/places.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"
#include "base/table.h"

enum {
	KNOWN = 128,		/* no place_flag: looked up already */
	SIX = 64,		/* nor is this: struct place has it apart */
	NAME_SHIFT = 8, SPOT_SHIFT = 40,
	SPOTS_MOST = (1 << 24) - 1,	/* what 24 bits can name; tables of
					 * the whole world have a tenth */
};

struct places {
	const struct site *site;
	struct intern	  *names;
	struct dense	   known;	/* src -> spot, name, flags | KNOWN */
	struct arena	   arena;
	struct table	   spot_index;	/* content -> number of a spot */
	struct spot	 **spots;	/* by number; 0 is none */
	size_t		   spot_count, spot_cap;
};

struct places *
places_open(const struct site *site, struct intern *names)
{
	struct places *p = mem_zero(sizeof *p);

	p->site = site;
	p->names = names;
	p->spot_count = 1;
	arena_init(&p->arena);
	table_init(&p->spot_index);
	return p;
}

void
places_close(struct places *p)
{
	dense_fini(&p->known);
	table_fini(&p->spot_index);
	arena_fini(&p->arena);
	free(p->spots);
	free(p);
}

static bool
is_local(struct str address)
{
	return address.len == 0 || !str_is_ip(address) ||
	    str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

/* The number of a spot; addresses share few.  Keys are the tables' content,
 * which no stranger chooses. */
static uint32_t
spot_number(struct places *p, const struct location *at)
{
	struct spot spot = location_spot(at), *kept;
	uint64_t where, what, *number;
	bool fresh;

	if (spot.country == 0 && spot.as == 0 && !spot.located)
		return 0;
	where = table_pair((uint32_t)spot.point.latitude,
	    (uint32_t)spot.point.longitude);
	what = table_pair(spot.as, (uint32_t)spot.country << 16 |
	    spot.radius_km);
	number = table_add(&p->spot_index,
	    table_mix(table_mix(where, what), spot.located), &fresh);
	if (!fresh || p->spot_count > SPOTS_MOST)
		return (uint32_t)*number;
	kept = arena_take(&p->arena, sizeof *kept);
	*kept = spot;
	p->spots = mem_room(p->spots, p->spot_count, &p->spot_cap,
	    sizeof *p->spots);
	p->spots[p->spot_count] = kept;
	*number = p->spot_count++;
	return (uint32_t)*number;
}

const struct spot *
places_spot(const struct places *p, struct place place)
{
	return place.spot == 0 ? NULL : p->spots[place.spot];
}

bool
places_hide_users(const struct site *site, struct str address)
{
	return is_local(address) || network_has(&site->webmail, address);
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
	place.spot = spot_number(p, &at) & SPOTS_MOST;
	place.six = str_has(address, STR(":"));
	place.name = intern_add(p->names, network_prefix(address, text));
	return place;
}

struct place
places_of(struct places *p, uint32_t src)
{
	uint64_t *known = dense_at(&p->known, src);
	struct place place;

	if (*known != 0)
		return (struct place){ .name = (uint32_t)(*known >> NAME_SHIFT),
			.spot = (uint32_t)(*known >> SPOT_SHIFT) & SPOTS_MOST,
			.flags = (uint8_t)*known & (SIX - 1),
			.six = (*known & SIX) != 0 };
	place = place_find(p, intern_str(p->names, src));
	*known = (uint64_t)place.spot << SPOT_SHIFT |
	    (uint64_t)place.name << NAME_SHIFT | place.flags |
	    (place.six ? SIX : 0) | KNOWN;
	return place;
}

void
places_warm(const struct places *p, uint32_t src)
{
	dense_warm(&p->known, src);
}
