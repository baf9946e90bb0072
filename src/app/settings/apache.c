/* apache: apache2.conf or httpd.conf, and what it includes.
 *
 *	<VirtualHost *:443>
 *	    CustomLog /var/log/x.log combined
 *	</VirtualHost>
 *
 * One directive a line; names are said in lower case. */
#include "app/settings.h"
#include "base/buf.h"

static struct str
lower(struct settings_reader *reader, struct str text)
{
	struct str copy = arena_str(&reader->settings->arena, text);
	char *at = arena_take(&reader->settings->arena, copy.len + 1);

	for (size_t i = 0; i < copy.len; i++)
		at[i] = (char)(copy.at[i] >= 'A' && copy.at[i] <= 'Z' ?
		    copy.at[i] + 'a' - 'A' : copy.at[i]);
	return str_of(at, copy.len);
}

static void
line_read(struct settings_reader *reader, struct str line)
{
	struct str key;

	if (str_starts(line, STR("</"))) {
		section_close(reader);
		return;
	}
	if (str_take_char(&line, '<')) {
		str_take_word(&line, &key);
		section_open(reader, lower(reader, key));
		return;
	}
	if (!str_take_word(&line, &key))
		return;
	key = lower(reader, key);
	line = str_trim(line);
	if (str_eq(key, STR("include")))
		settings_include(reader, unquoted(line), false);
	else if (str_eq(key, STR("includeoptional")))
		settings_include(reader, unquoted(line), true);
	else
		settings_say(reader, key, line);
}

void
apache_settings(struct settings_reader *reader, struct str text)
{
	struct buf kept = { 0 };
	struct str line;

	while (line_next(&text, &line)) {
		if (!line_goes_on(&kept, &line) && line.len > 0 &&
		    line.at[0] != '#')
			line_read(reader, line);
	}
	buf_fini(&kept);
}

/* "CustomLog file format": a name that LogFormat gave, or the format. */
static struct str
format_of(const struct settings *settings, struct str log)
{
	struct str file, name, format = { 0 };

	if (log.len > 0 && log.at[0] == '"') {
		str_drop(&log, 1);
		str_take_until_char(&log, '"', &file);
	} else {
		str_take_word(&log, &file);
	}
	log = str_trim(log);
	if (str_has(log, STR("%")))
		return log;
	if (!str_take_word(&log, &name))
		return STR("%h %l %u %t %r %>s %b");	/* the default */
	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];

		if (str_eq(setting_key(said), STR("logformat")) &&
		    str_ends(said->value, name))
			format = said->value;
	}
	return format;
}

bool
apache_logs_hold(const struct settings *settings, const char *const *parts)
{
	bool any = false, all = true;

	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];
		struct str format;
		bool has = parts == NULL;

		if (!str_eq(setting_key(said), STR("customlog")) &&
		    !str_eq(setting_key(said), STR("transferlog")))
			continue;
		format = format_of(settings, said->value);
		for (size_t n = 0; !has && parts[n] != NULL; n++)
			has = str_has(format, str_from(parts[n]));
		any = true;
		all &= has;
	}
	return any && all;
}
