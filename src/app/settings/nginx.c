/* nginx: nginx.conf and what it includes.
 *
 *	log_format main '$remote_addr [$time_iso8601] '
 *	                '"$request" $bytes_sent';
 *	server { access_log /var/log/x main; }
 *
 * Words end at blanks, ; { and }, and may be in quotes; the words of a
 * directive behind the first are its value. */
#include "app/settings.h"
#include "base/buf.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next word, or one of ; { } alone; false at the end. */
static bool
word_take(struct str *text, struct str *word)
{
	struct str remark;
	size_t n = 0;
	char quote;

	for (;;) {
		while (text->len > 0 && is_blank(text->at[0]))
			str_drop(text, 1);
		if (text->len == 0)
			return false;
		if (text->at[0] != '#')
			break;
		if (!str_take_until_char(text, '\n', &remark))
			return false;
	}
	quote = text->at[0];
	if (quote == '\'' || quote == '"') {
		for (n = 1; n < text->len && text->at[n] != quote; n++)
			if (text->at[n] == '\\')
				n++;
		if (n > text->len)
			n = text->len;
		*word = str_of(text->at + 1, n - 1);
		str_drop(text, n < text->len ? n + 1 : n);
		return true;
	}
	if (memchr(";{}", quote, 3) != NULL) {
		n = 1;
	} else {
		while (n < text->len && !is_blank(text->at[n]) &&
		    text->at[n] != ';' && text->at[n] != '{' &&
		    text->at[n] != '}') {
			if (text->at[n] == '$' && n + 1 < text->len &&
			    text->at[n + 1] == '{')
				n++;		/* ${name} is no block */
			n++;
		}
	}
	*word = str_of(text->at, n);
	str_drop(text, n);
	return true;
}

static void
directive_end(struct settings_reader *reader, struct str key,
    const struct buf *value)
{
	struct str kept = arena_str(&reader->settings->arena, buf_str(value));

	if (key.len == 0)
		return;
	if (str_eq(key, STR("include")))
		settings_include(reader, kept, false);
	else
		settings_say(reader, key, kept);
}

void
nginx_settings(struct settings_reader *reader, struct str text)
{
	struct buf value = { 0 };
	struct str key = { 0 }, word;

	while (word_take(&text, &word)) {
		bool alone = word.len == 1;

		if (alone && (word.at[0] == ';' || word.at[0] == '{')) {
			if (word.at[0] == '{')
				section_open(reader, key);
			else
				directive_end(reader, key, &value);
			buf_reset(&value);
			key = (struct str){ 0 };
		} else if (alone && word.at[0] == '}') {
			section_close(reader);
			key = (struct str){ 0 };
			buf_reset(&value);
		} else if (key.len == 0) {
			key = word;
		} else {
			if (value.len > 0)
				buf_char(&value, ' ');
			buf_add(&value, word);
		}
	}
	buf_fini(&value);
}

/* "access_log path format ...": the text that log_format gave that name. */
static struct str
format_of(const struct settings *settings, struct str log)
{
	struct str path, name, said_name, format = { 0 };

	str_take_word(&log, &path);
	if (!str_take_word(&log, &name) || str_eq(name, STR("combined")))
		return STR("$remote_addr - $remote_user [$time_local] "
		    "\"$request\" $status $body_bytes_sent");
	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];
		struct str value = said->value;

		if (str_eq(setting_key(said), STR("log_format")) &&
		    str_take_word(&value, &said_name) &&
		    str_eq(said_name, name))
			format = value;
	}
	return format;
}

/* Nothing said is the default: one log, combined. */
bool
nginx_logs_hold(const struct settings *settings, const char *const *parts)
{
	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];
		struct str format;
		bool has = false;

		if (!str_eq(setting_key(said), STR("access_log")))
			continue;
		if (str_eq(said->value, STR("off"))) {
			if (parts == NULL)
				return false;
			continue;
		}
		if (parts == NULL)
			continue;
		format = format_of(settings, said->value);
		for (size_t n = 0; !has && parts[n] != NULL; n++)
			has = str_has(format, str_from(parts[n]));
		if (!has)
			return false;
	}
	return true;
}
