/* words: lists of words that betray what somebody searches for.
 *
 * They come from share/words.yml, and a site file adds its own.  They are
 * kept folded: ASCII lower case, accents of Latin letters gone. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum word_topic { WORDS_SECRETS, WORDS_SECURITY, WORDS_TOPICS };

struct word_list {
	struct str *at;
	size_t	    count;
};

/* A copy of text, folded, in the arena. */
struct str words_fold(struct str text, struct arena *arena);

/* Does a word of the list stand in the text, not within another word?  Only
 * the first WORDS_TEXT_MAX bytes are looked at. */
enum { WORDS_TEXT_MAX = 1024 };
bool words_has(const struct word_list *list, struct str text);
