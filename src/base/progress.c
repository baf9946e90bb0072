#include "base/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum {
	DRAW_EVERY_MS = 100,
	SMOOTH_MS = 5000,	/* the rate is that of about so long */
	BAR_CELLS = 24,
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
line_clear(void)
{
	fputs("\r\033[K", stderr);
}

void
progress_start(struct progress *progress, bool wanted, uint64_t total)
{
	*progress = (struct progress){ .total = total };
	if (!wanted || isatty(2) != 1)
		return;
	progress->shown = true;
	progress->started_ms = progress->drawn_ms = now_ms();
	log_before = line_clear;
}

/* "1:02:03" or "2:03" of seconds. */
static void
put_seconds(uint64_t seconds)
{
	if (seconds >= 3600)
		fprintf(stderr, "%llu:%02llu:%02llu",
		    (unsigned long long)seconds / 3600,
		    (unsigned long long)seconds / 60 % 60,
		    (unsigned long long)seconds % 60);
	else
		fprintf(stderr, "%llu:%02llu",
		    (unsigned long long)seconds / 60,
		    (unsigned long long)seconds % 60);
}

static void
progress_draw(const struct progress *progress)
{
	uint64_t total = progress->total;
	uint64_t done = progress->done;

	line_clear();
	if (total == 0) {
		fprintf(stderr, "%llu MiB", (unsigned long long)done >> 20);
		return;
	}
	if (done > total)
		done = total;
	fputc('[', stderr);
	for (uint64_t i = 0; i < BAR_CELLS; i++)
		fputc(i < done * BAR_CELLS / total ? '#' : '.', stderr);
	fprintf(stderr, "] %3llu %%  %llu of %llu MiB",
	    (unsigned long long)(done * 100 / total),
	    (unsigned long long)done >> 20, (unsigned long long)total >> 20);
	if (progress->rate > 0) {
		fputs("  ", stderr);
		put_seconds((uint64_t)((double)(total - done) /
		    progress->rate / 1000 + 0.5));
		fputs(" left", stderr);
	}
}

void
progress_at(struct progress *progress, uint64_t done)
{
	int64_t now, passed;
	double rate, weight;

	progress->done = done;
	if (!progress->shown)
		return;
	now = now_ms();
	passed = now - progress->drawn_ms;
	if (passed < DRAW_EVERY_MS)
		return;
	rate = (double)(done - progress->drawn_done) / (double)passed;
	weight = (double)passed / SMOOTH_MS;
	if (weight > 1)
		weight = 1;
	/* At first the mean so far; the smoothed rate once it has settled. */
	if (now - progress->started_ms < SMOOTH_MS)
		progress->rate = (double)done /
		    (double)(now - progress->started_ms);
	else
		progress->rate += (rate - progress->rate) * weight;
	progress->drawn_ms = now;
	progress->drawn_done = done;
	progress_draw(progress);
}

void
progress_end(struct progress *progress)
{
	if (!progress->shown)
		return;
	line_clear();
	log_before = NULL;
	progress->shown = false;
}
