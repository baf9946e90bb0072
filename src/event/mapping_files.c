/* mapping_files: the mappings that the program carries, and those of a folder.
 *
 *	formats:
 *	  - {name: portal, format: json, fields: {time: ts, user.name: user}} */
#include <dirent.h>
#include <stdlib.h>

#include "base/embed.h"
#include "base/must.h"
#include "event/mapping.h"

static const struct setting file_settings[] = {
	{ "formats", mapping_list_read, 0 },
	{ 0 }
};

static void
list_append(struct mapping_list *list, struct arena *arena,
    struct mapping_list more)
{
	struct mapping *all = arena_take(arena,
	    (list->count + more.count) * sizeof *all);

	if (list->count > 0)
		memcpy(all, list->at, list->count * sizeof *all);
	if (more.count > 0)
		memcpy(all + list->count, more.at, more.count * sizeof *all);
	list->at = all;
	list->count += more.count;
}

struct mapping_list
mapping_shipped(struct arena *arena)
{
	struct mapping_list list = { 0 };

	for (size_t i = 0; i < embedded_count; i++) {
		struct str	    name = str_from(embedded[i].name);
		struct mapping_list more = { 0 };
		struct err	    err;

		if (!str_starts(name, STR("share/formats/")))
			continue;
		must(config_load_text(str_of(embedded[i].at,
		    (size_t)(embedded[i].end - embedded[i].at)), arena,
		    file_settings, &more, NULL, &err));
		list_append(&list, arena, more);
	}
	return list;
}

static int
is_yml(const struct dirent *entry)
{
	return entry->d_name[0] != '.' &&
	    str_ends(str_from(entry->d_name), STR(".yml"));
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool
mapping_load_dir(struct mapping_list *list, struct arena *arena,
    const char *dir, struct err *err)
{
	struct dirent **entries;
	int		count = scandir(dir, &entries, is_yml, by_name);
	bool		good = count >= 0 || err_sys(err,
	    "%s: is no folder whose *.yml can be read", dir);

	for (int i = 0; i < count; i++) {
		struct str	    path = arena_printf(arena, "%s/%s", dir,
		    entries[i]->d_name);
		struct mapping_list more = { 0 };

		good = good && config_load(path.at, arena, file_settings,
		    &more, NULL, err);
		if (good)
			list_append(list, arena, more);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return good;
}
