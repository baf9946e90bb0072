/* buffer: bytes that grow at the end.
 *
 * One owner; pointers into it last until the next growth.  A zeroed buffer is
 * an empty one. */
#pragma once

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"

struct buffer {
	uint8_t *at;
	size_t	 used, cap;
};

/* Room for n more bytes; returns where they go.  They count once the caller
 * has added them to used. */
static inline uint8_t *
buffer_room(struct buffer *buffer, size_t n)
{
	if (buffer->cap - buffer->used < n) {
		size_t cap = buffer->cap + buffer->cap / 2 + n;

		buffer->at = mem_grow(buffer->at, cap);
		buffer->cap = cap;
	}
	return buffer->at + buffer->used;
}

static inline void
buffer_byte(struct buffer *buffer, uint8_t byte)
{
	*buffer_room(buffer, 1) = byte;
	buffer->used++;
}

static inline void
buffer_add(struct buffer *buffer, const void *bytes, size_t n)
{
	uint8_t *room = buffer_room(buffer, n);

	if (n > 0)
		memcpy(room, bytes, n);
	buffer->used += n;
}

static inline void
buffer_fini(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){ 0 };
}
