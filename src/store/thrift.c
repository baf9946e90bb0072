#include "store/thrift.h"

#include "base/must.h"
#include "store/encode.h"

static void
field_head(struct thrift *thrift, int field, enum thrift_type type)
{
	int step = field - thrift->last[thrift->depth];

	must(step > 0);
	if (step <= 15) {
		buffer_byte(thrift->out, (uint8_t)(step << 4 | (int)type));
	} else {
		buffer_byte(thrift->out, (uint8_t)type);
		encode_varint(thrift->out, zigzag(field));
	}
	thrift->last[thrift->depth] = field;
}

struct thrift
thrift_begin(struct buffer *out)
{
	return (struct thrift){ .out = out };
}

void
thrift_item(struct thrift *thrift)
{
	must(thrift->depth + 1 < THRIFT_DEPTH);
	thrift->last[++thrift->depth] = 0;
}

void
thrift_struct(struct thrift *thrift, int field)
{
	field_head(thrift, field, THRIFT_STRUCT);
	thrift_item(thrift);
}

void
thrift_end(struct thrift *thrift)
{
	buffer_byte(thrift->out, 0);
	thrift->depth--;
}

void
thrift_i32(struct thrift *thrift, int field, int32_t n)
{
	field_head(thrift, field, THRIFT_I32);
	encode_varint(thrift->out, zigzag(n));
}

void
thrift_i64(struct thrift *thrift, int field, int64_t n)
{
	field_head(thrift, field, THRIFT_I64);
	encode_varint(thrift->out, zigzag(n));
}

void
thrift_bool(struct thrift *thrift, int field, bool value)
{
	field_head(thrift, field, value ? THRIFT_TRUE : THRIFT_FALSE);
}

void
thrift_binary(struct thrift *thrift, int field, struct str bytes)
{
	field_head(thrift, field, THRIFT_BINARY);
	thrift_item_binary(thrift, bytes);
}

void
thrift_list(struct thrift *thrift, int field, enum thrift_type items, size_t n)
{
	field_head(thrift, field, THRIFT_LIST);
	if (n < 15) {
		buffer_byte(thrift->out, (uint8_t)(n << 4 | items));
	} else {
		buffer_byte(thrift->out, (uint8_t)(0xf0 | items));
		encode_varint(thrift->out, n);
	}
}

void
thrift_item_i32(struct thrift *thrift, int32_t n)
{
	encode_varint(thrift->out, zigzag(n));
}

void
thrift_item_binary(struct thrift *thrift, struct str bytes)
{
	encode_varint(thrift->out, bytes.len);
	buffer_add(thrift->out, bytes.at, bytes.len);
}
