/* intern: each distinct string once, with a small number for a name.
 *
 * Numbers run from 1 in order of first sight; 0 is the empty string.  Two
 * strings are one only if their bytes are equal, whatever the hash says; and
 * the hash is keyed, so nobody can choose names that collide. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct intern_slot {
	uint32_t number;	/* 0 is free */
	uint32_t mark;		/* upper half of the hash */
};

struct intern {
	struct arena arena;
	struct str  *names;	/* by number; names[0] is empty */
	struct intern_slot *slots;	/* open addressing */
	size_t	     used, cap, mask;
	uint64_t     secret;
};

void intern_init(struct intern *intern);
void intern_fini(struct intern *intern);

/* The number of s, new or known.  The bytes are copied when new. */
uint32_t intern_add(struct intern *intern, struct str s);

/* The same in steps, for who has other work between them: what the memory is
 * slow to give is there by the next one.  First the slot of s, then where its
 * name is, then that. */
static inline uint64_t
intern_hash(const struct intern *intern, struct str s)
{
	uint64_t hash = s.len == 0 ? 0 : str_hash_keyed(s, intern->secret);

	__builtin_prefetch(&intern->slots[hash & intern->mask]);
	return hash;
}

static inline void
intern_fetch(const struct intern *intern, uint64_t hash)
{
	__builtin_prefetch(
	    &intern->names[intern->slots[hash & intern->mask].number]);
}

static inline void
intern_fetch_name(const struct intern *intern, uint64_t hash)
{
	__builtin_prefetch(
	    intern->names[intern->slots[hash & intern->mask].number].at);
}

/* hash is that of intern_hash(). */
uint32_t intern_add_hashed(struct intern *intern, struct str s, uint64_t hash);

/* The number of s if known, else 0. */
uint32_t intern_find(const struct intern *intern, struct str s);

/* The string behind a number; it lives as long as the intern. */
static inline struct str
intern_str(const struct intern *intern, uint32_t number)
{
	return number < intern->used ? intern->names[number] : (struct str){ 0 };
}
