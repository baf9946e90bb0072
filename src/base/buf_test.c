#include "base/buf.h"

#include "test/test.h"

TEST(a_buf_grows_and_keeps_what_it_has)
{
	struct buf buf = { 0 };
	char want[1001];

	for (int i = 0; i < 1000; i++) {
		buf_char(&buf, (char)('a' + i % 26));
		want[i] = (char)('a' + i % 26);
	}
	CHECK_STR(buf_str(&buf), str_of(want, 1000));
	buf_reset(&buf);
	CHECK_U64(buf.len, 0);
	buf_fini(&buf);
	CHECK(buf.at == NULL);
}

TEST(numbers_and_bytes_are_written_whole)
{
	static const uint8_t bytes[] = { 0x00, 0x0f, 0xf0, 0xff };
	struct buf buf = { 0 };

	buf_u64(&buf, 0);
	buf_char(&buf, ' ');
	buf_u64(&buf, UINT64_MAX);
	buf_char(&buf, ' ');
	buf_hex(&buf, bytes, sizeof bytes);
	buf_fill(&buf, '.', 3);
	buf_printf(&buf, "%d%s", -5, "!");
	buf_text(&buf, NULL);
	buf_add(&buf, (struct str){ 0 });
	CHECK_STR(buf_str(&buf),
	    STR("0 18446744073709551615 000ff0ff...-5!"));
	buf_fini(&buf);
}
