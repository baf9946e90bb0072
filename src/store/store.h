/* store: the events of a case as Parquet files, and questions to them in SQL.
 *
 * Two halves in two processes.  An intake, which may open and write nothing,
 * collects events in store_rows and encodes them into chunks: one chunk is a
 * row group of at most STORE_ROWS_MAX rows, all columns but the time.  The
 * core, which never parses a line, writes the chunks to files as they come
 * and, when all lines are read and every stamp can have its year, the time
 * columns and the footers.
 *
 * A chunk is bytes from a process that may be an attacker's: store_append()
 * believes none of its numbers before checking them.
 *
 * The columns are made from event/fields.def, named by their OCSF path
 * ("src_endpoint.ip", one flat name with dots), after some of the store's own
 * (time, class_uid, ..., stream: schema.c). */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "event/event.h"

enum {
	STORE_ROWS_MAX = 1 << 16,	/* rows of a row group */
	STORE_CHUNK_MAX = 32 << 20,	/* bytes of a chunk, never more */
};

/* ---- in an intake ---- */

/* Where an event's line lies and what it is.  The slices are only read. */
struct store_locus {
	struct str source;	/* path of the input, as the user named it */
	struct str format;	/* name of the format, or of the mapping */
	struct str stream;	/* "dovecot@mail" */
	uint64_t   offset;	/* of the line in its input, decompressed */
	uint32_t   length;	/* bytes, newline left out */
	uint32_t   input;	/* number of the input, for the settling */
	uint32_t   member;	/* of an archive, the same */
	struct str flaws;	/* of the line's bytes; empty: none */
	enum { LINE_EVENT, LINE_DAMAGED, LINE_FOREIGN } state;
};

struct store_rows;

/* Takes some 20 MiB as it fills, never more than 48 MiB.  Never NULL. */
struct store_rows *store_rows_new(void);
void store_rows_free(struct store_rows *rows);

/* Add one event.  Nothing of it is kept by reference.  True: the row group is
 * full, call store_rows_finish() before the next add. */
bool store_rows_add(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus);

/* The same in steps, for who has other work between them: what the memory is
 * slow to give is there by the next one.  A row begun must be ended, with the
 * same event. */
void store_rows_begin(struct store_rows *rows, const struct event *ev);
void store_rows_fetch(const struct store_rows *rows);
bool store_rows_end(struct store_rows *rows, const struct event *ev,
    const struct store_locus *locus);

/* The chunk of what was added, and rows is empty again.  The bytes live until
 * the next call with these rows.  Empty when nothing was added. */
struct str store_rows_finish(struct store_rows *rows);

/* ---- in the core ---- */

struct store;

/* Write part-0001.parquet and so on into the open, empty folder dir_fd
 * (CASE/events).  The descriptor stays the caller's and must outlive the
 * store.  NULL with err on failure. */
struct store *store_open(int dir_fd, struct err *err);

/* Begin another file when one holds this much; 1 GiB if never called. */
void store_part_limit(struct store *store, uint64_t bytes);

/* Write one chunk.  False with err when the chunk is not sound (and nothing
 * of it was written), or when the disk is full; store_close() still works for
 * what was appended before. */
bool store_append(struct store *store, struct str chunk, struct err *err);

/* The time of an event, asked when all lines are read; offset as brief_at()
 * makes it, stream is str_hash()
 * of its name, or 0 where the stamp has its year.  False: it has none. */
struct store_settle {
	bool (*settle)(void *self, uint32_t input, uint64_t offset,
	    uint64_t stream, struct stamp stamp, struct event_time *time);
	void *self;
};

struct store_totals {
	uint64_t rows, bytes;
	uint32_t files;
};

/* Do a little of what store_close() does, and wait for no disk; false: nothing
 * is left but to call it.  Nothing is appended from here on. */
bool store_close_some(struct store *store, const struct store_settle *settle);

/* Write times and footers and wait for the disk, then free the store whatever
 * the answer.  totals may be NULL. */
bool store_close(struct store *store, const struct store_settle *settle,
    struct store_totals *totals, struct err *err);

/* Free without finishing; the files are useless then.  NULL is fine. */
void store_abandon(struct store *store);

/* ---- questions ---- */

enum store_answer {
	STORE_ANSWERED,
	STORE_NO_DUCKDB,	/* err says how to get it */
	STORE_REFUSED,		/* not one SELECT, or wrong in some other way */
	STORE_FAILED,		/* the case cannot be read */
	STORE_STOPPED,		/* the sink did not want more; err untouched */
};

/* How a value would be written in JSON. */
enum store_value { STORE_TEXT, STORE_INTEGER, STORE_BOOLEAN };

struct store_column {
	struct str	 name;
	enum store_value value;
};

/* Who takes the answer.  Values are text as DuckDB prints them, raw bytes of
 * log lines among them; a NULL has at NULL.  All lives until the call
 * returns.  False stops. */
struct store_sink {
	bool (*columns)(void *self, const struct store_column *columns,
	    size_t count);
	bool (*row)(void *self, const struct str *values, size_t count);
	void *self;
};

/* Who reads a line of an input again; false: it cannot be had any more.
 * Asked by one thread at a time, not always the same. */
struct buf;
struct store_lines {
	bool (*line)(void *self, struct str source, uint64_t offset,
	    uint32_t length, struct buf *line);
	void *self;
};

/* Run one SQL statement that gives rows over the view `events` of a case's
 * Parquet files, and the table function lines() over all lines of its inputs,
 * whose text and bytes are read again when they are wanted.  Waits.  DuckDB is loaded when this is called, not before;
 * it can read those files and nothing else.  Changes the working folder, and
 * DuckDB stays loaded: for a process that ends soon. */
enum store_answer store_query(const char *case_path, const char *sql,
    const struct store_lines *lines, const struct store_sink *sink,
    struct err *err);
