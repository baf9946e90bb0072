/* claim: what somebody says was taken, held against what the logs bound (Q7).
 *
 * A claim is held against figures and sizes of its own unit alone: persons
 * against records, never against mailboxes.  The verdict follows a fixed
 * ladder.  More than the asset holds is contradicted whatever the logs say.
 * Of what no figure counts, nothing more is said.  At most less than claimed,
 * with no hour open, is contradicted; at least as much as claimed is
 * supported.  Real access short of the claim, which then could only lie in
 * open hours, is overstated.  A figure without an upper end, or hours open:
 * undeterminable. */
#pragma once

#include "base/err.h"
#include "event/answer.h"
#include "event/site.h"

struct claim {
	struct str id, by, at, asset, unit, text;
	uint64_t   quantity;
};

struct claims {
	struct arena  arena;
	struct claim *at;
	size_t	      count;
};

void claims_init(struct claims *claims);
void claims_fini(struct claims *claims);

/* Read a claims file into initialised claims.  A claim about an asset that
 * the site file does not name is refused: it would be a slip of the pen. */
bool claims_load(struct claims *claims, const char *path,
    const struct site *site, struct err *err);

/* Answer Q7 from complete answers.  answers->answer[Q7] is filled. */
void claims_answer(const struct claims *claims, const struct site *site,
    struct answers *answers);
