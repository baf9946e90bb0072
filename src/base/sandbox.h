/* sandbox: a process that can read what it was handed and nothing else.
 *
 * After sandbox_enter() the process can read descriptors it holds or is sent,
 * write to the one socket it was told, ask for memory, and end.  It cannot
 * open, write elsewhere, connect, fork, or be traced; Landlock, where the
 * kernel has it, says the same a second time.  Any other system call kills
 * it, and its parent says so. */
#pragma once

#include <stdbool.h>

#include "base/err.h"

/* Built with a sanitizer, whose runtime does what no sandbox lets it. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/* Close every descriptor but 2 and `keep`; those passed later are meant. */
void sandbox_close(int keep);

/* Do so, then shut the door.  `keep` may be written to and received from;
 * stderr stays for the last words of must().
 * On failure err says what the kernel refused, and the process must not go
 * on. */
bool sandbox_enter(int keep, struct err *err);
