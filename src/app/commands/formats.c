/* formats: which lines beffroi understands. */
#include <stdio.h>

#include "app/command.h"
#include "app/intake.h"
#include "app/note.h"
#include "app/plan.h"
#include "app/pool.h"
#include "base/file.h"
#include "base/log.h"
#include "event/site.h"
#include "parse/parse.h"

static const char *const mapping_formats[] = {
	[MAPPING_JSON] = "json", [MAPPING_CSV] = "csv", [MAPPING_KV] = "kv",
	[MAPPING_TEMPLATE] = "template",
};

static void
formats_print(void)
{
	for (size_t i = 0; i < formats_count; i++)
		printf("%-17s %s%s%s%s\n", formats[i]->name,
		    formats[i]->about,
		    formats[i]->versions == NULL ? "" : " (",
		    formats[i]->versions == NULL ? "" : formats[i]->versions,
		    formats[i]->versions == NULL ? "" : ")");
}

static void
mappings_print(const struct mapping_list *mappings, const char *whose)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct mapping *mapping = &mappings->at[i];

		printf("%-17.*s ", STR_ARG(mapping->name));
		if (mapping->about.len > 0)
			printf(STR_FMT "; ", STR_ARG(mapping->about));
		printf("%s, in %s\n", whose, mapping_formats[mapping->format]);
	}
}

/* ---- what is understood of a file ---- */

static int
run_open(void *self, const struct wire_unit *unit)
{
	return plan_open(self, unit);
}

static enum taken
run_frame(void *self, unsigned intake, const struct wire_unit *unit,
    const struct frame *frame, struct err *err)
{
	struct plan *plan = self;

	(void)intake;
	switch (frame->type) {
	case W_TEXT:
		return file_put(1, frame->payload, err) ? TAKEN : TAKEN_FAILED;
	case W_PROGRESS:
		return TAKEN;
	case W_MEMBER:
		return plan_member(plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_PART:
		return plan_part(plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	case W_DONE:
		return plan_done(plan, unit, frame->payload, err) ?
		    TAKEN : TAKEN_BROKEN;
	default:
		err_set(err, "sent a frame that does not belong here");
		return TAKEN_BROKEN;
	}
}

static void
run_lost(void *self, unsigned intake, const struct wire_unit *unit,
    const char *why)
{
	(void)intake;
	plan_lost(self, unit, why);
}

static bool
run_full(void *self, const struct wire_unit *unit)
{
	(void)self;
	(void)unit;
	return false;
}

/* One intake reads the files one after the other, each whole. */
static int
file_try(char *path, const struct site *site)
{
	struct intake_job job = { .work = INTAKE_TRY, .site = site };
	const struct plan_options whole = { .range_bytes = UINT64_MAX };
	struct plan plan = { 0 };
	const struct pool_user user = {
		&plan, run_open, run_frame, run_lost, run_full,
	};
	struct err err;
	int code = EXIT_FAILED;

	fflush(stdout);
	plan_make(&plan, &path, 1, &whole);
	job.paths = plan.paths;
	if (!pool_run(&job, 1, plan.units, plan.unit_count, &user, &err)) {
		log_say("%s", err.text);
	} else {
		plan_settle(&plan);
		notes_say(plan.notes, plan.note_count);
		code = notes_code(plan.note_count, inputs_were_read(plan.inputs,
		    plan.input_count) ?
		    NULL : nothing_read, false);
	}
	plan_fini(&plan);
	return code;
}

static int formats_run(int argc, char **argv);

const struct command command_formats = {
	.name = "formats",
	.about = "List the log formats that are understood",
	.usage = "[--site FILE] [--formats DIR] [--try FILE]",
	.options =
	    "  --site FILE    list the record applications of this site file "
	    "too\n"
	    "  --formats DIR  list the mappings of DIR/*.yml too\n"
	    "  --try FILE     show instead what is understood of a file or "
	    "folder\n",
	.run = formats_run,
};

static int
formats_run(int argc, char **argv)
{
	const char *path = NULL, *dir = NULL, *try = NULL;
	const struct option_def defs[] = {
		{ "--site", &path, NULL }, { "--formats", &dir, NULL },
		{ "--try", &try, NULL }, { 0 },
	};
	struct site site;
	struct err err;
	int rest = options_take(&command_formats, argc, argv, defs);
	int code = EXIT_DONE;

	if (rest != 0) {
		if (rest > 0)
			log_say("formats: no argument was wanted");
		return EXIT_USAGE;
	}
	site_init(&site);
	if ((path != NULL && !site_load(&site, path, &err)) ||
	    (dir != NULL && !site_formats(&site, dir, &err))) {
		log_say("%s", err.text);
		return EXIT_USAGE;
	}
	if (try != NULL) {
		code = file_try((char *)(uintptr_t)try, &site);
	} else {
		formats_print();
		mappings_print(&site.shipped, "a mapping");
		mappings_print(&site.mappings, "a mapping of yours");
	}
	site_fini(&site);
	return code;
}
