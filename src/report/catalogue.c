#include "report/catalogue.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/embed.h"

const char *const catalogue_langs[] = { "en", "fr" };
const size_t catalogue_lang_count =
    sizeof catalogue_langs / sizeof *catalogue_langs;

static int
message_cmp(const void *a, const void *b)
{
	return str_cmp(((const struct message *)a)->key,
	    ((const struct message *)b)->key);
}

/* "key = template"; empty lines and comments are passed over. */
static bool
line_read(struct catalogue *catalogue, struct str line, struct err *err)
{
	struct message message;
	struct str rest = str_trim(line);

	if (rest.len == 0 || rest.at[0] == '#')
		return true;
	if (!str_take_until_char(&rest, '=', &message.key))
		return err_set(err, "no '=' in '" STR_FMT "'", STR_ARG(line));
	message.key = str_trim(message.key);
	message.template = str_trim(rest);
	catalogue->messages = mem_room(catalogue->messages, catalogue->count,
	    &catalogue->cap, sizeof *catalogue->messages);
	catalogue->messages[catalogue->count++] = message;
	return true;
}

static bool
twice_check(const struct catalogue *catalogue, struct err *err)
{
	for (size_t i = 1; i < catalogue->count; i++)
		if (str_eq(catalogue->messages[i - 1].key,
		    catalogue->messages[i].key))
			return err_set(err, "'" STR_FMT "' is there twice",
			    STR_ARG(catalogue->messages[i].key));
	return true;
}

bool
catalogue_read(struct catalogue *catalogue, struct str text, struct err *err)
{
	struct str line;
	bool read = true;

	*catalogue = (struct catalogue){ 0 };
	while (read && text.len > 0) {
		if (!str_take_until_char(&text, '\n', &line)) {
			line = text;
			text.len = 0;
		}
		read = line_read(catalogue, line, err);
	}
	if (read && catalogue->count > 0)
		qsort(catalogue->messages, catalogue->count,
		    sizeof *catalogue->messages, message_cmp);
	if (read && twice_check(catalogue, err))
		return true;
	catalogue_close(catalogue);
	return false;
}

bool
catalogue_has(struct str lang)
{
	for (size_t i = 0; i < catalogue_lang_count; i++)
		if (str_eq(lang, str_from(catalogue_langs[i])))
			return true;
	return false;
}

bool
catalogue_open(struct catalogue *catalogue, struct str lang, struct err *err)
{
	char name[64];
	struct str text;

	if (!catalogue_has(lang))
		return err_set(err, "no messages in the language '" STR_FMT "'",
		    STR_ARG(lang));
	snprintf(name, sizeof name, "share/messages/" STR_FMT ".txt",
	    STR_ARG(lang));
	text = embedded_find(str_from(name));
	if (text.at == NULL)
		return err_set(err, "%s: not in this program", name);
	if (!catalogue_read(catalogue, text, err))
		return err_in(err, "%s", name);
	catalogue->lang = lang;
	return true;
}

void
catalogue_close(struct catalogue *catalogue)
{
	free(catalogue->messages);
	*catalogue = (struct catalogue){ 0 };
}

struct str
catalogue_find(const struct catalogue *catalogue, struct str key)
{
	struct message wanted = { .key = key };
	const struct message *found;

	if (catalogue->count == 0)
		return (struct str){ 0 };
	found = bsearch(&wanted, catalogue->messages, catalogue->count,
	    sizeof *catalogue->messages, message_cmp);
	return found == NULL ? (struct str){ 0 } : found->template;
}
