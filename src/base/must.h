/* must: our own mistakes end the process, in every build. */
#pragma once

#include <stdnoreturn.h>

#define must(condition)                                                \
	((condition) ? (void)0                                         \
		     : must_failed(#condition, __FILE__, __LINE__))

/* Say which promise was broken and where, then abort(). */
noreturn void must_failed(const char *condition, const char *file, int line);
