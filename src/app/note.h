/* note: a sentence about an input, said on stderr.
 *
 * It names a file, and whoever named the file may want our terminal: what
 * that would obey is spelled out. */
#pragma once

#include <stddef.h>

#include "base/str.h"

void notes_say(const struct str *notes, size_t count);
