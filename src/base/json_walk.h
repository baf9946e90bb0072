/* json_walk: the steps of the walkers of json.h, for who walks with keys that
 * it mostly knows.
 *
 * Each goes from `at` to where it returns, never past `end`; NULL: it is not
 * JSON, or breaks off. */
#pragma once

#include "base/json.h"

/* Past blanks. */
static inline const char *
json_past_blanks(const char *at, const char *end)
{
	while (at < end && (unsigned char)*at <= ' ' &&
	    (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
		at++;
	return at;
}

/* Past the colon behind a key, and the blanks around it. */
static inline const char *
json_past_colon(const char *at, const char *end)
{
	at = json_past_blanks(at, end);
	return at < end && *at == ':' ? json_past_blanks(at + 1, end) : NULL;
}

/* From behind an opening quote to the one that closes it; *escaped: there are
 * escapes between.  A control character is not JSON. */
static inline const char *
json_quote(const char *at, const char *end, bool *escaped)
{
	*escaped = false;
	for (;;) {
		at += scan_text(at, (size_t)(end - at));
		if (at == end || (unsigned char)*at < 0x20)
			return NULL;
		if (*at == '"')
			return at;
		*escaped = true;	/* a backslash, and what it escapes */
		if (end - at < 2)
			return NULL;
		at += 2;
	}
}

/* Bytes of the number that s begins with, 0 if it is none. */
size_t json_number_length(struct str s);

/* Behind an opening bracket: bytes up to and with the one that closes it, 0 if
 * none does. */
size_t json_bracket_length(struct str rest, char open);

/* A value, as json_walk_member() gives it; the other: of one that is no text,
 * and not at the end. */
const char *json_other_value(const char *at, const char *end,
    struct str *value, enum json *type);

static inline const char *
json_value(const char *at, const char *end, struct str *value,
    enum json *type, bool *escaped)
{
	const char *quote;

	*escaped = false;
	if (at == end)
		return NULL;
	if (*at != '"')
		return json_other_value(at, end, value, type);
	if ((quote = json_quote(at + 1, end, escaped)) == NULL)
		return NULL;
	*value = str_of(at + 1, (size_t)(quote - at) - 1);
	*type = JSON_TEXT;
	return quote + 1;
}
