/* secrets: passwords in command lines and among words searched.
 *
 * What is masked is what looks like one, so that nothing derived from a line
 * holds it; the line itself keeps it, and is named by its hash.  Rather a word
 * too much than a password: who needs the word reads the line. */
#pragma once

#include "base/arena.h"
#include "event/event.h"

/* A command as a shell or the kernel has it, with *** for what its options,
 * its variables and the URLs in it give away; the argument itself if there is
 * nothing. */
struct str secrets_of_command(struct str command, struct arena *scratch);

/* Words searched, likewise: what follows "password:", and words made as
 * passwords are, of letters large and small, digits and signs. */
struct str secrets_of_words(struct str words, struct arena *scratch);

/* Both, in the fields of an event that may hold them. */
void secrets_mask(struct event *ev, struct arena *scratch);

/* Does an event have such fields?  Asked of every line. */
static inline bool
secrets_may_be(const struct event *ev)
{
	return ((ev->has[F_SEARCH / 64] >> F_SEARCH % 64 |
	    ev->has[F_COMMAND / 64] >> F_COMMAND % 64) & 1) != 0;
}
