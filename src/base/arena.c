#include "base/arena.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/must.h"
#include "base/paged.h"

enum {
	ARENA_BLOCK = 64 * 1024,	/* fits L2; larger pieces get their own */
	ARENA_PART = 16,		/* the next block's, of a large arena:
					 * few enough, and fit to be paged */
	ARENA_ALIGN = 16,
	MEM_LARGE = 4 << 20,
};

struct arena_block {
	struct arena_block *older;
	size_t		    size;
	_Alignas(ARENA_ALIGN) char bytes[];
};

/* Of a large piece: tables are walked at random, and with pages of 4 KiB each
 * step costs a walk through the page tables before the walk to memory. */
static void *
piece_made(void *piece, size_t n)
{
	const uintptr_t page = 4096;
	uintptr_t from = ((uintptr_t)piece + page - 1) & ~(page - 1);

	if (piece == NULL) {
		fprintf(stderr,
		    "beffroi: out of memory asking for %zu bytes; "
		    "give it more or fewer logs at a time\n", n);
		exit(4);
	}
	if (n >= MEM_LARGE)
		madvise((void *)from, n - page, MADV_HUGEPAGE);
	return piece;
}

void *
mem_new(size_t n)
{
	bool paged = n >= MEM_LARGE && paged_due(n, PAGED_ARRAY);
	void *piece = piece_made(malloc(n == 0 ? 1 : n), n);

	if (paged)
		paged_cover(piece, n);
	return piece;
}

void *
mem_zero(size_t n)
{
	bool paged = n >= MEM_LARGE && paged_due(n, PAGED_TABLE);
	void *piece = piece_made(calloc(n == 0 ? 1 : n, 1), n);

	if (paged)
		paged_cover(piece, n);
	return piece;
}

/* A piece that is to be paged starts empty, so that it cannot grow where it
 * is. */
static void *
mem_moved(void *old, size_t n)
{
	void *piece = mem_new(n);
	size_t had = malloc_usable_size(old);

	memcpy(piece, old, had < n ? had : n);
	free(old);
	return piece;
}

void *
mem_grow(void *old, size_t n)
{
	if (old != NULL && n >= MEM_LARGE && paged_due(n, PAGED_ARRAY))
		return mem_moved(old, n);
	return piece_made(realloc(old, n == 0 ? 1 : n), n);
}

void *
mem_room(void *array, size_t used, size_t *cap, size_t size)
{
	if (used < *cap)
		return array;
	*cap = used < 8 ? 16 : used * 2;
	must(*cap <= SIZE_MAX / size);
	return mem_grow(array, *cap * size);
}

void
arena_init(struct arena *arena)
{
	*arena = (struct arena){ 0 };
}

static void
blocks_free(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *older = block->older;

		free(block);
		block = older;
	}
}

void
arena_fini(struct arena *arena)
{
	blocks_free(arena->block);
	*arena = (struct arena){ 0 };
}

void
arena_clear(struct arena *arena)
{
	struct arena_block *keep = arena->block;

	if (keep == NULL)
		return;
	blocks_free(keep->older);
	keep->older = NULL;
	arena->begin = arena->at = keep->bytes;
	arena->end = keep->bytes + keep->size;
	arena->held = keep->size;
}

static void
arena_add(struct arena *arena, size_t size)
{
	struct arena_block *block = mem_new(sizeof *block + size);

	block->older = arena->block;
	block->size = size;
	arena->block = block;
	arena->at = block->bytes;
	arena->end = block->bytes + size;
	arena->held += size;
}

static size_t
block_size(const struct arena *arena)
{
	size_t part = arena->held / ARENA_PART;

	return part < ARENA_BLOCK ? ARENA_BLOCK :
	    part < MEM_LARGE ? part : MEM_LARGE;
}

void *
arena_take(struct arena *arena, size_t n)
{
	void *piece;

	must(n <= SIZE_MAX / 2);
	n = (n + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (arena->block == NULL || (size_t)(arena->end - arena->at) < n)
		arena_add(arena, n > block_size(arena) ? n :
		    block_size(arena));
	piece = arena->at;
	arena->at += n;
	return piece;
}

void *
arena_zero(struct arena *arena, size_t n)
{
	return memset(arena_take(arena, n), 0, n);
}

struct str
arena_str(struct arena *arena, struct str s)
{
	char *copy = arena_take(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.at, s.len);
	copy[s.len] = '\0';
	return str_of(copy, s.len);
}

struct str
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	must(n >= 0);
	text = arena_take(arena, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return str_of(text, (size_t)n);
}
