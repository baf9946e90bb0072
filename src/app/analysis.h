/* analysis: from briefs in order to the ten answers.
 *
 * The one place that wires detect, incident and scope. */
#pragma once

#include "app/ingest.h"
#include "event/answer.h"
#include "event/site.h"

/* Fill initialised answers from what ingest_run() gave.  Two passes over the
 * briefs.  False, and err says why, when they cannot be read back. */
bool analysis_run(const struct site *site, bool site_given,
    struct ingest *ingest, struct answers *answers, struct err *err);
