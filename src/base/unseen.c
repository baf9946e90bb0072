#include "base/unseen.h"

static const struct range { uint32_t from, to; } unseen[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xffff }, { 0xe0000, 0xe0fff }, { 0xf0000, 0x10ffff },
};

bool
unseen_is(uint32_t code)
{
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
		if (code >= unseen[i].from && code <= unseen[i].to)
			return true;
	return false;
}

size_t
unseen_code(struct str s, uint32_t *code)
{
	size_t n = str_utf8(s);

	if (n == 0)
		return 0;
	*code = (unsigned char)s.at[0];
	if (n > 1)
		*code &= 0x7fU >> n;
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | ((unsigned char)s.at[i] & 0x3f);
	return n;
}
