#include "report/escape.h"

struct range { uint32_t from, to; };

/* Characters that are there without being seen, or that move others. */
static const struct range unseen[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xffff }, { 0xe0000, 0xe0fff }, { 0xf0000, 0x10ffff },
};

/* One character of UTF-8 at the front: its bytes, 0 if they are not UTF-8
 * (RFC 3629: no overlong form, no surrogate, nothing over U+10FFFF). */
static size_t
character(struct str s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t *at = (const uint8_t *)s.at;
	size_t n = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 :
	    at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;

	if (n == 0 || n > s.len)
		return 0;
	*code = n == 1 ? at[0] : at[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (at[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return n;
}

static bool
is_unseen(uint32_t code)
{
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
		if (code >= unseen[i].from && code <= unseen[i].to)
			return true;
	return false;
}

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
		size_t n = character(s, &code);
		const char *name = html ? html_name(code) : NULL;

		if (shown == max) {
			buf_printf(out, "\xe2\x80\xa6(+%zu)", s.len);
			return;
		}
		if (n == 0 || code < 0x20 || code == 0x7f)
			buf_printf(out, "\\x%02x", (unsigned char)s.at[0]);
		else if (is_unseen(code))
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

void
escape_json(struct buf *out, struct str json)
{
	size_t plain = 0;

	for (size_t at = 0; at < json.len; ) {
		uint32_t code = 0;
		size_t n = (json.at[at] & 0x80) == 0 ? 0 :
		    character(str_of(json.at + at, json.len - at), &code);

		if (json.at[at] == 0x7f) {
			code = 0x7f;
			n = 1;
		}
		if (n == 0 || !is_unseen(code)) {
			at += n == 0 ? 1 : n;
			continue;
		}
		buf_add(out, str_of(json.at + plain, at - plain));
		if (code > 0xffff)
			buf_printf(out, "\\u%04x\\u%04x",
			    0xd800 + ((code - 0x10000) >> 10),
			    0xdc00 + ((code - 0x10000) & 0x3ff));
		else
			buf_printf(out, "\\u%04x", code);
		at += n;
		plain = at;
	}
	buf_add(out, str_of(json.at + plain, json.len - plain));
}
