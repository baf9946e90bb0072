#include "event/words.h"

#include "base/embed.h"
#include "base/must.h"
#include "event/site_parts.h"

/* Letters of Latin-1 behind the byte C3, from 80 on, without their accents;
 * '-': none, it stays as it is. */
static const char latin[] =
    "aaaaaa-ceeeeiiii-nooooo-ouuuuy--aaaaaa-ceeeeiiii-nooooo-ouuuuy-y";
_Static_assert(sizeof latin - 1 == 64, "one for each of C3's bytes");

/* Fold one letter at the front of *text to *to. */
static void
letter_fold(struct str *text, char **to)
{
	uint8_t first = (uint8_t)text->at[0], second;

	str_drop(text, 1);
	if (first >= 'A' && first <= 'Z')
		first = (uint8_t)(first + ('a' - 'A'));
	if (first == 0xc3 && text->len > 0) {
		second = (uint8_t)text->at[0];
		if (second >= 0x80 && second < 0xc0 &&
		    latin[second - 0x80] != '-') {
			str_drop(text, 1);
			first = (uint8_t)latin[second - 0x80];
		}
	}
	*(*to)++ = (char)first;
}

/* Folded text is never longer. */
static struct str
fold_into(struct str text, char *at)
{
	char *to = at;

	while (text.len > 0)
		letter_fold(&text, &to);
	return str_of(at, (size_t)(to - at));
}

struct str
words_fold(struct str text, struct arena *arena)
{
	return fold_into(text, arena_take(arena, text.len + 1));
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    (c & 0x80) != 0;
}

static bool
stands_alone(struct str text, size_t at, size_t len)
{
	return (at == 0 || !is_letter(text.at[at - 1])) &&
	    (at + len == text.len || !is_letter(text.at[at + len]));
}

static bool
word_in(struct str word, struct str text)
{
	size_t from = 0, found;

	while ((found = str_find(str_of(text.at + from, text.len - from),
	    word)) != STR_NONE) {
		if (stands_alone(text, from + found, word.len))
			return true;
		from += found + 1;
	}
	return false;
}

bool
words_has(const struct word_list *list, struct str text)
{
	char folded[WORDS_TEXT_MAX];

	if (text.len > WORDS_TEXT_MAX)
		text.len = WORDS_TEXT_MAX;
	text = fold_into(text, folded);
	for (size_t i = 0; i < list->count; i++)
		if (word_in(list->at[i], text))
			return true;
	return false;
}

/* ---- from the files ---- */

static bool
read_list(struct config *config, const yaml_node_t *node, void *into)
{
	struct word_list *words = into, before = *words;
	struct config_list list;
	struct str *more;

	if (!config_sequence(config, node, sizeof *words->at, config_text,
	    &list))
		return false;
	more = list.at;
	words->at = arena_take(config->arena,
	    (before.count + list.count) * sizeof *words->at);
	if (before.count > 0)
		memcpy(words->at, before.at, before.count * sizeof *before.at);
	for (size_t i = 0; i < list.count; i++)
		words->at[before.count + i] =
		    words_fold(more[i], config->arena);
	words->count = before.count + list.count;
	return true;
}

bool
site_read_words(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "secrets", read_list, offsetof(struct site,
		    words[WORDS_SECRETS]) },
		{ "security", read_list, offsetof(struct site,
		    words[WORDS_SECURITY]) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

void
site_default_words(struct site *site)
{
	static const struct setting settings[] = {
		{ "words", site_read_words, 0 },
		{ 0 }
	};
	struct err err = { 0 };

	must(config_load_text(embedded_find(STR("share/words.yml")),
	    &site->arena, settings, site, NULL, &err));
}
