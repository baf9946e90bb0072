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

#include "base/json_walk.h"

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
	const char *at = json_past_blanks(s->at, s->at + s->len);

	str_drop(s, (size_t)(at - s->at));
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

/* A string whose opening quote is next, as it was written. */
static inline bool
take_raw(struct str *s, struct str *text, bool *escaped)
{
	const char *quote = json_quote(s->at + 1, s->at + s->len, escaped);

	if (quote == NULL)
		return false;
	*text = str_of(s->at + 1, (size_t)(quote - s->at) - 1);
	str_drop(s, text->len + 2);
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

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
size_t
json_number_length(struct str number)
{
	struct str s = number;
	size_t	   n;

	str_take_char(&s, '-');
	n = scan_digits(s.at, s.len);
	if (n == 0 || (n > 1 && s.at[0] == '0'))
		return 0;
	str_drop(&s, n);
	if (str_take_char(&s, '.')) {
		if ((n = scan_digits(s.at, s.len)) == 0)
			return 0;
		str_drop(&s, n);
	}
	if (str_take_char(&s, 'e') || str_take_char(&s, 'E')) {
		if (!str_take_char(&s, '+'))
			str_take_char(&s, '-');
		if ((n = scan_digits(s.at, s.len)) == 0)
			return 0;
		str_drop(&s, n);
	}
	return number.len - s.len;
}

static bool
take_number(struct json_in *in, struct str *text)
{
	size_t n = json_number_length(in->rest);

	*text = str_of(in->rest.at, n);
	str_drop(&in->rest, n);
	return n > 0;
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
value_next(struct json_in *in, struct str *text)
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
	return value_next(in, text);
}

bool
json_skip(struct json_in *in, struct str *raw)
{
	const char *start = in->rest.at - 1;
	size_t n = json_bracket_length(in->rest, *start);

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
