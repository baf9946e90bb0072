/* detector: detection in a process of its own.
 *
 * While the core merges briefs and numbers sessions, another process, which
 * can do nothing else, looks at what it has seen so far.  Observations go
 * over in blocks of memory both see, findings come back as frames. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "detect/detect.h"

struct detector;

/* What else there is to do while the other process is behind: a millisecond of
 * it at a time.  False: nothing is left. */
struct chore {
	bool (*some)(void *self);
	void *self;
};

/* context: as for detect_open(); what it points to, but for findings, stays
 * as it is from here on, so that the other process sees all of it.  apart:
 * in a process of its own, else in this one.  chore: NULL if there is none.
 * NULL when none can be had. */
struct detector *detector_open(struct detect_context *context, bool apart,
    const struct chore *chore, struct err *err);

/* Hand over what was seen; brief and session are copied, a spot is one that
 * was there before detector_open().  False when the other process is
 * gone: err tells with detector_close(). */
bool detector_feed(struct detector *detector, const struct observation *seen);

/* Wait for the end.  context->findings has them in order.  sessions: how many
 * there are.  False, and err says how, when the other process failed.  Frees
 * in both cases. */
bool detector_close(struct detector *detector, size_t sessions,
    struct err *err);
