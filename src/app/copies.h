/* copies: an input whose plain bytes are those of another is read once.
 *
 * A log and its packed copy say the same things, and counted twice every
 * figure would be false.  The first by path counts; of the others `copy_of`
 * tells it. */
#pragma once

#include "app/hours.h"
#include "app/plan.h"

/* When settled: find the copies, and take their counts off the totals.
 * False: there is none. */
bool copies_find(struct plan *plan);

/* Is the file, or that member of it (0: itself), a copy? */
bool copies_is_one(const struct plan *plan, uint32_t file, uint32_t member);

/* Drop their hours. */
void copies_drop(const struct plan *plan, struct hours *hours);
