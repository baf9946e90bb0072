/* garble: what an intake that was taken over might send.
 *
 * Preloaded by hostile.sh.  In every process but the first, what goes over
 * the socket is changed now and then: heads, payloads, lengths, order.  The
 * frame's form is event/wire.h's: two words and eight bytes of nothing, then
 * the payload. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FRAME_MAX = 9 << 20, OFTEN = 24 };
enum { W_DONE = 12 };		/* event/wire.h */

static pid_t first;
static uint64_t state;

__attribute__((constructor)) static void
garble_begin(void)
{
	const char *seed = getenv("GARBLE");

	first = getpid();
	state = seed == NULL ? 1 : strtoull(seed, NULL, 10) + 1;
}

static uint32_t
below(uint32_t most)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % most;
}

/* Words that mean something at many places. */
static uint64_t
word(void)
{
	static const uint64_t words[] = { 0, 1, 2, 3, 7, 127, 128, 255, 256,
		65535, 65536, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX,
		(uint64_t)1 << 63, (uint64_t)1 << 44, 8 << 20, 100000 };

	return below(4) == 0 ? (uint64_t)state :
	    words[below(sizeof words / sizeof *words)];
}

static size_t
frame_garble(char *frame, size_t n)
{
	uint32_t type = below(17);
	uint64_t w = word();
	size_t size, at;
	uint32_t was;

	/* One that never says it is done, or promises more than it sends,
	 * makes the core wait: doc/threat-model.md. */
	memcpy(&was, frame, sizeof was);
	switch (was == W_DONE ? 5 : below(6)) {
	case 0:
		memcpy(frame, &type, sizeof type);
		break;
	case 1:
		w = (8 << 20) + 1 + below(1 << 30);	/* no frame */
		memcpy(frame + 4, &w, 4);
		break;
	case 2:			/* cut, but a frame */
		size = n <= 16 ? 0 : below((uint32_t)(n - 16));
		w = size;
		memcpy(frame + 4, &w, 4);
		return 16 + ((size + 15) & ~(size_t)15);
	default:
		for (unsigned i = 0; n > 24 && i <= below(4); i++) {
			size = (size_t)1 << below(4);
			at = 16 + below((uint32_t)(n - 24)) / size * size;
			memcpy(frame + at, &w, size);
			w = word();
		}
	}
	return n;
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	static char frame[FRAME_MAX];
	size_t n = 0, sent = 0;

	if (getpid() == first || message->msg_control != NULL ||
	    below(OFTEN) != 0)
		return syscall(SYS_sendmsg, fd, message, flags);
	for (size_t i = 0; i < message->msg_iovlen; i++) {
		struct iovec part = message->msg_iov[i];

		if (part.iov_len > sizeof frame - n)
			return syscall(SYS_sendmsg, fd, message, flags);
		memcpy(frame + n, part.iov_base, part.iov_len);
		n += part.iov_len;
	}
	for (size_t whole = n, g = frame_garble(frame, n); sent < g;) {
		struct iovec part = { frame + sent, g - sent };
		struct msghdr ours = { .msg_iov = &part, .msg_iovlen = 1 };
		ssize_t some = syscall(SYS_sendmsg, fd, &ours, flags);

		if (some < 0)
			return some;
		sent += (size_t)some;
		n = whole;
	}
	return (ssize_t)n;	/* the sender knows nothing of it */
}
