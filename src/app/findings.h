/* findings: all findings of a run, those outside of the incident too, with
 * the names that marks use; findings.json of the case. */
#pragma once

#include "base/buf.h"
#include "event/answer.h"
#include "event/incident.h"
#include "event/marks.h"

/* What people decided stands: a false one weighs nothing, a true one is
 * certain. */
void findings_mark(struct finding_list *findings, const struct intern *names,
    const struct marks *marks);

/* One row each, in the order of the list, with the lines that the answers name
 * of it. */
void findings_json(const struct finding_list *findings,
    const struct incident *incident, const struct intern *names,
    const struct answers *answers, struct buf *out);
