#include "event/wire.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "test/test.h"

struct talk { int ends[2]; struct wire_in in; };

static void
talk_open(struct talk *talk)
{
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, talk->ends) == 0);
	wire_open(&talk->in, talk->ends[1]);
}

static void
talk_close(struct talk *talk)
{
	wire_close(&talk->in);
	close(talk->ends[0]);
	close(talk->ends[1]);
}

/* The next frame, however many reads it takes. */
static enum wire_got
hear(struct talk *talk, struct frame *frame)
{
	enum wire_got got;

	while ((got = wire_next(&talk->in, frame)) == WIRE_MORE)
		if (!wire_fill(&talk->in))
			return WIRE_MORE;
	return got;
}

TEST(frames_arrive_as_they_were_sent)
{
	struct talk talk;
	struct frame frame;
	struct err err;

	talk_open(&talk);
	CHECK(wire_send(talk.ends[0], W_TEXT, STR("abc"), -1, &err));
	CHECK(wire_send(talk.ends[0], W_FORGET, STR(""), -1, &err));
	CHECK(wire_send(talk.ends[0], W_TEXT, STR("0123456789abcdef"), -1,
	    &err));
	CHECK(hear(&talk, &frame) == WIRE_FRAME && frame.type == W_TEXT);
	CHECK_STR(frame.payload, STR("abc"));
	CHECK(hear(&talk, &frame) == WIRE_FRAME && frame.type == W_FORGET);
	CHECK_U64(frame.payload.len, 0);
	CHECK(hear(&talk, &frame) == WIRE_FRAME);
	CHECK_STR(frame.payload, STR("0123456789abcdef"));
	CHECK_U64((uintptr_t)frame.payload.at % 16, 0);
	close(talk.ends[0]);
	CHECK(hear(&talk, &frame) == WIRE_MORE);
	talk.ends[0] = -1;
	talk_close(&talk);
}

TEST(a_frame_that_comes_byte_by_byte_is_whole)
{
	struct talk talk, copy;
	struct frame frame;
	struct err err;
	char bytes[64];
	ssize_t n;

	talk_open(&talk);
	talk_open(&copy);
	CHECK(wire_send(copy.ends[0], W_TEXT, STR("some text of a frame"),
	    -1, &err));
	n = read(copy.ends[1], bytes, sizeof bytes);
	CHECK_I64(n, 16 + 32);
	for (ssize_t i = 0; i < n; i++) {
		CHECK(wire_next(&talk.in, &frame) == WIRE_MORE);
		CHECK(write(talk.ends[0], bytes + i, 1) == 1);
		CHECK(wire_fill(&talk.in));
	}
	CHECK(wire_next(&talk.in, &frame) == WIRE_FRAME);
	CHECK_STR(frame.payload, STR("some text of a frame"));
	talk_close(&talk);
	talk_close(&copy);
}

TEST(a_head_that_cannot_be_ends_the_talk)
{
	static const uint32_t heads[][4] = {
		{ W_TEXT, WIRE_MAX_BYTES + 1 }, { W_TEXT, UINT32_MAX },
		{ W_NONE, 0 }, { W_TYPES, 4 }, { UINT32_MAX, 0 },
	};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct talk talk;
		struct frame frame;

		talk_open(&talk);
		CHECK(write(talk.ends[0], heads[i], sizeof heads[i]) ==
		    sizeof heads[i]);
		CHECK(hear(&talk, &frame) == WIRE_BROKEN);
		talk_close(&talk);
	}
}

TEST(a_file_goes_along_with_a_frame)
{
	struct talk talk;
	struct frame frame;
	struct err err;
	char byte = 0;
	int pipes[2];

	talk_open(&talk);
	CHECK(pipe(pipes) == 0);
	CHECK(wire_send(talk.ends[0], W_UNIT, STR("unit"), pipes[0], &err));
	CHECK(hear(&talk, &frame) == WIRE_FRAME);
	CHECK(talk.in.along >= 0);
	CHECK(write(pipes[1], "x", 1) == 1);
	CHECK(read(talk.in.along, &byte, 1) == 1 && byte == 'x');
	close(pipes[0]);
	close(pipes[1]);
	talk_close(&talk);
}

TEST(names_are_taken_or_the_rest_stays)
{
	struct str payload = STR("\3\0abc\1\0x"), name = { 0 };
	struct str longer = STR("\4\0abc"), none = STR("\0\0");

	CHECK(wire_take_name(&payload, &name));
	CHECK_STR(name, STR("abc"));
	CHECK(wire_take_name(&payload, &name));
	CHECK_STR(name, STR("x"));
	CHECK(!wire_take_name(&payload, &name) && payload.len == 0);
	CHECK(!wire_take_name(&longer, &name) && longer.len == 5);
	CHECK(!wire_take_name(&none, &name) && none.len == 2);
}
