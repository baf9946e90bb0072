/* dovecot: its configuration, in the grammars of 2.3 and 2.4.
 *
 *	protocol imap {
 *	  mail_plugins = $mail_plugins imap_sieve	# 2.3
 *	  mail_plugins {
 *	    imap_sieve = yes				# 2.4
 *	  }
 *	}
 *	!include conf.d/10-mail.conf
 *
 * 2.4 says so in its first setting. */
#include "app/settings.h"
#include "base/buf.h"

/* "key = value", or "name {" or "}". */
static void
line_read(struct settings_reader *reader, struct str line)
{
	struct str key;

	bool may_miss = str_take(&line, STR("!include_try "));

	if (may_miss || str_take(&line, STR("!include "))) {
		settings_include(reader, str_trim(line), may_miss);
		return;
	}
	if (str_eq(line, STR("}"))) {
		section_close(reader);
		return;
	}
	if (str_take_until_char(&line, '=', &key)) {
		/* "plugin { a = b }" on one line is not written by anybody */
		key = str_trim(key);
		if (str_eq(key, STR("dovecot_config_version")))
			reader->settings->new_grammar = true;
		settings_say(reader, key, unquoted(str_trim(line)));
		return;
	}
	if (str_take_end(&line, STR("{")))
		section_open(reader, str_trim(line));
}

/* A remark begins at a # that begins the line or follows a blank. */
static struct str
without_remark(struct str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] == '#' && (i == 0 || line.at[i - 1] == ' ' ||
		    line.at[i - 1] == '\t'))
			return str_trim(str_of(line.at, i));
	return line;
}

void
dovecot_settings(struct settings_reader *reader, struct str text)
{
	struct buf kept = { 0 };
	struct str line;

	while (line_next(&text, &line)) {
		line = without_remark(line);
		if (!line_goes_on(&kept, &line) && line.len > 0)
			line_read(reader, line);
	}
	buf_fini(&kept);
}
