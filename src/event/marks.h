/* marks: what people decided about findings, kept in the case.
 *
 *	marks:
 *	  - {finding: "0123456789ab", verdict: "false",
 *	     reason: "our own scanner", author: "m.dupont"}
 *
 * A finding is named by the digits of a hash over what it says and of whom,
 * so the same logs give the same names, and more logs do too where the
 * finding begins as before. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/intern.h"
#include "event/finding.h"

enum { MARK_DIGITS = 12 };	/* of a finding's name: 48 bits */

struct mark {
	struct str finding, reason, author;
	bool	   truth;		/* true: the intruder's doing */
};

struct marks {
	struct arena arena;
	struct mark *at;		/* in the order of the file */
	size_t	     count, cap;
};

void marks_init(struct marks *marks);
void marks_fini(struct marks *marks);

/* Read a file of marks; one that is not there is empty. */
bool marks_load(struct marks *marks, const char *path, struct err *err);

/* Put a mark in; one about the same finding goes. */
void marks_put(struct marks *marks, const struct mark *mark);

/* The file's text. */
void marks_text(const struct marks *marks, struct buf *out);

/* The mark about a finding, or NULL. */
const struct mark *marks_find(const struct marks *marks, struct str finding);

/* The name of a finding. */
struct str finding_name(const struct finding *finding,
    const struct intern *names, char digits[MARK_DIGITS + 1]);
