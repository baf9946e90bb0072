/* catalogue: the messages of one language, from share/messages/LANG.txt.
 *
 * Its first comment says how the file is written.  Read only once open; the
 * keys and templates are slices of the text it was made from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct message { struct str key, template; };

struct catalogue {
	struct str	lang;		/* "en" */
	struct message *messages;	/* by key */
	size_t		count, cap;
};

/* The languages there are; the first is the one used when none is named. */
extern const char *const catalogue_langs[];
extern const size_t catalogue_lang_count;

/* Read the embedded catalogue of a language.  On failure there is nothing to
 * close. */
bool catalogue_open(struct catalogue *catalogue, struct str lang,
    struct err *err);

/* The same from text that outlives the catalogue. */
bool catalogue_read(struct catalogue *catalogue, struct str text,
    struct err *err);

void catalogue_close(struct catalogue *catalogue);

/* The template of a key; at is NULL when there is none. */
struct str catalogue_find(const struct catalogue *catalogue, struct str key);

/* Is it the name of a language there is a catalogue for? */
bool catalogue_has(struct str lang);
