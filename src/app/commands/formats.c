/* formats: which lines beffroi understands. */
#include <stdio.h>

#include "app/command.h"
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

static int formats_run(int argc, char **argv);

const struct command command_formats = {
	.name = "formats",
	.about = "List the log formats that are understood",
	.usage = "[--site FILE] [--formats DIR]",
	.options =
	    "  --site FILE    list the record applications of this site file "
	    "too\n"
	    "  --formats DIR  list the mappings of DIR/*.yml too\n",
	.run = formats_run,
};

static int
formats_run(int argc, char **argv)
{
	const char *path = NULL, *dir = NULL;
	const struct option_def defs[] = {
		{ "--site", &path, NULL }, { "--formats", &dir, NULL }, { 0 },
	};
	struct site site;
	struct err err;
	int rest = options_take(&command_formats, argc, argv, defs);

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
	formats_print();
	mappings_print(&site.shipped, "a mapping");
	mappings_print(&site.mappings, "a mapping of yours");
	site_fini(&site);
	return EXIT_DONE;
}
