#include "store/reader_test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/must.h"
#include "test/test.h"

struct in { const uint8_t *at, *end; };

static uint64_t
in_varint(struct in *in)
{
	uint64_t n = 0;

	for (unsigned int shift = 0;; shift += 7) {
		must(in->at < in->end);
		n |= (uint64_t)(*in->at & 0x7f) << shift;
		if (*in->at++ < 0x80)
			return n;
	}
}

static int64_t
in_zigzag(struct in *in)
{
	uint64_t n = in_varint(in);

	return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static struct str
in_binary(struct in *in)
{
	size_t n = in_varint(in);
	struct str s = str_of((const char *)in->at, n);

	must(n <= (size_t)(in->end - in->at));
	in->at += n;
	return s;
}

/* The next field of a struct: its type, 0 at the end. */
static int
in_field(struct in *in, int *field)
{
	uint8_t head = *in->at++;

	if (head == 0)
		return 0;
	*field = head >> 4 != 0 ? *field + (head >> 4) : (int)in_zigzag(in);
	return head & 15;
}

static size_t
in_list(struct in *in, int *type)
{
	uint8_t head = *in->at++;

	*type = head & 15;
	return head >> 4 == 15 ? in_varint(in) : head >> 4;
}

static void
in_skip(struct in *in, int type)
{
	int field = 0, inner;
	size_t n;

	switch (type) {
	case 1: case 2: break;
	case 5: case 6: in_varint(in); break;
	case 8: in_binary(in); break;
	case 9:
		for (n = in_list(in, &inner); n > 0; n--)
			in_skip(in, inner);
		break;
	case 12:
		while ((inner = in_field(in, &field)) != 0)
			in_skip(in, inner);
		break;
	default: must(false);
	}
}

static void
read_statistics(struct in *in, struct chunk_meta *meta)
{
	int field = 0, type;

	while ((type = in_field(in, &field)) != 0) {
		switch (field) {
		case 3: meta->nulls = in_zigzag(in); break;
		case 5: meta->most = in_binary(in); break;
		case 6: meta->least = in_binary(in); break;
		default: in_skip(in, type);
		}
	}
}

static void
read_meta(struct in *in, struct chunk_meta *meta)
{
	int field = 0, type, inner;

	while ((type = in_field(in, &field)) != 0) {
		switch (field) {
		case 1: meta->type = in_zigzag(in); break;
		case 3:
			CHECK_U64(in_list(in, &inner), 1);
			meta->name = in_binary(in);
			break;
		case 4: meta->codec = in_zigzag(in); break;
		case 5: meta->values = in_zigzag(in); break;
		case 9: meta->data_at = in_zigzag(in); break;
		case 11:
			meta->dictionary_at = in_zigzag(in);
			meta->has_dictionary = true;
			break;
		case 12: read_statistics(in, meta); break;
		default: in_skip(in, type);
		}
	}
}

static void
read_group(struct in *in, struct table *table)
{
	struct chunk_meta *meta = table->chunks +
	    table->groups * COLUMN_COUNT;
	int field = 0, type, inner, of_chunk;

	while ((type = in_field(in, &field)) != 0) {
		if (field == 3) {
			table->group_rows[table->groups] = in_zigzag(in);
			continue;
		}
		if (field != 1) {
			in_skip(in, type);
			continue;
		}
		CHECK_U64(in_list(in, &inner), COLUMN_COUNT);
		for (size_t c = 0; c < COLUMN_COUNT; c++) {
			of_chunk = 0;
			while ((type = in_field(in, &of_chunk)) != 0)
				if (of_chunk == 3)
					read_meta(in, &meta[c]);
				else
					in_skip(in, type);
		}
	}
	table->groups++;
}

static void
read_footer(struct in *in, struct table *table)
{
	int field = 0, type, inner;
	size_t n;

	while ((type = in_field(in, &field)) != 0) {
		switch (field) {
		case 2:
			table->names = in_list(in, &inner) - 1;
			for (n = 0; n <= table->names; n++)
				in_skip(in, inner);
			break;
		case 3: table->rows = in_zigzag(in); break;
		case 4:
			n = in_list(in, &inner);
			must(n <= TABLE_GROUPS);
			table->chunks = arena_zero(&table->arena,
			    (n * COLUMN_COUNT + 1) * sizeof *table->chunks);
			while (n-- > 0)
				read_group(in, table);
			break;
		default: in_skip(in, type);
		}
	}
}

void
table_open(struct table *table, const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	struct in in;
	uint32_t length;

	*table = (struct table){ 0 };
	arena_init(&table->arena);
	must(fd >= 0 && fstat(fd, &st) == 0);
	table->size = (size_t)st.st_size;
	table->bytes = arena_take(&table->arena, table->size);
	must(read(fd, table->bytes, table->size) == st.st_size);
	close(fd);
	must(table->size > 12 && memcmp(table->bytes, "PAR1", 4) == 0);
	in.end = table->bytes + table->size - 8;
	must(memcmp(in.end + 4, "PAR1", 4) == 0);
	memcpy(&length, in.end, 4);
	must(length <= table->size - 12);
	in.at = in.end - length;
	read_footer(&in, table);
	CHECK(in.at == in.end);
}

/* A page: its number of values, its encoding, its bytes uncompressed. */
static struct in
page_open(struct table *table, int64_t at, int64_t codec, int64_t *values,
    int64_t *encoding)
{
	struct in in = { table->bytes + at, table->bytes + table->size };
	int64_t raw = 0, stored = 0;
	int field = 0, type;
	uint8_t *plain;

	while ((type = in_field(&in, &field)) != 0) {
		int inner = 0;

		if (field == 2)
			raw = in_zigzag(&in);
		else if (field == 3)
			stored = in_zigzag(&in);
		else if (field == 5 || field == 7)
			while ((type = in_field(&in, &inner)) != 0)
				if (inner == 1)
					*values = in_zigzag(&in);
				else if (inner == 2)
					*encoding = in_zigzag(&in);
				else
					in_skip(&in, type);
		else
			in_skip(&in, type);
	}
	if (codec == 0) {
		CHECK_I64(raw, stored);
		return (struct in){ in.at, in.at + raw };
	}
	plain = arena_take(&table->arena, (size_t)raw);
	CHECK_U64(ZSTD_decompress(plain, (size_t)raw, in.at, (size_t)stored),
	    raw);
	return (struct in){ plain, plain + raw };
}

static uint64_t
bits_at(const uint8_t *at, size_t bit, unsigned int bits)
{
	uint64_t n = 0;

	for (unsigned int b = 0; b < bits; b++, bit++)
		n |= (uint64_t)(at[bit / 8] >> bit % 8 & 1) << b;
	return n;
}

static void
read_hybrid(struct in *in, unsigned int bits, size_t n, uint32_t *numbers)
{
	for (size_t done = 0; done < n;) {
		uint64_t head = in_varint(in), count = head >> 1;
		size_t bytes = (bits + 7) / 8;

		if ((head & 1) == 0) {
			uint32_t number = (uint32_t)bits_at(in->at, 0,
			    (unsigned int)bytes * 8);

			in->at += bytes;
			for (uint64_t i = 0; i < count && done < n; i++)
				numbers[done++] = number;
			continue;
		}
		for (size_t i = 0; i < count * 8 && done < n; i++)
			numbers[done++] = (uint32_t)bits_at(in->at, i * bits,
			    bits);
		in->at += count * bits;
	}
	CHECK(in->at <= in->end);
}

static void
read_delta(struct in *in, int64_t *numbers)
{
	uint64_t block = in_varint(in), minis = in_varint(in);
	uint64_t n = in_varint(in), size = block / minis, done = 0;
	uint64_t number = (uint64_t)in_zigzag(in);

	if (n > 0)
		numbers[done++] = (int64_t)number;
	while (done < n) {
		uint64_t least = (uint64_t)in_zigzag(in);
		const uint8_t *widths = in->at;

		in->at += minis;
		for (uint64_t m = 0; m < minis && done < n; m++) {
			for (uint64_t i = 0; i < size && done < n; i++) {
				number += least + bits_at(in->at,
				    i * widths[m], widths[m]);
				numbers[done++] = (int64_t)number;
			}
			in->at += size * widths[m] / 8;
		}
	}
	CHECK(in->at <= in->end);
}

struct str
number_text(struct table *table, int64_t n)
{
	return arena_printf(&table->arena, "%lld", (long long)n);
}

/* n values without nulls, numbers in decimal. */
static struct str *
read_values(struct table *table, struct in *in, const struct chunk_meta *meta,
    int64_t encoding, const struct str *dictionary, size_t n)
{
	struct str *values = arena_take(&table->arena, (n + 1) * sizeof *values);
	int64_t *numbers = arena_take(&table->arena, (n + 1) * sizeof *numbers);
	uint32_t *ranks = arena_take(&table->arena, (n + 1) * sizeof *ranks);

	if (encoding == 8) {
		unsigned int bits = *in->at++;

		read_hybrid(in, bits, n, ranks);
	} else if (encoding == 5 || encoding == 6) {
		read_delta(in, numbers);
	}
	for (size_t i = 0; i < n; i++) {
		if (encoding == 8) {
			values[i] = dictionary[ranks[i]];
		} else if (encoding == 5) {
			values[i] = number_text(table, numbers[i]);
		} else if (encoding == 6) {
			values[i] = str_of((const char *)in->at,
			    (size_t)numbers[i]);
			in->at += numbers[i];
		} else if (meta->type == 2) {
			memcpy(numbers, in->at, 8);
			in->at += 8;
			values[i] = number_text(table, numbers[0]);
		} else {
			uint32_t length;

			memcpy(&length, in->at, 4);
			values[i] = str_of((const char *)in->at + 4, length);
			in->at += 4 + length;
		}
	}
	CHECK(in->at <= in->end);
	return values;
}

/* A column of a row group by row; null: at NULL. */
struct str *
column_read(struct table *table, size_t group, int column)
{
	const struct chunk_meta *meta =
	    &table->chunks[group * COLUMN_COUNT + (size_t)column];
	size_t rows = (size_t)table->group_rows[group], present = 0;
	struct str *all = arena_zero(&table->arena, rows * sizeof *all);
	struct str *dictionary = NULL, *values;
	uint32_t *levels = arena_take(&table->arena, rows * sizeof *levels);
	int64_t n = 0, encoding = 0;
	struct in in;

	CHECK_STR(meta->name, str_from(column_infos[column].name));
	if (meta->has_dictionary) {
		in = page_open(table, meta->dictionary_at, meta->codec, &n,
		    &encoding);
		dictionary = read_values(table, &in, meta, 0, NULL, (size_t)n);
	}
	in = page_open(table, meta->data_at, meta->codec, &n, &encoding);
	CHECK_I64(n, rows);
	CHECK_I64(meta->values, rows);
	in.at += 4;
	read_hybrid(&in, 1, rows, levels);
	for (size_t row = 0; row < rows; row++)
		present += levels[row];
	CHECK_U64(rows - present, meta->nulls);
	values = read_values(table, &in, meta, encoding, dictionary, present);
	for (size_t row = 0; row < rows; row++)
		if (levels[row] != 0)
			all[row] = *values++;
	return all;
}
