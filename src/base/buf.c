#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"

enum { BUF_FIRST = 256 };

void
buf_fini(struct buf *buf)
{
	free(buf->at);
	*buf = (struct buf){ 0 };
}

char *
buf_room(struct buf *buf, size_t n)
{
	if (buf->cap - buf->len < n) {
		size_t cap = buf->cap < BUF_FIRST ? BUF_FIRST : buf->cap;

		must(n <= SIZE_MAX / 4 && buf->len <= SIZE_MAX / 4);
		while (cap - buf->len < n)
			cap *= 2;
		buf->at = mem_grow(buf->at, cap);
		buf->cap = cap;
	}
	return buf->at + buf->len;
}

void
buf_add(struct buf *buf, struct str s)
{
	if (s.len == 0)
		return;
	memcpy(buf_room(buf, s.len), s.at, s.len);
	buf->len += s.len;
}

void
buf_char(struct buf *buf, char c)
{
	*buf_room(buf, 1) = c;
	buf->len++;
}

void
buf_fill(struct buf *buf, char c, size_t n)
{
	memset(buf_room(buf, n), c, n);
	buf->len += n;
}

void
buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, str_from(text));
}

void
buf_u64(struct buf *buf, uint64_t number)
{
	char digits[20];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	buf_add(buf, str_of(digits + at, sizeof digits - at));
}

void
buf_hex(struct buf *buf, const uint8_t *bytes, size_t n)
{
	char *to;

	must(n <= SIZE_MAX / 8);
	to = buf_room(buf, 2 * n);
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		to[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	buf->len += 2 * n;
}

void
buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	must(n >= 0);
	va_start(args, format);
	vsnprintf(buf_room(buf, (size_t)n + 1), (size_t)n + 1, format, args);
	va_end(args);
	buf->len += (size_t)n;
}
