/* analysis: from briefs in order to the ten answers.
 *
 * The one place that wires detect, incident and scope. */
#pragma once

#include "app/ingest.h"
#include "event/answer.h"
#include "event/marks.h"
#include "event/site.h"

/* marks: what people decided before.  rows get findings.json.
 *
 * Fill initialised answers from what ingest_run() gave.  Two passes over the
 * briefs.  False, and err says why, when they cannot be read back. */
bool analysis_run(const struct site *site, bool site_given,
    const struct marks *marks, struct ingest *ingest, struct answers *answers,
    struct buf *rows, struct err *err);
