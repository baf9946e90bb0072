#include "base/intern.h"

#include <stdlib.h>

#include "base/must.h"

enum { INTERN_FIRST = 1024 };

void
intern_init(struct intern *intern)
{
	*intern = (struct intern){ .mask = INTERN_FIRST - 1,
		.secret = str_secret() };
	arena_init(&intern->arena);
	intern->slots = mem_zero(INTERN_FIRST * sizeof *intern->slots);
	intern->names = mem_room(NULL, 0, &intern->cap, sizeof *intern->names);
	intern->names[0] = STR("");
	intern->used = 1;
}

void
intern_fini(struct intern *intern)
{
	arena_fini(&intern->arena);
	free(intern->slots);
	free(intern->names);
	*intern = (struct intern){ 0 };
}

/* The slot that holds s, or the free one where it belongs. */
static size_t
slot_of(const struct intern *intern, struct str s, uint64_t hash)
{
	uint32_t mark = (uint32_t)(hash >> 32);
	size_t i = hash & intern->mask;

	for (; intern->slots[i].number != 0; i = (i + 1) & intern->mask)
		if (intern->slots[i].mark == mark &&
		    str_eq(intern->names[intern->slots[i].number], s))
			break;
	return i;
}

static void
intern_widen(struct intern *intern)
{
	size_t slots = (intern->mask + 1) * 2;

	free(intern->slots);
	intern->mask = slots - 1;
	intern->slots = mem_zero(slots * sizeof *intern->slots);
	for (uint32_t n = 1; n < intern->used; n++) {
		uint64_t hash = str_hash_keyed(intern->names[n],
		    intern->secret);
		size_t i = hash & intern->mask;

		while (intern->slots[i].number != 0)
			i = (i + 1) & intern->mask;
		intern->slots[i] = (struct intern_slot){ n,
			(uint32_t)(hash >> 32) };
	}
}

uint32_t
intern_add_hashed(struct intern *intern, struct str s, uint64_t hash)
{
	size_t i;

	if (s.len == 0)
		return 0;
	i = slot_of(intern, s, hash);
	if (intern->slots[i].number != 0)
		return intern->slots[i].number;
	must(intern->used < UINT32_MAX);
	intern->names = mem_room(intern->names, intern->used, &intern->cap,
	    sizeof *intern->names);
	intern->names[intern->used] = arena_str(&intern->arena, s);
	intern->slots[i] = (struct intern_slot){ (uint32_t)intern->used,
		(uint32_t)(hash >> 32) };
	intern->used++;
	if (intern->used * 3 > intern->mask * 2)
		intern_widen(intern);
	return (uint32_t)intern->used - 1;
}

uint32_t
intern_add(struct intern *intern, struct str s)
{
	return s.len == 0 ? 0 :
	    intern_add_hashed(intern, s, str_hash_keyed(s, intern->secret));
}

uint32_t
intern_find(const struct intern *intern, struct str s)
{
	return s.len == 0 ? 0 : intern->slots[slot_of(intern, s,
	    str_hash_keyed(s, intern->secret))].number;
}
