#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

void (*log_before)(void);

enum { LOG_MAX = 1 << 15 };	/* a path, each byte of it spelled out, and
				 * what is said of it */

/* Of ASCII, or one of C1 (U+0080 to U+009F): the bytes of it; 0: none. */
static size_t
control_len(const char *at)
{
	unsigned char byte = (unsigned char)at[0], next;

	if (byte < 0x20 || byte == 0x7f)
		return 1;
	if (byte != 0xc2)
		return 0;
	next = (unsigned char)at[1];
	return next >= 0x80 && next < 0xa0 ? 2 : 0;
}

void
log_say(const char *format, ...)
{
	char text[LOG_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	for (char *at = text; *at != '\0'; at++)
		for (size_t n = control_len(at); n > 0; n--)
			at[n - 1] = '?';
	if (log_before != NULL)
		log_before();
	fprintf(stderr, "beffroi: %s\n", text);
}
