/* page: from encoded values to a page in the file: header, compression.
 *
 * One pager serves all columns of a process, one page after the other. */
#pragma once

#include "store/buffer.h"

enum parquet_encoding {
	ENCODING_PLAIN = 0, ENCODING_RLE = 3, ENCODING_DELTA = 5,
	ENCODING_DELTA_LENGTH = 6, ENCODING_RLE_DICTIONARY = 8,
};

enum page_type { PAGE_DATA = 0, PAGE_DICTIONARY = 2 };

struct page {
	enum page_type	      type;
	enum parquet_encoding encoding;
	uint32_t	      values;	/* nulls included */
	bool		      zstd;
};

struct ZSTD_CCtx_s;

struct pager {
	struct buffer	    raw;	/* the page being made, before */
	struct buffer	    packed;	/* and after compression */
	struct ZSTD_CCtx_s *zstd;
	/* room for the indexes and the lengths of a row group */
	uint16_t	   *ranks;
	int64_t		   *lengths;
};

void pager_init(struct pager *pager);
void pager_fini(struct pager *pager);

/* Write what was put into pager->raw as one page, and empty it.  Returns
 * header and page before compression, in bytes. */
uint64_t page_write(struct pager *pager, const struct page *page,
    struct buffer *out);
