#include "base/file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/test.h"

TEST(a_written_file_is_read_as_it_was_and_is_the_owners_alone)
{
	char path[4096];
	struct file file;
	struct stat st;
	struct err err;

	snprintf(path, sizeof path, "%s/file", test_folder());
	MUST_CHECK(file_write(path, STR("some\0bytes\n"), &err));
	MUST_CHECK(file_read(&file, path, &err));
	CHECK_STR(file.text, STR("some\0bytes\n"));
	file_free(&file);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
}

TEST(what_is_no_regular_file_is_refused)
{
	struct file file;
	struct err err;

	CHECK(!file_read(&file, "/dev/zero", &err));
	CHECK_STR(str_from(err.text), STR("is no regular file"));
	CHECK(!file_read(&file, "/nonexistent", &err));
	CHECK_STR(str_from(err.text),
	    STR("cannot be opened: No such file or directory"));
}

TEST(a_full_disk_is_told)
{
	struct err err;

	CHECK(!file_write("/dev/full", STR("x"), &err));
	CHECK_STR(str_from(err.text),
	    STR("cannot be written: No space left on device"));
}

TEST(an_unnamed_file_has_no_name)
{
	struct err err;
	struct stat st;
	int fd = file_unnamed(test_folder(), &err);

	MUST_CHECK(fd >= 0);
	CHECK(fstat(fd, &st) == 0 && st.st_nlink == 0);
	close(fd);
	CHECK(file_unnamed("/nonexistent", &err) < 0);
}
