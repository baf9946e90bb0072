/* pseudonymise: the answers of a case, with handles for persons. */
#pragma once

#include "app/case.h"
#include "app/ingest.h"

/* Replace persons and accounts in answers and inputs (report/pseudonym.h),
 * by the key that lies beside the case, CASE.key: 64 hexadecimal digits, made
 * when there is none.  Whoever has both the key and a name gets the handle;
 * reports alone give no name away.
 *
 * False, and err says why, when there is no key to be had: then nothing may
 * be written. */
bool pseudonymise(struct case_dir *dir, const struct site *site,
    struct ingest *ingest, struct answers *answers, struct err *err);
