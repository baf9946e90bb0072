#include "app/detector.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "app/role.h"
#include "base/arena.h"
#include "base/buf.h"
#include "event/wire.h"

enum {
	BLOCK = 256,		/* observations: 64 KiB, so that a few blocks
				 * stay in the caches of two cores */
	BLOCKS = 8,		/* work for as long as a chore takes */
	AHEAD = 8,		/* warmed before they are fed */
	NAME_MAX = 64,
};

/* An observation with all it points to. */
struct sight {
	struct observation seen;
	struct brief	   brief;
	struct session	   session;	/* if seen.session is not NULL */
};

struct detector {
	struct detect_context *context;
	struct detect	*detect;	/* of this process; else NULL */
	struct role	 role;
	struct wire_in	 in;
	struct sight	*blocks;	/* BLOCKS * BLOCK, shared */
	size_t		 block;		/* being filled */
	uint32_t	 used;		/* of it */
	unsigned	 out;		/* blocks handed over, not yet free */
	const struct chore *chore;	/* until it is done */
	bool		 gone;
};

/* ---- the other process ---- */

static void
block_detect(struct detect *detect, struct sight *sights, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct sight *sight = &sights[i];

		sight->seen.brief = &sight->brief;
		if (sight->seen.session != NULL)
			sight->seen.session = &sight->session;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			detect_warm(detect, &sights[i + AHEAD].seen);
		detect_feed(detect, &sights[i].seen);
	}
}

static void
findings_send(int fd, const struct finding_list *list)
{
	struct buf frame = { 0 };
	struct err err;

	for (size_t i = 0; i < list->count; i++) {
		struct finding plain = list->at[i];

		plain.name = NULL;
		buf_reset(&frame);
		buf_add(&frame, str_of((const char *)&plain, sizeof plain));
		buf_add(&frame, str_from(list->at[i].name));
		if (!wire_send(fd, W_FINDING, buf_str(&frame), -1, &err))
			break;
	}
	wire_send(fd, W_DONE, (struct str){ 0 }, -1, &err);
	buf_fini(&frame);
}

/* The next frame; false at the end of the talk. */
static bool
frame_next(struct wire_in *in, struct frame *frame)
{
	enum wire_got got;

	while ((got = wire_next(in, frame)) == WIRE_MORE)
		if (!wire_fill(in))
			return false;
	return got == WIRE_FRAME;
}

static void
detector_live(int fd, const void *job)
{
	const struct detector *d = job;
	struct detect *detect = detect_open(d->context);
	struct wire_in in;
	struct frame frame;
	struct err err;
	uint32_t count;

	wire_open(&in, fd);
	for (size_t block = 0; frame_next(&in, &frame) &&
	    frame.type == W_BLOCK; block++) {
		memcpy(&count, frame.payload.at, sizeof count);
		block_detect(detect, &d->blocks[block % BLOCKS * BLOCK],
		    count);
		if (!wire_send(fd, W_FREE, (struct str){ 0 }, -1, &err))
			return;
	}
	detect_close(detect);
	findings_send(fd, d->context->findings);
}

/* ---- the core ---- */

static struct detector *
detector_fail(struct detector *d)
{
	munmap(d->blocks, BLOCKS * BLOCK * sizeof *d->blocks);
	free(d);
	return NULL;
}

struct detector *
detector_open(struct detect_context *context, bool apart,
    const struct chore *chore, struct err *err)
{
	struct detector *d = mem_zero(sizeof *d);

	d->context = context;
	d->chore = chore;
	if (!apart) {
		d->detect = detect_open(context);
		return d;
	}
	d->blocks = mmap(NULL, BLOCKS * BLOCK * sizeof *d->blocks,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (d->blocks == MAP_FAILED) {
		err_sys(err, "no memory to share with detection");
		free(d);
		return NULL;
	}
	if (!role_start(&d->role, detector_live, d, err))
		return detector_fail(d);
	wire_open(&d->in, d->role.fd);
	return d;
}

/* Has the other process said something, or gone? */
static bool
is_heard(const struct detector *d)
{
	struct pollfd polled = { .fd = d->role.fd, .events = POLLIN };

	return poll(&polled, 1, 0) != 0;
}

/* frame_next(), with the chore as long as there is none. */
static bool
frame_await(struct detector *d, struct frame *frame)
{
	enum wire_got got;

	while ((got = wire_next(&d->in, frame)) == WIRE_MORE) {
		while (d->chore != NULL && !is_heard(d))
			if (!d->chore->some(d->chore->self))
				d->chore = NULL;
		if (!wire_fill(&d->in))
			return false;
	}
	return got == WIRE_FRAME;
}

/* Wait for blocks until no more than `most` are out.  What comes is checked:
 * detection has seen what strangers wrote. */
static bool
blocks_await(struct detector *d, unsigned most)
{
	struct frame frame;

	while (d->out > most) {
		if (!frame_await(d, &frame) || frame.type != W_FREE)
			return false;
		d->out--;
	}
	return true;
}

static bool
block_send(struct detector *d)
{
	struct err err;

	if (!wire_send(d->role.fd, W_BLOCK, str_of((const char *)&d->used,
	    sizeof d->used), -1, &err))
		return false;
	d->out++;
	d->used = 0;
	d->block = (d->block + 1) % BLOCKS;
	return blocks_await(d, BLOCKS - 1);
}

bool
detector_feed(struct detector *d, const struct observation *seen)
{
	struct sight *sight;

	if (d->detect != NULL) {
		struct observation copy = *seen;

		detect_feed(d->detect, &copy);
		return true;
	}
	sight = &d->blocks[d->block * BLOCK + d->used];
	sight->seen = *seen;
	sight->brief = *seen->brief;
	if (seen->session != NULL)
		sight->session = *seen->session;
	if (++d->used == BLOCK)
		d->gone |= !block_send(d);
	return !d->gone;
}

/* The constant that a name is, or NULL: findings keep no name of their own. */
static const char *
name_find(struct str name)
{
	for (size_t i = 0; i < findings_count; i++)
		if (str_eq(str_from(findings[i]->name), name))
			return findings[i]->name;
	return NULL;
}

static bool
finding_take(struct detector *d, size_t sessions, struct str payload)
{
	struct finding_list *list = d->context->findings;
	size_t names = d->context->names->used;
	struct finding f;

	if (payload.len < sizeof f)
		return false;
	memcpy(&f, payload.at, sizeof f);
	str_drop(&payload, sizeof f);
	f.name = name_find(payload);
	if (f.name == NULL || f.user >= names || f.src >= names ||
	    f.place >= names || f.stream >= names || f.other >= names ||
	    f.session > sessions || f.basis >= BASIS_COUNT ||
	    f.strength >= GRADE_COUNT || f.mark != MARK_NONE)
		return false;
	*finding_add(list, f.name) = f;
	return true;
}

/* All frames up to the last. */
static bool
findings_take(struct detector *d, size_t sessions)
{
	struct frame frame;

	if (d->used > 0 && !block_send(d))
		return false;
	if (!blocks_await(d, 0) || !wire_send(d->role.fd, W_DONE,
	    (struct str){ 0 }, -1, &(struct err){ 0 }))
		return false;
	while (frame_next(&d->in, &frame)) {
		if (frame.type == W_DONE)
			return true;
		if (frame.type != W_FINDING ||
		    !finding_take(d, sessions, frame.payload))
			return false;
	}
	return false;
}

bool
detector_close(struct detector *d, size_t sessions, struct err *err)
{
	bool fine = true;

	if (d->detect != NULL) {
		detect_close(d->detect);
	} else {
		fine = !d->gone && findings_take(d, sessions);
		wire_close(&d->in);
		/* It says best itself how it ended. */
		if (!role_end(&d->role, false, err))
			fine = err_in(err, "detection");
		else if (!fine)
			err_set(err, "detection gave up halfway");
		munmap(d->blocks, BLOCKS * BLOCK * sizeof *d->blocks);
	}
	free(d);
	return fine;
}
