/* sessions: from sorted briefs to sessions and visits.
 *
 * Boundaries follow three rules.  A service that logs session ids (IMAP,
 * POP3, ManageSieve) ends a session at its logout line.  Others end it after
 * the site's idle time.  What never ends, ends with its source.  Webmail
 * pages carry no user: they are joined by address and client to the
 * sign-in that Roundcube logged within a few seconds.  A record application's
 * cookie names a session only together with its user and address: who steals
 * it is not its owner.  The same holds of a cloud service's session, whose id
 * is in sign-ins and in what mailboxes record. */
#pragma once

#include "event/brief.h"
#include "event/session.h"
#include "event/site.h"

struct sessions;

/* Sessions are appended to list, which the caller owns. */
struct sessions *sessions_open(const struct site *site,
    struct session_list *list);

/* The number of the session the brief opens, extends or ends, SESSION_NO if
 * it belongs to none.  webmail_host: the brief's address is a webmail's, not
 * a user's. */
uint32_t sessions_feed(struct sessions *sessions, const struct brief *brief,
    bool webmail_host);

/* The brief will be fed soon: have its open session in the cache by then. */
void sessions_warm(const struct sessions *sessions,
    const struct brief *brief);

/* All briefs were seen: users are given to pages that had none, visits are
 * tied.  Frees; not the list. */
void sessions_close(struct sessions *sessions);
