/* escape: fuzz what makes bytes of logs fit for terminals and pages.
 *
 * Whatever goes in, what comes out is UTF-8 of bounded length without a
 * control byte, and in HTML without a byte that could be markup. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "report/escape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST = 12 };	/* of one character: \u{10ffff} and some */

static void
harmless_must(struct str text, const char *never)
{
	must(text.len <= (size_t)ESCAPE_MAX * LONGEST + 64);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		must(c >= 0x20 && c != 0x7f);
		must(strchr(never, c) == NULL);
	}
}

/* The same bytes again: nothing is left to escape in a terminal's text. */
static void
settled_must(struct str text)
{
	struct buf again = { 0 };

	escape_text(&again, text);
	if (text.len < ESCAPE_MAX)
		must(str_eq(text, buf_str(&again)));
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = mem_new(size);	/* one byte too many is seen */
	struct buf text = { 0 }, html = { 0 };

	if (size > 0)
		memcpy(copy, data, size);
	escape_text(&text, str_of(copy, size));
	escape_html(&html, str_of(copy, size));
	harmless_must(buf_str(&text), "");
	harmless_must(buf_str(&html), "<>\"'");
	settled_must(buf_str(&text));
	buf_fini(&text);
	buf_fini(&html);
	free(copy);
	return 0;
}
