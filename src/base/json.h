/* json: a writer that appends, and a reader that is pulled.
 *
 * The writer gives compact JSON whose bytes depend on the calls alone: no
 * spaces, invalid UTF-8 replaced by U+FFFD, characters that are not seen or
 * move others (base/unseen.h) as \u202e, integers only.  Commas are the
 * writer's business, balance and the order of keys the caller's.
 *
 *	json_object(&out);
 *	json_key(&out, "user");  json_text(&out, user);
 *	json_key(&out, "rows");  json_u64(&out, 12);
 *	json_object_end(&out);
 *
 * The reader takes one token at a time from a slice, allocates nothing but
 * decoded strings in the caller's arena, and goes JSON_DEPTH levels deep; the
 * walkers below it are for large records of which little is wanted. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* ---- writer ---- */

struct json_out {
	struct buf buf;		/* the text so far */
	bool	   comma;	/* a value precedes on this level */
};

void json_init(struct json_out *out);
void json_fini(struct json_out *out);

/* Forget the text, keep the memory. */
void json_reset(struct json_out *out);

/* The text so far; lives until the next call that writes. */
static inline struct str
json_str(const struct json_out *out)
{
	return buf_str(&out->buf);
}

void json_object(struct json_out *out);
void json_object_end(struct json_out *out);
void json_array(struct json_out *out);
void json_array_end(struct json_out *out);

/* The key of the next value, of an object.  json_key() takes a literal of
 * our own, which is written as it is; json_key_str() escapes. */
void json_key(struct json_out *out, const char *key);
void json_key_str(struct json_out *out, struct str key);

void json_text(struct json_out *out, struct str text);
void json_u64(struct json_out *out, uint64_t number);
void json_i64(struct json_out *out, int64_t number);
void json_bool(struct json_out *out, bool truth);
void json_null(struct json_out *out);

/* Bytes as lower-case hexadecimal text. */
void json_hex(struct json_out *out, const uint8_t *bytes, size_t n);

/* A value that is JSON already; the caller vouches for it. */
void json_raw(struct json_out *out, struct str json);

/* A key and its value in one call. */
void json_member(struct json_out *out, const char *key, struct str text);
void json_member_u64(struct json_out *out, const char *key, uint64_t number);

/* Bytes between values: a newline after each object of JSON Lines, say.  The
 * next value gets no comma in front. */
void json_plain(struct json_out *out, struct str bytes);

/* ---- reader ---- */

enum { JSON_DEPTH = 64 };	/* one bit of a word each; logs need under 10 */

enum json {
	JSON_BAD,		/* not JSON; stays so */
	JSON_END,		/* the value is over, and nothing follows it */
	JSON_OBJECT, JSON_OBJECT_END,
	JSON_ARRAY, JSON_ARRAY_END,
	JSON_KEY,		/* text: the key; its value comes next */
	JSON_TEXT,		/* text: decoded */
	JSON_NUMBER,		/* text: as written */
	JSON_TRUE, JSON_FALSE, JSON_NULL,
};

struct json_in {
	struct str    rest;	/* not yet read */
	struct arena *arena;	/* for strings with escapes */
	uint64_t      objects;	/* bit n: level n is an object */
	uint8_t	      depth;
	uint8_t	      state;
};

/* Read one value from text.  arena may be NULL: strings with escapes then
 * come undecoded. */
void json_open(struct json_in *in, struct str text, struct arena *arena);

/* The next token.  *text is a slice of the input, or of the arena where a
 * string had escapes; set for KEY, TEXT, NUMBER, TRUE, FALSE and NULL.  A
 * lone surrogate becomes U+FFFD; other bytes are not checked. */
enum json json_next(struct json_in *in, struct str *text);

/* After OBJECT or ARRAY: go past its end; *raw is the whole value as written,
 * brackets included.  Strings and brackets are matched, nothing else is
 * looked at.  False if it does not end. */
bool json_skip(struct json_in *in, struct str *raw);

/* ---- walking: the members of one object, the elements of one array ----
 *
 * For large records of which little is wanted.  Values come as they were
 * written: a text without its quotes, not decoded; an object or array whole,
 * brackets included, and only matched, to be walked in its turn or left.
 * Nothing is allocated. */

struct json_walk {
	struct str rest;	/* not yet read; behind the end: what follows */
	bool	   first;
	bool	   escaped;	/* the value just given is a text with escapes */
};

/* raw: the value, open: '{' or '['.  False if it does not begin so. */
bool json_walk(struct json_walk *walk, struct str raw, char open);

/* The type of the next value: OBJECT, ARRAY, TEXT, NUMBER, TRUE, FALSE or
 * NULL; END behind the last; BAD where it is not JSON or breaks off. */
enum json json_walk_member(struct json_walk *walk, struct str *key,
    struct str *value);
enum json json_walk_element(struct json_walk *walk, struct str *value);

/* An element that is an object, without matching its brackets first: *object
 * walks its members; behind END give it back with json_walk_leave().  False,
 * and nothing is read, when the next element is none; after BAD
 * json_walk_element() goes past it. */
bool json_walk_enter(const struct json_walk *array, struct json_walk *object);

static inline void
json_walk_leave(struct json_walk *array, const struct json_walk *object)
{
	array->rest = object->rest;
	array->first = false;
}

/* Where a bracket is closed, found piece by piece. */
struct json_scan {
	uint64_t escaped, quoted;	/* carried from piece to piece */
	uint64_t depth;
	char	 open, close;
};

/* Behind an opening bracket, '{' or '['. */
void json_scan_begin(struct json_scan *scan, char open);

/* Bytes up to and with the bracket that closes it; 0: not among these n, of
 * which all were seen.  n is a multiple of JSON_SCAN_BLOCK but in the last
 * call. */
enum { JSON_SCAN_BLOCK = 64 };
size_t json_scan(struct json_scan *scan, const char *at, size_t n);

/* A text as it was written, decoded if it has escapes. */
struct str json_plain_text(struct str raw, struct arena *arena);
