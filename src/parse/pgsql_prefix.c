/* pgsql_prefix: what stands in front of a message, where the site file says
 * how log_line_prefix is written.
 *
 *	%m [%p] %q%u@%d %a		(PostgreSQL's manual, log_line_prefix)
 *
 * User, database, application and command are what somebody typed, up to 63
 * bytes each; the escapes between them are matched in every way they can be.
 * Names that one way tells otherwise than another are not told; where peer or
 * message differ, the line is read as if the site file said nothing. */
#include "parse/pgsql.h"

#include "parse/pgsql_parts.h"
#include "parse/take.h"

enum {
	NAME_BYTES = 63,
	STEPS_MOST = 2000,	/* of one line: names full of separators */
};

struct match {
	const struct zone *zone;
	struct pgsql_prefix_values now, found;
	unsigned ways, steps;
};

static void
match(struct match *m, struct str format, struct str s);

/* The server's own: digits, hexadecimal digits, an address. */
static bool
take_own(struct str *s, const char *more, struct str *value)
{
	size_t n = 0;

	while (n < s->len && ((s->at[n] >= '0' && s->at[n] <= '9') ||
	    (s->at[n] != '\0' && strchr(more, s->at[n]) != NULL)))
		n++;
	*value = str_of(s->at, n);
	str_drop(s, n);
	return n > 0;
}

static bool
take_time(struct match *m, char escape, struct str *s)
{
	struct stamp stamp;
	struct str number;

	if (escape == 'n') {
		if (!take_own(s, ".", &number) ||
		    !stamp_from_epoch(number, &stamp))
			return false;
	} else if (!pgsql_take_stamp(s, m->zone, &stamp)) {
		return false;
	}
	if (escape != 's')
		m->now.time = stamp;
	return true;
}

/* "192.0.2.7(5432)", "[local]", or a name */
static bool
take_remote(struct match *m, char escape, struct str *s)
{
	struct str host, port;
	size_t n = 0;

	while (n < s->len && s->at[n] > ' ' && s->at[n] != '(' &&
	    s->at[n] != ',' && s->at[n] != '|')
		n++;
	/* an address of version 6 ends before a colon that separates */
	while (n > 0 && s->at[n - 1] == ':')
		n--;
	host = str_of(s->at, n);
	if (!str_is_ip(host)) {
		/* cut at a colon, it must be an address */
		host.len = scan_char(host.at, host.len, ':');
		if (host.len < n && !str_is_ip(host))
			return false;
	}
	str_drop(s, host.len);
	if (host.len == 0)
		return true;	/* the server's own processes have none */
	m->now.host = host;
	if (escape == 'r' && str_take_char(s, '(') &&
	    take_digits(s, &port) && str_take_char(s, ')'))
		m->now.port = port;
	return true;
}

/* A typed name: every length it may have. */
static void
match_name(struct match *m, struct str *place, struct str format,
    struct str s)
{
	size_t most = s.len < NAME_BYTES ? s.len : NAME_BYTES;

	for (size_t n = 0; n <= most && m->ways < 2 && m->steps < STEPS_MOST;
	     n++) {
		if (format.len > 0 && format.at[0] != '%' &&
		    (n == s.len || s.at[n] != format.at[0]))
			continue;
		*place = str_of(s.at, n);
		match(m, format, str_of(s.at + n, s.len - n));
	}
	*place = (struct str){ 0 };
}

static bool
take_escape(struct match *m, char escape, struct str *s)
{
	struct str value;

	switch (escape) {
	case 't': case 'm': case 'n': case 's':
		return take_time(m, escape, s);
	case 'r': case 'h':
		return take_remote(m, escape, s);
	case 'p':
		return take_own(s, "", &m->now.pid);
	case 'e':
		take_own(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", &m->now.state);
		return true;
	case 'l': case 'P': case 'x': case 'Q': case 'c': case 'v':
		take_own(s, "-./abcdef", &value);
		return true;
	case '%':
		return str_take_char(s, '%');
	default:
		return false;
	}
}

/* Another reading with the same peer and message: names that differ are
 * nobody's. */
static void
names_agree(struct match *m)
{
	struct str *found[] = { &m->found.user, &m->found.database,
		&m->found.app };
	const struct str now[] = { m->now.user, m->now.database, m->now.app };

	for (size_t i = 0; i < sizeof now / sizeof *now; i++)
		if (!str_eq(*found[i], now[i]))
			*found[i] = (struct str){ 0 };
}

/* All of the prefix is matched: does the message begin here? */
static void
match_end(struct match *m, struct str s)
{
	struct str prefix = pgsql_prefix(s);

	if (prefix.at == NULL || prefix.len > 0)
		return;
	if (m->ways == 1 && m->found.rest.at == s.at &&
	    str_eq(m->found.host, m->now.host)) {
		names_agree(m);
		return;
	}
	m->found = m->now;
	m->found.rest = s;
	m->ways++;
}

static void
match(struct match *m, struct str format, struct str s)
{
	struct pgsql_prefix_values before = m->now;
	struct str padding;
	char escape;

	while (format.len > 0 && m->ways < 2 && ++m->steps < STEPS_MOST) {
		if (!str_take_char(&format, '%')) {
			if (!str_take_char(&s, format.at[0]))
				goto out;
			str_drop(&format, 1);
			continue;
		}
		str_take_char(&format, '-');
		take_digits(&format, &padding);
		if (format.len == 0)
			goto out;
		escape = format.at[0];
		str_drop(&format, 1);
		if (escape == 'q') {
			match_end(m, s);
		} else if (escape == 'u' || escape == 'd' || escape == 'a' ||
		    escape == 'i' || escape == 'b') {
			match_name(m, escape == 'u' ? &m->now.user :
			    escape == 'd' ? &m->now.database :
			    escape == 'a' ? &m->now.app : &m->now.word,
			    format, s);
			goto out;
		} else if (!take_escape(m, escape, &s)) {
			goto out;
		}
	}
	if (format.len == 0)
		match_end(m, s);
out:
	m->now = before;
}

bool
pgsql_prefix_take(struct str format, struct str text, const struct zone *zone,
    struct pgsql_prefix_values *values)
{
	struct match m = { .zone = zone };

	match(&m, format, text);
	*values = m.found;
	return m.ways == 1 && m.steps < STEPS_MOST;
}
