#include "base/paged.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sandbox.h"
#include "test/test.h"

enum { PIECE = 40 << 20,	/* more than malloc ever keeps in its heap */
	 PLENTY = 384 << 20 };

/* Is the middle of a piece shared with a file? */
static bool
is_paged(const void *piece)
{
	uintptr_t at = (uintptr_t)piece + PIECE / 2;
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512], rights[8];
	unsigned long from, to;
	bool found = false;

	while (maps != NULL && fgets(line, sizeof line, maps) != NULL)
		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 &&
		    at >= from && at < to)
			found = rights[3] == 's';
	if (maps != NULL)
		fclose(maps);
	return found;
}

static bool
is_filled(const unsigned char *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (piece[i] != (unsigned char)(i * 7 >> 3))
			return false;
	return true;
}

static void
fill(unsigned char *piece, size_t n)
{
	for (size_t i = 0; i < n; i++)
		piece[i] = (unsigned char)(i * 7 >> 3);
}

TEST(pieces_beyond_what_the_process_should_have_lie_in_files)
{
	unsigned char *piece, *zero;
	void *much;

	if (SANDBOX_SANITIZED)
		return;
	piece = mem_new(PIECE);
	fill(piece, PIECE);
	much = mem_new(PLENTY);		/* not touched: costs nothing */
	CHECK(!is_paged(piece) && !is_paged(much));
	paged_start(test_folder());
	piece = mem_grow(piece, 2 * PIECE);
	CHECK(is_paged(piece));
	CHECK(is_filled(piece, PIECE));
	fill(piece, 2 * PIECE);
	piece = mem_grow(piece, 3 * PIECE);
	CHECK(is_paged(piece));
	CHECK(is_filled(piece, 2 * PIECE));
	zero = mem_zero(PIECE);
	CHECK(is_paged(zero));
	for (size_t i = 0; i < PIECE; i++)
		if (zero[i] != 0 && !CHECK(zero[i] == 0))
			break;
	free(zero);
	free(piece);
	paged_end();
	piece = mem_new(PIECE);
	CHECK(!is_paged(piece));
	free(piece);
	free(much);
}

TEST(another_process_makes_its_own_pieces_and_has_none_of_these)
{
	unsigned char *piece;
	int status = 0;
	void *much;
	pid_t pid;

	if (SANDBOX_SANITIZED)
		return;
	much = mem_new(PLENTY);
	paged_start(test_folder());
	piece = mem_new(PIECE);
	CHECK(is_paged(piece));
	pid = fork();
	if (pid == 0) {
		paged_forget();
		_exit(!is_paged(piece) && !is_paged(mem_new(PIECE)) ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	CHECK_U64((uint64_t)status, 0);
	free(piece);
	free(much);
	paged_end();
}
