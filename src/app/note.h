/* note: a sentence about an input, said on stderr, and what the exit code says
 * of them all.
 *
 * It names a file, and whoever named the file may want our terminal: what
 * that would obey is spelled out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "event/answer.h"

void notes_say(const struct str *notes, size_t count);

/* Could anything be read?  A path that was mistyped is no input, nor is a file
 * that is closed, or an archive of such. */
bool inputs_were_read(const struct input *inputs, size_t count);

/* What is said when nothing of what was given could be read. */
extern const char nothing_read[];

/* The exit code of a command that read what it was given: 4 where none of it
 * could be, and `nothing` is said; 1 where that is the answer; 3 where some was
 * not used, as notes told; else 0.  nothing: NULL where something was read. */
int notes_code(size_t notes, const char *nothing, bool answer_is_no);
