/* rows: events become a row group.  The intake's half of the store: it opens
 * nothing and writes nothing but its own memory. */
#include "base/must.h"
#include "event/brief.h"
#include "store/chunk.h"
#include "store/column.h"
#include "store/encode.h"
#include "store/origin.h"
#include "store/page.h"

enum {
	/* A year-less stamp is before the first one with a year; the
	 * difference fits a varint all the same. */
	TIMES_BYTES = STORE_ROWS_MAX * CHUNK_TIME_MAX,
};

/* A text of the row under way. */
struct pending {
	struct column *column;
	struct str     text;
	uint32_t       hash;
};

struct store_rows {
	uint32_t	  rows;
	struct origins	  origins;
	uint64_t	  by_origin[FIELD_WORDS];	/* fields it has */
	struct heap	  heap;
	struct column	  columns[COLUMN_COUNT];
	uint8_t		 *times;	/* TIMES_BYTES of room */
	size_t		  times_used;
	struct chunk_time last;
	struct pager	  pager;
	struct buffer	  table, pages, chunk;
	struct pending	  pending[F_COUNT];	/* of the row begun */
	size_t		  pending_count;
};

struct store_rows *
store_rows_new(void)
{
	struct store_rows *rows = mem_zero(sizeof *rows);

	for (int c = 0; c < COLUMN_COUNT; c++)
		column_init(&rows->columns[c], column_infos[c].type);
	for (int f = 0; f < F_COUNT; f++)
		if (origin_has(C_FIELDS + f))
			rows->by_origin[f / 64] |= (uint64_t)1 << f % 64;
	origins_init(&rows->origins);
	rows->heap.at = mem_new(HEAP_BYTES);
	rows->heap.used = HEAP_ALIGN;
	rows->times = mem_new(TIMES_BYTES);
	pager_init(&rows->pager);
	return rows;
}

void
store_rows_free(struct store_rows *rows)
{
	if (rows == NULL)
		return;
	for (int c = 0; c < COLUMN_COUNT; c++)
		column_fini(&rows->columns[c]);
	origins_fini(&rows->origins);
	free(rows->heap.at);
	free(rows->times);
	pager_fini(&rows->pager);
	buffer_fini(&rows->table);
	buffer_fini(&rows->pages);
	buffer_fini(&rows->chunk);
	free(rows);
}

static void
add_number(struct store_rows *rows, int column, uint64_t number)
{
	column_add_number(&rows->columns[column], &rows->heap, rows->rows,
	    number);
}

/* A column that is empty in nearly all rows. */
static void
add_text(struct store_rows *rows, int column, struct str text)
{
	struct column *c = &rows->columns[column];
	uint32_t hash;

	if (text.len == 0)
		return;
	hash = column_hash(c, text);
	column_add_hashed(c, &rows->heap, rows->rows, text, hash);
}

static void
add_time(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	struct chunk_time time = { ev->time,
		brief_at(locus->member, locus->offset), 0, locus->input };
	uint8_t *at = rows->times + rows->times_used;

	if (ev->time.flags & STAMP_NO_YEAR)
		time.stream = str_hash(locus->stream);
	rows->times_used += (size_t)(chunk_put_time(at, &time, &rows->last) -
	    at);
}

/* A number that is none, or that SQL's largest integer cannot hold, is left
 * out: the line itself is found by source and offset. */
static void
add_field_number(struct store_rows *rows, int field, struct str value)
{
	uint64_t number;

	if (str_u64(value, &number) && number <= INT64_MAX)
		add_number(rows, C_FIELDS + field, number);
}

/* A text waits until the memory its column needs has been fetched. */
static inline void
add_field(struct store_rows *rows, int field, struct str value, size_t *left)
{
	struct pending *pending = &rows->pending[rows->pending_count];

	if (field_infos[field].type == FIELD_NUMBER) {
		add_field_number(rows, field, value);
		return;
	}
	if (value.len > *left)
		value.len = *left;
	*left -= value.len;
	pending->column = &rows->columns[C_FIELDS + field];
	pending->text = value;
	pending->hash = column_hash(pending->column, value);
	rows->pending_count++;
}

void
store_rows_begin(struct store_rows *rows, const struct event *ev)
{
	size_t left = EVENT_TEXT_MAX;

	must(rows->rows < STORE_ROWS_MAX);
	must(ev->kind < K_COUNT);
	rows->pending_count = 0;
	for (int word = 0; word < FIELD_WORDS; word++)
		for (uint64_t has = ev->has[word] & ~rows->by_origin[word];
		     has != 0; has &= has - 1) {
			int f = word * 64 + __builtin_ctzll(has);

			if (ev->v[f].at != NULL)
				add_field(rows, f, ev->v[f], &left);
		}
}

void
store_rows_fetch(const struct store_rows *rows)
{
	for (size_t i = 0; i < rows->pending_count; i++)
		column_fetch(rows->pending[i].column, &rows->heap,
		    rows->pending[i].hash);
}

bool
store_rows_end(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	bool full = origin_add(&rows->origins, rows->rows, ev, locus,
	    &rows->heap.charged);

	add_number(rows, C_OFFSET, locus->offset);
	add_number(rows, C_LENGTH, locus->length);
	add_text(rows, C_FLAWS, locus->flaws);
	add_time(rows, ev, locus);
	for (size_t i = 0; i < rows->pending_count; i++)
		column_add_hashed(rows->pending[i].column, &rows->heap,
		    rows->rows, rows->pending[i].text, rows->pending[i].hash);
	rows->rows++;
	return full || rows->rows == STORE_ROWS_MAX ||
	    rows->heap.used + rows->heap.charged >= HELD_MAX;
}

bool
store_rows_add(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	store_rows_begin(rows, ev);
	store_rows_fetch(rows);
	return store_rows_end(rows, ev, locus);
}

static void
rows_reset(struct store_rows *rows)
{
	for (int c = 0; c < COLUMN_COUNT; c++)
		column_reset(&rows->columns[c], rows->rows);
	origins_reset(&rows->origins);
	rows->rows = 0;
	rows->heap.used = HEAP_ALIGN;
	rows->heap.charged = 0;
	rows->times_used = 0;
	rows->last = (struct chunk_time){ 0 };
	rows->table.used = rows->pages.used = 0;
}

struct str
store_rows_finish(struct store_rows *rows)
{
	struct chunk_column made;
	struct chunk_head head;

	if (rows->rows == 0)
		return (struct str){ 0 };
	for (int c = C_TIME + 1; c < COLUMN_COUNT; c++) {
		if (origin_has(c))
			origin_encode(&rows->origins, c, rows->rows,
			    &rows->pager, &rows->pages, &made);
		else
			column_encode(&rows->columns[c], &rows->heap,
			    rows->rows, &rows->pager, &rows->pages, &made);
		chunk_put_column(&rows->table, &made);
	}
	head = (struct chunk_head){
		.rows = rows->rows,
		.table_bytes = (uint32_t)rows->table.used,
		.times_bytes = (uint32_t)rows->times_used,
		.pages_bytes = (uint32_t)rows->pages.used,
	};
	rows->chunk.used = 0;
	buffer_add(&rows->chunk, &head, sizeof head);
	buffer_add(&rows->chunk, rows->table.at, rows->table.used);
	buffer_add(&rows->chunk, rows->times, rows->times_used);
	buffer_add(&rows->chunk, rows->pages.at, rows->pages.used);
	must(rows->chunk.used <= STORE_CHUNK_MAX);
	rows_reset(rows);
	return str_of((const char *)rows->chunk.at, rows->chunk.used);
}
