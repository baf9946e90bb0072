/* fetch: the role that reads single lines out of inputs, in the sandbox.
 *
 * W_TEXT names the member of an archive that the next file is opened for;
 * W_UNIT asks for the bytes [start, end) of the plain stream, and brings a
 * file where another is meant, or the same one from its start.  The answer is
 * one W_TEXT, shorter than asked for if there is no more. */
#pragma once

#include "app/role.h"
#include "base/str.h"

role_main fetch_main;		/* job is NULL */

/* A name as the stored rows have it, where each byte that is no UTF-8 became
 * U+FFFD; is it that of these bytes? */
bool fetch_is_named(struct str stored, struct str bytes);
