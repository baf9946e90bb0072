/* head: what stands before the text of a line.
 *
 *	Dec  1 21:04:00 mail sshd[811]: text		RFC 3164
 *	2025-12-01T21:04:00+01:00 mail sshd[811]: text	the same, ISO stamp
 *	<38>1 2025-12-01T21:04:00Z mail sshd 811 - - text	RFC 5424
 *	Dec 01 21:04:00 imap-login: Info: text		Dovecot's own file
 *
 * It was written by the logging host; what the text holds may be anybody's,
 * so a head is never looked for further in. */
#pragma once

#include "base/str.h"

struct event;
struct zone;

/* Two words, so that it is returned in registers. */
struct head {
	enum {
		HEAD_NONE,	/* the whole line is text */
		HEAD_SYSLOG,	/* a host and a program stand before it */
		HEAD_FILE,	/* a stamp only: it begins with the program */
	} kind;
	unsigned    claim;	/* HEAD_SYSLOG: of the program */
	const char *text;	/* where it begins */
};

/* What the caller knows a program by, at most UINT16_MAX; the same for the
 * same name, so it is not asked for every line. */
typedef unsigned head_claim(struct str program);

/* The head of a line that is not empty.  The time, F_HOST, F_PROGRAM and
 * F_PID of a head go to ev; on HEAD_NONE it is as before. */
struct head head_of(struct str line, const struct zone *zone,
    head_claim *claim, struct event *ev);
