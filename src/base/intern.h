/* intern: each distinct string once, with a small number for a name.
 *
 * Numbers run from 1 in order of first sight; 0 is the empty string.  Two
 * strings are one only if their bytes are equal, whatever the hash says, so
 * an attacker who finds collisions costs time and nothing else. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct intern {
	struct arena arena;
	struct str  *names;	/* by number; names[0] is empty */
	uint32_t    *slots;	/* open addressing, 0 is free */
	uint32_t    *marks;	/* upper half of the hash, beside each slot */
	size_t	     used, cap, mask;
};

void intern_init(struct intern *intern);
void intern_fini(struct intern *intern);

/* The number of s, new or known.  The bytes are copied when new. */
uint32_t intern_add(struct intern *intern, struct str s);

/* The number of s if known, else 0. */
uint32_t intern_find(const struct intern *intern, struct str s);

/* The string behind a number; it lives as long as the intern. */
static inline struct str
intern_str(const struct intern *intern, uint32_t number)
{
	return number < intern->used ? intern->names[number] : (struct str){ 0 };
}
