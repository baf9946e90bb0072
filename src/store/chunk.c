#include "store/chunk.h"

#include "store/encode.h"

void
chunk_put_column(struct buffer *table, const struct chunk_column *column)
{
	encode_varint(table, column->shape);
	encode_varint(table, column->nulls);
	encode_varint(table, column->dictionary_bytes);
	encode_varint(table, column->bytes);
	encode_varint(table, column->raw_bytes);
}

enum {
	TIME_FLAGS = STAMP_SET | STAMP_NO_YEAR | STAMP_LOCAL,
	TIME_INPUT = 8,		/* the input is another one */
	TIME_STREAM = 16,	/* and so the stream */
};
_Static_assert((TIME_FLAGS & (TIME_INPUT | TIME_STREAM)) == 0,
    "flags share a byte");

/* No stamp is farther from 1970: four digits of a year and an offset. */
static const int64_t TIME_REACH = (int64_t)1 << 49;

uint8_t *
chunk_put_time(uint8_t *at, const struct chunk_time *time,
    struct chunk_time *last)
{
	bool moved = time->input != last->input;
	uint64_t stream = time->stamp.flags & STAMP_NO_YEAR ? time->stream :
	    last->stream;
	bool other = stream != last->stream;

	*at++ = (uint8_t)((time->stamp.flags & TIME_FLAGS) |
	    (moved ? TIME_INPUT : 0) | (other ? TIME_STREAM : 0));
	at = varint_put(at, zigzag((int64_t)((uint64_t)time->stamp.at.ms -
	    (uint64_t)last->stamp.at.ms)));
	at = varint_put(at, zigzag((int64_t)(time->offset - last->offset)));
	if (moved)
		at = varint_put(at, time->input);
	if (other)
		at = varint_put(at, stream);
	*last = *time;
	last->stream = stream;
	return at;
}

bool
chunk_take_time(struct str *times, struct chunk_time *last)
{
	uint64_t flags, ms, offset, input = last->input;

	if (!varint_take(times, &flags) || !varint_take(times, &ms) ||
	    !varint_take(times, &offset) ||
	    (flags & ~(uint64_t)(TIME_FLAGS | TIME_INPUT | TIME_STREAM)) != 0)
		return false;
	if ((flags & TIME_INPUT) != 0 && !varint_take(times, &input))
		return false;
	if (input > UINT32_MAX)
		return false;
	if ((flags & TIME_STREAM) != 0 && !varint_take(times, &last->stream))
		return false;
	last->stamp.flags = (uint8_t)(flags & TIME_FLAGS);
	last->stamp.at.ms = (int64_t)((uint64_t)last->stamp.at.ms +
	    (uint64_t)unzigzag(ms));
	last->offset += (uint64_t)unzigzag(offset);
	last->input = (uint32_t)input;
	return last->stamp.at.ms < TIME_REACH && last->stamp.at.ms > -TIME_REACH;
}

static bool
column_take(struct str *table, const struct chunk_head *head,
    struct chunk_column *column)
{
	uint64_t both = SHAPE_DICTIONARY | SHAPE_DELTA;

	return varint_take(table, &column->shape) &&
	    varint_take(table, &column->nulls) &&
	    varint_take(table, &column->dictionary_bytes) &&
	    varint_take(table, &column->bytes) &&
	    varint_take(table, &column->raw_bytes) &&
	    column->shape < SHAPE_END && (column->shape & both) != both &&
	    column->nulls <= head->rows &&
	    column->bytes <= head->pages_bytes &&
	    column->raw_bytes <= STORE_CHUNK_MAX &&
	    ((column->shape & SHAPE_DICTIONARY) != 0
		? column->dictionary_bytes > 0 &&
		  column->dictionary_bytes < column->bytes
		: column->dictionary_bytes == 0);
}

static bool
table_read(struct chunk *chunk)
{
	struct str table = chunk->table;
	uint64_t pages = 0;

	for (int c = C_TIME + 1; c < COLUMN_COUNT; c++) {
		if (!column_take(&table, &chunk->head, &chunk->columns[c]))
			return false;
		pages += chunk->columns[c].bytes;
	}
	return table.len == 0 && pages == chunk->head.pages_bytes;
}

static bool
times_are_sound(struct str times, uint32_t rows)
{
	struct chunk_time time = { 0 };

	for (uint32_t row = 0; row < rows; row++)
		if (!chunk_take_time(&times, &time))
			return false;
	return times.len == 0;
}

static struct str
part_take(struct str *bytes, size_t n)
{
	struct str part = str_of(bytes->at, n);

	str_drop(bytes, n);
	return part;
}

bool
chunk_read_spilled(struct chunk *chunk, struct str bytes, struct err *err)
{
	struct chunk_head *head = &chunk->head;

	if (bytes.len < sizeof *head)
		return err_set(err, "row group cut short");
	memcpy(head, bytes.at, sizeof *head);
	str_drop(&bytes, sizeof *head);
	if (head->rows == 0 || head->rows > STORE_ROWS_MAX)
		return err_set(err, "row group of %u rows", head->rows);
	if (head->table_bytes > bytes.len ||
	    head->times_bytes > bytes.len - head->table_bytes)
		return err_set(err, "row group cut short");
	chunk->table = part_take(&bytes, head->table_bytes);
	chunk->times = part_take(&bytes, head->times_bytes);
	chunk->pages = bytes;
	if (!table_read(chunk))
		return err_set(err, "row group with a bad table of columns");
	if (!times_are_sound(chunk->times, head->rows))
		return err_set(err, "row group with bad times");
	return true;
}

bool
chunk_read(struct chunk *chunk, struct str bytes, struct err *err)
{
	if (bytes.len > STORE_CHUNK_MAX)
		return err_set(err, "row group of %zu bytes", bytes.len);
	if (!chunk_read_spilled(chunk, bytes, err))
		return false;
	if (chunk->pages.len != chunk->head.pages_bytes)
		return err_set(err, "row group cut short");
	return true;
}
