/* json_in: the reader's side of json.h.
 *
 * What it waits for:
 *
 *	VALUE	a value must come
 *	FIRST	after [ or {: a value or key, or the end
 *	NEXT	after a value: a comma, or the end of what is around
 *	COLON	after a key: its value
 *	DONE	the outermost value is over
 *	FAILED	stays */
#include "base/json.h"

enum { STATE_VALUE, STATE_FIRST, STATE_NEXT, STATE_COLON, STATE_DONE,
	STATE_FAILED };

void
json_open(struct json_in *in, struct str text, struct arena *arena)
{
	*in = (struct json_in){ .rest = text, .arena = arena,
		.state = STATE_VALUE };
}

static enum json
json_failed(struct json_in *in)
{
	in->state = STATE_FAILED;
	return JSON_BAD;
}

static inline void
blanks_drop(struct str *s)
{
	while (s->len > 0 && (unsigned char)s->at[0] <= ' ' &&
	    (s->at[0] == ' ' || s->at[0] == '\t' || s->at[0] == '\n' ||
	    s->at[0] == '\r'))
		str_drop(s, 1);
}

static bool
in_object(const struct json_in *in)
{
	return in->depth > 0 && ((in->objects >> (in->depth - 1)) & 1) != 0;
}

/* Four hexadecimal digits. */
static bool
take_hex4(struct str *s, uint32_t *unit)
{
	uint32_t value = 0;

	if (s->len < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = s->at[i];
		int  digit = c >= '0' && c <= '9' ? c - '0'
			   : c >= 'a' && c <= 'f' ? c - 'a' + 10
			   : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return false;
		value = value * 16 + (uint32_t)digit;
	}
	*unit = value;
	str_drop(s, 4);
	return true;
}

static char *
utf8_put(char *at, uint32_t c)
{
	if (c < 0x80) {
		*at++ = (char)c;
	} else if (c < 0x800) {
		*at++ = (char)(0xc0 | c >> 6);
		*at++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*at++ = (char)(0xe0 | c >> 12);
		*at++ = (char)(0x80 | (c >> 6 & 0x3f));
		*at++ = (char)(0x80 | (c & 0x3f));
	} else {
		*at++ = (char)(0xf0 | c >> 18);
		*at++ = (char)(0x80 | (c >> 12 & 0x3f));
		*at++ = (char)(0x80 | (c >> 6 & 0x3f));
		*at++ = (char)(0x80 | (c & 0x3f));
	}
	return at;
}

/* What follows "\u": one or two units, a lone surrogate made U+FFFD. */
static bool
take_unicode(struct str *s, uint32_t *c)
{
	struct str ahead;
	uint32_t   low;

	if (!take_hex4(s, c))
		return false;
	if (*c < 0xd800 || *c > 0xdfff)
		return true;
	ahead = *s;
	if (*c < 0xdc00 && str_take(&ahead, STR("\\u")) &&
	    take_hex4(&ahead, &low) && low >= 0xdc00 && low <= 0xdfff) {
		*s = ahead;
		*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	} else {
		*c = 0xfffd;
	}
	return true;
}

/* Decode what stood between the quotes; never longer than it was: the
 * shortest escape, of two bytes, gives one; six bytes give three at most. */
static bool
json_decode(struct str s, struct arena *arena, struct str *text)
{
	static const char letters[128] = { ['"'] = '"', ['\\'] = '\\',
		['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n',
		['r'] = '\r', ['t'] = '\t' };
	char		 *start = arena_take(arena, s.len), *at = start;

	while (s.len > 0) {
		struct str plain = s;
		char	   letter;
		uint32_t   c;

		if (!str_take_until_char(&s, '\\', &plain))
			str_drop(&s, s.len);
		memcpy(at, plain.at, plain.len);
		at += plain.len;
		if (plain.at + plain.len == s.at)
			break;		/* no backslash was left */
		letter = s.len > 0 ? s.at[0] : 0;
		if (s.len > 0)
			str_drop(&s, 1);
		if (letter == 'u') {
			if (!take_unicode(&s, &c))
				return false;
			at = utf8_put(at, c);
		} else if (letter > 0 && letters[(int)letter] != 0) {
			*at++ = letters[(int)letter];
		} else {
			return false;
		}
	}
	*text = str_of(start, (size_t)(at - start));
	return true;
}

/* Bytes of the string that begins at `at`, up to its closing quote; SIZE_MAX
 * if it has none, or holds a control character. */
static inline size_t
string_length(const char *at, const char *end, bool *escaped)
{
	const char *from = at;

	for (;;) {
		at += scan_text(at, (size_t)(end - at));
		if (at == end || (unsigned char)*at < 0x20)
			return SIZE_MAX;
		if (*at == '"')
			return (size_t)(at - from);
		*escaped = true;	/* a backslash, and what it escapes */
		if (end - at < 2)
			return SIZE_MAX;
		at += 2;
	}
}

/* A string whose opening quote is next, as it was written. */
static inline bool
take_raw(struct str *s, struct str *text, bool *escaped)
{
	size_t n = string_length(s->at + 1, s->at + s->len, escaped);

	if (n == SIZE_MAX)
		return false;
	*text = str_of(s->at + 1, n);
	str_drop(s, n + 2);
	return true;
}

static bool
take_string(struct json_in *in, struct str *text)
{
	bool escaped = false;

	return take_raw(&in->rest, text, &escaped) && (!escaped ||
	    in->arena == NULL || json_decode(*text, in->arena, text));
}

struct str
json_plain_text(struct str raw, struct arena *arena)
{
	struct str text;

	if (scan_char(raw.at, raw.len, '\\') == raw.len)
		return raw;
	return json_decode(raw, arena, &text) ? text : raw;
}

static size_t
count_digits(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	return n;
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool
take_number(struct json_in *in, struct str *text)
{
	struct str s = in->rest;
	size_t	   n;

	str_take_char(&s, '-');
	n = count_digits(s);
	if (n == 0 || (n > 1 && s.at[0] == '0'))
		return false;
	str_drop(&s, n);
	if (str_take_char(&s, '.')) {
		if ((n = count_digits(s)) == 0)
			return false;
		str_drop(&s, n);
	}
	if (str_take_char(&s, 'e') || str_take_char(&s, 'E')) {
		if (!str_take_char(&s, '+'))
			str_take_char(&s, '-');
		if ((n = count_digits(s)) == 0)
			return false;
		str_drop(&s, n);
	}
	*text = str_of(in->rest.at, in->rest.len - s.len);
	in->rest = s;
	return true;
}

/* After any whole value. */
static enum json
json_valued(struct json_in *in, enum json type)
{
	in->state = in->depth == 0 ? STATE_DONE : STATE_NEXT;
	return type;
}

static enum json
json_enter(struct json_in *in, bool object)
{
	if (in->depth == JSON_DEPTH)
		return json_failed(in);
	str_drop(&in->rest, 1);
	in->objects &= ~(1ULL << in->depth);
	in->objects |= (uint64_t)object << in->depth;
	in->depth++;
	in->state = STATE_FIRST;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json
json_leave(struct json_in *in)
{
	bool object = in_object(in);

	if (in->rest.at[0] != (object ? '}' : ']'))
		return json_failed(in);
	str_drop(&in->rest, 1);
	in->depth--;
	return json_valued(in, object ? JSON_OBJECT_END : JSON_ARRAY_END);
}

static enum json
json_word(struct json_in *in, struct str word, enum json type,
    struct str *text)
{
	*text = str_of(in->rest.at, word.len);
	if (!str_take(&in->rest, word))
		return json_failed(in);
	return json_valued(in, type);
}

static enum json
json_value(struct json_in *in, struct str *text)
{
	switch (in->rest.at[0]) {
	case '{':
		return json_enter(in, true);
	case '[':
		return json_enter(in, false);
	case '"':
		if (!take_string(in, text))
			return json_failed(in);
		return json_valued(in, JSON_TEXT);
	case 't':
		return json_word(in, STR("true"), JSON_TRUE, text);
	case 'f':
		return json_word(in, STR("false"), JSON_FALSE, text);
	case 'n':
		return json_word(in, STR("null"), JSON_NULL, text);
	default:
		if (!take_number(in, text))
			return json_failed(in);
		return json_valued(in, JSON_NUMBER);
	}
}

static enum json
json_take_key(struct json_in *in, struct str *text)
{
	if (in->rest.at[0] != '"' || !take_string(in, text))
		return json_failed(in);
	in->state = STATE_COLON;
	return JSON_KEY;
}

enum json
json_next(struct json_in *in, struct str *text)
{
	uint8_t state = in->state;

	blanks_drop(&in->rest);
	if (state == STATE_DONE && in->rest.len == 0)
		return JSON_END;
	if (state == STATE_DONE || state == STATE_FAILED || in->rest.len == 0)
		return json_failed(in);
	if (state == STATE_COLON) {
		if (!str_take_char(&in->rest, ':'))
			return json_failed(in);
		state = STATE_VALUE;
	} else if (state == STATE_NEXT) {
		if (!str_take_char(&in->rest, ','))
			return json_leave(in);
	} else if (state == STATE_FIRST &&
	    (in->rest.at[0] == '}' || in->rest.at[0] == ']')) {
		return json_leave(in);
	}
	blanks_drop(&in->rest);
	if (in->rest.len == 0)
		return json_failed(in);
	if (state != STATE_VALUE && in_object(in))
		return json_take_key(in, text);
	return json_value(in, text);
}

/* ---- whole values, without a look at what is in them ---- */

enum { BLOCK = JSON_SCAN_BLOCK };

static inline uint64_t
block_eq(const char *at, char c)
{
	return (uint64_t)scan_eq(at, c) |
	    (uint64_t)scan_eq(at + SCAN_LANE, c) << SCAN_LANE |
	    (uint64_t)scan_eq(at + 2 * SCAN_LANE, c) << 2 * SCAN_LANE |
	    (uint64_t)scan_eq(at + 3 * SCAN_LANE, c) << 3 * SCAN_LANE;
}

/* Bytes that a backslash escapes; *carry: the first byte is one. */
static uint64_t
block_escaped(uint64_t slashes, uint64_t *carry)
{
	uint64_t escaped = *carry;

	slashes &= ~escaped;
	*carry = 0;
	while (slashes != 0) {
		int i = __builtin_ctzll(slashes);

		if (i == BLOCK - 1) {
			*carry = 1;
			break;
		}
		escaped |= (uint64_t)2 << i;
		slashes &= ~((uint64_t)3 << i);
	}
	return escaped;
}

/* Each bit the parity of the bits up to it. */
static inline uint64_t
block_parity(uint64_t x)
{
	for (int n = 1; n < BLOCK; n *= 2)
		x ^= x << n;
	return x;
}

/* How many bytes of the block belong to the value; 0: all, and it goes on.
 * In JSON braces balance within brackets and the other way round, so it is
 * enough to count one sort. */
static inline size_t
block_skip(struct json_scan *s, const char *at)
{
	uint64_t slashes = block_eq(at, '\\'), quotes = block_eq(at, '"');
	uint64_t opens, closes, quoted;

	if ((slashes | s->escaped) != 0)
		quotes &= ~block_escaped(slashes, &s->escaped);
	quoted = block_parity(quotes) ^ s->quoted;
	s->quoted = 0 - (quoted >> (BLOCK - 1));
	opens = block_eq(at, s->open) & ~quoted;
	closes = block_eq(at, s->close) & ~quoted;
	while (closes != 0) {
		int i = __builtin_ctzll(closes);

		while (opens != 0 && __builtin_ctzll(opens) < i) {
			s->depth++;
			opens &= opens - 1;
		}
		if (--s->depth == 0)
			return (size_t)i + 1;
		closes &= closes - 1;
	}
	for (; opens != 0; opens &= opens - 1)
		s->depth++;
	return 0;
}

void
json_scan_begin(struct json_scan *scan, char open)
{
	*scan = (struct json_scan){ .depth = 1, .open = open,
		.close = open == '{' ? '}' : ']' };
}

size_t
json_scan(struct json_scan *scan, const char *at, size_t n)
{
	char last[BLOCK] = { 0 };
	size_t done = 0, hit;

	for (; n - done >= BLOCK; done += BLOCK)
		if ((hit = block_skip(scan, at + done)) > 0)
			return done + hit;
	if (n == done)
		return 0;
	memcpy(last, at + done, n - done);
	hit = block_skip(scan, last);
	return hit > 0 ? done + hit : 0;
}

/* Behind the opening bracket: bytes up to and with the one that closes it,
 * 0 if none does. */
static size_t
bracket_length(struct str rest, char open)
{
	struct json_scan scan;

	json_scan_begin(&scan, open);
	if (rest.len > 0 && rest.at[0] == scan.close)
		return 1;
	return json_scan(&scan, rest.at, rest.len);
}

bool
json_skip(struct json_in *in, struct str *raw)
{
	const char *start = in->rest.at - 1;
	size_t n = bracket_length(in->rest, *start);

	if (n == 0) {
		json_failed(in);
		return false;
	}
	str_drop(&in->rest, n);
	in->depth--;
	*raw = str_of(start, n + 1);
	in->state = in->depth == 0 ? STATE_DONE : STATE_NEXT;
	return true;
}

/* ---- members: what parsers of large records ask ---- */

static enum json
value_take(struct str *s, struct str *value, bool *escaped)
{
	struct json_in in;
	size_t n;
	char c;

	*escaped = false;
	if (s->len == 0)
		return JSON_BAD;
	c = s->at[0];
	if (c == '"')
		return take_raw(s, value, escaped) ? JSON_TEXT : JSON_BAD;
	if (c == '{' || c == '[') {
		n = bracket_length(str_of(s->at + 1, s->len - 1), c);
		if (n == 0)
			return JSON_BAD;
		*value = str_of(s->at, n + 1);
		str_drop(s, n + 1);
		return c == '{' ? JSON_OBJECT : JSON_ARRAY;
	}
	in = (struct json_in){ .rest = *s };
	switch (json_value(&in, value)) {
	case JSON_NUMBER:
		*s = in.rest;
		return JSON_NUMBER;
	case JSON_TRUE:
		*s = in.rest;
		return JSON_TRUE;
	case JSON_FALSE:
		*s = in.rest;
		return JSON_FALSE;
	case JSON_NULL:
		*s = in.rest;
		return JSON_NULL;
	default:
		return JSON_BAD;
	}
}

/* Behind "{", "[" or a value: is there another value? */
static inline enum json
more_in(struct json_walk *walk, char close)
{
	struct str *s = &walk->rest;

	blanks_drop(s);
	if (s->len == 0)
		return JSON_BAD;
	if (s->at[0] == close) {
		str_drop(s, 1);
		return JSON_END;
	}
	if (!walk->first && !str_take_char(s, ','))
		return JSON_BAD;
	walk->first = false;
	blanks_drop(s);
	return JSON_KEY;
}

bool
json_walk(struct json_walk *walk, struct str raw, char open)
{
	blanks_drop(&raw);
	*walk = (struct json_walk){ .rest = raw, .first = true };
	return str_take_char(&walk->rest, open);
}

enum json
json_walk_member(struct json_walk *walk, struct str *key, struct str *value)
{
	struct str *s = &walk->rest;
	bool escaped = false;
	enum json more = more_in(walk, '}');

	if (more != JSON_KEY)
		return more;
	if (s->len == 0 || s->at[0] != '"' || !take_raw(s, key, &escaped))
		return JSON_BAD;
	blanks_drop(s);
	if (!str_take_char(s, ':'))
		return JSON_BAD;
	blanks_drop(s);
	return value_take(s, value, &walk->escaped);
}

enum json
json_walk_element(struct json_walk *walk, struct str *value)
{
	enum json more = more_in(walk, ']');

	return more == JSON_KEY ? value_take(&walk->rest, value,
	    &walk->escaped) : more;
}

bool
json_walk_enter(const struct json_walk *array, struct json_walk *object)
{
	*object = *array;
	if (more_in(object, ']') != JSON_KEY ||
	    !str_take_char(&object->rest, '{'))
		return false;
	object->first = true;
	return true;
}
