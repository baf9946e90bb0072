/* session: one principal, from one place, through one service, between two
 * times; and what it did there.
 *
 * Sessions of different services that belong together share a visit; their
 * counts are never merged. */
#pragma once

#include <stdint.h>

#include "base/clock.h"
#include "event/event.h"

enum session_end { ENDED_SOURCE, ENDED_IDLE, ENDED_LOGOUT };

/* What a session counts. */
enum session_count {
	C_BODY_COUNT, C_BODY_BYTES,	/* mails sent whole, told at the end */
	C_PAGES,			/* of a webmail */
	C_ROWS,				/* a record application gave */
	C_COUNT
};

enum session_flag {
	SESSION_WEBMAIL_HOST = 1,	/* its address is a webmail's */
	SESSION_COUNTED	     = 2,	/* its end told the counters */
	SESSION_SHARED_TIE   = 4,	/* more than one visit could own it */
	SESSION_GUESSED_USER = 8,	/* user by address and time alone */
	SESSION_SIGNED_IN    = 16,	/* its sign-in was seen */
	SESSION_OTHERS_COOKIE = 32,	/* its cookie was in use elsewhere */
	SESSION_TOLD	     = 64,	/* its commands were told one by one */
};

struct session {
	struct event_time start, last;	/* first and last line */
	uint32_t user, src, device, stream;
	uint32_t visit;			/* number of a session: the visit's
					 * first; itself if alone */
	uint8_t	 service, ended, flags;
	uint64_t n[C_COUNT];
};

#define SESSION_NO UINT32_MAX	/* number of none */

struct session_list {
	struct session *at;
	size_t		count, cap;
};
