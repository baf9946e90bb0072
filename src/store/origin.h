/* origin: what a line is and where it comes from, one number a row.
 *
 * Kind, outcome, stamp, file, format, stream, host, program and service of a
 * line are one of few combinations: each is kept once, a row keeps its
 * number, and the columns are made from that when the row group ends.  A row
 * is so looked up once instead of a dozen times. */
#pragma once

#include "base/arena.h"
#include "store/column.h"
#include "store/page.h"

enum origin_text {
	ORIGIN_SOURCE, ORIGIN_FORMAT, ORIGIN_STREAM, ORIGIN_HOST,
	ORIGIN_PROGRAM, ORIGIN_SERVICE, ORIGIN_TEXTS
};

/* Enough for an estate of hundreds of hosts; lines whose program somebody
 * varies end row groups early and cost no more. */
enum {
	ORIGINS_MAX = 4096,
	ORIGIN_SLOTS = 2 * ORIGINS_MAX,
	ORIGIN_MEMOS = 256,
};

struct origin {
	uint64_t   hash;
	uint16_t   activity;
	uint8_t	   kind, outcome, stamp;
	struct str text[ORIGIN_TEXTS];		/* absent: at NULL */
};

struct origins {
	struct origin *at;			/* ORIGINS_MAX of room */
	uint32_t       count;
	uint16_t       slots[ORIGIN_SLOTS];	/* number + 1; 0 is free */
	uint16_t       memo[ORIGIN_MEMOS];	/* the same, by a weak hash */
	uint16_t       of_row[STORE_ROWS_MAX];
	uint64_t       present[STORE_ROWS_MAX / 64];	/* while encoding */
	struct arena   texts;
};

void origins_init(struct origins *origins);
void origins_fini(struct origins *origins);
void origins_reset(struct origins *origins);

/* Note a row's origin.  Adds to *held what a new one takes.  True when there
 * is room for no other: end the row group. */
bool origin_add(struct origins *origins, uint32_t row, const struct event *ev,
    const struct store_locus *locus, uint32_t *held);

/* Is the column made from origins? */
bool origin_has(int column);

/* Pages of such a column at the end of out, and what they are. */
void origin_encode(struct origins *origins, int column, uint32_t rows,
    struct pager *pager, struct buffer *out, struct chunk_column *made);
