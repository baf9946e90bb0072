/* flaw: what can be wrong with a line as bytes, whatever it says. */
#pragma once

#include <stdint.h>

#include "base/scan.h"
#include "base/str.h"

enum flaw {
	FLAW_CUT,	/* the last of its input, and it breaks off */
	FLAW_OVERLONG,	/* longer than is read */
	FLAW_UNENDED,	/* without a newline */
	FLAW_CRLF,	/* ends in CR LF */
	FLAW_NUL,
	FLAW_BINARY,	/* control characters that no text has */
	FLAW_UTF8,	/* no UTF-8 */
	FLAW_COUNT
};

/* "cut", "overlong", ... */
extern const char *const flaw_names[FLAW_COUNT];

/* Of the bytes of a line: NUL, BINARY and UTF8, a bit each. */
unsigned flaws_seek(struct str line);

static inline unsigned
flaws_of(struct str line)
{
	return scan_plain(line.at, line.len) ? 0 : flaws_seek(line);
}

/* "cut,nul", in text of FLAWS_TEXT bytes; empty for none. */
enum { FLAWS_TEXT = 64 };
struct str flaws_text(unsigned flaws, char text[FLAWS_TEXT]);
