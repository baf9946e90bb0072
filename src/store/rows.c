/* rows: events become a row group.  The worker's half of the store: it opens
 * nothing and writes nothing but its own memory. */
#include "base/must.h"
#include "store/chunk.h"
#include "store/column.h"
#include "store/encode.h"
#include "store/page.h"

enum {
	ACTIVITIES = 100,		/* OCSF: 0 to 99 */
	SEVERITY_INFORMATIONAL = 1,
	/* A year-less stamp is before the first one with a year; the
	 * difference fits a varint all the same. */
	TIMES_BYTES = STORE_ROWS_MAX * CHUNK_TIME_MAX,
};

struct store_rows {
	uint32_t	  rows;
	struct heap	  heap;
	struct column	  columns[COLUMN_COUNT];
	uint8_t		 *times;	/* TIMES_BYTES of room */
	size_t		  times_used;
	struct chunk_time last;
	struct pager	  pager;
	struct buffer	  table, pages, chunk;
};

struct store_rows *
store_rows_new(void)
{
	struct store_rows *rows = mem_zero(sizeof *rows);

	for (int c = 0; c < COLUMN_COUNT; c++)
		column_init(&rows->columns[c], column_infos[c].type);
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
	free(rows->heap.at);
	free(rows->times);
	pager_fini(&rows->pager);
	buffer_fini(&rows->table);
	buffer_fini(&rows->pages);
	buffer_fini(&rows->chunk);
	free(rows);
}

static void
add_text(struct store_rows *rows, int column, struct str text)
{
	column_add_text(&rows->columns[column], &rows->heap, rows->rows, text);
}

static void
add_same(struct store_rows *rows, int column, struct str text)
{
	column_add_same(&rows->columns[column], &rows->heap, rows->rows, text);
}

static void
add_number(struct store_rows *rows, int column, uint64_t number)
{
	column_add_number(&rows->columns[column], &rows->heap, rows->rows,
	    number);
}

/* Both kinds of doubt about a stamp, for who reads the time column. */
static const struct str stamp_words[] = {
	[0] = STR_INIT("whole"),
	[STAMP_NO_YEAR] = STR_INIT("no year"),
	[STAMP_LOCAL] = STR_INIT("no zone"),
	[STAMP_NO_YEAR | STAMP_LOCAL] = STR_INIT("no year, no zone"),
};

static void
add_own(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	const struct kind_info *kind = &kind_infos[ev->kind];
	uint64_t activity = kind->activity_id;

	add_number(rows, C_CLASS_UID, kind->class_uid);
	add_number(rows, C_ACTIVITY_ID, activity);
	add_number(rows, C_TYPE_UID, kind->class_uid * 100u + activity);
	add_same(rows, C_KIND, str_from(kind->name));
	if (ev->outcome == OUTCOME_SUCCESS)
		add_text(rows, C_STATUS, STR("Success"));
	if (ev->outcome == OUTCOME_FAILURE)
		add_text(rows, C_STATUS, STR("Failure"));
	add_number(rows, C_SEVERITY_ID, SEVERITY_INFORMATIONAL);
	add_same(rows, C_SOURCE, locus->source);
	add_number(rows, C_OFFSET, locus->offset);
	add_number(rows, C_LENGTH, locus->length);
	add_same(rows, C_FORMAT, locus->format);
	add_same(rows, C_STREAM, locus->stream);
	if ((ev->time.flags & STAMP_SET) != 0)
		add_same(rows, C_STAMP, stamp_words[ev->time.flags &
		    (STAMP_NO_YEAR | STAMP_LOCAL)]);
}

static void
add_time(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	struct chunk_time time = { ev->time, locus->offset, locus->input };
	uint8_t *at = rows->times + rows->times_used;

	rows->times_used += (size_t)(chunk_put_time(at, &time, &rows->last) -
	    at);
}

/* A number that is none, or that SQL's largest integer cannot hold, is left
 * out: the line itself is found by source and offset. */
static void
add_field(struct store_rows *rows, int field, struct str value, size_t *left)
{
	uint64_t number;

	if (field_infos[field].type == FIELD_NUMBER) {
		if (str_u64(value, &number) && number <= INT64_MAX)
			add_number(rows, C_FIELDS + field, number);
		return;
	}
	if (value.len > *left)
		value.len = *left;
	*left -= value.len;
	add_text(rows, C_FIELDS + field, value);
}

bool
store_rows_add(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	size_t left = EVENT_TEXT_MAX;

	must(rows->rows < STORE_ROWS_MAX);
	must(ev->kind < K_COUNT);
	add_own(rows, ev, locus);
	add_time(rows, ev, locus);
	for (int f = 0; f < F_COUNT; f++)
		if (ev->v[f].at != NULL)
			add_field(rows, f, ev->v[f], &left);
	rows->rows++;
	return rows->rows == STORE_ROWS_MAX ||
	    rows->heap.used + rows->heap.charged >= HELD_MAX;
}

static void
rows_reset(struct store_rows *rows)
{
	for (int c = 0; c < COLUMN_COUNT; c++)
		column_reset(&rows->columns[c], rows->rows);
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
		column_encode(&rows->columns[c], &rows->heap, rows->rows,
		    &rows->pager, &rows->pages, &made);
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
