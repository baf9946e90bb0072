/* investigate: a folder of logs becomes a case with the ten answers. */
#include <stdio.h>
#include <stdlib.h>

#include "app/analysis.h"
#include "app/asked.h"
#include "app/case.h"
#include "app/command.h"
#include "app/earlier.h"
#include "app/ingest.h"
#include "app/note.h"
#include "app/plan.h"
#include "app/pseudonymise.h"
#include "app/quick.h"
#include "app/same.h"
#include "app/stats.h"
#include "app/stores.h"
#include "base/buf.h"
#include "base/idle.h"
#include "base/log.h"
#include "claim/claim.h"
#include "report/catalogue.h"
#include "report/report.h"
#include "report/voice.h"

struct options {
	const char *site, *formats, *dir, *since, *until, *jobs, *lang;
	const char *tz, *year;
	const char *known, **assume;
	bool add, force, nice, quiet, no_progress, exit_code, stats;
	bool quick, pseudonymise;
};

struct run {
	struct options	      options;
	struct ingest_options reading;
	struct site	      site;
	struct claims	      claims;
	struct case_dir	      dir;
	struct earlier	      earlier;
	struct ingest	      ingest;
	struct answers	      answers;
	struct marks	      marks;	/* of the case that is replaced */
	struct buf	      findings;	/* findings.json */
	struct stores	      stores;	/* of events and other lines */
	const char	    **given;	/* options, for who asks again */
	size_t		      given_count, given_cap;
};

/* "2025-12-11", "2025-12-11T21:04:00Z": UTC, or the site's zone. */
static bool
time_parse(const char *name, const char *text, const struct zone *zone,
    struct event_time *time)
{
	struct str s = str_from(text);
	char day[32];
	struct stamp stamp = { 0 };

	if (s.len == sizeof "2025-12-11" - 1) {
		snprintf(day, sizeof day, "%sT00:00:00", text);
		s = str_from(day);
	}
	if (!stamp_take_iso(&s, zone, &stamp) || s.len > 0) {
		log_say("%s: '%s' is no time; write 2025-12-11 or "
		    "2025-12-11T21:04:00Z", name, text);
		return false;
	}
	*time = stamp.at;
	return true;
}

/* What the reading depends on beside the logs, should it be broken off. */
static void
settings_hash(const struct options *o, uint8_t digest[SHA256_BYTES])
{
	struct found_list formats = { 0 };
	struct sha256 hash;

	sha256_init(&hash);
	same_file(&hash, o->site);
	same_text(&hash, o->tz);
	same_text(&hash, o->year);
	if (o->formats != NULL)
		sweep(&formats, (char *const *)&o->formats, 1);
	for (size_t i = 0; i < formats.count; i++)
		same_file(&hash, formats.at[i].path.at);
	found_list_fini(&formats);
	sha256_end(&hash, digest);
}

static bool
reading_set(struct run *run)
{
	const struct options *o = &run->options;
	struct ingest_options *r = &run->reading;

	r->site = &run->site;
	/* What is kept to go on from holds names; a first answer is short. */
	r->resumes = !o->quick && !o->pseudonymise;
	settings_hash(o, r->settings);
	r->quick_bytes = o->quick ? QUICK_BYTES : 0;
	r->progress = !o->no_progress && !o->quiet;
	r->has_since = o->since != NULL;
	r->has_until = o->until != NULL;
	return options_jobs(o->jobs, &r->jobs) &&
	    (o->since == NULL || time_parse("--since", o->since,
		run->site.zone, &r->since)) &&
	    (o->until == NULL || time_parse("--until", o->until,
		run->site.zone, &r->until));
}

/* What people decided about findings of the case that stands there. */
static bool
marks_read(struct run *run, struct err *err)
{
	struct str path;

	marks_init(&run->marks);
	if (run->options.dir == NULL)
		return true;
	path = arena_printf(&run->marks.arena, "%s/marks.yml",
	    run->options.dir);
	if (!marks_load(&run->marks, path.at, err))
		return false;
	if (run->options.pseudonymise && run->marks.count > 0)
		return err_set(err, "%s: names accounts, and would be lost "
		    "with --pseudonymise: name another case with --case",
		    path.at);
	return true;
}

static bool
marks_write(struct run *run, struct err *err)
{
	struct buf text = { 0 };
	bool ok;

	if (run->marks.count == 0)
		return true;
	marks_text(&run->marks, &text);
	ok = case_write(&run->dir, "marks.yml", &text, err);
	buf_fini(&text);
	return ok;
}

static bool
command_write(struct run *run, struct err *err)
{
	const struct asked_for asked = {
		.options = run->given, .option_count = run->given_count,
		.paths = run->reading.paths,
		.path_count = run->reading.path_count,
	};
	struct buf text = { 0 };
	bool ok;

	asked_json(&asked, &text);
	ok = case_write(&run->dir, "command.json", &text, err);
	buf_fini(&text);
	return ok;
}

/* Findings and marks are named by what they are about, accounts too, and
 * paths may be. */
static bool
findings_write(struct run *run, struct err *err)
{
	return run->options.pseudonymise ||
	    (case_write(&run->dir, "findings.json", &run->findings, err) &&
	    marks_write(run, err) && command_write(run, err));
}

static struct str
lang_of(const struct run *run)
{
	return run->options.lang != NULL ? str_from(run->options.lang) :
	    run->site.lang;
}

static bool
reports_write(struct run *run, struct buf *text, struct err *err)
{
	struct report_options how = {
		.lang = lang_of(run),
		.zone = run->site.zone, .zone_name = run->site.timezone,
	};
	const struct ingest *in = &run->ingest;
	struct buf json = { 0 }, html = { 0 };
	bool ok;

	report_json(&run->answers, in->inputs, in->input_count, &json);
	ok = report_text(&run->answers, in->inputs, in->input_count, &how,
		text, err) &&
	    report_html(&run->answers, in->inputs, in->input_count, &how,
		&html, err) &&
	    case_write(&run->dir, "report.txt", text, err) &&
	    case_write(&run->dir, "report.html", &html, err) &&
	    case_write(&run->dir, "report.json", &json, err) &&
	    findings_write(run, err);
	buf_fini(&json);
	buf_fini(&html);
	return ok;
}

/* Events hold names, and what people typed. */
static bool
logs_read(struct run *run, struct err *err)
{
	if (!run->options.pseudonymise) {
		if (!stores_open(&run->stores, &run->dir, &run->ingest, err))
			return false;
		run->reading.store = run->stores.events;
		run->reading.lines = run->stores.lines;
	}
	return ingest_run(&run->reading, &run->ingest, err);
}

/* What a first answer left out. */
static void
quick_tell(struct run *run)
{
	struct answers *answers = &run->answers;
	uint64_t left = 0;

	for (size_t i = 0; i < run->ingest.input_count; i++)
		left += run->ingest.inputs[i].left;
	if (left == 0)
		return;
	answers->quick = true;
	statement_bytes(note_add(answers, "note.quick"), "bytes",
	    QUICK_BYTES);
	statement_count(statement_add(answers, Q9, "q9.quick",
	    GRADE_UNKNOWABLE), "count", left);
}

/* A case that would hold less than before takes no case's place unless it is
 * asked for. */
static bool
earlier_holds(const struct run *run, struct err *err)
{
	if (run->earlier.note_count == 0 || run->options.force)
		return true;
	return err_set(err, "the case stays as it was; --force goes on with "
	    "what there is");
}

static bool
earlier_find(struct run *run, struct err *err)
{
	struct ingest_options *reading = &run->reading;

	if (!run->options.add)
		return true;
	if (!earlier_load(&run->earlier, run->dir.path, reading->paths,
	    reading->path_count, err))
		return false;
	reading->paths = run->earlier.paths;
	reading->path_count = run->earlier.path_count;
	return earlier_holds(run, err);
}

static bool
case_make(struct run *run, struct buf *text, struct err *err)
{
	const struct chore chore = { stores_some, &run->stores };

	if (!marks_read(run, err) || !earlier_find(run, err) ||
	    !logs_read(run, err))
		return false;
	if (run->ingest.resumed > 0)
		log_say("went on where a run was broken off: %zu of %zu "
		    "pieces had been read", run->ingest.resumed,
		    run->ingest.plan->unit_count);
	earlier_compare(&run->earlier, &run->ingest);
	if (!earlier_holds(run, err))
		return false;
	if (!inputs_were_read(run->ingest.inputs,
	    run->ingest.input_count))
		return err_set(err, "%s", nothing_read);
	if (run->ingest.totals.events == 0)
		return err_set(err, "no line of the input was understood: "
		    "'beffroi formats --try' says why");
	if (!analysis_run(&run->site, run->options.site != NULL, &run->marks,
		run->reading.jobs, &chore, &run->ingest, &run->answers,
		&run->findings, err) || !stores_close(&run->stores, err))
		return false;
	stats_phase("writing reports");
	claims_answer(&run->claims, &run->site, &run->answers);
	if (run->options.quick)
		quick_tell(run);
	if (run->options.pseudonymise && !pseudonymise(&run->dir, &run->site,
		&run->ingest, &run->answers, err))
		return false;
	return reports_write(run, text, err) &&
	    case_finish(&run->dir, run->ingest.inputs_sha256, err);
}

static bool
year_is_unknown(const struct ingest *ingest)
{
	const struct years *years = &ingest->years;

	for (size_t i = 0; i < years->count; i++)
		if (years->clocks[i].lines > 0 &&
		    years->clocks[i].source == YEAR_UNKNOWN)
			return true;
	return false;
}

/* "report: night/report.html" */
static void
report_where(const struct run *run)
{
	struct catalogue catalogue;
	struct voice voice = { .catalogue = &catalogue };
	struct buf text = { 0 };
	struct err err;

	if (!catalogue_open(&catalogue, lang_of(run), &err))
		return;		/* then there is no report */
	say_key(&voice, &text, "ui.report");
	say_key(&voice, &text, "punct.colon");
	printf(STR_FMT " %s/report.html\n", STR_ARG(buf_str(&text)),
	    run->dir.path.at);
	buf_fini(&text);
	catalogue_close(&catalogue);
}

static int
case_tell(const struct run *run, const struct buf *text)
{
	if (!run->options.quiet)
		fwrite(text->at, 1, text->len, stdout);
	report_where(run);
	return notes_code(run->ingest.note_count + run->earlier.note_count +
	    year_is_unknown(&run->ingest), NULL,
	    run->options.exit_code && run->answers.incidents > 0);
}

static int
run_all(struct run *run)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	int code = EXIT_FAILED;
	bool ok;

	answers_init(&run->answers);
	ok = case_open(&run->dir, run->options.dir, run->options.force ||
	    run->options.add, &err);
	run->reading.spill_dir = run->dir.partial.at;
	ok = ok && case_make(run, &text, &err);
	stores_fini(&run->stores);
	notes_say(run->earlier.notes, run->earlier.note_count);
	notes_say(run->ingest.notes, run->ingest.note_count);
	if (ok && year_is_unknown(&run->ingest))
		log_say("no line and no file tells the year of the stamps: "
		    "they are dated %d; give it with --year, or as `year:` in "
		    "the site file", CLOCK_LEAP_YEAR);
	if (ok)
		code = case_tell(run, &text);
	else
		log_say("%s", err.text);
	if (run->options.stats)
		stats_tell();
	buf_fini(&text);
	buf_fini(&run->findings);
	marks_fini(&run->marks);
	answers_fini(&run->answers);
	ingest_fini(&run->ingest);
	earlier_fini(&run->earlier);
	case_close(&run->dir);
	return code;
}

static bool
site_read(struct run *run)
{
	struct err err = { 0 };

	if ((run->options.site == NULL ||
		site_load(&run->site, run->options.site, &err)) &&
	    (run->options.formats == NULL ||
		site_formats(&run->site, run->options.formats, &err)) &&
	    site_set_clock(&run->site, run->options.tz, run->options.year,
		&err) &&
	    (run->site.claims.len == 0 ||
		claims_load(&run->claims, run->site.claims.at, &run->site,
		    &err)))
		return true;
	log_say("%s", err.text);
	return false;
}

static bool
assumptions_read(struct run *run)
{
	struct err err = { 0 };
	bool ok = true;

	for (const char **spec = run->options.assume; ok && *spec != NULL;
	     spec++)
		ok = site_assume(&run->site, str_from(*spec), &err) ||
		    err_in(&err, "--assume");
	if (ok && run->options.known != NULL)
		ok = site_known(&run->site, run->options.known, &err);
	if (!ok)
		log_say("%s", err.text);
	return ok;
}

static bool
lang_check(const char *lang)
{
	if (lang == NULL || catalogue_has(str_from(lang)))
		return true;
	log_say("--lang: no language '%s'; there are en and fr", lang);
	return false;
}

static bool
nice_set(const struct options *o)
{
	struct err err;

	if (!o->nice || idle_enter(&err))
		return true;
	log_say("--nice: %s", err.text);
	return false;
}

static int investigate(int argc, char **argv);

const struct command command_investigate = {
	.name = "investigate",
	.about = "Answer the ten questions of a breach from logs",
	.usage = "[--site FILE] [--formats DIR] [--tz ZONE] [--year YEAR] "
		 "[--case DIR] [--since T] [--until T] [--jobs N] "
		 "[--lang en|fr] [--assume SPEC]... [--known FILE] "
		 "PATH...",
	.options =
	    "  --site FILE     what logs do not say: zone, networks, registers\n"
	    "  --formats DIR   mappings of further formats: DIR/*.yml\n"
	    "  --tz ZONE       zone of stamps without one: Europe/Paris\n"
	    "  --year YEAR     latest year of stamps without one\n"
	    "  --case DIR      where the case goes; default ./case-HASH\n"
	    "  --since T       only events at or after T, 2025-12-11T21:04:00Z\n"
	    "  --until T       only events before T\n"
	    "  --jobs N        reading processes; default one per core\n"
	    "  --assume SPEC   hostile:203.0.113.0/24, owner:account=NAME; "
	    "repeatable\n"
	    "  --known FILE    indicators of others, CSV or STIX 2.1\n"
	    "  --lang en|fr    language of the report; default the site's, or en\n"
	    "  --add           add PATH to what the case in DIR was made from\n"
	    "  --quick         a first answer, from the newest of each source\n"
	    "  --pseudonymise  handles for persons and accounts, in all files\n"
	    "  --force         replace a case that stands there\n"
	    "  --nice          take processor and disk only when they are idle\n"
	    "  --quiet         print where the report lies, no more\n"
	    "  --no-progress   no progress bar\n"
	    "  --exit-code     exit 1 when an incident was found\n"
	    "  --stats         say at the end where the time went\n",
	.run = investigate,
};

static void
given_add(struct run *run, const char *word)
{
	run->given = mem_room(run->given, run->given_count, &run->given_cap,
	    sizeof *run->given);
	run->given[run->given_count++] = word;
}

/* The options given, but for those that say where the case goes and what
 * becomes of one that stands there: who asks again gives them anew. */
static void
given_note(struct run *run, const struct option_def *defs)
{
	const struct options *o = &run->options;

	for (; defs->name != NULL; defs++) {
		if (defs->value == &run->options.dir ||
		    defs->flag == &run->options.add ||
		    defs->flag == &run->options.force ||
		    (defs->value != NULL ? *defs->value == NULL : !*defs->flag))
			continue;
		given_add(run, defs->name);
		if (defs->value != NULL)
			given_add(run, *defs->value);
	}
	for (size_t i = 0; o->assume[i] != NULL; i++) {
		given_add(run, "--assume");
		given_add(run, o->assume[i]);
	}
}

static int
run_asked(struct run *run, int argc, char **argv)
{
	struct options *o = &run->options;
	const struct option_def defs[] = {
		{ "--site", &o->site, NULL },
		{ "--formats", &o->formats, NULL },
		{ "--tz", &o->tz, NULL },
		{ "--year", &o->year, NULL },
		{ "--case", &o->dir, NULL },
		{ "--since", &o->since, NULL },
		{ "--until", &o->until, NULL },
		{ "--jobs", &o->jobs, NULL },
		{ "--lang", &o->lang, NULL },
		{ "--known", &o->known, NULL },
		{ "--add", NULL, &o->add },
		{ "--quick", NULL, &o->quick },
		{ "--pseudonymise", NULL, &o->pseudonymise },
		{ "--force", NULL, &o->force },
		{ "--nice", NULL, &o->nice },
		{ "--quiet", NULL, &o->quiet },
		{ "--no-progress", NULL, &o->no_progress },
		{ "--exit-code", NULL, &o->exit_code },
		{ "--stats", NULL, &o->stats },
		{ NULL, NULL, NULL },
	};
	int count = options_take(&command_investigate, argc, argv, defs);
	int code = EXIT_USAGE;

	if (count < 0)
		return EXIT_USAGE;
	if (count == 0) {
		log_say("investigate: no logs were named; name files, "
		    "folders, or - for standard input");
		return EXIT_USAGE;
	}
	if (o->add && o->dir == NULL) {
		log_say("--add: name the case with --case");
		return EXIT_USAGE;
	}
	site_init(&run->site);
	claims_init(&run->claims);
	given_note(run, defs);
	run->reading.paths = argv;
	run->reading.path_count = (size_t)count;
	if (lang_check(o->lang) && site_read(run) && assumptions_read(run) &&
	    reading_set(run) && nice_set(o))
		code = run_all(run);
	claims_fini(&run->claims);
	site_fini(&run->site);
	return code;
}

static int
investigate(int argc, char **argv)
{
	struct run run = { 0 };
	int left = options_repeated(argc, argv, "--assume",
	    &run.options.assume);
	int code = run_asked(&run, left, argv);

	free(run.options.assume);
	free(run.given);
	return code;
}
