/* journal: what intakes said of finished units, kept until the case is made.
 *
 * A run that was killed goes on with it: the same frames are taken again,
 * checked again, instead of being made again from the logs.  They lie in
 * CASE.partial/units, a file for each intake of each run, appended:
 *
 *	u32 type | u32 length | payload		again and again
 *
 * W_UNIT with its struct wire_unit begins a unit; W_NONE, with the SHA-256 of
 * all since the last one, seals it.  What is not sealed was not finished, and
 * is made again.  The first seal of a file is that of the run: what its
 * inputs, its settings and the program are.  A file of another run is
 * emptied.  Nothing waits for the disk: the machine may crash, and then seals do
 * not fit. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "event/wire.h"

enum {
	/* Below it reading all again takes a minute. */
	JOURNAL_LEAST_MIB = 4096,
};

#define JOURNAL_FOLDER "units"

struct journal;

/* In the folder dir.  NULL with err when it cannot be written. */
struct journal *journal_open(const char *dir, const uint8_t run[SHA256_BYTES],
    unsigned intakes, struct err *err);
void journal_close(struct journal *journal);	/* the files stay; NULL is fine */

/* Who takes again what was kept. */
struct journal_taker {
	void *self;
	void (*begin)(void *self);	/* another intake's names */
	bool (*frame)(void *self, const struct wire_unit *unit,
	    const struct frame *frame, struct err *err);
};

/* Give all finished units of earlier runs.  False when the taker says so. */
bool journal_replay(struct journal *journal,
    const struct journal_taker *taker, struct err *err);

/* Keep a frame that was found sound.  W_DONE seals its unit. */
bool journal_keep(struct journal *journal, unsigned intake,
    const struct wire_unit *unit, const struct frame *frame, struct err *err);

/* The intake is gone, and the unit it had; another takes its place. */
void journal_lost(struct journal *journal, unsigned intake);
