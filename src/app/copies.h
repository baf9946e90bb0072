/* copies: an input whose plain bytes are those of another, or those that
 * another begins with, is read once.
 *
 * A log and its packed copy say the same things, and so does what was copied
 * before it grew; counted twice every figure would be false.  The longest
 * counts, of equal ones the first by path; of the others `copy_of` tells it.
 * Inputs that begin alike are known by their heads (source/heads.h); whether
 * all of the shorter is in the longer, intakes look up by reading that once
 * more. */
#pragma once

#include "app/hours.h"
#include "app/plan.h"
#include "app/sheaf.h"

/* Does the input of a file and member (0: itself) begin with another? */
struct copy_pair {
	uint32_t file, member;
	uint32_t place, other;		/* of the two among the inputs */
	uint64_t size;			/* of the other, plain */
	uint8_t	 sha256[32];		/* the same */
	bool	 is_one;		/* it does */
};

/* In an intake: of a unit's pairs, from `start` to `end`, sorted by member and
 * size, send those that are. */
void copies_read(const struct wire_unit *unit, int fd,
    const struct copy_pair *pairs, struct sheaf *sheaf);

/* When settled: find the copies, and take their counts off the totals; *any
 * says whether there are some.  False, with err, when no process is to be
 * had. */
bool copies_find(struct plan *plan, const struct site *site, unsigned jobs,
    bool *any, struct err *err);

/* Is the file, or that member of it (0: itself), a copy? */
bool copies_is_one(const struct plan *plan, uint32_t file, uint32_t member);

/* Drop their hours. */
void copies_drop(const struct plan *plan, struct hours *hours);

/* Leave in the open folder lines/ of a case which rows are theirs: the store
 * passes them over (store.h). */
bool copies_write(int dir_fd, const struct plan *plan, struct err *err);
