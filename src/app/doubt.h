/* doubt: what is not sure about times, carried to the answers.
 *
 * A clock whose year is a guess leaves a statement in Q1 and one in Q9, and a
 * hole for each of its streams; the hole is laid on every figure that such a
 * line proves.  A clock that is off leaves one in Q9, the lines of proof know
 * what they say themselves, and Q1 says how many there are. */
#pragma once

#include "app/ingest.h"
#include "event/answer.h"

/* How the years were told, among the notes. */
void doubt_notes(const struct ingest *ingest, struct answers *answers);

/* When the figures and the coverage stand. */
void doubt_answer(struct ingest *ingest, struct answers *answers);

/* Lay a hole on a figure, once. */
void doubt_weaken(struct answers *answers, struct figure *figure,
    uint32_t hole);

/* Likewise, of clocks that are apart. */
void doubt_clocks(const struct ingest *ingest, struct answers *answers);
