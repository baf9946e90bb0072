/* wire: frames over a socketpair, the only crossing between roles.
 *
 *	u32 type | u32 length | payload of that many bytes
 *
 * Numbers are in the machine's own order: both ends are one program on one
 * machine.  The reader takes the other end to be hostile: a length over
 * WIRE_MAX_BYTES, or a type outside of the enum, ends the talk; what a
 * payload means is checked by who takes it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "event/brief.h"
#include "event/flaw.h"

enum { WIRE_MAX_BYTES = 8 << 20 };	/* a frame; most are under 1 MiB */

enum wire_type {
	W_NONE,
	/* core to intake */
	W_UNIT,		/* struct wire_unit, with the open file */
	/* intake to core; all but the last belong to the unit under way */
	W_NAMES,	/* u16 length and bytes, again and again; numbered on
			 * from the last name of this intake */
	W_FORGET,	/* all names so far; the next one is number 1 */
	W_BRIEFS,	/* struct brief, again and again */
	W_HOURS,	/* struct wire_hour, again and again */
	W_SERIALS,	/* struct wire_run, again and again */
	W_ROWS,		/* a piece of a chunk for the store: u64 bytes of the
			 * whole chunk, then the piece */
	W_LINE_ROWS,	/* the same, of lines that are no events */
	W_TEXT,		/* a piece of output */
	W_PROGRESS,	/* u64: stored bytes read since the last one */
	W_MEMBER,	/* struct wire_member and a path: what follows is of
			 * this file in the unit's archive */
	W_PART,		/* struct wire_done of that member, which ends it */
	W_HEAD,		/* u64: the number of a pair that is one, copies.h */
	W_DONE,		/* struct wire_done: of the file itself */
	/* core to detection, which sees the block in shared memory */
	W_BLOCK,	/* u32: so many observations in the next block */
	/* detection to core */
	W_FREE,		/* the oldest block is free again */
	W_FINDING,	/* struct finding without its name, then the name */
	W_TYPES
};

struct wire_member {
	int64_t	 mtime_ms;
	uint32_t number;	/* from 1, each the next */
	uint32_t has_mtime;
};

/* What to do with the file that comes along. */
enum unit_work {
	UNIT_RANGE,	/* records that begin in [start, end) of a plain file */
	UNIT_WHOLE,	/* all of a file, packed or not; hash what is stored */
	UNIT_STREAM,	/* the same of something that cannot seek */
	UNIT_HASH,	/* hash what is stored in [0, end), nothing else */
	UNIT_WORKS
};

struct wire_unit {
	uint32_t number, input;
	uint32_t work;
	uint32_t unused;	/* 0 */
	uint64_t start, end;	/* of stored bytes */
	uint64_t size;		/* of the file; UNIT_STREAM: UINT64_MAX */
};

/* Lines of one stream in one slot of time. */
enum { SLOT_MS = 15 * 60 * 1000 };	/* zones differ by quarters of an
					 * hour, so a slot stays in one hour
					 * whatever the zone */
struct wire_hour {
	int64_t	 slot;		/* floor(ms / SLOT_MS) */
	uint64_t events, damaged;
	uint64_t numbered;	/* of the events, those that their log counts */
	uint64_t missed;	/* that nobody understood; the damaged ones
				 * among them */
	uint32_t stream;	/* name, of this intake; 0: of missed lines
				 * that name no program */
	uint32_t flags;		/* enum brief_flag: no year, local */
	uint32_t input, member;	/* the core's to fill; 0 */
};

/* Lines of one log with numbers one behind the other, in order of time; or, if
 * it has a stream, that lines of it stand in that log. */
struct wire_run {
	int64_t	 from_ms, to_ms;	/* of the first and the last */
	uint64_t from, to;		/* their numbers */
	uint32_t log, stream;		/* names */
};

/* Does it count lines that no format knows, and nothing else? */
static inline bool
wire_is_missed(const struct wire_hour *hour)
{
	return hour->events == 0 && hour->damaged == 0;
}

/* Events without a time are counted in a slot that no year-less stamp has. */
static inline bool
wire_is_undated(const struct wire_hour *hour)
{
	return hour->slot == 0 && (hour->flags & BRIEF_NO_YEAR) != 0;
}

/* What went wrong with an input while it was read. */
enum read_trouble {
	TROUBLE_NONE,
	TROUBLE_READ,		/* the system refused; code is errno */
	TROUBLE_SHRUNK,		/* fewer bytes than when it was found */
	TROUBLE_CUT,		/* the packed stream ends too early */
	TROUBLE_DAMAGED,	/* the packed stream is damaged */
	TROUBLE_BOMB,		/* it unpacks to absurd sizes */
	TROUBLE_FOREIGN,	/* packed in a way that is not understood */
	TROUBLE_JUNK,		/* something else follows the packed stream */
	TROUBLE_ENCRYPTED,	/* a member that only a password opens */
	TROUBLE_DEPTH,		/* packed in packed things too often */
	TROUBLE_MEMBERS,	/* more members than anybody has logs */
	TROUBLE_HOLE,		/* a member with a hole that no log has */
	TROUBLE_LONG,		/* more plain bytes than an offset can tell */
	TROUBLE_WINDOW,		/* it looks back farther than there is room */
	TROUBLES
};

/* Of plain bytes, all of them: how many, and hashes of the first 64, 256, ...
 * of them (source/heads.h). */
enum { WIRE_HEADS = 8 };
struct wire_plain { uint64_t size, heads[WIRE_HEADS]; };

struct wire_done {
	uint64_t stored_bytes;	/* read of the file; UNIT_RANGE: its share */
	uint64_t plain_bytes;	/* of the unit's records, newlines included */
	uint64_t lines, events, damaged, foreign, undated;
	uint64_t flaws[FLAW_COUNT];	/* lines with each; events, too */
	uint32_t no_year;	/* were there stamps without a year */
	uint32_t plain_hashed;	/* plain_sha256 is that of the plain bytes */
	uint32_t trouble, code;
	uint32_t packing;	/* enum packing */
	uint32_t hashed;	/* sha256 is that of the stored bytes; of a
				 * member's plain ones */
	uint8_t	 sha256[32], plain_sha256[32];
	struct wire_plain plain;	/* of what plain_sha256 is of */
};

/* Send one frame, waiting as long as it takes; fd_along < 0: none.  False
 * when the other end is gone. */
bool wire_send(int fd, enum wire_type type, struct str payload, int fd_along,
    struct err *err);

/* The reading end. */
struct wire_in {
	int    fd;
	int    along;		/* descriptor that came with the frame, or -1;
				 * the taker closes it and sets -1 */
	char  *at;		/* bytes not yet taken */
	size_t start, end, cap;
};

struct frame {
	enum wire_type type;
	struct str     payload;	/* aligned for any type; until the next call */
};

enum wire_got {
	WIRE_FRAME,	/* there is one */
	WIRE_MORE,	/* not yet: wire_fill() first */
	WIRE_BROKEN,	/* what came is no frame */
};

void wire_open(struct wire_in *in, int fd);
void wire_close(struct wire_in *in);	/* not the socket */

/* Wait for bytes and take what is there.  False at the end of the talk. */
bool wire_fill(struct wire_in *in);

enum wire_got wire_next(struct wire_in *in, struct frame *frame);

/* Take a name off a W_NAMES payload; false when it is over or broken (then
 * payload is not empty). */
bool wire_take_name(struct str *payload, struct str *name);
