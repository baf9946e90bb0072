/* unseen: characters that are there without being seen, or that move others.
 *
 * Controls, C1 among them (U+009B is what ESC [ is), marks that turn the
 * writing direction, have no width or end a line, and what is no character.
 * Whoever writes log lines may write them; nobody is to be shown one raw. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Is the character of that code point one of them? */
bool unseen_is(uint32_t code);

/* The code point of the character of UTF-8 at the front of s, which is not
 * empty: how many bytes it has; 0, with *code as it was, if they are not
 * UTF-8. */
size_t unseen_code(struct str s, uint32_t *code);
