/* wire: fuzz the frames that an intake, perhaps an attacker's, sends. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "event/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_in in;
	struct frame frame;
	size_t payload = 0;
	int ends[2];

	if (size > 65536 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return 0;
	must(write(ends[0], data, size) == (ssize_t)size);
	close(ends[0]);
	wire_open(&in, ends[1]);
	for (;;) {
		enum wire_got got = wire_next(&in, &frame);
		struct str name;

		if (got == WIRE_BROKEN || (got == WIRE_MORE && !wire_fill(&in)))
			break;
		if (got == WIRE_MORE)
			continue;
		payload += frame.payload.len;
		while (wire_take_name(&frame.payload, &name))
			must(name.len > 0);
	}
	must(payload <= size);
	wire_close(&in);
	close(ends[1]);
	return 0;
}
