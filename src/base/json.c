#include "base/json.h"

/* ---- writer ---- */

void
json_init(struct json_out *out)
{
	*out = (struct json_out){ 0 };
}

void
json_fini(struct json_out *out)
{
	buf_fini(&out->buf);
	json_init(out);
}

void
json_reset(struct json_out *out)
{
	buf_reset(&out->buf);
	out->comma = false;
}

/* In front of a value or a key. */
static void
json_comma(struct json_out *out)
{
	if (out->comma)
		buf_char(&out->buf, ',');
	out->comma = true;
}

static void
json_open_bracket(struct json_out *out, char bracket)
{
	json_comma(out);
	buf_char(&out->buf, bracket);
	out->comma = false;
}

static void
json_close_bracket(struct json_out *out, char bracket)
{
	buf_char(&out->buf, bracket);
	out->comma = true;
}

void
json_object(struct json_out *out)
{
	json_open_bracket(out, '{');
}

void
json_object_end(struct json_out *out)
{
	json_close_bracket(out, '}');
}

void
json_array(struct json_out *out)
{
	json_open_bracket(out, '[');
}

void
json_array_end(struct json_out *out)
{
	json_close_bracket(out, ']');
}

/* Length of the UTF-8 character s begins with (RFC 3629, table 3-7 of
 * Unicode), 0 if it begins with none. */
static size_t
utf8_length(struct str s)
{
	const unsigned char *c = (const unsigned char *)s.at;
	size_t		     n = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2
			       : c[0] < 0xf0 ? 3 : 4;

	if (n == 1)
		return 1;
	if (c[0] < 0xc2 || c[0] > 0xf4 || s.len < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((c[i] & 0xc0) != 0x80)
			return 0;
	if ((c[0] == 0xe0 && c[1] < 0xa0) ||	/* longer than needed */
	    (c[0] == 0xed && c[1] > 0x9f) ||	/* surrogate */
	    (c[0] == 0xf0 && c[1] < 0x90) ||
	    (c[0] == 0xf4 && c[1] > 0x8f))	/* past U+10FFFF */
		return 0;
	return n;
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 &&
	    c != '"' && c != '\\';
}

/* One byte that cannot stand for itself. */
static void
json_escape(struct json_out *out, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letters[0x20] = { ['\b'] = 'b', ['\t'] = 't',
		['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
	char text[6] = { '\\', 'u', '0', '0', hex[(c >> 4) & 1], hex[c & 15] };

	if (c == '"' || c == '\\')
		buf_add(&out->buf, str_of((char[]){ '\\', c }, 2));
	else if (letters[c & 0x1f] != 0)
		buf_add(&out->buf,
		    str_of((char[]){ '\\', letters[c & 0x1f] }, 2));
	else
		buf_add(&out->buf, str_of(text, sizeof text));
}

static void
json_quoted(struct json_out *out, struct str s)
{
	buf_char(&out->buf, '"');
	while (s.len > 0) {
		size_t n = 0;

		while (n < s.len && is_plain(s.at[n]))
			n++;
		buf_add(&out->buf, str_of(s.at, n));
		str_drop(&s, n);
		if (s.len == 0)
			break;
		if ((unsigned char)s.at[0] < 0x80) {
			json_escape(out, s.at[0]);
			str_drop(&s, 1);
		} else if ((n = utf8_length(s)) > 0) {
			buf_add(&out->buf, str_of(s.at, n));
			str_drop(&s, n);
		} else {
			buf_add(&out->buf, STR("\xef\xbf\xbd"));
			str_drop(&s, 1);
		}
	}
	buf_char(&out->buf, '"');
}

void
json_key(struct json_out *out, const char *key)
{
	json_comma(out);
	buf_char(&out->buf, '"');
	buf_add(&out->buf, str_from(key));
	buf_add(&out->buf, STR("\":"));
	out->comma = false;
}

void
json_key_str(struct json_out *out, struct str key)
{
	json_comma(out);
	json_quoted(out, key);
	buf_char(&out->buf, ':');
	out->comma = false;
}

void
json_text(struct json_out *out, struct str text)
{
	json_comma(out);
	json_quoted(out, text);
}

void
json_u64(struct json_out *out, uint64_t number)
{
	json_comma(out);
	buf_u64(&out->buf, number);
}

void
json_i64(struct json_out *out, int64_t number)
{
	if (number >= 0) {
		json_u64(out, (uint64_t)number);
		return;
	}
	json_comma(out);
	buf_char(&out->buf, '-');
	buf_u64(&out->buf, 0 - (uint64_t)number);
}

void
json_bool(struct json_out *out, bool truth)
{
	json_raw(out, truth ? STR("true") : STR("false"));
}

void
json_null(struct json_out *out)
{
	json_raw(out, STR("null"));
}

void
json_hex(struct json_out *out, const uint8_t *bytes, size_t n)
{
	json_comma(out);
	buf_char(&out->buf, '"');
	buf_hex(&out->buf, bytes, n);
	buf_char(&out->buf, '"');
}

void
json_raw(struct json_out *out, struct str json)
{
	json_comma(out);
	buf_add(&out->buf, json);
}

void
json_member(struct json_out *out, const char *key, struct str text)
{
	json_key(out, key);
	json_text(out, text);
}

void
json_member_u64(struct json_out *out, const char *key, uint64_t number)
{
	json_key(out, key);
	json_u64(out, number);
}

void
json_plain(struct json_out *out, struct str bytes)
{
	buf_add(&out->buf, bytes);
	out->comma = false;
}

/* ---- reader ----
 *
 *	VALUE	a value must come
 *	FIRST	after [ or {: a value or key, or the end
 *	NEXT	after a value: a comma, or the end of what is around
 *	COLON	after a key: its value
 *	DONE	the outermost value is over
 *	FAILED	stays */

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

static void
json_blank(struct json_in *in)
{
	struct str *s = &in->rest;

	while (s->len > 0 && (s->at[0] == ' ' || s->at[0] == '\t' ||
	    s->at[0] == '\n' || s->at[0] == '\r'))
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

/* A string whose opening quote is next. */
static bool
take_string(struct json_in *in, struct str *text)
{
	const char *at = in->rest.at + 1, *end = in->rest.at + in->rest.len;
	bool	    escaped = false;

	while (at < end && *at != '"') {
		if ((unsigned char)*at < 0x20)
			return false;
		if (*at == '\\') {
			escaped = true;
			if (++at == end)
				return false;
		}
		at++;
	}
	if (at >= end)
		return false;
	*text = str_of(in->rest.at + 1, (size_t)(at - in->rest.at) - 1);
	str_drop(&in->rest, text->len + 2);
	return !escaped || in->arena == NULL ||
	    json_decode(*text, in->arena, text);
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

	json_blank(in);
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
	json_blank(in);
	if (in->rest.len == 0)
		return json_failed(in);
	if (state != STATE_VALUE && in_object(in))
		return json_take_key(in, text);
	return json_value(in, text);
}

bool
json_skip(struct json_in *in, struct str *raw)
{
	const char   *start = in->rest.at - 1;
	struct arena *arena = in->arena;
	uint8_t	      depth = in->depth;
	struct str    text;
	enum json     type;

	in->arena = NULL;	/* nobody wants what is inside decoded */
	do
		type = json_next(in, &text);
	while (type != JSON_BAD && in->depth >= depth);
	in->arena = arena;
	*raw = str_of(start, (size_t)(in->rest.at - start));
	return type != JSON_BAD;
}
