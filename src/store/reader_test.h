/* reader_test: a small reader of Parquet, for tests.
 *
 * It shares no code with the writer and starts at the footer, as any other
 * program would.  Its files are our own: what it does not expect ends it. */
#pragma once

#include "base/arena.h"
#include "store/schema.h"

enum { TABLE_GROUPS = 1024 };

struct chunk_meta {
	int64_t	   type, codec, values, data_at, dictionary_at, nulls;
	bool	   has_dictionary;
	struct str name, least, most;
};

struct table {
	struct arena	   arena;
	uint8_t		  *bytes;
	size_t		   size;
	int64_t		   rows;
	size_t		   names, groups;
	struct chunk_meta *chunks;	/* by group, then by column */
	int64_t		   group_rows[TABLE_GROUPS];
};

void table_open(struct table *table, const char *path);

/* A column of a row group by row, numbers in decimal; null: at NULL.  Lives
 * in the table's arena. */
struct str *column_read(struct table *table, size_t group, int column);

struct str number_text(struct table *table, int64_t n);
