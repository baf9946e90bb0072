#include "report/names.h"

const char *const grade_names[GRADE_COUNT] = {
	[GRADE_CONFIRMED] = "confirmed",
	[GRADE_PROBABLE] = "probable",
	[GRADE_POSSIBLE] = "possible",
	[GRADE_EXCLUDED] = "excluded",
	[GRADE_UNKNOWABLE] = "unknowable",
};

const char *const question_names[Q_COUNT] = {
	[Q1] = "q1", [Q2] = "q2", [Q3] = "q3", [Q4] = "q4", [Q5] = "q5",
	[Q6] = "q6", [Q7] = "q7", [Q8] = "q8", [Q9] = "q9", [Q10] = "q10",
};
