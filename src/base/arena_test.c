#include "base/arena.h"

#include <stdlib.h>

#include "test/test.h"

TEST(pieces_are_aligned_and_do_not_overlap)
{
	struct arena arena;
	char *before = NULL;

	arena_init(&arena);
	for (size_t n = 1; n < 3000; n++) {
		char *piece = arena_take(&arena, n);

		memset(piece, (int)(n & 0xff), n);
		CHECK_U64((uintptr_t)piece % _Alignof(max_align_t), 0);
		if (n > 1)
			CHECK_U64(before[n - 2], (char)((n - 1) & 0xff));
		before = piece;
	}
	arena_fini(&arena);
	CHECK_U64(arena.held, 0);
}

TEST(a_zeroed_piece_is_zero_even_where_an_older_one_was_not)
{
	struct arena arena;
	unsigned char *piece;

	arena_init(&arena);
	memset(arena_take(&arena, 1000), 0xff, 1000);
	arena_reset(&arena);
	piece = arena_zero(&arena, 1000);
	for (size_t i = 0; i < 1000; i++)
		CHECK_U64(piece[i], 0);
	arena_fini(&arena);
}

TEST(a_piece_larger_than_a_block_gets_its_own)
{
	struct arena arena;
	size_t large = 5u << 20;
	char *piece;

	arena_init(&arena);
	CHECK(arena_take(&arena, 1) != NULL);
	piece = arena_take(&arena, large);
	memset(piece, 'x', large);
	CHECK(arena.held >= large);
	CHECK(arena_take(&arena, 1) != NULL);
	arena_fini(&arena);
}

/* What makes a scratch arena cheap: after the first lines it asks the system
 * for nothing more. */
TEST(reset_holds_one_block_and_stops_growing)
{
	struct arena arena;
	size_t held;

	arena_init(&arena);
	arena_reset(&arena);
	CHECK_U64(arena.held, 0);
	for (int i = 0; i < 100; i++)
		arena_take(&arena, 10000);
	arena_reset(&arena);
	held = arena.held;
	for (int round = 0; round < 100; round++) {
		arena_take(&arena, 10000);
		arena_reset(&arena);
		CHECK_U64(arena.held, held);
	}
	arena_fini(&arena);
}

TEST(a_copied_str_ends_in_a_nul_that_is_not_counted)
{
	struct arena arena;
	struct str copy;

	arena_init(&arena);
	copy = arena_str(&arena, STR("a\0b"));
	CHECK_STR(copy, STR("a\0b"));
	CHECK_U64(copy.at[copy.len], 0);
	copy = arena_str(&arena, (struct str){ 0 });
	CHECK(copy.at != NULL);
	CHECK_U64(copy.len, 0);
	arena_fini(&arena);
}

TEST(printed_text_has_any_length)
{
	struct arena arena;
	struct str text;

	arena_init(&arena);
	CHECK_STR(arena_printf(&arena, "%d %s", 12, "lines"), STR("12 lines"));
	CHECK_STR(arena_printf(&arena, "%s", ""), STR(""));
	text = arena_printf(&arena, "%*d", 200000, 1);
	CHECK_U64(text.len, 200000);
	CHECK_U64(text.at[199999], '1');
	arena_fini(&arena);
}

TEST(a_growing_array_keeps_what_it_held)
{
	uint64_t *array = NULL;
	size_t cap = 0;

	for (size_t used = 0; used < 10000; used++) {
		array = mem_room(array, used, &cap, sizeof *array);
		MUST_CHECK(cap > used);
		array[used] = used;
	}
	for (size_t i = 0; i < 10000; i++)
		CHECK_U64(array[i], i);
	free(array);
}
