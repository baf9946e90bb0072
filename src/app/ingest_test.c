#include "app/ingest.h"

#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "store/store.h"
#include "test/test.h"

/* Lines with and without continuations, a year, or a format; twice the same;
 * and lines that continue nothing. */
static const char log_text[] =
    "\tcontinues nothing\n"
    "Dec 11 21:04:00 mail sshd[811]: Failed password for bob from "
    "198.51.100.9 port 4022 ssh2\n"
    "Dec 11 21:04:00 mail sshd[811]: Failed password for bob from "
    "198.51.100.9 port 4022 ssh2\n"
    "\tcontinues no PostgreSQL\n"
    "2025-12-11 21:05:00.123 UTC [77] lecture@registres LOG:  statement: "
    "SELECT 1\n"
    "\tFROM personnes\r\n"
    "\tWHERE nom = 'x'\n"
    "2025-12-11 21:05:00.125 UTC [77] lecture@registres ERROR:  syntax "
    "error at or near \"x\"\n"
    "garbage\n"
    "\n"
    "2025-12-11T21:06:00+01:00 mail sshd[812]: Accepted publickey for root "
    "from 192.0.2.80 port 22 ssh2: ED25519 SHA256:abc\n"
    "2025-12-11 21:07:00.123 UTC [77] lecture@registres LOG:  statement: "
    "SELECT 2\n"
    "\tthe last line lacks its newline";

static struct str
log_path(struct arena *arena, const char *name, struct str text)
{
	struct str path = arena_printf(arena, "%s/%s", test_folder(), name);
	struct err err;

	CHECK(file_write(path.at, text, &err));
	return path;
}

/* All that an answer could depend on, as text. */
static void
ingest_print(struct ingest *ingest, struct buf *out)
{
	const struct ingest_totals *t = &ingest->totals;
	struct brief b;
	struct err err;

	while (ingest_next(ingest, &b)) {
		const uint32_t names[] = { b.stream, b.user, b.src, b.device,
			b.object, b.item };

		buf_printf(out, "%lld %u %u %u %u ", (long long)b.time.ms,
		    b.kind, b.service, b.ordinal, b.length);
		buf_hex(out, b.sha256, sizeof b.sha256);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
			buf_char(out, ' ');
			buf_add(out, intern_str(&ingest->names, names[i]));
		}
		buf_char(out, '\n');
	}
	CHECK(ingest_ended(ingest, &err));
	for (size_t i = 0; i < ingest->stream_count; i++) {
		const struct stream_hours *s = &ingest->streams[i];

		buf_add(out, intern_str(&ingest->names, s->stream));
		for (size_t j = 0; j < s->count; j++)
			buf_printf(out, " %lld:%llu",
			    (long long)s->hours[j].hour,
			    (unsigned long long)s->hours[j].lines);
		buf_char(out, '\n');
	}
	for (size_t i = 0; i < ingest->cut_count; i++) {
		const struct cut *c = &ingest->cuts[i];

		buf_printf(out, "%llu not understood, %lld to %lld, ",
		    (unsigned long long)c->lines, (long long)c->from.ms,
		    (long long)c->to.ms);
		buf_add(out, c->stream);
		buf_char(out, '\n');
	}
	buf_printf(out, "%llu %llu %llu %llu %llu %d\n",
	    (unsigned long long)t->lines, (unsigned long long)t->events,
	    (unsigned long long)t->damaged, (unsigned long long)t->foreign,
	    (unsigned long long)t->undated, ingest->years.count > 0 ?
	    (int)ingest->years.clocks[0].source : 0);
}

static void
ingest_paths(char **paths, size_t count, unsigned jobs, uint64_t range_bytes,
    struct buf *out)
{
	struct ingest ingest;
	struct site site;
	struct err err;

	site_init(&site);
	struct ingest_options options = {
		.site = &site, .paths = paths, .path_count = count, .jobs = jobs,
		.range_bytes = range_bytes, .spill_dir = test_folder(),
	};

	buf_reset(out);
	if (CHECK(ingest_run(&options, &ingest, &err))) {
		CHECK_U64(ingest.note_count, ingest.inputs[0].missed > 0);
		ingest_print(&ingest, out);
	}
	ingest_fini(&ingest);
	site_fini(&site);
}

static void
ingest_path(struct str path, unsigned jobs, uint64_t range_bytes,
    struct buf *out)
{
	char *paths[] = { (char *)(uintptr_t)path.at };

	ingest_paths(paths, 1, jobs, range_bytes, out);
}

TEST(a_first_answer_reads_the_end_of_what_is_too_long)
{
	enum { LINES = 40000, ROOM = 1 << 20 };
	struct arena arena;
	struct buf text = { 0 };
	struct site site;
	struct ingest ingest;
	struct err err;
	char *path;
	struct ingest_options options = { .site = &site, .paths = &path,
		.path_count = 1, .jobs = 1, .quick_bytes = ROOM };

	arena_init(&arena);
	site_init(&site);
	for (unsigned i = 0; i < LINES; i++)
		buf_printf(&text, "2025-12-11T21:%02u:%02uZ mail sshd[%u]: "
		    "Failed password for bob from 198.51.100.9 port 4022 "
		    "ssh2\n", i / 60 % 60, i % 60, i);
	path = (char *)log_path(&arena, "long.log", buf_str(&text)).at;
	CHECK(ingest_run(&options, &ingest, &err));
	CHECK(ingest.inputs[0].left);
	CHECK(str_has(ingest.inputs[0].error, STR("was read from byte")));
	CHECK(ingest.totals.lines < LINES / 2 + LINES / 4);
	CHECK(ingest.totals.lines > 0);
	CHECK_U64(ingest.totals.damaged + ingest.totals.foreign, 0);
	ingest_fini(&ingest);
	site_fini(&site);
	buf_fini(&text);
	arena_fini(&arena);
}

TEST(a_file_gives_the_same_however_it_is_cut_and_by_how_many)
{
	struct arena arena;
	struct buf whole = { 0 }, cut = { 0 };
	struct str path;
	bool same = true;

	arena_init(&arena);
	path = log_path(&arena, "cut.log", str_from(log_text));
	ingest_path(path, 1, 0, &whole);
	CHECK(str_has(buf_str(&whole), STR("\n9 6 0 3 0 2\n")));
	for (uint64_t range = 1; range <= sizeof log_text; range += 1 +
	    range / 8) {
		ingest_path(path, (unsigned)(1 + range % 3), range, &cut);
		same = same && str_eq(buf_str(&whole), buf_str(&cut));
	}
	CHECK(same);
	buf_fini(&whole);
	buf_fini(&cut);
	arena_fini(&arena);
}

/* Whatever bytes lie there: records of several lines, and what looks like
 * their first line and is none. */
TEST(records_of_several_lines_are_cut_the_same_wherever_reading_begins)
{
	static const char *const names[] = {
		"journal_export/plain", "journal_export/hostile",
		"journal_json/hostile", "syslog/counted",
		"auditd/plain-raw", "auditd/hostile",
		"postgresql/blanks", "postgresql_csv/plain-15", "postgresql_csv/hostile",
		"postgresql_syslog/plain-15", "postgresql_syslog/hostile-pieces",
		"sogo/hostile", "sogo/hostile-5.8",
	};
	struct arena arena;
	struct buf whole = { 0 }, cut = { 0 };

	arena_init(&arena);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str path = arena_printf(&arena,
		    "test/golden/parse/%s.log", names[i]);
		bool same = true;

		ingest_path(path, 1, 0, &whole);
		for (uint64_t range = 3; range < 3000; range += range / 2) {
			ingest_path(path, 2, range, &cut);
			same = same && str_eq(buf_str(&whole), buf_str(&cut));
		}
		if (!CHECK(same))
			fprintf(stderr, "cut otherwise: %s\n", names[i]);
	}
	buf_fini(&whole);
	buf_fini(&cut);
	arena_fini(&arena);
}

TEST(a_packed_file_gives_the_same_as_a_plain_one_and_as_both)
{
	static struct isal_zstream z;
	struct arena arena;
	struct buf whole = { 0 }, packed = { 0 };
	uint8_t bytes[4096];

	arena_init(&arena);
	isal_deflate_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.end_of_stream = 1;
	z.next_in = (uint8_t *)(uintptr_t)log_text;
	z.avail_in = sizeof log_text - 1;
	z.next_out = bytes;
	z.avail_out = sizeof bytes;
	CHECK(isal_deflate(&z) == COMP_OK);
	char *both[] = { (char *)(uintptr_t)log_path(&arena, "plain.log",
	    str_from(log_text)).at, (char *)(uintptr_t)log_path(&arena,
	    "named.anyhow", str_of((const char *)bytes, z.total_out)).at,
	    (char *)(uintptr_t)log_path(&arena, "plain.again",
	    str_from(log_text)).at };
	ingest_path(str_from(both[0]), 1, 0, &whole);
	ingest_path(str_from(both[1]), 2, 0, &packed);
	CHECK_STR(buf_str(&packed), buf_str(&whole));
	ingest_paths(both, 3, 2, 0, &packed);
	CHECK_STR(buf_str(&packed), buf_str(&whole));
	ingest_paths(both, 3, 2, 100, &packed);
	CHECK_STR(buf_str(&packed), buf_str(&whole));
	buf_fini(&whole);
	buf_fini(&packed);
	arena_fini(&arena);
}

TEST(records_longer_than_a_range_are_read_once)
{
	struct arena arena;
	struct buf text = { 0 }, whole = { 0 }, cut = { 0 };
	struct str path;

	arena_init(&arena);
	buf_text(&text, "2025-12-11 21:05:00.123 UTC [77] lecture@registres "
	    "LOG:  statement: SELECT 1\n");
	for (int i = 0; i < 30000; i++)
		buf_text(&text, "\t-- a comment that goes on and on and on\n");
	buf_text(&text, "2025-12-11 21:06:00.123 UTC [77] lecture@registres "
	    "LOG:  statement: SELECT 2\n");
	path = log_path(&arena, "long.log", buf_str(&text));
	ingest_path(path, 1, 0, &whole);
	ingest_path(path, 2, 100000, &cut);
	CHECK_STR(buf_str(&cut), buf_str(&whole));
	ingest_path(path, 2, 4096, &cut);
	CHECK_STR(buf_str(&cut), buf_str(&whole));
	buf_fini(&text);
	buf_fini(&whole);
	buf_fini(&cut);
	arena_fini(&arena);
}

TEST(since_and_until_keep_what_lies_between)
{
	struct arena arena;
	struct ingest ingest;
	struct brief brief;
	struct site site;
	struct err err;
	size_t count = 0;

	arena_init(&arena);
	site_init(&site);
	char *paths[] = { (char *)(uintptr_t)log_path(&arena, "since.log",
	    str_from(log_text)).at };
	struct ingest_options options = {
		.site = &site, .paths = paths, .path_count = 1, .jobs = 1,
		.has_since = true, .since.ms = 1765487100000,	/* 21:05:00 */
		.has_until = true, .until.ms = 1765487220000,	/* 21:07:00 */
	};
	MUST_CHECK(ingest_run(&options, &ingest, &err));
	while (ingest_next(&ingest, &brief)) {
		CHECK(brief.time.ms >= options.since.ms &&
		    brief.time.ms < options.until.ms);
		count++;
	}
	CHECK_U64(count, 2);
	ingest_fini(&ingest);
	site_fini(&site);
	arena_fini(&arena);
}

TEST(every_event_is_a_row_of_the_store)
{
	struct arena arena;
	struct ingest ingest;
	struct store_totals totals;
	struct site site;
	struct err err;
	struct str folder;
	int dir;

	arena_init(&arena);
	site_init(&site);
	char *paths[] = { (char *)(uintptr_t)log_path(&arena, "rows.log",
	    str_from(log_text)).at };
	folder = arena_printf(&arena, "%s/events", test_folder());
	CHECK(mkdir(folder.at, 0700) == 0);
	dir = open(folder.at, O_RDONLY | O_DIRECTORY);
	struct ingest_options options = {
		.site = &site, .paths = paths, .path_count = 1, .jobs = 2,
		.range_bytes = 300, .store = store_open(dir, &err),
	};
	struct store_settle settle = { ingest_settle, &ingest };

	MUST_CHECK(options.store != NULL);
	MUST_CHECK(ingest_run(&options, &ingest, &err));
	MUST_CHECK(store_close(options.store, &settle, &totals, &err));
	CHECK_U64(totals.rows, ingest.totals.events);
	close(dir);
	ingest_fini(&ingest);
	site_fini(&site);
	arena_fini(&arena);
}
