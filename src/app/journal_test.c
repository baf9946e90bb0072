#include "app/journal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/ingest.h"
#include "app/plan.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "test/test.h"

enum { LINES = 400, RANGE = 2000 };

/* A log, and a run over it that is kept in a folder. */
struct bench {
	struct arena  arena;
	struct site   site;
	struct str    log, folder;
	struct buf    out;
	uint8_t	      settings;
	size_t	      units, resumed;
};

static void
bench_open(struct bench *bench, const char *name)
{
	struct buf text = { 0 };
	struct err err;

	*bench = (struct bench){ 0 };
	arena_init(&bench->arena);
	site_init(&bench->site);
	for (int i = 0; i < LINES; i++)
		buf_printf(&text, "Dec 11 21:%02d:%02d mail sshd[%d]: Failed "
		    "password for u%d from 198.51.100.%d port 4022 ssh2\n",
		    i / 60 % 60, i % 60, i, i % 17, i % 200);
	bench->log = arena_printf(&bench->arena, "%s/%s.log", test_folder(),
	    name);
	bench->folder = arena_printf(&bench->arena, "%s/%s.partial",
	    test_folder(), name);
	CHECK(file_write(bench->log.at, buf_str(&text), &err));
	CHECK(mkdir(bench->folder.at, 0700) == 0);
	buf_fini(&text);
}

static void
bench_close(struct bench *bench)
{
	buf_fini(&bench->out);
	site_fini(&bench->site);
	arena_fini(&bench->arena);
}

/* What comes out, into out. */
static void
bench_run(struct bench *bench)
{
	char *paths[] = { (char *)(uintptr_t)bench->log.at };
	struct ingest_options options = {
		.site = &bench->site, .paths = paths, .path_count = 1,
		.jobs = 2, .range_bytes = RANGE, .resumes = true,
		.resume_bytes = 1, .spill_dir = bench->folder.at,
		.settings = { bench->settings },
	};
	struct ingest ingest;
	struct brief b;
	struct err err;

	buf_reset(&bench->out);
	if (CHECK(ingest_run(&options, &ingest, &err))) {
		while (ingest_next(&ingest, &b)) {
			buf_printf(&bench->out, "%lld %llu ",
			    (long long)b.time.ms,
			    (unsigned long long)b.offset);
			buf_add(&bench->out, intern_str(&ingest.names,
			    b.user));
			buf_char(&bench->out, '\n');
		}
		buf_hex(&bench->out, ingest.inputs_sha256, 32);
		buf_printf(&bench->out, " %llu",
		    (unsigned long long)ingest.totals.events);
		bench->units = ingest.plan->unit_count;
		bench->resumed = ingest.resumed;
	}
	ingest_fini(&ingest);
}

/* Let a file of the journal end after so many bytes, or change one. */
static uint64_t
kept_bytes(const struct bench *bench, unsigned number)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof path, "%s/" JOURNAL_FOLDER "/%06u",
	    bench->folder.at, number);
	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void
kept_hurt(const struct bench *bench, unsigned number, uint64_t at, bool cut)
{
	char path[256], byte = 0;
	int fd;

	snprintf(path, sizeof path, "%s/" JOURNAL_FOLDER "/%06u",
	    bench->folder.at, number);
	fd = open(path, O_RDWR);
	CHECK(fd >= 0);
	if (cut) {
		CHECK(ftruncate(fd, (off_t)at) == 0);
	} else if (file_read_at(fd, &byte, 1, at)) {
		byte = (char)~byte;
		CHECK(file_write_at(fd, &byte, 1, at));
	}
	close(fd);
}

TEST(a_run_goes_on_from_what_an_earlier_one_finished)
{
	struct bench bench;
	struct buf whole = { 0 };

	bench_open(&bench, "again");
	bench_run(&bench);
	buf_add(&whole, buf_str(&bench.out));
	CHECK_U64(bench.resumed, 0);
	CHECK(bench.units > 10);
	CHECK(str_ends(buf_str(&whole), STR(" 400")));
	bench_run(&bench);
	CHECK_U64(bench.resumed, bench.units);
	CHECK_STR(buf_str(&bench.out), buf_str(&whole));
	buf_fini(&whole);
	bench_close(&bench);
}

TEST(a_run_that_was_cut_off_anywhere_gives_the_same)
{
	struct bench bench;
	struct buf whole = { 0 };
	unsigned number = 1;

	bench_open(&bench, "cut");
	bench_run(&bench);
	buf_add(&whole, buf_str(&bench.out));
	for (int round = 0; round < 40; round++) {
		uint64_t bytes = kept_bytes(&bench, number);

		if (bytes == 0) {	/* its intake had nothing to do */
			number++;
			continue;
		}
		kept_hurt(&bench, number, bytes * (uint64_t)(40 - round) / 41,
		    round % 2 == 0);
		bench_run(&bench);
		CHECK_STR(buf_str(&bench.out), buf_str(&whole));
		CHECK(round != 1 || bench.resumed > 0);
		number = 1 + (unsigned)round % 3;
	}
	buf_fini(&whole);
	bench_close(&bench);
}

TEST(what_another_run_kept_is_not_used)
{
	struct bench bench;
	struct err err;

	bench_open(&bench, "other");
	bench_run(&bench);
	bench.settings = 1;
	bench_run(&bench);
	CHECK_U64(bench.resumed, 0);
	bench_run(&bench);
	CHECK_U64(bench.resumed, bench.units);
	CHECK(file_write(bench.log.at, STR("another\n"), &err));
	bench_run(&bench);
	CHECK_U64(bench.resumed, 0);
	bench_close(&bench);
}

/* What is taken again: the units, and how often names were forgotten. */
struct taken { uint32_t units[8]; unsigned done, begun, forgot; };

static void
taken_begin(void *self)
{
	((struct taken *)self)->begun++;
}

static bool
taken_frame(void *self, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct taken *taken = self;

	(void)err;
	taken->forgot += frame->type == W_FORGET;
	if (frame->type == W_DONE)
		taken->units[taken->done++ % 8] = unit->number;
	return true;
}

TEST(a_unit_whose_intake_died_is_not_taken_again)
{
	static const struct frame text = { W_TEXT, STR_INIT("half") };
	static const struct frame done = { W_DONE, STR_INIT("") };
	const uint8_t run[SHA256_BYTES] = { 7 };
	struct taken taken = { .done = 0 };
	struct journal_taker taker = { &taken, taken_begin, taken_frame };
	struct journal *journal;
	char path[256];
	struct err err;

	snprintf(path, sizeof path, "%s/lost.partial", test_folder());
	MUST_CHECK(mkdir(path, 0700) == 0);
	journal = journal_open(path, run, 1, &err);
	MUST_CHECK(journal != NULL);
	journal_lost(journal, 0);	/* before it had a unit */
	for (uint32_t number = 1; number <= 3; number++) {
		struct wire_unit unit = { .number = number };

		CHECK(journal_keep(journal, 0, &unit, &text, &err));
		if (number == 2)
			journal_lost(journal, 0);
		else
			CHECK(journal_keep(journal, 0, &unit, &done, &err));
	}
	journal_close(journal);
	journal = journal_open(path, run, 1, &err);
	MUST_CHECK(journal != NULL);
	CHECK(journal_replay(journal, &taker, &err));
	CHECK_U64(taken.done, 2);
	CHECK_U64(taken.units[0], 1);
	CHECK_U64(taken.units[1], 3);
	CHECK_U64(taken.begun, 1);
	CHECK_U64(taken.forgot, 1);	/* the next intake's names are others */
	journal_close(journal);
}
