#include "app/pool.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/command.h"
#include "base/arena.h"
#include "base/must.h"
#include "source/crate.h"

enum {
	DEATHS_MAX = 64,	/* of intakes; more is no accident any more */
};

struct worker {
	struct role	  role;
	struct wire_in	  in;
	bool		  alive;
	const struct wire_unit *unit;	/* NULL: idle */
};

struct pool {
	const struct intake_job *job;
	const struct pool_user	*user;
	struct worker		*workers;
	unsigned		 size, deaths;
	const struct wire_unit	*units;
	size_t			 count, next;
};

unsigned
pool_size(unsigned jobs, size_t units)
{
	cpu_set_t cores;

	if (jobs == 0) {
		jobs = sched_getaffinity(0, sizeof cores, &cores) == 0 ?
		    (unsigned)CPU_COUNT(&cores) : 1;
	}
	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	if (jobs > units)
		jobs = (unsigned)units;
	return jobs == 0 ? 1 : jobs;
}

static bool
worker_start(struct pool *pool, struct worker *worker, struct err *err)
{
	if (!role_start(&worker->role, intake_main, pool->job, err))
		return false;
	wire_open(&worker->in, worker->role.fd);
	worker->alive = true;
	worker->unit = NULL;
	return true;
}

/* The intake is no use any more: what NULL says, how it ended tells. */
static void
worker_drop(struct pool *pool, struct worker *worker, const char *what)
{
	const struct wire_unit *unit = worker->unit;
	struct err how;
	bool well = role_end(&worker->role, what != NULL, &how);

	wire_close(&worker->in);
	worker->alive = false;
	worker->unit = NULL;
	pool->deaths++;
	if (unit != NULL)
		pool->user->lost(pool->user->self,
		    (unsigned)(worker - pool->workers), unit,
		    what != NULL ? what : well ? "left early" : how.text);
}

/* Hand the next unit to an idle intake.  A unit whose file is gone is done
 * with. */
static void
worker_feed(struct pool *pool, struct worker *worker)
{
	while (pool->next < pool->count) {
		const struct wire_unit *unit = &pool->units[pool->next++];
		int fd = pool->user->open(pool->user->self, unit);
		struct err err;
		bool sent;

		if (fd < 0)
			continue;
		worker->unit = unit;
		sent = wire_send(worker->role.fd, W_UNIT,
		    str_of((const char *)unit, sizeof *unit), fd, &err);
		close(fd);
		if (!sent)
			worker_drop(pool, worker, NULL);
		return;
	}
}

/* Every dead or idle intake gets work, as long as there is some. */
static bool
pool_feed(struct pool *pool, struct err *err)
{
	for (unsigned i = 0; i < pool->size; i++) {
		struct worker *worker = &pool->workers[i];

		while (pool->next < pool->count && worker->unit == NULL) {
			if (pool->deaths > DEATHS_MAX)
				return err_set(err, "the processes that read "
				    "and parse keep dying");
			if (!worker->alive &&
			    !worker_start(pool, worker, err))
				return false;
			worker_feed(pool, worker);
		}
	}
	return true;
}

static enum taken
frame_take(struct pool *pool, struct worker *worker,
    const struct frame *frame, struct err *err)
{
	unsigned number = (unsigned)(worker - pool->workers);
	enum taken taken;

	if (worker->unit == NULL || frame->type == W_UNIT) {
		err_set(err, "sent a frame nobody asked for");
		return TAKEN_BROKEN;
	}
	taken = pool->user->frame(pool->user->self, number, worker->unit,
	    frame, err);
	if (taken == TAKEN && frame->type == W_DONE)
		worker->unit = NULL;
	return taken;
}

/* Take what an intake has sent.  False when the run must end. */
static bool
worker_hear(struct pool *pool, struct worker *worker, struct err *err)
{
	struct frame frame;

	if (!wire_fill(&worker->in)) {
		worker_drop(pool, worker, NULL);
		return true;
	}
	for (;;) {
		enum wire_got got = wire_next(&worker->in, &frame);
		enum taken taken;

		if (got == WIRE_MORE)
			return true;
		if (got == WIRE_BROKEN) {
			worker_drop(pool, worker, "sent what is no frame");
			return true;
		}
		taken = frame_take(pool, worker, &frame, err);
		if (taken == TAKEN_FAILED)
			return false;
		if (taken == TAKEN_BROKEN) {
			worker_drop(pool, worker, err->text);
			return true;
		}
	}
}

/* Wait for any intake that has work and may speak; false when none has. */
static bool
pool_wait(struct pool *pool, struct pollfd *polls, struct err *err)
{
	bool busy = false;
	int ready;

	for (unsigned i = 0; i < pool->size; i++) {
		struct worker *worker = &pool->workers[i];
		bool full = worker->unit != NULL &&
		    pool->user->full != NULL &&
		    pool->user->full(pool->user->self, worker->unit);

		busy |= worker->unit != NULL;
		polls[i] = (struct pollfd){ .events = POLLIN,
			.fd = worker->unit != NULL && !full ?
			    worker->role.fd : -1 };
	}
	if (!busy)
		return false;
	do
		ready = poll(polls, pool->size, -1);
	while (ready < 0 && errno == EINTR);
	if (ready < 0)
		return err_sys(err, "cannot wait for other processes");
	return true;
}

static bool
pool_work(struct pool *pool, struct pollfd *polls, struct err *err)
{
	for (;;) {
		if (!pool_feed(pool, err))
			return false;
		err->text[0] = '\0';
		if (!pool_wait(pool, polls, err))
			return err->text[0] == '\0';
		for (unsigned i = 0; i < pool->size; i++)
			if (polls[i].revents != 0 &&
			    !worker_hear(pool, &pool->workers[i], err))
				return false;
	}
}

bool
pool_run(const struct intake_job *job, unsigned size,
    const struct wire_unit *units, size_t count,
    const struct pool_user *user, struct err *err)
{
	struct pool pool = {
		.job = job, .user = user, .size = size,
		.units = units, .count = count,
	};
	struct pollfd *polls = mem_zero(size * sizeof *polls);
	struct err how;
	bool fine;

	crate_warm();
	pool.workers = mem_zero(size * sizeof *pool.workers);
	fine = pool_work(&pool, polls, err);
	for (unsigned i = 0; i < size; i++)
		if (pool.workers[i].alive) {
			role_end(&pool.workers[i].role, !fine, &how);
			wire_close(&pool.workers[i].in);
		}
	free(pool.workers);
	free(polls);
	return fine;
}
