#include "base/json.h"

#include "base/unseen.h"

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

static bool
is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7f &&
	    c != '"' && c != '\\';
}

/* "\u202e", beyond U+FFFF as two. */
static void
json_escape_code(struct json_out *out, uint32_t code)
{
	if (code > 0xffff)
		buf_printf(&out->buf, "\\u%04x\\u%04x",
		    0xd800 + ((code - 0x10000) >> 10),
		    0xdc00 + ((code - 0x10000) & 0x3ff));
	else
		buf_printf(&out->buf, "\\u%04x", code);
}

/* One byte of ASCII that cannot stand for itself. */
static void
json_escape(struct json_out *out, char c)
{
	static const char letters[0x20] = { ['\b'] = 'b', ['\t'] = 't',
		['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };

	if (c == '"' || c == '\\')
		buf_add(&out->buf, str_of((char[]){ '\\', c }, 2));
	else if (c < 0x20 && letters[(int)c] != 0)
		buf_add(&out->buf,
		    str_of((char[]){ '\\', letters[(int)c] }, 2));
	else
		json_escape_code(out, (unsigned char)c);
}

/* The character at the front, which is not plain ASCII: as it is, if it can
 * be seen.  How many bytes it has. */
static size_t
json_character(struct json_out *out, struct str s)
{
	uint32_t code = 0;
	size_t n = unseen_code(s, &code);

	if (n == 1)
		json_escape(out, s.at[0]);
	else if (n == 0 || unseen_is(code))
		json_escape_code(out, n == 0 ? 0xfffd : code);
	else
		buf_add(&out->buf, str_of(s.at, n));
	return n == 0 ? 1 : n;
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
		if (s.len > 0)
			str_drop(&s, json_character(out, s));
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
