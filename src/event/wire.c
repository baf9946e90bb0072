#include "event/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"

enum {
	WIRE_READ = 256 * 1024,		/* what one call takes at most */
	WIRE_ALIGN = 16,
};

struct wire_head { uint32_t type, length; };

/* Frames are padded so that each payload is aligned where it lies. */
static size_t
padded(size_t n)
{
	return (n + WIRE_ALIGN - 1) & ~(size_t)(WIRE_ALIGN - 1);
}

/* The head takes a whole unit of alignment too. */
union wire_start {
	struct wire_head head;
	char		 bytes[WIRE_ALIGN];
};

/* Drop n bytes from the front of the parts. */
static void
parts_drop(struct iovec *parts, size_t count, size_t n)
{
	for (size_t i = 0; i < count; i++) {
		size_t some = n < parts[i].iov_len ? n : parts[i].iov_len;

		parts[i].iov_base = (char *)parts[i].iov_base + some;
		parts[i].iov_len -= some;
		n -= some;
	}
}

static void
message_attach(struct msghdr *message, int fd)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(message);

	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(control), &fd, sizeof fd);
}

bool
wire_send(int fd, enum wire_type type, struct str payload, int fd_along,
    struct err *err)
{
	static const char padding[WIRE_ALIGN];
	union wire_start start = { .bytes = { 0 } };
	union {
		struct cmsghdr header;
		char	       bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	size_t left = sizeof start + padded(payload.len);
	struct iovec parts[3] = {
		{ &start, sizeof start },
		{ (void *)(uintptr_t)payload.at, payload.len },
		{ (void *)(uintptr_t)padding,
		    padded(payload.len) - payload.len },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 3 };

	must(payload.len <= WIRE_MAX_BYTES);
	start.head = (struct wire_head){ type, (uint32_t)payload.len };
	if (fd_along >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof control.bytes;
		message_attach(&message, fd_along);
	}
	while (left > 0) {
		ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return err_sys(err, "the other process is gone");
		parts_drop(parts, 3, (size_t)sent);
		left -= (size_t)sent;
		message.msg_control = NULL;
		message.msg_controllen = 0;
	}
	return true;
}

void
wire_open(struct wire_in *in, int fd)
{
	*in = (struct wire_in){ .fd = fd, .along = -1 };
}

void
wire_close(struct wire_in *in)
{
	if (in->along >= 0)
		close(in->along);
	free(in->at);
	*in = (struct wire_in){ .fd = -1, .along = -1 };
}

/* Keep the one descriptor a frame may bring; close any other. */
static void
along_keep(struct wire_in *in, struct msghdr *message)
{
	struct cmsghdr *control;

	for (control = CMSG_FIRSTHDR(message); control != NULL;
	    control = CMSG_NXTHDR(message, control)) {
		int fd;

		if (control->cmsg_level != SOL_SOCKET ||
		    control->cmsg_type != SCM_RIGHTS ||
		    control->cmsg_len != CMSG_LEN(sizeof fd))
			continue;
		memcpy(&fd, CMSG_DATA(control), sizeof fd);
		if (in->along >= 0)
			close(in->along);
		in->along = fd;
	}
}

/* Room for another read behind the bytes not yet taken.  wire_next() leaves
 * less than one frame, so this is bounded by WIRE_MAX_BYTES. */
static void
wire_room(struct wire_in *in)
{
	if (in->start == in->end)
		in->start = in->end = 0;
	if (in->cap - in->end >= WIRE_READ)
		return;
	if (in->start > 0) {
		memmove(in->at, in->at + in->start, in->end - in->start);
		in->end -= in->start;
		in->start = 0;
	}
	if (in->cap - in->end < WIRE_READ) {
		in->cap = (in->end + WIRE_READ) * 2;
		in->at = mem_grow(in->at, in->cap);
	}
}

bool
wire_fill(struct wire_in *in)
{
	union {
		struct cmsghdr header;
		char	       bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part;
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t got;

	must(in->end - in->start <= sizeof(union wire_start) +
	    padded(WIRE_MAX_BYTES));
	wire_room(in);
	part = (struct iovec){ in->at + in->end, in->cap - in->end };
	do {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof control.bytes;
		got = recvmsg(in->fd, &message, MSG_CMSG_CLOEXEC);
	} while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	along_keep(in, &message);
	in->end += (size_t)got;
	return true;
}

enum wire_got
wire_next(struct wire_in *in, struct frame *frame)
{
	struct wire_head head;
	size_t have = in->end - in->start, whole;

	if (have < sizeof(union wire_start))
		return WIRE_MORE;
	memcpy(&head, in->at + in->start, sizeof head);
	if (head.type == W_NONE || head.type >= W_TYPES ||
	    head.length > WIRE_MAX_BYTES)
		return WIRE_BROKEN;
	whole = sizeof(union wire_start) + padded(head.length);
	if (have < whole)
		return WIRE_MORE;
	frame->type = (enum wire_type)head.type;
	frame->payload = str_of(in->at + in->start + sizeof(union wire_start),
	    head.length);
	in->start += whole;
	return WIRE_FRAME;
}

bool
wire_take_name(struct str *payload, struct str *name)
{
	uint16_t length;

	if (payload->len < sizeof length)
		return false;
	memcpy(&length, payload->at, sizeof length);
	_Static_assert(ITEM_MAX_BYTES == UINT16_MAX, "any length is a name's");
	if (length == 0 ||
	    payload->len - sizeof length < length)
		return false;
	*name = str_of(payload->at + sizeof length, length);
	str_drop(payload, sizeof length + length);
	return true;
}
