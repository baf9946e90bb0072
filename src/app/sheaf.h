/* sheaf: what an intake has gathered and not yet handed in.
 *
 * Briefs, lines per stream and hour, and the dictionary of names both speak
 * in.  It sends itself over the socket when it is full; sheaf_flush() sends
 * the rest.  A core that is gone ends the process: nobody is left to hear. */
#pragma once

#include "app/serials.h"
#include "base/arena.h"
#include "base/intern.h"
#include "base/table.h"
#include "event/brief.h"
#include "event/event.h"
#include "event/wire.h"

enum {
	STREAM_CACHE = 256, STREAM_HOST = 48,

	/* Names after which the dictionary is begun anew, some 64 MiB of
	 * memory; one line adds NAME_COUNT of them at most. */
	SHEAF_NAMES = 1 << 20,

	SLOT_BITS = 28,		/* slots of 15 minutes until the year 9626 */
};

/* The number of a stream seen before, by format and host. */
struct stream_slot {
	const char *format;
	uint32_t    number;
	uint32_t    host_len;
	char	    host[STREAM_HOST];
};

struct sheaf {
	int		   fd;
	struct intern	   names;
	size_t		   names_sent;
	struct stream_slot streams[STREAM_CACHE];
	struct brief	  *briefs;
	size_t		   brief_count;
	struct wire_hour  *hours;
	size_t		   hour_count, hour_cap;
	struct table	   hour_index;	/* packed key to place in hours */
	uint64_t	   last_key;	/* the hour of the line before */
	size_t		   last_hour;
	struct serials	   serials;
};

void sheaf_init(struct sheaf *sheaf, int fd);

/* Send a frame; does not return when the core is gone. */
void sheaf_send(struct sheaf *sheaf, enum wire_type type, struct str payload);

/* The number of the stream a line belongs to.  May flush, so numbers from
 * before are void. */
uint32_t sheaf_stream(struct sheaf *sheaf, const struct event *ev,
    struct str format, struct arena *scratch);

/* Count a line in its stream and hour.  False, and nothing is counted, when
 * the stamp is none that a log can have. */
bool sheaf_count(struct sheaf *sheaf, uint32_t stream, struct stamp stamp,
    bool damaged);

/* The event counted last, or a line of no stream (0), has a number in its own
 * log: as sheaf_stream() void what it named. */
void sheaf_number(struct sheaf *sheaf, const struct event *ev,
    uint32_t stream, bool counted);

/* Count an event that has no time. */
void sheaf_count_undated(struct sheaf *sheaf, uint32_t stream);

/* Count a line that nobody understood, of a stream or (0) of none. */
void sheaf_miss(struct sheaf *sheaf, uint32_t stream, struct stamp stamp);

/* The stream of a program that no format reads: as sheaf_stream(). */
uint32_t sheaf_program(struct sheaf *sheaf, const struct event *ev,
    struct arena *scratch);

/* Where a brief's line lies. */
struct brief_place {
	uint64_t offset;
	uint32_t input;
	bool	 known;		/* --known names its message */
};

void sheaf_brief(struct sheaf *sheaf, const struct event *ev,
    uint32_t stream, struct str line, const struct brief_place *place,
    struct arena *scratch);

/* Send all there is; forget the names if they have become many. */
void sheaf_flush(struct sheaf *sheaf);
