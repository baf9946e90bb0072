/* analysis: from briefs in order to the ten answers.
 *
 * The one place that wires detect, incident and scope. */
#pragma once

#include "app/detector.h"
#include "app/ingest.h"
#include "event/answer.h"
#include "event/marks.h"
#include "event/site.h"

/* Fill initialised answers from what ingest_run() gave, in two passes over
 * the briefs; rows get the text of findings.json.  marks: what people decided
 * before.  jobs: processes, 0: one per core; with more than one, detection
 * has its own, and a chore (NULL: none) is done as far as there is time while
 * the core would wait for it.  False, and err says why, when there can be no answer. */
bool analysis_run(const struct site *site, bool site_given,
    const struct marks *marks, unsigned jobs, const struct chore *chore,
    struct ingest *ingest, struct answers *answers, struct buf *rows,
    struct err *err);
