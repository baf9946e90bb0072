/* What goes into the store comes out of the files. */
#include "store/store.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/must.h"
#include "store/chunk.h"
#include "store/reader_test.h"
#include "test/test.h"

static bool
settle_plain(void *self, uint32_t input, uint64_t offset, uint64_t stream,
    struct stamp stamp, struct event_time *time)
{
	struct event_time anchor = { clock_days(2026, 1, 2) * 86400000 };

	(void)self, (void)offset, (void)stream;
	*time = stamp.at;
	if ((stamp.flags & STAMP_NO_YEAR) != 0)
		*time = stamp_with_year(stamp, anchor, NULL);
	return input != 9;		/* nobody knows when input 9 was */
}

static int
folder_open(const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", test_folder(), name);
	must(mkdir(path, 0700) == 0);
	return open(path, O_RDONLY | O_DIRECTORY);
}

/* Give rows to a store in a new folder and read its first file. */
static void
table_of(struct table *table, const char *name, struct str *chunks,
    size_t count)
{
	const struct store_settle settle = { settle_plain, NULL };
	struct store_totals totals;
	char path[256], file[300];
	struct store *store;
	struct err err;
	int dir = folder_open(name, path);

	store = store_open(dir, &err);
	must(store != NULL);
	for (size_t i = 0; i < count; i++)
		CHECK(store_append(store, chunks[i], &err));
	/* Closed piece by piece or at once. */
	for (size_t i = 0; i < count + 1; i++)
		CHECK(store_close_some(store, &settle));
	CHECK(store_close(store, &settle, &totals, &err));
	CHECK_U64(totals.files, 1);
	close(dir);
	snprintf(file, sizeof file, "%s/part-0001.parquet", path);
	table_open(table, file);
	CHECK_U64(table->size, totals.bytes);
	CHECK_U64(table->rows, totals.rows);
	CHECK_U64(table->names, COLUMN_COUNT);
}

static const struct store_locus locus = {
	.source = STR_INIT("logs/mail.log"), .format = STR_INIT("dovecot"),
	.stream = STR_INIT("dovecot@mail"), .offset = 4096, .length = 120,
};

static void
event_login(struct event *ev)
{
	event_reset(ev);
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	ev->time = (struct stamp){ { 1765486800000 }, STAMP_SET };
	event_set(ev, F_USER, STR("a.durand@interieur.example"));
	event_set(ev, F_SRC_IP, STR("192.0.2.7"));
	event_set(ev, F_SRC_PORT, STR("4022"));
}

TEST(a_row_comes_back_with_its_nulls)
{
	struct store_rows *rows = store_rows_new();
	struct table table;
	struct event ev;
	struct str chunk;

	event_login(&ev);
	event_set(&ev, F_STATUS_DETAIL, STR(""));
	CHECK(!store_rows_add(rows, &ev, &locus));
	event_reset(&ev);
	CHECK(!store_rows_add(rows, &ev, &locus));
	chunk = store_rows_finish(rows);
	table_of(&table, "row", &chunk, 1);
	static const struct { int column; const char *first, *second; } want[] = {
		{ C_TIME, "1765486800000", NULL },
		{ C_CLASS_UID, "3002", "0" }, { C_ACTIVITY_ID, "1", "99" },
		{ C_TYPE_UID, "300201", "99" }, { C_KIND, "login", "note" },
		{ C_STATUS, "Failure", NULL }, { C_SEVERITY_ID, "1", "1" },
		{ C_SOURCE, "logs/mail.log", "logs/mail.log" },
		{ C_OFFSET, "4096", "4096" }, { C_LENGTH, "120", "120" },
		{ C_FORMAT, "dovecot", "dovecot" },
		{ C_STREAM, "dovecot@mail", "dovecot@mail" },
		{ C_STAMP, "whole", NULL },
		{ C_FIELDS + F_USER, "a.durand@interieur.example", NULL },
		{ C_FIELDS + F_SRC_PORT, "4022", NULL },
		{ C_FIELDS + F_STATUS_DETAIL, "", NULL },
		{ C_FIELDS + F_MESSAGE, NULL, NULL },
	};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct str *got = column_read(&table, 0, want[i].column);

		CHECK((got[0].at == NULL) == (want[i].first == NULL));
		CHECK((got[1].at == NULL) == (want[i].second == NULL));
		CHECK_STR(got[0], str_from(want[i].first));
		CHECK_STR(got[1], str_from(want[i].second));
	}
	arena_fini(&table.arena);
	store_rows_free(rows);
}

TEST(numbers_that_are_none_are_null_and_bad_text_is_repaired)
{
	static const struct str texts[] = {
		STR_INIT("\xff"), STR_INIT("\xff"), STR_INIT("\xc3\xa9"),
		STR_INIT("x\0y"), STR_INIT("\x1b[2J"), STR_INIT("\xe2\x82"),
	};
	static const char *const numbers[] = {
		"12x", "", "-1", "9223372036854775807", "9223372036854775808",
		"007",
	};
	struct store_rows *rows = store_rows_new();
	struct table table;
	struct event ev;
	struct str chunk, *got;

	for (size_t i = 0; i < 6; i++) {
		event_reset(&ev);
		event_set(&ev, F_USER, texts[i]);
		event_set(&ev, F_SIZE, str_from(numbers[i]));
		store_rows_add(rows, &ev, &locus);
	}
	chunk = store_rows_finish(rows);
	table_of(&table, "hostile", &chunk, 1);
	got = column_read(&table, 0, C_FIELDS + F_USER);
	CHECK_STR(got[0], STR("\xef\xbf\xbd"));
	CHECK_STR(got[1], STR("\xef\xbf\xbd"));
	CHECK_STR(got[2], texts[2]);
	CHECK_STR(got[3], texts[3]);
	CHECK_STR(got[4], texts[4]);
	CHECK_STR(got[5], STR("\xef\xbf\xbd\xef\xbf\xbd"));
	got = column_read(&table, 0, C_FIELDS + F_SIZE);
	CHECK(got[0].at == NULL && got[1].at == NULL && got[2].at == NULL);
	CHECK_STR(got[3], STR("9223372036854775807"));
	CHECK(got[4].at == NULL);
	CHECK_STR(got[5], STR("7"));
	arena_fini(&table.arena);
	store_rows_free(rows);
}

TEST(times_are_settled_when_all_lines_are_read)
{
	struct store_rows *rows = store_rows_new();
	struct store_locus at = locus;
	struct table table;
	struct event ev;
	struct str chunk, *got;
	int64_t december = clock_days(CLOCK_LEAP_YEAR, 12, 31) * 86400000;
	int64_t january = clock_days(CLOCK_LEAP_YEAR, 1, 1) * 86400000;
	const struct chunk_meta *meta;

	event_login(&ev);
	ev.time = (struct stamp){ { december }, STAMP_SET | STAMP_NO_YEAR };
	store_rows_add(rows, &ev, &at);
	ev.time.at.ms = january;
	at.offset = 0;
	at.input = 3;
	store_rows_add(rows, &ev, &at);
	at.input = 9;
	store_rows_add(rows, &ev, &at);
	chunk = store_rows_finish(rows);
	table_of(&table, "times", &chunk, 1);
	got = column_read(&table, 0, C_TIME);
	CHECK_STR(got[0], number_text(&table,
	    clock_days(2025, 12, 31) * 86400000));
	CHECK_STR(got[1], number_text(&table,
	    clock_days(2026, 1, 1) * 86400000));
	CHECK(got[2].at == NULL);
	CHECK_STR(column_read(&table, 0, C_STAMP)[0], STR("no year"));
	meta = &table.chunks[C_TIME];
	december = clock_days(2025, 12, 31) * 86400000;
	CHECK_STR(meta->least, str_of((char *)&december, 8));
	arena_fini(&table.arena);
	store_rows_free(rows);
}

/* Row i of many: some columns repeat, some never, some are mostly absent. */
static void
event_many(struct event *ev, uint32_t i, char text[6][64])
{
	uint32_t mixed = i * 2654435761u;

	event_login(ev);
	ev->kind = (uint8_t)(i % K_COUNT);
	ev->time.at.ms += i * 7 % 1000;
	for (size_t t = 0; t < 6; t++)
		text[t][0] = '\0';
	snprintf(text[0], 64, "user%u", mixed >> 20);	/* repeats */
	snprintf(text[1], 64, "%08x.%u", mixed, i);	/* never does */
	snprintf(text[2], 64, "%u", mixed % 60000);
	snprintf(text[3], 64, "%u", i % 300);
	snprintf(text[4], 64, "%u", i / 1000);
	event_set(ev, F_USER, str_from(text[0]));
	event_set(ev, F_SESSION, str_from(text[1]));
	event_set(ev, F_SRC_PORT, str_from(text[2]));
	if (i % 3 == 0)
		event_set(ev, F_BYTES_OUT, str_from(text[3]));
	if (i % 1000 < 400)
		event_set(ev, F_FOLDER, str_from(text[4]));
}

TEST(more_rows_than_a_group_come_back_value_by_value)
{
	static const int fields[] = {
		F_USER, F_SESSION, F_SRC_PORT, F_BYTES_OUT, F_FOLDER, F_SRC_IP,
		F_HOST,
	};
	enum { MANY = STORE_ROWS_MAX + 1234 };
	struct store_rows *rows = store_rows_new();
	struct str chunks[2], first;
	struct table table;
	struct event ev;
	struct arena arena;
	char text[6][64];
	uint32_t i = 0;

	arena_init(&arena);
	for (; i < STORE_ROWS_MAX; i++) {
		event_many(&ev, i, text);
		if (store_rows_add(rows, &ev, &locus))
			CHECK_U64(i, STORE_ROWS_MAX - 1);
	}
	first = store_rows_finish(rows);
	chunks[0] = arena_str(&arena, first);
	for (; i < MANY; i++) {
		event_many(&ev, i, text);
		CHECK(!store_rows_add(rows, &ev, &locus));
	}
	chunks[1] = store_rows_finish(rows);
	CHECK_U64(store_rows_finish(rows).len, 0);
	table_of(&table, "many", chunks, 2);
	MUST_CHECK(table.groups == 2);
	for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
		size_t wrong = 0;

		for (i = 0; i < MANY;) {
			struct str *got = column_read(&table,
			    i / STORE_ROWS_MAX, C_FIELDS + fields[f]);
			int64_t n = table.group_rows[i / STORE_ROWS_MAX];

			for (int64_t row = 0; row < n; row++, i++) {
				struct str want;

				event_many(&ev, i, text);
				want = event_get(&ev, (enum field)fields[f]);
				wrong += !str_eq(got[row], want) ||
				    (got[row].at == NULL) != (want.at == NULL);
			}
		}
		CHECK_U64(wrong, 0);
	}
	arena_fini(&arena);
	arena_fini(&table.arena);
	store_rows_free(rows);
}

TEST(long_values_end_a_row_group_before_memory_does)
{
	enum { LONG = 1 << 20 };
	struct store_rows *rows = store_rows_new();
	char *text = mem_new(LONG);
	struct event ev;
	struct table table;
	struct str chunk, *got;
	uint32_t n = 0;
	bool full = false;

	memset(text, 0xff, LONG);
	event_login(&ev);
	while (!full && n < 64) {
		memcpy(text, &n, sizeof n);
		event_set(&ev, F_STATEMENT, str_of(text, LONG));
		event_set(&ev, F_PARAMETER, str_of(text + 1, LONG - 1));
		event_set(&ev, F_MESSAGE, STR("cut, for the two took all there is"));
		full = store_rows_add(rows, &ev, &locus);
		n++;
	}
	CHECK(full && n < 16);
	chunk = store_rows_finish(rows);
	CHECK(chunk.len <= STORE_CHUNK_MAX);
	table_of(&table, "long", &chunk, 1);
	got = column_read(&table, 0, C_FIELDS + F_MESSAGE);
	CHECK(got[0].at != NULL && got[0].len <= 1);
	arena_fini(&table.arena);
	free(text);
	store_rows_free(rows);
}

/* Whatever a worker sends, appending answers yes or no, and what was good
 * stays readable. */
TEST(a_chunk_that_is_not_sound_is_refused_whole)
{
	const struct store_settle settle = { settle_plain, NULL };
	struct store_rows *rows = store_rows_new();
	struct store_totals totals;
	struct store *store;
	struct event ev;
	struct str good;
	struct arena arena;
	char path[256], file[300];
	struct table table;
	struct err err;
	uint64_t taken = 1;
	int dir = folder_open("unsound", path);

	arena_init(&arena);
	event_login(&ev);
	store_rows_add(rows, &ev, &locus);
	good = arena_str(&arena, store_rows_finish(rows));
	store = store_open(dir, &err);
	must(store != NULL);
	CHECK(store_append(store, good, &err));
	for (size_t n = 0; n < good.len; n++)
		CHECK(!store_append(store, str_of(good.at, n), &err));
	for (size_t i = 0; i < sizeof(struct chunk_head) + 500; i++) {
		struct str bad = arena_str(&arena, good);

		((char *)(uintptr_t)bad.at)[i] ^= 0x55;
		taken += store_append(store, bad, &err);
	}
	CHECK(store_close(store, &settle, &totals, &err));
	CHECK_U64(totals.rows, taken);
	snprintf(file, sizeof file, "%s/part-0001.parquet", path);
	table_open(&table, file);
	CHECK_STR(column_read(&table, 0, C_KIND)[0], STR("login"));
	arena_fini(&table.arena);
	arena_fini(&arena);
	store_rows_free(rows);
	close(dir);
}

TEST(a_time_that_no_stamp_can_tell_is_refused)
{
	static const int64_t times[] = { INT64_MAX, INT64_MIN,
		(int64_t)1 << 49 };
	struct store_rows *rows = store_rows_new();
	struct store *store;
	struct event ev;
	struct err err;
	char path[256];
	int dir = folder_open("reach", path);

	store = store_open(dir, &err);
	must(store != NULL);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		event_login(&ev);
		ev.time.at.ms = times[i];
		store_rows_add(rows, &ev, &locus);
		CHECK(!store_append(store, store_rows_finish(rows), &err));
	}
	store_abandon(store);
	store_rows_free(rows);
	close(dir);
}

TEST(a_large_store_goes_on_in_another_file)
{
	const struct store_settle settle = { settle_plain, NULL };
	struct store_rows *rows = store_rows_new();
	struct store_totals totals;
	struct store *store;
	struct event ev;
	char path[256], file[300], user[32];
	struct err err;
	int dir = folder_open("parts", path);

	store = store_open(dir, &err);
	must(store != NULL);
	store_part_limit(store, 1);
	for (int i = 0; i < 3; i++) {
		event_login(&ev);
		snprintf(user, sizeof user, "user%d", i);
		event_set(&ev, F_USER, str_from(user));
		ev.time.at.ms += i;
		store_rows_add(rows, &ev, &locus);
		CHECK(store_append(store, store_rows_finish(rows), &err));
	}
	while (store_close_some(store, &settle))
		;
	CHECK(store_close(store, &settle, &totals, &err));
	CHECK_U64(totals.files, 3);
	CHECK_U64(totals.rows, 3);
	for (int i = 0; i < 3; i++) {
		struct table table;

		snprintf(file, sizeof file, "%s/part-%04d.parquet", path,
		    i + 1);
		snprintf(user, sizeof user, "user%d", i);
		table_open(&table, file);
		CHECK_I64(table.rows, 1);
		CHECK_STR(column_read(&table, 0, C_FIELDS + F_USER)[0],
		    str_from(user));
		CHECK_STR(column_read(&table, 0, C_TIME)[0],
		    number_text(&table, 1765486800000 + i));
		arena_fini(&table.arena);
	}
	store_rows_free(rows);
	close(dir);
}

/* A file may not grow: what a full disk does, without filling one. */
TEST(a_full_disk_is_said_and_what_was_written_stays)
{
	const struct store_settle settle = { settle_plain, NULL };
	struct store_rows *rows = store_rows_new();
	struct store_totals totals;
	struct rlimit before, small;
	struct store *store;
	struct event ev;
	struct str chunk;
	char path[256];
	struct err err = { 0 };
	int dir = folder_open("full", path);

	signal(SIGXFSZ, SIG_IGN);
	store = store_open(dir, &err);
	must(store != NULL && getrlimit(RLIMIT_FSIZE, &before) == 0);
	event_login(&ev);
	store_rows_add(rows, &ev, &locus);
	chunk = store_rows_finish(rows);
	CHECK(store_append(store, chunk, &err));
	small = (struct rlimit){ chunk.len, before.rlim_max };
	must(setrlimit(RLIMIT_FSIZE, &small) == 0);
	CHECK(!store_append(store, chunk, &err));
	must(setrlimit(RLIMIT_FSIZE, &before) == 0);
	CHECK(str_starts(str_from(err.text),
	    STR("events: cannot be written: ")));
	CHECK(store_close(store, &settle, &totals, &err));
	CHECK_U64(totals.rows, 1);
	store_rows_free(rows);
	close(dir);
}

TEST(a_case_without_events_has_a_file_all_the_same)
{
	struct table table;

	table_of(&table, "empty", NULL, 0);
	CHECK_I64(table.rows, 0);
	CHECK_U64(table.groups, 0);
	arena_fini(&table.arena);
}

/* DuckDB folds case in names of columns. */
TEST(no_two_columns_have_one_name)
{
	for (int a = 0; a < COLUMN_COUNT; a++)
		for (int b = a + 1; b < COLUMN_COUNT; b++)
			CHECK(!str_eq_nocase(str_from(column_infos[a].name),
			    str_from(column_infos[b].name)));
}
