#include "event/flaw.h"

#include "test/test.h"

TEST(bytes_that_no_text_has_are_told_apart)
{
	static const struct { struct str line; unsigned flaws; } cases[] = {
		{ STR_INIT(""), 0 },
		{ STR_INIT("Dec 11 21:04:00 mail sshd[1]: a\tb, longer"), 0 },
		{ STR_INIT("h\xc3\xa9l\xc3\xa8ne \xf0\x9f\x94\x94"), 0 },
		{ STR_INIT("0123456789abcdef\0"), 1u << FLAW_NUL },
		{ STR_INIT("\x1b[2J"), 1u << FLAW_BINARY },
		{ STR_INIT("0123456789abcdef0\x7f"), 1u << FLAW_BINARY },
		{ STR_INIT("\xff"), 1u << FLAW_UTF8 },
		{ STR_INIT("\xc0\xaf"), 1u << FLAW_UTF8 },
		{ STR_INIT("\xed\xa0\x80"), 1u << FLAW_UTF8 },
		{ STR_INIT("\xf4\x90\x80\x80"), 1u << FLAW_UTF8 },
		{ STR_INIT("\xe2\x82"), 1u << FLAW_UTF8 },
		{ STR_INIT("\1\xfe\0"), 1u << FLAW_NUL | 1u << FLAW_BINARY |
		    1u << FLAW_UTF8 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_U64(flaws_of(cases[i].line), cases[i].flaws);
}

TEST(flaws_have_names)
{
	char text[FLAWS_TEXT];

	CHECK_STR(flaws_text(0, text), STR(""));
	CHECK_STR(flaws_text(1u << FLAW_CUT | 1u << FLAW_UTF8, text),
	    STR("cut,bad_utf8"));
	CHECK_STR(flaws_text((1u << FLAW_COUNT) - 1, text),
	    STR("cut,overlong,unended,crlf,nul,binary,bad_utf8"));
}
