/* parse: lines in, OCSF out, in the order of the inputs.
 *
 * The text of a unit that is not yet its turn is held back; an intake that
 * is too far ahead waits.  A stamp without a year gets it from --year or the
 * site file, else from the mtime of its file: what other lines say is not
 * known before the last one is read, and this command prints as it goes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/command.h"
#include "app/note.h"
#include "app/plan.h"
#include "app/pool.h"
#include "app/year.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/progress.h"
#include "event/site.h"

enum {
	/* Small, so that an intake ahead of its turn holds back little; OCSF
	 * takes some five bytes for one of the log. */
	TEXT_RANGE_BYTES = 2 << 20,
	COUNT_RANGE_BYTES = 32 << 20,
	HELD_MAX_BYTES = 32 << 20,
};

struct parsing {
	struct plan	plan;
	struct buf     *held;		/* by unit: text ahead of its turn */
	bool	       *finished;	/* by unit */
	size_t		turn;		/* the unit whose text is printed */
	size_t		held_bytes;
	struct progress progress;
	uint64_t	read;		/* stored bytes */
};

/* ---- frames ---- */

static bool
text_take(struct parsing *run, size_t unit, struct str text, struct err *err)
{
	if (unit == run->turn)
		return file_put(1, text, err) ||
		    err_in(err, "standard output");
	buf_add(&run->held[unit], text);
	run->held_bytes += text.len;
	return true;
}

/* The unit is over; the next ones may have been waiting for that. */
static bool
unit_finish(struct parsing *run, size_t unit, struct err *err)
{
	run->finished[unit] = true;
	while (run->turn < run->plan.unit_count && run->finished[run->turn]) {
		struct buf *held;

		if (++run->turn == run->plan.unit_count)
			break;
		held = &run->held[run->turn];
		run->held_bytes -= held->len;
		if (!file_put(1, buf_str(held), err))
			return err_in(err, "standard output");
		buf_fini(held);
	}
	return true;
}

static int
run_open(void *self, const struct wire_unit *unit)
{
	struct parsing *run = self;
	struct err err;
	int fd = plan_open(&run->plan, unit);

	/* If printing fails here it fails again at the next frame. */
	if (fd < 0)
		unit_finish(run, unit->number, &err);
	return fd;
}

static enum taken
run_frame(void *self, unsigned intake, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct parsing *run = self;
	uint64_t more;

	(void)intake;
	switch (frame->type) {
	case W_TEXT:
		return text_take(run, unit->number, frame->payload, err) ?
		    TAKEN : TAKEN_FAILED;
	case W_PROGRESS:
		if (frame->payload.len != sizeof more)
			break;
		memcpy(&more, frame->payload.at, sizeof more);
		progress_at(&run->progress, run->read += more);
		return TAKEN;
	case W_MEMBER:
		return plan_member(&run->plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_PART:
		return plan_part(&run->plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_DONE:
		if (!plan_done(&run->plan, unit, frame->payload, err))
			return TAKEN_BROKEN;
		return unit_finish(run, unit->number, err) ? TAKEN :
		    TAKEN_FAILED;
	default:
		break;
	}
	err_set(err, "sent a frame that does not belong here");
	return TAKEN_BROKEN;
}

static void
run_lost(void *self, unsigned intake, const struct wire_unit *unit,
    const char *why)
{
	struct parsing *run = self;
	struct err err;

	(void)intake;
	plan_lost(&run->plan, unit, why);
	unit_finish(run, unit->number, &err);
}

static bool
run_full(void *self, const struct wire_unit *unit)
{
	struct parsing *run = self;

	return unit->number != run->turn && run->held_bytes > HELD_MAX_BYTES;
}

/* ---- the command ---- */

struct parse_options {
	const char *site, *formats, *as, *jobs;
	const char *year, *tz;
	bool	    all, no_progress;
};

/* False: nothing tells the year. */
static bool
year_say(const struct plan *plan)
{
	struct event_time mtime;

	if (!plan->no_year)
		return true;
	if (plan_mtime(plan, &mtime)) {
		log_say("stamps without a year: the mtime of each file told "
		    "it; --year, or 'year:' in the site file, is surer");
		return true;
	}
	log_say("stamps without a year: nothing tells it, so they are in %d; "
	    "give it with --year, or as 'year:' in the site file",
	    CLOCK_LEAP_YEAR);
	return false;
}

/* The anchor of each input, for stamps whose year nobody told. */
static struct event_time *
mtimes_of(const struct plan *plan)
{
	struct event_time *mtimes = mem_new(
	    (plan->input_count + 1) * sizeof *mtimes), latest;
	bool any = plan_mtime(plan, &latest);

	for (size_t i = 0; i < plan->input_count; i++)
		mtimes[i] = !any ? (struct event_time){ -1 } :
		    year_of_mtime(plan->found.at[i].is_stdin ? latest.ms :
		    plan->inputs[i].mtime_ms);
	return mtimes;
}

static int
run_report(struct parsing *run, bool told)
{
	const struct plan_totals *totals = &run->plan.totals;

	plan_settle(&run->plan);
	notes_say(run->plan.notes, run->plan.note_count);
	log_say("%llu lines: %llu events, %llu damaged, %llu of no known "
	    "format", (unsigned long long)totals->lines,
	    (unsigned long long)totals->events,
	    (unsigned long long)totals->damaged,
	    (unsigned long long)totals->foreign);
	return notes_code(run->plan.note_count + !told,
	    inputs_were_read(run->plan.inputs,
	    run->plan.input_count) ? NULL : nothing_read, false);
}

static int
run_all(struct parsing *run, const struct parse_options *options,
    struct intake_job *job, unsigned jobs)
{
	struct plan *plan = &run->plan;
	const struct pool_user user = {
		run, run_open, run_frame, run_lost, run_full,
	};
	struct event_time *mtimes;
	struct err err;
	bool fine;

	job->paths = plan->paths;
	mtimes = mtimes_of(plan);
	job->mtimes = mtimes;
	run->held = mem_zero(plan->unit_count * sizeof *run->held);
	run->finished = mem_zero(plan->unit_count * sizeof *run->finished);
	progress_start(&run->progress, !options->no_progress,
	    plan->has_stdin ? 0 : plan->bytes);
	fine = pool_run(job, pool_size(jobs, plan->unit_count), plan->units,
	    plan->unit_count, &user, &err);
	progress_end(&run->progress);
	for (size_t i = 0; i < plan->unit_count; i++)
		buf_fini(&run->held[i]);
	free(run->held);
	free(mtimes);
	free(run->finished);
	if (!fine) {
		log_say("%s", err.text);
		return EXIT_FAILED;
	}
	return run_report(run, year_say(plan));
}

static int parse_run(int argc, char **argv);

const struct command command_parse = {
	.name = "parse",
	.about = "Print what the lines say, as OCSF 1.8.0 JSON Lines",
	.usage = "[--site FILE] [--formats DIR] [--tz ZONE] [--year YEAR] "
	    "[--as ocsf|none] [--all] [--jobs N] PATH...",
	.options =
	    "  --site FILE     the site file: zone, year, record applications\n"
	    "  --formats DIR   mappings of further formats: DIR/*.yml\n"
	    "  --tz ZONE       zone of stamps without one: Europe/Paris\n"
	    "  --year YEAR     latest year of stamps without one\n"
	    "  --as ocsf|none  what to print; none only counts\n"
	    "  --all           damaged and foreign lines too, raw: they may "
	    "hold secrets\n"
	    "  --jobs N        processes that read and parse; one per core\n"
	    "  --no-progress   no bar on a terminal\n"
	    "\nPATH is a file, a folder, or - for standard input; gzip, zstd, "
	    "xz, bzip2,\nlz4, tar and zip are unpacked.\n",
	.run = parse_run,
};

static bool
job_make(struct intake_job *job, const struct parse_options *options,
    unsigned *jobs)
{
	struct str as = str_from(options->as);

	if (!options_jobs(options->jobs, jobs))
		return false;
	if (as.len == 0 || str_eq(as, STR("ocsf"))) {
		job->work = INTAKE_TEXT;
	} else if (str_eq(as, STR("none"))) {
		job->work = INTAKE_COUNT;
	} else {
		log_say("--as: ocsf or none was wanted, not '%s'",
		    options->as);
		return false;
	}
	job->all = options->all;
	return true;
}

static int
parse_run(int argc, char **argv)
{
	struct parse_options options = { 0 };
	const struct option_def defs[] = {
		{ "--site", &options.site, NULL },
		{ "--formats", &options.formats, NULL },
		{ "--tz", &options.tz, NULL },
		{ "--year", &options.year, NULL },
		{ "--as", &options.as, NULL },
		{ "--jobs", &options.jobs, NULL },
		{ "--all", NULL, &options.all },
		{ "--no-progress", NULL, &options.no_progress },
		{ 0 },
	};
	int count = options_take(&command_parse, argc, argv, defs);
	struct parsing run = { 0 };
	struct intake_job job = { 0 };
	struct plan_options cut = { 0 };
	struct site site;
	struct err err;
	unsigned jobs;
	int code;

	if (count < 0 || !job_make(&job, &options, &jobs))
		return EXIT_USAGE;
	if (count == 0) {
		log_say("parse: no PATH was given; - is standard input");
		return EXIT_USAGE;
	}
	site_init(&site);
	if ((options.site != NULL && !site_load(&site, options.site, &err)) ||
	    (options.formats != NULL &&
	    !site_formats(&site, options.formats, &err)) ||
	    !site_set_clock(&site, options.tz, options.year, &err)) {
		log_say("%s", err.text);
		return EXIT_USAGE;
	}
	job.site = &site;
	cut.range_bytes = job.work == INTAKE_TEXT ? TEXT_RANGE_BYTES :
	    COUNT_RANGE_BYTES;
	plan_make(&run.plan, argv, (size_t)count, &cut);
	code = run_all(&run, &options, &job, jobs);
	plan_fini(&run.plan);
	site_fini(&site);
	return code;
}
