/* journal_export: systemd's journal as `journalctl -o export` writes it.
 *
 *	__CURSOR=s=6c...;i=1f;b=77...;m=3b;t=5f;x=91
 *	__REALTIME_TIMESTAMP=1765487040123456
 *	_HOSTNAME=mail
 *	SYSLOG_IDENTIFIER=sshd
 *	_PID=811
 *	MESSAGE
 *	<8 bytes: length, little endian><that many bytes>
 *	<empty line>
 *
 * A value that holds a newline or a control byte is written as in the last
 * field.  Its bytes may look like anything, the fields of another record
 * included, so only who counts them from the file's beginning on knows where
 * a record ends.  (https://systemd.io/JOURNAL_EXPORT_FORMATS) */
#include "parse/journal.h"
#include "parse/parse.h"

#include "parse/take.h"

/* Where a reader stands between two lines. */
enum { FIELD, LENGTH, DATA };

static bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '_'))
			return false;
	}
	return s.len > 0 && s.len <= 64;
}

/* ---- where a record ends ---- */

static bool
journal_begins(struct str line)
{
	return STARTS(line, "__CURSOR=");
}

/* A byte of the length, the low one first. */
static void
length_add(struct parse_join *join, unsigned char byte)
{
	join->want |= (uint64_t)byte << 8 * join->have;
	if (++join->have == 8)
		join->state = DATA;
}

/* So many bytes of the value go by, and then its newline. */
static bool
data_pass(struct parse_join *join, uint64_t bytes)
{
	if (bytes <= join->want) {
		join->want -= bytes;
		return true;
	}
	join->state = FIELD;
	return bytes == join->want + 1;
}

static bool
journal_joins(struct parse_join *join, struct str line, uint64_t bytes)
{
	struct str name;
	size_t n = 0;

	if (join->state == FIELD) {
		if (str_take_until_char(&line, '=', &name))
			return is_name(name);
		join->state = LENGTH;
		join->want = join->have = 0;
		return is_name(line);	/* the empty line ends a record */
	}
	while (join->state == LENGTH && n < line.len)
		length_add(join, (unsigned char)line.at[n++]);
	if (join->state == LENGTH) {
		if (bytes > line.len)
			length_add(join, '\n');
		return true;
	}
	return data_pass(join, bytes - n);
}

/* ---- what it says ---- */

/* Eight bytes, the low one first. */
static uint64_t
length_of(struct str s)
{
	uint64_t n = 0;

	for (size_t i = 8; i-- > 0;)
		n = n << 8 | (unsigned char)s.at[i];
	return n;
}

/* One field; false where the record is damaged. */
static bool
take_field(struct str *s, struct str *name, struct str *value)
{
	struct str line, length;

	if (!str_take_until_char(s, '\n', &line)) {
		line = *s;
		s->len = 0;
	}
	*name = line;
	if (str_take_until_char(&line, '=', name)) {
		*value = line;
		return true;
	}
	if (s->len < 8)
		return false;
	length = *s;
	str_drop(s, 8);
	if (length_of(length) > s->len)
		return false;
	*value = str_of(s->at, (size_t)length_of(length));
	str_drop(s, value->len);
	return str_take_char(s, '\n') || s->len == 0;
}

static enum parsed
journal_unwrap(struct str line, const struct parse_context *context,
    struct event *ev, struct str *text)
{
	struct journal journal = { .scratch = context->scratch };
	struct str name, value;

	while (line.len > 0) {
		if (!take_field(&line, &name, &value) || !is_name(name))
			return PARSED_BAD;
		journal_field(&journal, name, value);
	}
	return journal_head(&journal, ev, text);
}

const struct format format_journal_export = {
	.name = "journal_export",
	.about = "systemd's journal, journalctl -o export: what its lines say "
	    "goes to the formats of their programs",
	.versions = "252, 257",
	.join = JOIN_STREAM,
	.joins = journal_joins,
	.begins = journal_begins,
	.unwrap = journal_unwrap,
};
