/* pseudonym: persons and accounts in the answers, replaced by handles.
 *
 *	luc.moreau		account-5c0de1a2b3f4
 *	Search "VASSEUR"	Search "search-90ab12cd34ef"
 *
 * A handle is the beginning of HMAC-SHA256 of the name in lower case, so it
 * is the same wherever the name stands, and nobody without the key gets from
 * it to the name, not even by trying names.  What people typed is replaced
 * whole; a text is kept only where it is known to name a machine, a register
 * or a file, and accounts are looked for in that too.  All writers of reports
 * say what the answers say, so they need to know nothing of this. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "event/answer.h"

enum { PSEUDONYM_KEY_BYTES = 32 };

struct pseudonyms;

struct pseudonyms *pseudonyms_new(const uint8_t key[PSEUDONYM_KEY_BYTES]);
void pseudonyms_free(struct pseudonyms *pseudonyms);

/* An account to look for where texts are kept. */
void pseudonyms_know(struct pseudonyms *pseudonyms, struct str account);

/* Replace; the new texts live in the answers' arena.  Figures are put in the
 * order of their new names: the old one would tell. */
void pseudonyms_apply(struct pseudonyms *pseudonyms, struct answers *answers,
    struct input *inputs, size_t count);
