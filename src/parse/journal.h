/* journal: the fields of a journal entry that make a syslog head.
 *
 * What begins with an underscore was written by journald, the rest by the
 * program: SYSLOG_IDENTIFIER may be anything.  So it is in syslog. */
#pragma once

#include "parse/parse.h"

struct journal {
	struct arena *scratch;
	struct str    time;		/* microseconds since 1970 */
	struct str    host, name, comm, pid, syslog_pid, message;
	struct str    number, number_of;	/* from systemd 254 on */
};

/* One field, in any order; the first of a name counts, others are passed
 * over. */
void journal_field(struct journal *journal, struct str name,
    struct str value);

/* The head, and the text behind it.  PARSED_BAD without a time. */
enum parsed journal_head(const struct journal *journal, struct event *ev,
    struct str *text);
