/* progress: one line on a terminal that says how far and how long still.
 *
 * By bytes, at most ten times a second, with a rate that is smoothed over
 * the last seconds so that the estimate stands still.  Silent when stderr is
 * no terminal.  The only user of a clock in the program, the monotonic one;
 * nothing of it reaches an answer. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool	 shown;
	uint64_t total, done;
	int64_t	 started_ms, drawn_ms;
	uint64_t drawn_done;
	double	 rate;		/* bytes per ms, smoothed; for eyes only */
};

/* total 0: not known, no estimate. */
void progress_start(struct progress *progress, bool wanted, uint64_t total);
void progress_at(struct progress *progress, uint64_t done);
void progress_end(struct progress *progress);
