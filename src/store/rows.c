/* rows: events become a row group.  The intake's half of the store: it opens
 * nothing and writes nothing but its own memory. */
#include "base/must.h"
#include "event/brief.h"
#include "event/ocsf.h"
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

/* Kind and activity decide class_uid, activity_id, type_uid and kind, so a row
 * keeps one number for the four columns. */
struct class { unsigned int kind, activity; };

/* A text of the row under way. */
struct pending {
	struct column *column;
	struct str     text;
	uint32_t       hash;
};

struct store_rows {
	uint32_t	  rows;
	struct class	  classes[K_COUNT * ACTIVITIES];
	uint32_t	  class_count;
	uint16_t	  class_numbers[K_COUNT][ACTIVITIES];	/* from 1 */
	uint16_t	  class_of_row[STORE_ROWS_MAX];
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

/* The combination's number; a new one gets the next. */
static uint16_t
class_number(struct store_rows *rows, unsigned int kind, unsigned int activity)
{
	uint16_t *number;

	must(activity < ACTIVITIES);
	number = &rows->class_numbers[kind][activity];
	if (*number == 0) {
		rows->classes[rows->class_count++] =
		    (struct class){ kind, activity };
		*number = (uint16_t)rows->class_count;
	}
	return (uint16_t)(*number - 1);
}

static void
add_own(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	rows->class_of_row[rows->rows] = class_number(rows, ev->kind,
	    ocsf_activity(ev));
	if (ev->outcome == OUTCOME_SUCCESS)
		add_same(rows, C_STATUS, STR("Success"));
	if (ev->outcome == OUTCOME_FAILURE)
		add_same(rows, C_STATUS, STR("Failure"));
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

/* A text waits in pending while the memory its column needs is fetched. */
static inline size_t
add_field(struct store_rows *rows, int field, struct str value,
    struct pending *pending, size_t *left)
{
	if (field_infos[field].type == FIELD_NUMBER) {
		add_field_number(rows, field, value);
		return 0;
	}
	if (value.len > *left)
		value.len = *left;
	*left -= value.len;
	pending->column = &rows->columns[C_FIELDS + field];
	pending->text = value;
	pending->hash = column_hash(pending->column, value);
	return 1;
}

static void
add_fields(struct store_rows *rows, const struct event *ev)
{
	struct pending pending[F_COUNT];
	size_t count = 0, left = EVENT_TEXT_MAX;

	for (int word = 0; word < FIELD_WORDS; word++)
		for (uint64_t has = ev->has[word]; has != 0; has &= has - 1) {
			int f = word * 64 + __builtin_ctzll(has);

			if (ev->v[f].at != NULL)
				count += add_field(rows, f, ev->v[f],
				    &pending[count], &left);
		}
	for (size_t i = 0; i < count; i++)
		column_fetch(pending[i].column, &rows->heap, pending[i].hash);
	for (size_t i = 0; i < count; i++)
		column_add_hashed(pending[i].column, &rows->heap, rows->rows,
		    pending[i].text, pending[i].hash);
}

bool
store_rows_add(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus)
{
	must(rows->rows < STORE_ROWS_MAX);
	must(ev->kind < K_COUNT);
	add_own(rows, ev, locus);
	add_time(rows, ev, locus);
	add_fields(rows, ev);
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

static int64_t
class_value(int column, const struct class *class)
{
	int64_t class_uid = kind_infos[class->kind].class_uid;

	switch (column) {
	case C_CLASS_UID: return class_uid;
	case C_ACTIVITY_ID: return class->activity;
	case C_TYPE_UID: return class_uid * 100 + class->activity;
	default: return SEVERITY_INFORMATIONAL;
	}
}

static void
class_encode(struct store_rows *rows, int column, struct chunk_column *made)
{
	struct buffer *raw = &rows->pager.raw;

	for (uint32_t i = 0; i < rows->class_count; i++) {
		if (column_infos[column].type == COLUMN_TEXT) {
			struct str name =
			    str_from(kind_infos[rows->classes[i].kind].name);
			uint32_t len = (uint32_t)name.len;

			buffer_add(raw, &len, sizeof len);
			buffer_add(raw, name.at, name.len);
		} else {
			int64_t n = class_value(column, &rows->classes[i]);

			buffer_add(raw, &n, sizeof n);
		}
	}
	column_encode_full(rows->class_of_row, rows->rows, rows->class_count,
	    &rows->pager, &rows->pages, made);
}

static bool
is_of_class(int column)
{
	return (column >= C_CLASS_UID && column <= C_KIND) ||
	    column == C_SEVERITY_ID;
}

struct str
store_rows_finish(struct store_rows *rows)
{
	struct chunk_column made;
	struct chunk_head head;

	if (rows->rows == 0)
		return (struct str){ 0 };
	for (int c = C_TIME + 1; c < COLUMN_COUNT; c++) {
		if (is_of_class(c))
			class_encode(rows, c, &made);
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
