#include "store/page.h"

#include <zstd.h>

#include "base/must.h"
#include "store/store.h"
#include "store/thrift.h"

enum { PAGE_ZSTD_LEVEL = 1 };	/* 3 saves 2 % here and takes twice as long */

void
pager_init(struct pager *pager)
{
	*pager = (struct pager){ .zstd = ZSTD_createCCtx() };
	pager->ranks = mem_new(STORE_ROWS_MAX * sizeof *pager->ranks);
	pager->lengths = mem_new(STORE_ROWS_MAX * sizeof *pager->lengths);
	must(pager->zstd != NULL);
	ZSTD_CCtx_setParameter(pager->zstd, ZSTD_c_compressionLevel,
	    PAGE_ZSTD_LEVEL);
}

void
pager_fini(struct pager *pager)
{
	ZSTD_freeCCtx(pager->zstd);
	buffer_fini(&pager->raw);
	buffer_fini(&pager->packed);
	free(pager->ranks);
	free(pager->lengths);
}

static struct str
page_body(struct pager *pager, bool zstd)
{
	struct buffer *raw = &pager->raw, *packed = &pager->packed;
	size_t n;

	if (!zstd)
		return str_of((const char *)raw->at, raw->used);
	packed->used = 0;
	buffer_room(packed, ZSTD_compressBound(raw->used));
	n = ZSTD_compress2(pager->zstd, packed->at, packed->cap, raw->at,
	    raw->used);
	must(!ZSTD_isError(n));		/* there is room, so it cannot be */
	return str_of((const char *)packed->at, n);
}

/* PageHeader of parquet.thrift. */
static void
page_head(const struct page *page, size_t raw, size_t stored,
    struct buffer *out)
{
	struct thrift thrift = thrift_begin(out);

	thrift_i32(&thrift, 1, (int32_t)page->type);
	thrift_i32(&thrift, 2, (int32_t)raw);
	thrift_i32(&thrift, 3, (int32_t)stored);
	thrift_struct(&thrift, page->type == PAGE_DATA ? 5 : 7);
	thrift_i32(&thrift, 1, (int32_t)page->values);
	thrift_i32(&thrift, 2, (int32_t)page->encoding);
	if (page->type == PAGE_DATA) {
		thrift_i32(&thrift, 3, ENCODING_RLE);	/* definition */
		thrift_i32(&thrift, 4, ENCODING_RLE);	/* repetition */
	}
	thrift_end(&thrift);
	thrift_end(&thrift);
}

uint64_t
page_write(struct pager *pager, const struct page *page, struct buffer *out)
{
	struct str body = page_body(pager, page->zstd);
	size_t start = out->used, head, raw = pager->raw.used;

	page_head(page, raw, body.len, out);
	head = out->used - start;
	buffer_add(out, body.at, body.len);
	pager->raw.used = 0;
	return head + raw;
}
