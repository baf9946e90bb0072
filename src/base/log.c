#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/unseen.h"

void (*log_before)(void);

enum { LOG_MAX = 1 << 15 };	/* a path, each byte of it spelled out, and
				 * what is said of it */

/* Nothing that a terminal obeys, and nothing that hides or moves the rest. */
static void
shield(char *text)
{
	struct str left = str_from(text);

	while (left.len > 0) {
		uint32_t code = 0;
		size_t n = unseen_code(left, &code);

		if (n == 0 || unseen_is(code))
			memset(text, '?', n += n == 0);
		text += n;
		str_drop(&left, n);
	}
}

void
log_say(const char *format, ...)
{
	char text[LOG_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	shield(text);
	if (log_before != NULL)
		log_before();
	fprintf(stderr, "beffroi: %s\n", text);
}
