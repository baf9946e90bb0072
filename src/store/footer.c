#include "store/footer.h"

#include "store/page.h"
#include "store/thrift.h"

/* Numbers of parquet.thrift. */
enum {
	TYPE_INT64 = 2, TYPE_BYTE_ARRAY = 6,
	REPETITION_OPTIONAL = 1,
	CONVERTED_UTF8 = 0, CONVERTED_TIMESTAMP_MILLIS = 9,
	LOGICAL_STRING = 1, LOGICAL_TIMESTAMP = 8,
	CODEC_NONE = 0, CODEC_ZSTD = 6,
	FORMAT_VERSION = 2,	/* the first with these encodings */
};

static int32_t
physical_type(int column)
{
	return column_infos[column].type == COLUMN_TEXT ? TYPE_BYTE_ARRAY
							: TYPE_INT64;
}

static void
statistics_put(struct thrift *thrift, const struct chunk_column *column,
    const struct time_column *time)
{
	thrift_struct(thrift, 12);
	thrift_i64(thrift, 3, (int64_t)column->nulls);
	if (time != NULL) {
		thrift_binary(thrift, 5,
		    str_of((const char *)&time->most, sizeof time->most));
		thrift_binary(thrift, 6,
		    str_of((const char *)&time->least, sizeof time->least));
	}
	thrift_end(thrift);
}

static void
encodings_put(struct thrift *thrift, int number, uint64_t shape)
{
	bool dictionary = (shape & SHAPE_DICTIONARY) != 0;
	int32_t values = ENCODING_PLAIN;

	if ((shape & SHAPE_DELTA) != 0)
		values = column_infos[number].type == COLUMN_TEXT
		    ? ENCODING_DELTA_LENGTH : ENCODING_DELTA;
	if (dictionary)
		values = ENCODING_RLE_DICTIONARY;
	thrift_list(thrift, 2, THRIFT_I32, dictionary ? 3 : 2);
	thrift_item_i32(thrift, ENCODING_RLE);
	if (dictionary)
		thrift_item_i32(thrift, ENCODING_PLAIN);
	thrift_item_i32(thrift, values);
}

/* ColumnChunk with its ColumnMetaData; time is NULL but for that column. */
static void
column_put(struct thrift *thrift, int number, uint32_t rows,
    const struct chunk_column *column, uint64_t at,
    const struct time_column *time)
{
	if (column->nulls == rows)
		time = NULL;		/* no least and most of nothing */
	thrift_item(thrift);
	thrift_i64(thrift, 2, 0);	/* no metadata outside the footer */
	thrift_struct(thrift, 3);
	thrift_i32(thrift, 1, physical_type(number));
	encodings_put(thrift, number, column->shape);
	thrift_list(thrift, 3, THRIFT_BINARY, 1);
	thrift_item_binary(thrift, str_from(column_infos[number].name));
	thrift_i32(thrift, 4,
	    (column->shape & SHAPE_ZSTD) != 0 ? CODEC_ZSTD : CODEC_NONE);
	thrift_i64(thrift, 5, rows);
	thrift_i64(thrift, 6, (int64_t)column->raw_bytes);
	thrift_i64(thrift, 7, (int64_t)column->bytes);
	thrift_i64(thrift, 9, (int64_t)(at + column->dictionary_bytes));
	if (column->dictionary_bytes > 0)
		thrift_i64(thrift, 11, (int64_t)at);
	statistics_put(thrift, column, time);
	thrift_end(thrift);
	thrift_end(thrift);
}

void
footer_add(struct footer *footer, const struct chunk *chunk,
    uint64_t pages_at, const struct time_column *time)
{
	/* RowGroup, an item of a list: its own last field starts at 0 */
	struct thrift thrift = thrift_begin(&footer->groups);
	uint64_t at = pages_at, raw = time->column.raw_bytes;
	uint64_t stored = chunk->head.pages_bytes + time->column.bytes;

	thrift_list(&thrift, 1, THRIFT_STRUCT, COLUMN_COUNT);
	column_put(&thrift, C_TIME, chunk->head.rows, &time->column, time->at,
	    time);
	for (int c = C_TIME + 1; c < COLUMN_COUNT; c++) {
		column_put(&thrift, c, chunk->head.rows, &chunk->columns[c], at,
		    NULL);
		at += chunk->columns[c].bytes;
		raw += chunk->columns[c].raw_bytes;
	}
	thrift_i64(&thrift, 2, (int64_t)raw);
	thrift_i64(&thrift, 3, chunk->head.rows);
	thrift_i64(&thrift, 5, (int64_t)pages_at);
	thrift_i64(&thrift, 6, (int64_t)stored);
	thrift_end(&thrift);
	footer->rows += chunk->head.rows;
	footer->count++;
}

/* SchemaElement of one column. */
static void
schema_column(struct thrift *thrift, int number)
{
	enum column_type type = column_infos[number].type;

	thrift_item(thrift);
	thrift_i32(thrift, 1, physical_type(number));
	thrift_i32(thrift, 3, REPETITION_OPTIONAL);
	thrift_binary(thrift, 4, str_from(column_infos[number].name));
	if (type == COLUMN_TEXT) {
		thrift_i32(thrift, 6, CONVERTED_UTF8);
		thrift_struct(thrift, 10);
		thrift_struct(thrift, LOGICAL_STRING);
		thrift_end(thrift);
		thrift_end(thrift);
	} else if (type == COLUMN_TIME) {
		thrift_i32(thrift, 6, CONVERTED_TIMESTAMP_MILLIS);
		thrift_struct(thrift, 10);
		thrift_struct(thrift, LOGICAL_TIMESTAMP);
		thrift_bool(thrift, 1, true);	/* an instant, in UTC */
		thrift_struct(thrift, 2);
		thrift_struct(thrift, 1);	/* milliseconds */
		thrift_end(thrift);
		thrift_end(thrift);
		thrift_end(thrift);
		thrift_end(thrift);
	}
	thrift_end(thrift);
}

static void
schema_put(struct thrift *thrift)
{
	thrift_list(thrift, 2, THRIFT_STRUCT, COLUMN_COUNT + 1);
	thrift_item(thrift);			/* the root */
	thrift_binary(thrift, 4, STR("events"));
	thrift_i32(thrift, 5, COLUMN_COUNT);
	thrift_end(thrift);
	for (int c = 0; c < COLUMN_COUNT; c++)
		schema_column(thrift, c);
}

void
footer_write(const struct footer *footer, struct buffer *out)
{
	size_t start = out->used;
	struct thrift thrift = thrift_begin(out);
	uint32_t length;

	thrift_i32(&thrift, 1, FORMAT_VERSION);
	schema_put(&thrift);
	thrift_i64(&thrift, 3, (int64_t)footer->rows);
	thrift_list(&thrift, 4, THRIFT_STRUCT, footer->count);
	buffer_add(out, footer->groups.at, footer->groups.used);
	thrift_binary(&thrift, 6, STR("beffroi version 1"));
	/* column_orders: the type's own order, or readers ignore min and max */
	thrift_list(&thrift, 7, THRIFT_STRUCT, COLUMN_COUNT);
	for (int c = 0; c < COLUMN_COUNT; c++) {
		thrift_item(&thrift);
		thrift_struct(&thrift, 1);
		thrift_end(&thrift);
		thrift_end(&thrift);
	}
	thrift_end(&thrift);
	length = (uint32_t)(out->used - start);
	buffer_add(out, &length, sizeof length);
	buffer_add(out, "PAR1", 4);
}
