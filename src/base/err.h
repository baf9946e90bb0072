/* err: a sentence about what went wrong, built on the way up.
 *
 * Where it is known, err_set() says what; each caller that knows more puts
 * where in front with err_in().  The user reads
 * "site.yml: line 12: year: a number from 1990 to 2200 was wanted".
 * Both return false, so a function can end in `return err_set(...)`.
 * Longer than ERR_MAX is cut, never overrun.  NULL err is a bug. */
#pragma once

#include <stdbool.h>

enum { ERR_MAX = 1024 };	/* a screen line or ten; longer helps nobody */

struct err {
	char text[ERR_MAX];
};

/* What was wrong.  Control bytes in the result become '?', so that nothing
 * from a log line reaches the terminal raw. */
bool err_set(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with ": " and the meaning of errno at the end. */
bool err_sys(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Where: put "place: " in front. */
bool err_in(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
