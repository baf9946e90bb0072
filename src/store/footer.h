/* footer: what a Parquet file says of itself at its end.
 *
 * Row groups are added as they are finished; the schema and the count of rows
 * in front of them are known only then, so the groups are kept encoded. */
#pragma once

#include "store/chunk.h"

/* The time column of a row group, written by the core. */
struct time_column {
	struct chunk_column column;
	uint64_t	    at;		/* offset in the file */
	int64_t		    least, most;	/* meaningless if all are null */
};

struct footer {
	struct buffer groups;
	uint64_t      rows;
	uint32_t      count;
};

/* chunk's pages lie at pages_at in the file. */
void footer_add(struct footer *footer, const struct chunk *chunk,
    uint64_t pages_at, const struct time_column *time);

/* FileMetaData, its length and the magic: the last bytes of the file. */
void footer_write(const struct footer *footer, struct buffer *out);
