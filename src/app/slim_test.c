#include "app/slim.h"

#include <string.h>

#include "test/test.h"

/* Numbers at the edges of every width. */
static uint64_t
edge(unsigned n)
{
	unsigned bits = n / 3 % 9 * 8;
	uint64_t power = bits == 64 ? 0 : (uint64_t)1 << bits;

	return n % 3 == 0 ? power - 1 : n % 3 == 1 ? power : n * 40503u;
}

static struct brief
brief_make(unsigned seed)
{
	struct brief b = {
		.time.ms = (int64_t)edge(seed), .offset = edge(seed + 1),
		.input = (uint32_t)edge(seed + 2),
		.length = (uint32_t)edge(seed + 3),
		.stream = (uint32_t)edge(seed + 4),
		.user = (uint32_t)edge(seed + 5),
		.src = (uint32_t)edge(seed + 6),
		.device = (uint32_t)edge(seed + 7),
		.object = (uint32_t)edge(seed + 8),
		.item = (uint32_t)edge(seed + 9), .session = edge(seed + 10),
		.n = { edge(seed + 11), edge(seed + 12), edge(seed + 13),
			edge(seed + 14) },
		.kind = (uint8_t)seed, .service = (uint8_t)(seed + 1),
		.outcome = (uint8_t)(seed + 2), .flags = (uint8_t)(seed * 7),
		.ordinal = (uint32_t)edge(seed + 15),
	};

	for (unsigned i = 0; i < sizeof b.sha256; i++)
		b.sha256[i] = (uint8_t)(seed * 31 + i);
	return b;
}

TEST(a_slim_brief_comes_back_as_it_was)
{
	char bytes[SLIM_MOST + SLIM_SLACK];

	for (unsigned seed = 0; seed < 200; seed++) {
		struct brief brief = brief_make(seed), back;
		size_t length = slim_put(bytes, &brief);

		CHECK(length <= SLIM_MOST);
		memset(bytes + length, 0xff, sizeof bytes - length);
		CHECK(slim_take(bytes, &back) == length);
		CHECK(memcmp(&brief, &back, sizeof brief) == 0);
	}
}

TEST(the_widest_brief_and_the_emptiest_have_their_length)
{
	char bytes[SLIM_MOST + SLIM_SLACK];
	struct brief brief, back;

	memset(&brief, 0xff, sizeof brief);
	CHECK(slim_put(bytes, &brief) == SLIM_MOST);
	slim_take(bytes, &back);
	CHECK(memcmp(&brief, &back, sizeof brief) == 0);
	memset(&brief, 0, sizeof brief);
	CHECK(slim_put(bytes, &brief) == SLIM_MOST - 21 * 4);
	slim_take(bytes, &back);
	CHECK(memcmp(&brief, &back, sizeof brief) == 0);
}

TEST(settling_changes_time_and_flags_where_they_lie)
{
	char bytes[SLIM_MOST + SLIM_SLACK];
	struct brief brief = brief_make(5), back;
	size_t length = slim_put(bytes, &brief);

	brief.time.ms = -1;
	brief.flags = 0;
	slim_settle(bytes, &brief);
	CHECK(slim_take(bytes, &back) == length);
	CHECK(memcmp(&brief, &back, sizeof brief) == 0);
}
