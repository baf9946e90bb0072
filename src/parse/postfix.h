/* postfix: what the files of the Postfix format share. */
#pragma once

#include "parse/parse.h"
#include "parse/take.h"

/* What is known before a line's own words are read. */
struct postfix {
	struct str daemon;	/* smtpd, cleanup, ...: after the last slash */
	bool	   queued;	/* a queue id stood in front */
};

/* Lines about the client of smtpd, postscreen, tlsproxy.  PARSED_OTHER when
 * the words are not among theirs. */
enum parsed postfix_client(struct str text, const struct postfix *line,
    struct event *ev);

/* "reject: RCPT from ...", "milter-reject: ...", "warning: header ...". */
enum parsed postfix_action(struct str text, const struct postfix *line,
    struct event *ev);

/* Lines about one message in the queue: text follows "QUEUEID: ". */
enum parsed postfix_queue(struct str text, const struct postfix *line,
    struct event *ev);

/* Lines of the SMTP client about a server, without a verdict on a message. */
enum parsed postfix_server(struct str text, const struct postfix *line,
    struct event *ev);

/* Everything else: statistics, start and stop, caches. */
enum parsed postfix_note(struct str text, const struct postfix *line,
    struct event *ev);

/* Put a client's or a server's host, address and port into the event.
 * Postfix writes "unknown" for a name or an address that it does not have. */
void postfix_set_client(const struct peer *peer, struct event *ev);
void postfix_set_server(const struct peer *peer, struct event *ev);
