#include "parse/m365.h"

#include <stdlib.h>

#include "base/arena.h"
#include "test/test.h"

static const struct m365_name names[] = {
	{ "id", 0 }, { "name", 1 }, { "value", 2 }, { "newvalue", 2 },
};

/* The same by the plain walker. */
static bool
plain_walk(struct str object, struct m365_values *values)
{
	struct json_walk walk;
	struct str key, value;
	enum json type = JSON_BAD;

	values->has = values->escaped = 0;
	if (!json_walk(&walk, object, '{'))
		return false;
	while ((type = json_walk_member(&walk, &key, &value)) != JSON_END &&
	    type != JSON_BAD)
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			unsigned slot = names[i].slot;

			if (!str_eq_nocase(key, str_from(names[i].name)) ||
			    (values->has >> slot & 1) != 0)
				continue;
			values->has |= (uint64_t)1 << slot;
			values->escaped |= (uint64_t)walk.escaped << slot;
			values->v[slot] = value;
			values->type[slot] = (uint8_t)type;
		}
	return type == JSON_END;
}

/* Whatever a table has seen before. */
static void
check_same(struct m365_names *seen, struct str text)
{
	struct m365_values a, b;
	char *copy = mem_new(text.len + 1);	/* nothing behind is readable */

	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	text.at = copy;
	CHECK(m365_walk(seen, text, &a) == plain_walk(text, &b));
	CHECK(a.has == b.has);
	for (unsigned slot = 0; slot < 3; slot++) {
		if ((a.has & b.has & 1u << slot) == 0)
			continue;
		CHECK_STR(a.v[slot], b.v[slot]);
		CHECK(a.type[slot] == b.type[slot]);
		CHECK((a.escaped >> slot & 1) == (b.escaped >> slot & 1));
	}
	free(copy);
}

TEST(keys_seen_before_change_nothing)
{
	static const char *const texts[] = {
		"{\"Id\":1,\"Name\":\"a\",\"Value\":[1,\"]\"],\"Other\":null}",
		"{\"Id\":1,\"Name\":\"a\\n\",\"NewValue\":true,\"Value\":2}",
		"{\"Name\":\"b\",\"Id\":\"2\",\"Id\":\"3\"}",
		"{ \"Id\" : 1 , \"Name\" : \"a\" }", "{}", "{ }", "",
		"{\"Name\":\"b\"{\"Id\":1}", "{\"Name\":\"b\",,\"Id\":1}",
		"{,\"Id\":1}", "{\"Id\":1 \"Name\":2}", "{\"ID\":1,\"nAmE\":2}",
		"{\"Id\"1}", "{\"\":1,\"Id\":2}", "{\"I\\u0064\":1,\"Id\":2}",
		"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,\"Id\":1}",
		"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,\"Id\":1}",
		"{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,\"Id\":1}",
	};
	static struct m365_names seen = { .names = names,
		.count = sizeof names / sizeof *names };
	enum { TEXTS = sizeof texts / sizeof *texts };

	for (size_t i = 0; i < TEXTS * TEXTS; i++) {
		struct str first = str_from(texts[i / TEXTS]);
		struct str second = str_from(texts[i % TEXTS]);

		for (size_t n = 0; n <= second.len; n++) {
			check_same(&seen, first);
			check_same(&seen, str_of(second.at, n));
		}
	}
}

/* More keys than a table keeps. */
TEST(keys_that_push_each_other_out_change_nothing)
{
	static struct m365_names seen = { .names = names,
		.count = sizeof names / sizeof *names };
	char text[96];

	for (unsigned i = 0; i < 5000; i++) {
		int n = snprintf(text, sizeof text, "{\"k%u\":%u,\"Id\":%u%s"
		    "\"k%u\":1,\"Name\":\"%u\"}", i % 700, i, i,
		    i % 5 == 0 ? "{" : ",", i * 7 % 900, i);

		CHECK(n > 0 && (size_t)n < sizeof text);
		check_same(&seen, str_of(text, (size_t)n));
	}
}
