/* postgresql: postgresql.conf and what it includes.
 *
 *	log_line_prefix = '%m [%p] '	# the = may be missing
 *	include_dir 'conf.d'
 *
 * postgresql.auto.conf, which ALTER SYSTEM writes, comes after it. */
#include "app/settings.h"

/* Up to the remark; a # between quotes is none, and '' is a quote. */
static struct str
value_read(struct str rest)
{
	rest = str_trim(rest);
	if (str_take_char(&rest, '\'')) {
		for (size_t i = 0; i < rest.len; i++) {
			if (rest.at[i] != '\'')
				continue;
			if (i + 1 == rest.len || rest.at[i + 1] != '\'')
				return str_of(rest.at, i);
			i++;
		}
		return rest;
	}
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] == '#')
			return str_trim(str_of(rest.at, i));
	return rest;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '.';
}

static void
line_read(struct settings_reader *reader, struct str line)
{
	struct str key, value;
	size_t n = 0;

	while (n < line.len && is_name(line.at[n]))
		n++;
	key = str_of(line.at, n);
	str_drop(&line, n);
	line = str_trim(line);
	str_take_char(&line, '=');
	value = value_read(line);
	if (str_eq(key, STR("include")))
		settings_include(reader, value, false);
	else if (str_eq(key, STR("include_if_exists")))
		settings_include(reader, value, true);
	else if (str_eq(key, STR("include_dir")))
		settings_include(reader, arena_printf(
		    &reader->settings->arena, STR_FMT "/*.conf",
		    STR_ARG(value)), true);
	else if (key.len > 0)
		settings_say(reader, key, value);
}

void
postgresql_settings(struct settings_reader *reader, struct str text)
{
	struct str line;

	while (line_next(&text, &line))
		if (line.len > 0 && line.at[0] != '#')
			line_read(reader, line);
}
