#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

void (*log_before)(void);

enum { LOG_MAX = 2048 };

void
log_say(const char *format, ...)
{
	char text[LOG_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	for (char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = '?';
	if (log_before != NULL)
		log_before();
	fprintf(stderr, "beffroi: %s\n", text);
}
