#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"

/* Read until n bytes are there or the file ends; -1 and errno on failure. */
static ssize_t
read_all(int fd, char *at, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t some = read(fd, at + got, n - got);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return -1;
		if (some == 0)
			break;
		got += (size_t)some;
	}
	return (ssize_t)got;
}

static bool
file_take(struct file *file, int fd, struct err *err)
{
	struct stat st;
	ssize_t got;
	char *text;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot be looked at");
	if (!S_ISREG(st.st_mode))
		return err_set(err, "is no regular file");
	if (st.st_size > FILE_MAX_BYTES)
		return err_set(err, "is longer than %d MiB",
		    FILE_MAX_BYTES >> 20);
	text = mem_new((size_t)st.st_size + 1);
	got = read_all(fd, text, (size_t)st.st_size);
	if (got < 0) {
		err_sys(err, "cannot be read");
		free(text);
		return false;
	}
	text[got] = '\0';
	file->text = str_of(text, (size_t)got);
	return true;
}

bool
file_read(struct file *file, const char *path, struct err *err)
{
	/* O_NONBLOCK: a FIFO of that name must not hold us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool fine;

	*file = (struct file){ 0 };
	if (fd < 0)
		return err_sys(err, "cannot be opened");
	fine = file_take(file, fd, err);
	close(fd);
	return fine;
}

void
file_free(struct file *file)
{
	free((char *)(uintptr_t)file->text.at);
	*file = (struct file){ 0 };
}

bool
file_put(int fd, struct str bytes, struct err *err)
{
	while (bytes.len > 0) {
		ssize_t some = write(fd, bytes.at, bytes.len);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return err_sys(err, "cannot be written");
		str_drop(&bytes, (size_t)some);
	}
	return true;
}

bool
file_write_at(int fd, const void *bytes, size_t n, uint64_t at)
{
	const char *from = bytes;

	while (n > 0) {
		ssize_t some = pwrite(fd, from, n, (off_t)at);

		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return false;
		from += some;
		at += (uint64_t)some;
		n -= (size_t)some;
	}
	return true;
}

bool
file_read_at(int fd, void *bytes, size_t n, uint64_t at)
{
	char *to = bytes;

	while (n > 0) {
		ssize_t some = pread(fd, to, n, (off_t)at);

		if (some < 0 && errno == EINTR)
			continue;
		if (some == 0)
			errno = EIO;
		if (some <= 0)
			return false;
		to += some;
		at += (uint64_t)some;
		n -= (size_t)some;
	}
	return true;
}

bool
file_write(const char *path, struct str bytes, struct err *err)
{
	char beside[PATH_MAX];
	int fd = -1, n = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
	struct stat st;
	bool fine;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISLNK(st.st_mode))
		return err_set(err, "is no regular file");
	if (n < 0 || (size_t)n >= sizeof beside)
		errno = ENAMETOOLONG;
	else
		fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "cannot be created");
	fine = file_put(fd, bytes, err);
	if (fine && fsync(fd) != 0)
		fine = err_sys(err, "cannot be written");
	/* What the disk refuses late (quota, NFS) is told by close. */
	if (close(fd) < 0 && fine)
		fine = err_sys(err, "cannot be written");
	if (fine && rename(beside, path) != 0)
		fine = err_sys(err, "cannot be replaced");
	if (!fine)
		unlink(beside);
	return fine;
}

/* For file systems without O_TMPFILE: a name that is gone at once. */
static int
file_unlinked(const char *dir)
{
	char path[4096];
	int fd, n = snprintf(path, sizeof path, "%s/beffroi-XXXXXX", dir);

	if (n < 0 || (size_t)n >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

bool
file_room(const char *dir, uint64_t *bytes)
{
	struct statvfs fs;

	if (statvfs(dir, &fs) != 0 || fs.f_blocks == 0)
		return false;
	*bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	return true;
}

int
file_unnamed(const char *dir, struct err *err)
{
	int fd;

	if (dir == NULL)
		dir = getenv("TMPDIR");
	if (dir == NULL || dir[0] == '\0')
		dir = "/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		fd = file_unlinked(dir);
	if (fd < 0)
		err_sys(err, "%s: no temporary file can be made there", dir);
	return fd;
}
