#include "base/json.h"

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
		} else if ((n = str_utf8(s)) > 0) {
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
