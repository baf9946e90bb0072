/* visit: sessions of one person at one time, across services.
 *
 * A webmail's IMAP sessions come from the webmail's own address; they are
 * tied to the one webmail session of that account that was open then.  Where
 * two were, the tie is shared and nobody owns it.  Sessions of one account
 * from one address within the idle time are one visit too. */
#pragma once

#include "event/session.h"

/* Set visit of every session (the smallest number of its visit), and the
 * user of webmail sessions whose sign-in was not seen. */
void visits_tie(struct session_list *list, int64_t idle_ms);
