/* test: runs what TEST() entered, or only what the arguments name.
 *
 *	test-unit			all tests
 *	test-unit mark src/base		those with one of these in name or file
 *
 * The last line reads "N passed, N failed"; tests are counted, not checks. */
#include "test/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

static struct test *tests;
static size_t test_count;
static unsigned checks_failed;

/* Constructors run in link order, which is no order: sort by file, then as
 * entered. */
void
test_add(struct test *test)
{
	struct test **at = &tests;

	while (*at != NULL && strcmp((*at)->file, test->file) <= 0)
		at = &(*at)->next;
	test->next = *at;
	*at = test;
	test_count++;
}

bool
test_check(bool held, const char *what, const char *file, int line)
{
	if (held)
		return true;
	printf("%s:%d: does not hold: %s\n", file, line, what);
	checks_failed++;
	return false;
}

static void
print_str(const char *head, struct str s)
{
	printf("\t%s \"", head);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c >= 0x20 && c < 0x7f)
			putchar(c);
		else
			printf("\\x%02x", c);
	}
	printf("\" (%zu bytes)\n", s.len);
}

bool
test_check_str(struct str is, struct str want, const char *what,
    const char *file, int line)
{
	if (str_eq(is, want))
		return true;
	test_check(false, what, file, line);
	print_str("is  ", is);
	print_str("want", want);
	return false;
}

bool
test_check_u64(uint64_t is, uint64_t want, const char *what, const char *file,
    int line)
{
	if (is == want)
		return true;
	test_check(false, what, file, line);
	printf("\tis   %" PRIu64 "\n\twant %" PRIu64 "\n", is, want);
	return false;
}

bool
test_check_i64(int64_t is, int64_t want, const char *what, const char *file,
    int line)
{
	if (is == want)
		return true;
	test_check(false, what, file, line);
	printf("\tis   %" PRId64 "\n\twant %" PRId64 "\n", is, want);
	return false;
}

static char folder[] = "/tmp/beffroi-test-XXXXXX";

static void
folder_remove(void)
{
	char command[sizeof folder + 16];

	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	if (system(command) != 0)
		fprintf(stderr, "could not remove %s\n", folder);
}

const char *
test_folder(void)
{
	static bool made;

	if (!made && mkdtemp(folder) == NULL) {
		perror(folder);
		exit(1);
	}
	if (!made)
		atexit(folder_remove);
	made = true;
	return folder;
}

const char *
test_path(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", test_folder(), name);
	return path;
}

const char *
test_file(const char *name, struct str bytes)
{
	const char *path = test_path(name);
	struct err err;

	if (!file_write(path, bytes, &err)) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		exit(1);
	}
	return path;
}

static bool
is_wanted(const struct test *test, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strstr(test->name, argv[i]) || strstr(test->file, argv[i]))
			return true;
	return argc < 2;
}

int
main(int argc, char **argv)
{
	unsigned passed = 0, failed = 0;

	for (struct test *test = tests; test != NULL; test = test->next) {
		if (!is_wanted(test, argc, argv))
			continue;
		checks_failed = 0;
		test->run();
		fflush(stdout);
		if (checks_failed == 0) {
			passed++;
			continue;
		}
		printf("%s: failed: %s\n", test->file, test->name);
		failed++;
	}
	printf("unit: %u passed, %u failed\n", passed, failed);
	return failed > 0 || passed == 0;
}
