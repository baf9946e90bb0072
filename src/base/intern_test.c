#include "base/intern.h"

#include <stdio.h>

#include "test/test.h"

TEST(numbers_run_from_one_in_order_of_first_sight)
{
	struct intern intern;

	intern_init(&intern);
	CHECK_U64(intern_add(&intern, STR("b")), 1);
	CHECK_U64(intern_add(&intern, STR("a")), 2);
	CHECK_U64(intern_add(&intern, STR("b")), 1);
	CHECK_U64(intern_add(&intern, STR("B")), 3);
	CHECK_STR(intern_str(&intern, 2), STR("a"));
	intern_fini(&intern);
}

TEST(the_empty_string_is_number_zero)
{
	struct intern intern;

	intern_init(&intern);
	CHECK_U64(intern_add(&intern, STR("")), 0);
	CHECK_U64(intern_add(&intern, (struct str){ 0 }), 0);
	CHECK_U64(intern_find(&intern, STR("")), 0);
	CHECK_STR(intern_str(&intern, 0), STR(""));
	CHECK_U64(intern_add(&intern, STR("x")), 1);
	intern_fini(&intern);
}

TEST(what_was_never_added_is_not_found)
{
	struct intern intern;

	intern_init(&intern);
	CHECK_U64(intern_find(&intern, STR("x")), 0);
	intern_add(&intern, STR("x"));
	CHECK_U64(intern_find(&intern, STR("x")), 1);
	CHECK_U64(intern_find(&intern, STR("xx")), 0);
	CHECK_U64(intern_str(&intern, 99).len, 0);
	intern_fini(&intern);
}

/* The caller's bytes may be a line that is gone in a moment. */
TEST(the_bytes_are_copied)
{
	struct intern intern;
	char line[] = "alice";
	uint32_t number;

	intern_init(&intern);
	number = intern_add(&intern, str_of(line, 5));
	memset(line, '?', 5);
	CHECK_STR(intern_str(&intern, number), STR("alice"));
	intern_fini(&intern);
}

TEST(any_byte_makes_a_different_name)
{
	struct intern intern;

	intern_init(&intern);
	CHECK_U64(intern_add(&intern, STR("a\0b")), 1);
	CHECK_U64(intern_add(&intern, STR("a\0c")), 2);
	CHECK_U64(intern_add(&intern, STR("a")), 3);
	CHECK_U64(intern_add(&intern, STR("a\0")), 4);
	CHECK_STR(intern_str(&intern, 2), STR("a\0c"));
	intern_fini(&intern);
}

TEST(a_hundred_thousand_names_survive_every_widening)
{
	enum { NAMES = 100000 };
	struct intern intern;
	char text[32];

	intern_init(&intern);
	for (uint32_t i = 1; i <= NAMES; i++) {
		int n = snprintf(text, sizeof text, "user%u@mail.example", i);

		CHECK_U64(intern_add(&intern, str_of(text, (size_t)n)), i);
	}
	for (uint32_t i = 1; i <= NAMES; i++) {
		int n = snprintf(text, sizeof text, "user%u@mail.example", i);
		struct str name = str_of(text, (size_t)n);

		CHECK_U64(intern_find(&intern, name), i);
		CHECK_U64(intern_add(&intern, name), i);
		CHECK_STR(intern_str(&intern, i), name);
	}
	intern_fini(&intern);
}
