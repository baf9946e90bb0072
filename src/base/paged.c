/* paged: see paged.h for what and why.
 *
 * A piece is one that glibc's malloc() has mapped for itself (nearly all above
 * M_MMAP_THRESHOLD are); the mapping of a file is laid over its pages, so that
 * free() unmaps them, and the file, unlinked and closed, is gone with them.
 * realloc() of such a piece copies, because mremap() refuses two mappings. */
#include "base/paged.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "base/str.h"

enum {
	/* Of the process's own memory; a usual run never gets there.  An array
	 * grows at its end, and what is behind is seldom touched again; each
	 * step into a table wants another page. */
	PAGED_ARRAYS_BYTES = 160 << 20,
	PAGED_TABLES_BYTES = 320 << 20,
	PAGED_RESIDENT_BYTES = 448 << 20,
	PAGED_LEAST = 4 << 20,		/* arena.c: MEM_LARGE */
	BREATH_US = 20 * 1000,
	PAGE = 4096,
};

static bool	   paged_on, breathing;
static const char *paged_dir;

/* ---- what the kernel says of us; from a signal handler too ---- */

struct stat_pages { uint64_t resident, plain; };

static uint64_t
number_take(struct str *text, unsigned base)
{
	uint64_t n = 0;

	for (; text->len > 0; str_drop(text, 1)) {
		char c = text->at[0];
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') :
		    c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;

		if (digit >= base)
			break;
		n = n * base + digit;
	}
	if (text->len > 0)		/* what ends it */
		str_drop(text, 1);
	return n;
}

/* "size resident shared text 0 data 0", in pages */
static struct stat_pages
pages_now(void)
{
	char bytes[256];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	struct str text = str_of(bytes, got < 0 ? 0 : (size_t)got);
	uint64_t words[6] = { 0 };

	if (fd >= 0)
		close(fd);
	for (int i = 0; i < 6; i++)
		words[i] = number_take(&text, 10);
	return (struct stat_pages){ words[1] * PAGE, words[5] * PAGE };
}

/* "7f0000000000-7f0000400000 rw-s 00000000 fe:01 1234 /path (deleted)": let go
 * of what is shared with a file.  That loses nothing, whosever it is. */
static void
map_drop(struct str line)
{
	uint64_t from = number_take(&line, 16), to = number_take(&line, 16);

	if (line.len >= 4 && line.at[1] == 'w' && line.at[3] == 's')
		madvise((void *)(uintptr_t)from, (size_t)(to - from),
		    MADV_DONTNEED);
}

/* Lines of /proc/self/maps; of a long one its head. */
static void
maps_drop(void)
{
	char bytes[4096], line[64];
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t got;

	if (fd < 0)
		return;
	while ((got = read(fd, bytes, sizeof bytes)) > 0)
		for (ssize_t i = 0; i < got; i++) {
			if (bytes[i] == '\n') {
				map_drop(str_of(line, used));
				used = 0;
			} else if (used < sizeof line) {
				line[used++] = bytes[i];
			}
		}
	close(fd);
}

static void
breathe(int signal)
{
	int code = errno;

	(void)signal;
	if (pages_now().resident > PAGED_RESIDENT_BYTES)
		maps_drop();
	errno = code;
}

static void
timer_set(suseconds_t us)
{
	struct itimerval timer = { { 0, us }, { 0, us } };

	setitimer(ITIMER_REAL, &timer, NULL);
}

static void
breathe_start(void)
{
	struct sigaction action = { .sa_handler = breathe,
		.sa_flags = SA_RESTART };

	if (breathing)
		return;
	breathing = true;
	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
	timer_set(BREATH_US);
}

/* ---- pieces ---- */

void
paged_start(const char *dir)
{
	/* A sanitizer's malloc() maps as it likes. */
	paged_on = !SANDBOX_SANITIZED;
	paged_dir = dir;
	mallopt(M_MMAP_THRESHOLD, PAGED_LEAST);
	mallopt(M_TRIM_THRESHOLD, 4 * PAGED_LEAST);
}

void
paged_end(void)
{
	if (breathing)
		timer_set(0);
	breathing = paged_on = false;
}

void
paged_forget(void)
{
	if (paged_on)		/* as malloc() does by itself, in the end */
		mallopt(M_MMAP_THRESHOLD, 8 * PAGED_LEAST);
	breathing = paged_on = false;
}

bool
paged_in_use(void)
{
	return breathing;
}

bool
paged_due(size_t n, enum paged_use use)
{
	return paged_on && n >= PAGED_LEAST && pages_now().plain + n >
	    (use == PAGED_TABLE ? PAGED_TABLES_BYTES : PAGED_ARRAYS_BYTES);
}

/* Or did malloc() find room in its heap, which everybody shares?  That was
 * had already, and a child could not do without its pages.  The word before
 * the piece tells: malloc.c, IS_MMAPPED. */
static bool
is_mapped(const void *piece)
{
	enum { IS_MMAPPED = 2 };

	return (((const size_t *)piece)[-1] & IS_MMAPPED) != 0;
}

bool
paged_cover(void *piece, size_t n)
{
	uintptr_t from = ((uintptr_t)piece + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
	size_t size = ((uintptr_t)piece + n - from) & ~(size_t)(PAGE - 1);
	struct err err;
	void *there;
	int fd;

	if (!is_mapped(piece) || (fd = file_unnamed(paged_dir, &err)) < 0)
		return false;
	if (posix_fallocate(fd, 0, (off_t)size) != 0) {
		fprintf(stderr, "beffroi: %s: no room for %zu bytes that "
		    "do not fit into memory\n", paged_dir == NULL ?
		    "temporary folder" : paged_dir, size);
		exit(4);
	}
	there = mmap((void *)from, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_FIXED, fd, 0);
	close(fd);
	if (there == MAP_FAILED)
		return false;
	madvise((void *)from, size, MADV_DONTFORK);
	breathe_start();
	return true;
}
