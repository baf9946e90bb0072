#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
clean(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

bool
err_set(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	clean(err->text);
	return false;
}

bool
err_sys(struct err *err, const char *format, ...)
{
	const char *why = strerrordesc_np(errno);
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof err->text)
		snprintf(err->text + used, sizeof err->text - (size_t)used,
		    ": %s", why == NULL ? "unknown error" : why);
	clean(err->text);
	return false;
}

bool
err_in(struct err *err, const char *format, ...)
{
	struct err what = *err;
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof err->text)
		snprintf(err->text + used, sizeof err->text - (size_t)used,
		    ": %s", what.text);
	clean(err->text);
	return false;
}
