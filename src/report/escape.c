#include "report/escape.h"

#include "base/unseen.h"

static const char *
html_name(uint32_t code)
{
	switch (code) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

static void
escape(struct buf *out, struct str s, bool html, size_t max)
{
	for (size_t shown = 0; s.len > 0; shown++) {
		uint32_t code = 0;
		size_t n = unseen_code(s, &code);
		const char *name = html ? html_name(code) : NULL;

		if (shown == max) {
			buf_printf(out, "\xe2\x80\xa6(+%zu)", s.len);
			return;
		}
		if (n == 0 || code < 0x20 || code == 0x7f)
			buf_printf(out, "\\x%02x", (unsigned char)s.at[0]);
		else if (unseen_is(code))
			buf_printf(out, "\\u{%x}", (unsigned)code);
		else if (name != NULL)
			buf_text(out, name);
		else
			buf_add(out, str_of(s.at, n));
		str_drop(&s, n == 0 ? 1 : n);
	}
}

void
escape_text(struct buf *out, struct str s)
{
	escape(out, s, false, ESCAPE_MAX);
}

void
escape_text_whole(struct buf *out, struct str s)
{
	escape(out, s, false, SIZE_MAX);
}

void
escape_html(struct buf *out, struct str s)
{
	escape(out, s, true, ESCAPE_MAX);
}

void
escape_html_own(struct buf *out, struct str s)
{
	escape(out, s, true, SIZE_MAX);
}
