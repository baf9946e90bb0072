#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

noreturn void
must_failed(const char *condition, const char *file, int line)
{
	fprintf(stderr,
		"beffroi: a bug: '%s' does not hold at %s:%d; please report\n",
		condition, file, line);
	abort();
}
