/* Lines that nobody understood: when they are many, and whose they are. */
#include "app/missed.h"

#include "base/buf.h"
#include "base/file.h"
#include "event/site.h"
#include "test/test.h"

struct bench {
	struct site   site;
	struct ingest ingest;
	struct buf    text;
};

static void
lines(struct bench *b, unsigned count, const char *line)
{
	for (unsigned i = 0; i < count; i++)
		buf_printf(&b->text, "%s\n", line);
}

static void
bench_read(struct bench *b)
{
	char path[512], *paths[] = { path };
	struct ingest_options options = { .site = &b->site, .paths = paths,
		.path_count = 1, .jobs = 1 };
	struct err err;

	site_init(&b->site);
	snprintf(path, sizeof path, "%s/some.log", test_folder());
	CHECK(file_write(path, buf_str(&b->text), &err));
	CHECK(ingest_run(&options, &b->ingest, &err));
	buf_fini(&b->text);
}

static void
bench_free(struct bench *b)
{
	ingest_fini(&b->ingest);
	site_fini(&b->site);
}

#define UNDERSTOOD "2025-12-11T21:04:00Z mail sshd[1]: Accepted password " \
	"for bob from 192.0.2.1 port 22 ssh2"

/* Is that stream alone blind, because of so many lines? */
static void
blind_check(struct bench *b, const char *stream, unsigned count)
{
	bench_read(b);
	CHECK_U64(b->ingest.note_count, 1);
	if (CHECK(b->ingest.cut_count == 1)) {
		CHECK(b->ingest.cuts[0].missed);
		CHECK_STR(b->ingest.cuts[0].stream, str_from(stream));
		CHECK_U64(b->ingest.cuts[0].lines, count);
		CHECK_U64(b->ingest.inputs[0].missed, count);
	}
}

TEST(a_file_that_nobody_understands_is_of_any_source_in_its_time)
{
	struct bench b = { 0 };

	lines(&b, 1, "{\"ts\":\"2025-12-11T21:04:00Z\",\"dossier\":7}");
	lines(&b, 1, "{\"ts\":\"2025-12-12T01:20:00Z\",\"dossier\":8}");
	blind_check(&b, "", 2);
	CHECK(b.ingest.cuts[0].from.ms == 1765486800000);
	CHECK(b.ingest.cuts[0].to.ms == 1765503000000 - 1);
	bench_free(&b);
}

TEST(lines_without_a_time_are_of_any_time)
{
	struct bench b = { 0 };

	lines(&b, 1, "{\"ts\":\"2025-12-11T21:04:00Z\",\"dossier\":7}");
	lines(&b, 1, "no stamp");
	blind_check(&b, "", 2);
	CHECK(b.ingest.cuts[0].from.ms == INT64_MIN);
	bench_free(&b);
}

TEST(a_program_that_no_format_reads_is_named)
{
	struct bench b = { 0 };

	lines(&b, 100, UNDERSTOOD);
	lines(&b, 30, "2025-12-11T21:04:00Z mail portal[1]: dossier 7");
	blind_check(&b, "portal@mail", 30);
	bench_free(&b);
}

TEST(a_program_that_a_format_reads_is_its_stream)
{
	struct bench b = { 0 };

	lines(&b, 100, UNDERSTOOD);
	lines(&b, 30, "2025-12-11T21:04:00Z mail dovecot: said otherwise");
	blind_check(&b, "dovecot@mail", 30);
	bench_free(&b);
}

TEST(damaged_lines_blind_their_own_stream)
{
	struct bench b = { 0 };

	lines(&b, 100, UNDERSTOOD);
	lines(&b, 30, "2025-12-11T21:04:00Z mail postgres[3]: broken");
	blind_check(&b, "postgresql_syslog@mail", 30);
	bench_free(&b);
}

TEST(a_few_lines_among_many_and_bystanders_blind_nobody)
{
	struct bench b = { 0 };

	lines(&b, 1000, UNDERSTOOD);
	lines(&b, 9, "2025-12-11T21:04:00Z mail portal[1]: dossier 7");
	lines(&b, 5000, "2025-12-11T21:04:00Z mail kernel: usb 1-1: reset");
	lines(&b, 5000, "2025-12-11T21:04:00Z mail CRON[7]: (root) CMD (x)");
	bench_read(&b);
	CHECK_U64(b.ingest.cut_count, 0);
	CHECK_U64(b.ingest.note_count, 0);
	CHECK_U64(b.ingest.totals.missed, 9);
	bench_free(&b);
}

TEST(many_lines_blind_even_among_very_many)
{
	struct bench b = { 0 };

	lines(&b, 50000, UNDERSTOOD);
	lines(&b, 100, "2025-12-11T21:04:00Z mail portal[1]: dossier 7");
	blind_check(&b, "portal@mail", 100);
	bench_free(&b);
}

TEST(a_few_lines_of_text_are_no_log_and_blind_nobody)
{
	struct bench b = { 0 };

	lines(&b, 3, "These are the logs of last week.");
	bench_read(&b);
	CHECK(b.ingest.inputs[0].no_log);
	CHECK_U64(b.ingest.cut_count, 0);
	CHECK_U64(b.ingest.note_count, 0);
	bench_free(&b);
	lines(&b, 4, "These are the logs of last week.");
	blind_check(&b, "", 4);
	CHECK(!b.ingest.inputs[0].no_log);
	bench_free(&b);
	lines(&b, 2, "a picture\x01\x02");
	blind_check(&b, "", 2);
	bench_free(&b);
}
