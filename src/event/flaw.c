#include "event/flaw.h"

#include <string.h>

const char *const flaw_names[FLAW_COUNT] = {
	[FLAW_CUT] = "cut", [FLAW_OVERLONG] = "overlong",
	[FLAW_UNENDED] = "unended", [FLAW_CRLF] = "crlf",
	[FLAW_NUL] = "nul", [FLAW_BINARY] = "binary",
	[FLAW_UTF8] = "bad_utf8",
};

static bool
is_utf8(struct str s)
{
	size_t n;

	for (; s.len > 0; str_drop(&s, n))
		if ((n = str_utf8(s)) == 0)
			return false;
	return true;
}

unsigned
flaws_seek(struct str line)
{
	unsigned flaws = 0;
	bool high = false;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];

		if (c == 0)
			flaws |= 1u << FLAW_NUL;
		else if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
		    c == 0x7f)
			flaws |= 1u << FLAW_BINARY;
		high |= c >= 0x80;
	}
	if (high && !is_utf8(line))
		flaws |= 1u << FLAW_UTF8;
	return flaws;
}

struct str
flaws_text(unsigned flaws, char text[FLAWS_TEXT])
{
	size_t used = 0;

	for (int i = 0; i < FLAW_COUNT; i++) {
		size_t len = strlen(flaw_names[i]);

		if (!(flaws >> i & 1))
			continue;
		if (used > 0)
			text[used++] = ',';
		memcpy(text + used, flaw_names[i], len);
		used += len;
	}
	return str_of(text, used);
}
