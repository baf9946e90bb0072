/* settings_said: what a server's configuration said, once it is read. */
#include "app/settings.h"

struct str
settings_last(const struct settings *settings, const char *name)
{
	for (size_t i = settings->said_count; i > 0; i--)
		if (str_eq(settings->said[i - 1].name, str_from(name)))
			return settings->said[i - 1].value;
	return (struct str){ 0 };
}

bool
settings_on(const struct settings *settings, const char *name, bool otherwise)
{
	static const char *const words[] = { "on", "yes", "true", "1", "y" };
	struct str value = settings_last(settings, name);

	if (value.at == NULL)
		return otherwise;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(value, str_from(words[i])))
			return true;
	return false;
}

struct str
setting_key(const struct setting_said *said)
{
	struct str path = said->name, key;

	return str_take_last_char(&path, '/', &key) ? key : said->name;
}

bool
value_has_word(struct str value, struct str word)
{
	while (value.len > 0) {
		size_t n = 0;

		while (n < value.len && memchr(" \t,'\"", value.at[n], 5) ==
		    NULL)
			n++;
		if (str_eq_nocase(str_of(value.at, n), word))
			return true;
		str_drop(&value, n == value.len ? n : n + 1);
	}
	return false;
}
