#include "parse/audit.h"

#include "parse/take.h"

/* ---- the head ---- */

/* "1700000000.123:456" */
static bool
id_read(struct str id, struct audit_head *head)
{
	struct str seconds, fraction = id;
	uint64_t s, ms;

	head->id = id;
	if (!str_take_until_char(&fraction, '.', &seconds) ||
	    !str_take_last_char(&fraction, ':', &head->serial) ||
	    !take_is_number(head->serial) || fraction.len > 3 ||
	    !str_u64(seconds, &s) || !str_u64(fraction, &ms) ||
	    s > UINT32_MAX * (uint64_t)4)
		return false;
	head->time.at.ms = (int64_t)(s * 1000 + ms);
	head->time.flags = STAMP_SET;
	return true;
}

bool
audit_take_head(struct str *s, struct audit_head *head)
{
	struct str rest = *s, id;

	*head = (struct audit_head){ 0 };
	if (TAKE(&rest, "node=") && !str_take_word(&rest, &head->node))
		return false;
	if (!TAKE(&rest, "type=") || !str_take_word(&rest, &head->type) ||
	    !TAKE(&rest, "msg=audit(") ||
	    !str_take_until_char(&rest, ')', &id) || !id_read(id, head) ||
	    !str_take_char(&rest, ':'))
		return false;
	str_take_char(&rest, ' ');
	*s = rest;
	return true;
}

bool
audit_begins(struct str line)
{
	struct str node;

	if (TAKE(&line, "node=") && !str_take_word(&line, &node))
		return false;
	return TAKE(&line, "type=") && str_take_word(&line, &node) &&
	    STARTS(line, "msg=audit(");
}

/* ---- fields ---- */

static void
drop_blanks(struct str *s)
{
	while (s->len > 0 && (s->at[0] == ' ' || s->at[0] == '\'' ||
	    s->at[0] == ','))
		str_drop(s, 1);
}

/* Up to a blank, or to the quote that ends msg='...'. */
static struct str
take_bare(struct str *s)
{
	size_t n = 0;
	struct str bare;

	while (n < s->len && s->at[n] != ' ' && s->at[n] != '\'')
		n++;
	bare = str_of(s->at, n);
	str_drop(s, n);
	return bare;
}

bool
audit_take_field(struct str *s, struct str *key, struct audit_value *value)
{
	struct str word;

	for (;;) {
		struct str rest;

		drop_blanks(s);
		if (s->len == 0)
			return false;
		rest = *s;
		word = take_bare(&rest);
		/* a value may hold a blank in quotes: cut the word at = */
		if (!str_take_until_char(&word, '=', key)) {
			*s = rest;
			continue;
		}
		str_drop(s, key->len + 1);
		if (str_eq(*key, STR("msg")) && str_take_char(s, '\''))
			continue;
		value->quoted = str_take_char(s, '"');
		if (!value->quoted)
			value->text = take_bare(s);
		else if (!str_take_until_char(s, '"', &value->text)) {
			value->text = *s;
			s->len = 0;
		}
		return true;
	}
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_hex(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (nibble(s.at[i]) < 0)
			return false;
	return s.len > 0 && s.len % 2 == 0;
}

struct str
audit_text(struct audit_value value, struct arena *scratch)
{
	struct str s = value.text;
	char *text;

	if (value.quoted)
		return s;
	if (str_eq(s, STR("?")) || str_eq(s, STR("(null)")) ||
	    str_eq(s, STR("(none)")))
		return (struct str){ 0 };
	if (!is_hex(s))
		return s;
	text = arena_take(scratch, s.len / 2);
	for (size_t i = 0; i < s.len / 2; i++) {
		int byte = nibble(s.at[2 * i]) << 4 | nibble(s.at[2 * i + 1]);

		text[i] = byte == 0 ? ' ' : (char)byte;
	}
	return str_of(text, s.len / 2);
}
