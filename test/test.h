/* test: sentences that can fail.
 *
 *	TEST(an_absent_mark_leaves_the_slice_alone)
 *	{
 *		CHECK_STR(s, STR("no mark here"));
 *	}
 *
 * All *_test.c files become one program, test-unit; a TEST enters itself into
 * its list before main() runs.  A CHECK that fails says where and what, is
 * counted, and the test goes on; MUST_CHECK leaves the test. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct test {
	const char  *name, *file;
	void	   (*run)(void);
	struct test *next;
};

#define TEST(sentence)                                                         \
	static void test_##sentence(void);                                     \
	static struct test test_entry_##sentence = {                           \
		#sentence, __FILE__, test_##sentence, NULL                     \
	};                                                                     \
	__attribute__((constructor)) static void test_add_##sentence(void)     \
	{                                                                      \
		test_add(&test_entry_##sentence);                              \
	}                                                                      \
	static void test_##sentence(void)

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_STR(is, want) test_check_str((is), (want), #is, __FILE__, __LINE__)
#define CHECK_U64(is, want) \
	test_check_u64((uint64_t)(is), (uint64_t)(want), #is, __FILE__, __LINE__)
#define CHECK_I64(is, want) \
	test_check_i64((int64_t)(is), (int64_t)(want), #is, __FILE__, __LINE__)
#define MUST_CHECK(condition)                                                  \
	do {                                                                   \
		if (!CHECK(condition))                                         \
			return;                                                \
	} while (0)

/* Each returns whether it held. */
bool test_check(bool held, const char *what, const char *file, int line);
bool test_check_str(struct str is, struct str want, const char *what,
    const char *file, int line);
bool test_check_u64(uint64_t is, uint64_t want, const char *what,
    const char *file, int line);
bool test_check_i64(int64_t is, int64_t want, const char *what,
    const char *file, int line);

void test_add(struct test *test);

/* A scratch folder that is gone when the program ends; made on first use. */
const char *test_folder(void);

/* The path of a file there, and the same with bytes put into it; both live
 * until the next call of either. */
const char *test_path(const char *name);
const char *test_file(const char *name, struct str bytes);
