#include "app/tracks.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

enum { BLOCK = 16384 };		/* numbers: 64 KiB */

struct tracks {
	const char *dir;
	int	    fd;			/* -1: no file yet */
	uint64_t    stored, count;	/* numbers in the file; in all */
	uint64_t    given;
	bool	    failed;
	struct err  err;
	uint32_t    block[BLOCK];	/* what comes last; while they are
					 * given out, what is given */
};

struct tracks *
tracks_open(const char *dir)
{
	struct tracks *t = mem_zero(sizeof *t);

	t->dir = dir;
	t->fd = -1;
	return t;
}

void
tracks_close(struct tracks *t)
{
	if (t != NULL && t->fd >= 0)
		close(t->fd);
	free(t);
}

static bool
block_write(struct tracks *t)
{
	size_t n = (size_t)(t->count - t->stored);

	if (t->fd < 0 && (t->fd = file_unnamed(t->dir, &t->err)) < 0)
		return false;
	if (!file_write_at(t->fd, t->block, n * sizeof *t->block,
	    t->stored * sizeof *t->block))
		return err_sys(&t->err, "%s: the temporary file cannot be "
		    "written", t->dir == NULL ? "temporary folder" : t->dir);
	t->stored = t->count;
	return true;
}

bool
tracks_add(struct tracks *t, uint32_t session)
{
	if (t->count - t->stored == BLOCK && !block_write(t))
		t->failed = true;
	if (t->failed)
		return false;
	t->block[t->count++ - t->stored] = session;
	return true;
}

/* What fits one block stays in it. */
void
tracks_rewind(struct tracks *t)
{
	if (!t->failed && t->stored > 0 && t->count > t->stored)
		t->failed = !block_write(t);
	t->given = 0;
}

static bool
block_read(struct tracks *t)
{
	uint64_t left = t->count - t->given;
	size_t n = left < BLOCK ? (size_t)left : BLOCK;

	return file_read_at(t->fd, t->block, n * sizeof *t->block,
	    t->given * sizeof *t->block) ||
	    err_sys(&t->err, "the temporary file cannot be read");
}

bool
tracks_next(struct tracks *t, uint32_t *session)
{
	if (t->failed || t->given == t->count)
		return false;
	if (t->stored > 0 && t->given % BLOCK == 0 && !block_read(t)) {
		t->failed = true;
		return false;
	}
	*session = t->block[t->given++ % BLOCK];
	return true;
}

bool
tracks_ended(const struct tracks *t, struct err *err)
{
	if (t->failed)
		*err = t->err;
	return !t->failed;
}
