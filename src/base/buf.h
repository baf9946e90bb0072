/* buf: bytes that grow.
 *
 * A buf owns its bytes from the first write to buf_fini(); a zeroed one is
 * empty and ready.  What buf_str() gives lives until the next write.
 * Running out of memory ends the process, as in the arena. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
	char  *at;
	size_t len, cap;
};

void buf_fini(struct buf *buf);

/* Forget the bytes, keep the room. */
static inline void
buf_reset(struct buf *buf)
{
	buf->len = 0;
}

static inline struct str
buf_str(const struct buf *buf)
{
	return str_of(buf->at, buf->len);
}

/* Room for n more bytes behind len; the caller fills and adds to len. */
char *buf_room(struct buf *buf, size_t n);

void buf_add(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);

/* The same byte n times. */
void buf_fill(struct buf *buf, char c, size_t n);

/* A C string; NULL adds nothing. */
void buf_text(struct buf *buf, const char *text);

/* Decimal digits. */
void buf_u64(struct buf *buf, uint64_t number);

/* Lower-case hexadecimal digits of n bytes. */
void buf_hex(struct buf *buf, const uint8_t *bytes, size_t n);

void buf_printf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
