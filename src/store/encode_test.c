#include "store/encode.h"

#include "store/thrift.h"
#include "test/test.h"

static struct str
bytes_of(const struct buffer *buffer)
{
	return str_of((const char *)buffer->at, buffer->used);
}

TEST(varints_come_back)
{
	static const uint64_t numbers[] = {
		0, 1, 127, 128, 300, 16383, 16384, UINT32_MAX, UINT64_MAX - 1,
		UINT64_MAX,
	};
	struct buffer out = { 0 };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct str bytes;
		uint64_t n = 7;

		out.used = 0;
		encode_varint(&out, numbers[i]);
		bytes = bytes_of(&out);
		CHECK(varint_take(&bytes, &n));
		CHECK_U64(n, numbers[i]);
		CHECK_U64(bytes.len, 0);
	}
	buffer_fini(&out);
}

TEST(a_varint_cut_short_or_too_long_is_refused)
{
	struct str cut = STR("\x80\x80"), empty = STR("");
	struct str over = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02");
	struct str endless = STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80");
	uint64_t n;

	CHECK(!varint_take(&cut, &n));
	CHECK_U64(cut.len, 2);
	CHECK(!varint_take(&empty, &n));
	CHECK(!varint_take(&over, &n));
	CHECK(!varint_take(&endless, &n));
}

TEST(zigzag_keeps_small_negatives_small)
{
	CHECK_U64(zigzag(0), 0);
	CHECK_U64(zigzag(-1), 1);
	CHECK_U64(zigzag(1), 2);
	CHECK_I64(unzigzag(zigzag(INT64_MIN)), INT64_MIN);
	CHECK_I64(unzigzag(zigzag(INT64_MAX)), INT64_MAX);
}

/* The example of the Parquet specification: 0 to 7 in three bits each. */
TEST(numbers_are_packed_from_the_lowest_bit)
{
	static const uint16_t numbers[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	struct buffer out = { 0 };

	encode_bits16(&out, numbers, 8, 3);
	CHECK_STR(bytes_of(&out), STR("\x88\xc6\xfa"));
	buffer_fini(&out);
}

TEST(numbers_of_any_width_come_back_from_bits)
{
	struct buffer out = { 0 };

	for (unsigned int bits = 1; bits <= 64; bits++) {
		uint64_t mask = bits == 64 ? UINT64_MAX
					   : (UINT64_C(1) << bits) - 1;
		uint64_t numbers[37];
		size_t bit = 0;

		for (size_t i = 0; i < 37; i++)
			numbers[i] = (i * 0x9e3779b97f4a7c15u) & mask;
		out.used = 0;
		encode_bits64(&out, numbers, 37, bits);
		CHECK_U64(out.used, (37 * bits + 7) / 8);
		for (size_t i = 0; i < 37; i++) {
			uint64_t n = 0;

			for (unsigned int b = 0; b < bits; b++, bit++)
				n |= (uint64_t)(out.at[bit / 8] >> bit % 8 & 1)
				    << b;
			CHECK_U64(n, numbers[i]);
		}
	}
	buffer_fini(&out);
}

TEST(a_long_run_is_two_bytes_and_a_short_one_is_packed)
{
	uint16_t numbers[100];
	struct buffer out = { 0 };

	for (size_t i = 0; i < 100; i++)
		numbers[i] = 5;
	encode_hybrid(&out, numbers, 100, 3);
	CHECK_STR(bytes_of(&out), STR("\xc8\x01\x05"));

	out.used = 0;
	for (uint16_t i = 0; i < 8; i++)
		numbers[i] = i;
	encode_hybrid(&out, numbers, 8, 3);
	CHECK_STR(bytes_of(&out), STR("\x03\x88\xc6\xfa"));
	buffer_fini(&out);
}

/* Header (block 128, 4 miniblocks, 5 values, first 7), least delta -2,
 * widths, one miniblock of 32 differences: the specification's example. */
TEST(deltas_are_packed_as_in_the_specification)
{
	static const int64_t numbers[] = { 7, 5, 3, 1, 2 };
	struct buffer out = { 0 };

	encode_delta(&out, numbers, 5);
	CHECK_STR(str_of((const char *)out.at, 11),
	    str_of("\x80\x01\x04\x05\x0e\x03\x02\0\0\0\xc0", 11));
	CHECK_U64(out.used, 10 + 32 * 2 / 8);
	buffer_fini(&out);
}

TEST(levels_of_one_kind_are_one_run)
{
	uint64_t bitmap[2] = { UINT64_MAX, 0x3f };
	struct buffer out = { 0 };

	encode_levels(&out, bitmap, 70);
	CHECK_STR(bytes_of(&out), STR("\x03\0\0\0\x8c\x01\x01"));
	out.used = 0;
	encode_same_levels(&out, 0, 70);
	CHECK_STR(bytes_of(&out), STR("\x03\0\0\0\x8c\x01\0"));
	out.used = 0;
	bitmap[0] = 5;
	encode_levels(&out, bitmap, 10);
	CHECK_STR(bytes_of(&out), STR("\x03\0\0\0\x05\x05\0"));
	buffer_fini(&out);
}

TEST(bytes_that_are_no_utf8_become_the_replacement_character)
{
	static const struct { struct str from, to; } cases[] = {
		{ STR_INIT("plain"), STR_INIT("plain") },
		{ STR_INIT("h\xc3\xa9llo \xf0\x9f\x94\x94"),
		  STR_INIT("h\xc3\xa9llo \xf0\x9f\x94\x94") },
		{ STR_INIT("\xe9t\xe9"),
		  STR_INIT("\xef\xbf\xbdt\xef\xbf\xbd") },
		{ STR_INIT("\xc0\xaf"),			/* overlong */
		  STR_INIT("\xef\xbf\xbd\xef\xbf\xbd") },
		{ STR_INIT("\xed\xa0\x80"),		/* a surrogate */
		  STR_INIT("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd") },
		{ STR_INIT("end\xe2\x82"),		/* cut */
		  STR_INIT("end\xef\xbf\xbd\xef\xbf\xbd") },
		{ STR_INIT("a\0b"), STR_INIT("a\0b") },
	};
	uint8_t room[64];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = utf8_repair(room, cases[i].from);

		CHECK_STR(str_of((const char *)room, n), cases[i].to);
		CHECK(utf8_is_valid(cases[i].from) ==
		    str_eq(cases[i].from, cases[i].to));
		CHECK(utf8_is_valid(cases[i].to));
	}
}

/* struct { 1: i32 -1, 2: binary "ab", 3: list<i32> [1, 2], 20: true,
 *	    21: struct { 1: i64 300 } } */
TEST(thrift_writes_the_compact_protocol)
{
	struct buffer out = { 0 };
	struct thrift thrift = thrift_begin(&out);

	thrift_i32(&thrift, 1, -1);
	thrift_binary(&thrift, 2, STR("ab"));
	thrift_list(&thrift, 3, THRIFT_I32, 2);
	thrift_item_i32(&thrift, 1);
	thrift_item_i32(&thrift, 2);
	thrift_bool(&thrift, 20, true);
	thrift_struct(&thrift, 21);
	thrift_i64(&thrift, 1, 300);
	thrift_end(&thrift);
	thrift_end(&thrift);
	CHECK_STR(bytes_of(&out), STR("\x15\x01" "\x18\x02" "ab"
	    "\x19\x25\x02\x04" "\x01\x28" "\x1c\x16\xd8\x04\0" "\0"));
	buffer_fini(&out);
}
