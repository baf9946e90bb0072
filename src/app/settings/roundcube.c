/* roundcube: the settings of config.inc.php that are plain values.
 *
 *	$config['log_logins'] = true;	// or $rcmail_config, or "..."
 *
 * It is PHP, and no PHP is run: an array or an expression is said as it is
 * written up to the semicolon. */
#include "app/settings.h"

/* Behind a remark at the front, if there is one. */
static bool
remark_take(struct str *text)
{
	struct str remark;

	if (str_take(text, STR("/*"))) {
		if (!str_take_until(text, STR("*/"), &remark))
			text->len = 0;
		return true;
	}
	if (str_starts(*text, STR("//")) || str_starts(*text, STR("#"))) {
		if (!str_take_until_char(text, '\n', &remark))
			text->len = 0;
		return true;
	}
	return false;
}

/* Behind a text in quotes at the front; a backslash guards what follows. */
static bool
text_take(struct str *text, struct str *inside)
{
	char quote = text->len > 0 ? text->at[0] : '\0';

	if (quote != '\'' && quote != '"')
		return false;
	for (size_t i = 1; i < text->len; i++) {
		if (text->at[i] == '\\') {
			i++;
		} else if (text->at[i] == quote) {
			*inside = str_of(text->at + 1, i - 1);
			str_drop(text, i + 1);
			return true;
		}
	}
	*inside = str_of(text->at + 1, text->len - 1);
	text->len = 0;
	return true;
}

/* Up to the semicolon that ends the statement. */
static struct str
expression_take(struct str *text)
{
	struct str whole = *text, inside;

	while (text->len > 0 && text->at[0] != ';')
		if (!text_take(text, &inside) && !remark_take(text))
			str_drop(text, 1);
	return str_trim(str_of(whole.at, whole.len - text->len));
}

/* ['key'] = value; */
static void
assignment_take(struct settings_reader *reader, struct str *text)
{
	struct str key;

	*text = str_trim(*text);
	if (!str_take_char(text, '[') || !text_take(text, &key) ||
	    !str_take_char(text, ']'))
		return;
	*text = str_trim(*text);
	if (str_take_char(text, '='))
		settings_say(reader, key, unquoted(expression_take(text)));
}

void
roundcube_settings(struct settings_reader *reader, struct str text)
{
	struct str inside;

	while (text.len > 0) {
		if (str_take(&text, STR("$config")) ||
		    str_take(&text, STR("$rcmail_config")))
			assignment_take(reader, &text);
		else if (!text_take(&text, &inside) && !remark_take(&text))
			str_drop(&text, 1);
	}
}
