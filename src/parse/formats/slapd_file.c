/* slapd_file: OpenLDAP's server writing to a file of its own, or to standard
 * error; see formats/slapd.c.
 *
 *	6b0328ef.162684bb 0x7f4c5d0816c0 conn=1003 op=0 BIND dn="uid=bob" method=128
 *	5fbe1a2c conn=1003 op=0 BIND dn="uid=bob" method=128
 *
 * Seconds since 1970 and nanoseconds, both hexadecimal, and the thread; the
 * second is of 2.4.  Nothing is escaped here: a newline in a name that is no
 * DN begins a line of its own. */
#include "parse/parse.h"

#include "parse/take.h"

enum { SECONDS_DIGITS = 8, NS_PER_MS = 1000000 };

extern const struct format format_slapd;

/* Exactly eight hexadecimal digits. */
static bool
take_hex(struct str *s, int64_t *number)
{
	uint64_t value = 0;

	if (s->len < SECONDS_DIGITS)
		return false;
	for (size_t i = 0; i < SECONDS_DIGITS; i++) {
		char c = s->at[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	str_drop(s, SECONDS_DIGITS);
	*number = (int64_t)value;
	return true;
}

static enum parsed
slapd_file_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	struct str s = line, thread;
	int64_t seconds, ns = 0;

	if (!take_hex(&s, &seconds))
		return PARSED_OTHER;
	if (str_take_char(&s, '.')) {
		if (!take_hex(&s, &ns) || ns >= (int64_t)1000 * NS_PER_MS ||
		    !TAKE(&s, " 0x") || !str_take_word(&s, &thread))
			return PARSED_OTHER;
	} else if (!str_take_char(&s, ' ') || !STARTS(s, "conn=")) {
		return PARSED_OTHER;
	}
	ev->time.at.ms = seconds * 1000 + ns / NS_PER_MS;
	ev->time.flags = STAMP_SET;
	event_set(ev, F_PROGRAM, STR("slapd"));
	return format_slapd.line(s, context, ev);
}

const struct format format_slapd_file = {
	.name = "slapd_file",
	.about = "OpenLDAP server, its own log file",
	.versions = "2.6",
	.line = slapd_file_line,
};
