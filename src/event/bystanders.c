#include "event/bystanders.h"

#include "base/embed.h"
#include "base/must.h"
#include "event/site_parts.h"

bool
is_bystander(const struct site *site, struct str program)
{
	for (size_t i = 0; i < site->bystanders.count; i++) {
		struct str name = site->bystanders.at[i];

		if (str_take_end(&name, STR("*")) ?
		    str_starts(program, name) : str_eq(program, name))
			return true;
	}
	return false;
}

/* Within a text of JSON its own quotes are escaped. */
static bool
has_member(struct str line, struct str name)
{
	size_t from = 0, found;

	while ((found = str_find(str_of(line.at + from, line.len - from),
	    name)) != STR_NONE) {
		const char *at = line.at + from + found;
		const char *end = at + name.len;

		if (at > line.at && at[-1] == '"' && end < line.at +
		    line.len && *end == '"' && (at - 1 == line.at ||
		    at[-2] != '\\'))
			return true;
		from += found + 1;
	}
	return false;
}

bool
is_bystander_line(const struct site *site, struct str line)
{
	if (!str_starts(line, STR("{")))
		return false;
	for (size_t i = 0; i < site->bystanders.count; i++) {
		struct str names = site->bystanders.at[i], name;
		bool all = str_take_char(&names, '{') &&
		    str_take_end(&names, STR("}"));

		while (all && names.len > 0) {
			if (!str_take_until_char(&names, ',', &name)) {
				name = names;
				names.len = 0;
			}
			all = has_member(line, str_trim(name));
		}
		if (all)
			return true;
	}
	return false;
}

bool
site_read_bystanders(struct config *config, const yaml_node_t *node,
    void *into)
{
	struct bystander_list *names = into, before = *names;
	struct config_list     list;

	if (!config_sequence(config, node, sizeof *names->at, config_text,
	    &list))
		return false;
	names->at = arena_take(config->arena,
	    (before.count + list.count) * sizeof *names->at);
	if (before.count > 0)
		memcpy(names->at, before.at, before.count * sizeof *names->at);
	if (list.count > 0)
		memcpy(names->at + before.count, list.at,
		    list.count * sizeof *names->at);
	names->count = before.count + list.count;
	return true;
}

void
site_default_bystanders(struct site *site)
{
	static const struct setting settings[] = {
		{ "bystanders", site_read_bystanders,
		    offsetof(struct site, bystanders) },
		{ 0 }
	};
	struct err err = { 0 };

	must(config_load_text(embedded_find(STR("share/bystanders.yml")),
	    &site->arena, settings, site, NULL, &err));
}
