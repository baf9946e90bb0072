#include "base/file.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
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
	struct rlimit before, none;
	char path[4096];
	struct file file;
	struct err err;

	snprintf(path, sizeof path, "%s/file-full", test_folder());
	CHECK(file_write(path, STR("was"), &err));
	getrlimit(RLIMIT_FSIZE, &before);
	none = before;
	none.rlim_cur = 0;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	CHECK(!file_write(path, STR("x"), &err));
	setrlimit(RLIMIT_FSIZE, &before);
	CHECK_STR(str_from(err.text), STR("cannot be written: File too large"));
	MUST_CHECK(file_read(&file, path, &err));
	CHECK_STR(file.text, STR("was"));
	file_free(&file);
}

TEST(a_link_is_replaced_and_a_pipe_is_not)
{
	char path[4096], pipe[4096];
	struct stat st;
	struct err err;

	snprintf(path, sizeof path, "%s/file-link", test_folder());
	snprintf(pipe, sizeof pipe, "%s/file-pipe", test_folder());
	MUST_CHECK(symlink("/nonexistent/file", path) == 0);
	CHECK(file_write(path, STR("x"), &err));
	CHECK(lstat(path, &st) == 0 && S_ISREG(st.st_mode));
	MUST_CHECK(mkfifo(pipe, 0600) == 0);
	CHECK(!file_write(pipe, STR("x"), &err));
	CHECK_STR(str_from(err.text), STR("is no regular file"));
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
