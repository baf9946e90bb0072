#include "source/heads.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "test/test.h"

enum { BYTES = 70000 };

static void
heads_of(const char *text, size_t bytes, size_t step, struct heads *heads)
{
	heads_init(heads);
	for (size_t at = 0; at < bytes; at += step)
		heads_add(heads, str_of(text + at, bytes - at < step ?
		    bytes - at : step));
	CHECK_U64(heads->told.size, bytes);
}

TEST(heads_are_the_same_however_the_bytes_come_and_whatever_follows)
{
	char *text = mem_new(BYTES);
	struct heads all, part;

	for (size_t i = 0; i < BYTES; i++)
		text[i] = (char)(i * 7 >> 3);
	heads_of(text, BYTES, BYTES, &all);
	for (size_t step = 1; step < 300; step += 37) {
		heads_of(text, BYTES, step, &part);
		CHECK(memcmp(part.told.heads, all.told.heads, sizeof all.told.heads) == 0);
	}
	heads_of(text, 1024, 100, &part);
	CHECK(memcmp(part.told.heads, all.told.heads, 3 * sizeof *part.told.heads) == 0);
	CHECK_U64(part.told.heads[3], 0);
	text[1000] ^= 1;
	heads_of(text, BYTES, BYTES, &part);
	CHECK_U64(part.told.heads[1], all.told.heads[1]);
	CHECK(part.told.heads[2] != all.told.heads[2]);
	free(text);
}

TEST(the_last_head_of_few_bytes_is_the_longest_that_fits)
{
	CHECK_I64(heads_last(63), -1);
	CHECK_I64(heads_last(64), 0);
	CHECK_I64(heads_last(255), 0);
	CHECK_I64(heads_last(256), 1);
	CHECK_I64(heads_last(UINT64_MAX), WIRE_HEADS - 1);
	CHECK_U64(heads_length(WIRE_HEADS - 1), 1 << 20);
}
