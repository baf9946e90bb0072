/* log: what the program says about itself, on stderr.
 *
 * One sentence a line, "beffroi: " in front, what is not seen replaced, a
 * progress bar pushed aside.  Answers never come this way. */
#pragma once

/* Say a sentence. */
void log_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A sentence is about to be said: what a progress bar does to make room. */
extern void (*log_before)(void);
