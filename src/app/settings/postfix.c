/* postfix: main.cf, and the options of services in master.cf.
 *
 *	smtpd_relay_restrictions = permit_mynetworks,
 *	    permit_sasl_authenticated			a line goes on
 *	submission inet n - y - - smtpd
 *	  -o smtpd_sasl_auth_enable=yes
 *
 * An option is a setting in the section of its service, "submission inet". */
#include "app/settings.h"
#include "base/buf.h"

/* -o name=value, or -o { name = value }, one after another. */
static void
options_read(struct settings_reader *reader, struct str line)
{
	struct str head, word, key;

	while (str_take_until(&line, STR("-o"), &head)) {
		line = str_trim(line);
		if (str_take_char(&line, '{')) {
			if (!str_take_until_char(&line, '}', &word))
				return;
		} else if (!str_take_word(&line, &word)) {
			return;
		}
		if (str_take_until_char(&word, '=', &key))
			settings_say(reader, str_trim(key), str_trim(word));
	}
}

static void
master_line(struct settings_reader *reader, struct str line)
{
	struct str service = { 0 }, type = { 0 };
	struct str name;

	for (size_t i = 0; i < 2; i++) {
		str_take_word(&line, i == 0 ? &service : &type);
		line = str_trim(line);
	}
	name = arena_printf(&reader->settings->arena, STR_FMT " " STR_FMT,
	    STR_ARG(service), STR_ARG(type));
	section_open(reader, name);
	options_read(reader, line);
	section_close(reader);
}

static void
line_read(struct settings_reader *reader, struct str line, bool master)
{
	struct str key;

	line = str_trim(line);
	if (line.len == 0)
		return;
	if (master)
		master_line(reader, line);
	else if (str_take_until_char(&line, '=', &key))
		settings_say(reader, str_trim(key), str_trim(line));
}

void
postfix_settings(struct settings_reader *reader, struct str text)
{
	bool master = str_ends(reader->file->path, STR("master.cf"));
	struct buf whole = { 0 };

	while (text.len > 0) {
		bool goes_on = text.at[0] == ' ' || text.at[0] == '\t';
		struct str line;

		line_next(&text, &line);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (!goes_on) {
			line_read(reader, buf_str(&whole), master);
			buf_reset(&whole);
		}
		buf_add(&whole, line);
		buf_char(&whole, ' ');
	}
	line_read(reader, buf_str(&whole), master);
	buf_fini(&whole);
}
