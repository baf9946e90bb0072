/* secrets_parts: what secrets.c and secrets_command.c share. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* A copy with stars, begun when there is something to hide. */
struct copy {
	struct str    from;
	struct arena *scratch;
	size_t	      done;	/* of from, copied or hidden */
	char	     *start, *at;
};

/* Hide from[begin .. end), if it lies behind what was hidden before. */
void secrets_hide(struct copy *copy, size_t begin, size_t end);

/* The copy; what it was made from if nothing was hidden. */
struct str secrets_copy_end(struct copy *copy);

/* NAME=value, "name": "value", name: value. */
void secrets_hide_pairs(struct copy *copy);

/* "password", "PGPASSWORD", "--db-pass", "api_key"; but not where it is,
 * "password-file". */
bool secrets_is_name(struct str name);

/* Where a value that begins at `at` ends: at its quote; else at a blank that
 * is not escaped, or at a sign that ends it in lists, objects, queries. */
size_t secrets_value_end(struct str s, size_t at, bool list);

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static inline bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

static inline bool
holds(struct str s, struct str part)
{
	for (; s.len >= part.len; str_drop(&s, 1))
		if (str_eq_nocase(str_of(s.at, part.len), part))
			return true;
	return false;
}

static inline bool
ends_nocase(struct str s, struct str end)
{
	return s.len >= end.len && str_eq_nocase(str_of(s.at + s.len -
	    end.len, end.len), end);
}
