/* names: the words report.json and the catalogues use for enums. */
#pragma once

#include "event/answer.h"

extern const char *const grade_names[GRADE_COUNT];	/* "confirmed" */
extern const char *const question_names[Q_COUNT];	/* "q1" */
