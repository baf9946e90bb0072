/* arena: memory with one owner and one end.
 *
 * Pieces are taken from blocks and never freed one by one; arena_fini()
 * frees all, arena_reset() makes all reusable.  Running out of memory ends
 * the process with a sentence: nobody can go on without it. */
#pragma once

#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *block;	/* newest first */
	char		   *begin;	/* of the first piece since arena_clear() */
	char		   *at, *end;	/* what is left of it */
	size_t		    held;	/* bytes taken from the system */
};

void arena_init(struct arena *arena);
void arena_fini(struct arena *arena);

/* Forget every piece; the newest block is kept for reuse. */
void arena_clear(struct arena *arena);

static inline void
arena_reset(struct arena *arena)
{
	if (arena->at != arena->begin)		/* mostly nothing was taken */
		arena_clear(arena);
}

/* n bytes, aligned for any type, not zeroed / zeroed.  Never NULL. */
void *arena_take(struct arena *arena, size_t n);
void *arena_zero(struct arena *arena, size_t n);

/* A copy that lives as long as the arena. */
struct str arena_str(struct arena *arena, struct str s);

/* Text made by printf rules, without its NUL in the length. */
struct str arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* malloc and friends that end the process when memory is out.  For arrays
 * that grow; the caller frees with free(). */
void *mem_new(size_t n);
void *mem_zero(size_t n);
void *mem_grow(void *old, size_t n);

/* Make room in a growing array of `size`-byte items for item number `used`:
 * *cap doubles as needed.  Returns the array, moved perhaps. */
void *mem_room(void *array, size_t used, size_t *cap, size_t size);
