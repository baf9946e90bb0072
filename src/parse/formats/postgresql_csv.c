/* postgresql_csv: the server's log_destination = csvlog.
 *
 *	2025-12-11 21:04:00.123 UTC,"app","records",4242,"192.0.2.7:5432",693abc.1092,3,"SELECT",2025-12-11 21:03:00 UTC,3/7,0,LOG,00000,"AUDIT: SESSION,...",,,,,,,,,"portal","client backend",,0
 *
 * 23 columns to release 12, 24 in 13, 26 since 14.  SQL goes over several
 * lines within its quotes, and what it holds may look like a record.  A line
 * within quotes can hold quotes only in pairs up to the one that closes; the
 * first line of a record, read as if it were one, breaks that with its first
 * name.  So a first line is told from any other by itself. */
#include "parse/pgsql.h"

#include "parse/take.h"

enum {
	C_TIME, C_USER, C_DATABASE, C_PID, C_PEER, C_SEVERITY = 11, C_STATE,
	C_MESSAGE, C_STATEMENT = 19, C_APP = 22, C_LEAST = 23, C_MOST = 26,
	C_SESSION_LINE = 6,
	STAMP_MOST = 40,
};

/* ---- lines ---- */

/* Read a line from within quotes, or from outside them.  False where a quote
 * closes and neither a comma nor the end follows. */
static bool
quotes_pass(struct str s, bool *quoted)
{
	size_t i = 0;

	while ((i += scan_char(s.at + i, s.len - i, '"')) < s.len) {
		if (!*quoted) {
			*quoted = true;
			i++;
		} else if (i + 1 < s.len && s.at[i + 1] == '"') {
			i += 2;
		} else {
			*quoted = false;
			i++;
			if (i < s.len && s.at[i] != ',' && s.at[i] != '\r')
				return false;
		}
	}
	return true;
}

/* "2025-12-11 21:04:00.123 UTC," */
static bool
has_stamp(struct str line)
{
	struct stamp stamp;

	return line.len > 24 && line.at[4] == '-' && line.at[10] == ' ' &&
	    line.at[13] == ':' && pgsql_take_stamp(&line, NULL, &stamp) &&
	    STARTS(line, ",");
}

static bool
csv_begins(struct str line)
{
	bool quoted = true;

	if (!has_stamp(line))
		return false;
	/* a name that begins with a newline; no record ends in a quote there */
	if (str_ends(line, STR(",\"")) && line.len < STAMP_MOST)
		return true;
	return !quotes_pass(line, &quoted);
}

static bool
csv_joins(struct parse_join *join, struct str line, uint64_t bytes)
{
	bool quoted = join->have != 0;

	(void)bytes;
	if (join->state != 0 && (!quoted || csv_begins(line)))
		return false;
	if (!quotes_pass(line, &quoted))
		return false;
	join->state = 1;
	join->have = quoted;
	return true;
}

/* ---- columns ---- */

/* Without the second of two quotes. */
static struct str
unquoted(struct str s, struct arena *scratch)
{
	char *start, *at;

	if (scan_char(s.at, s.len, '"') == s.len)
		return s;
	start = at = arena_take(scratch, s.len);
	for (size_t i = 0; i < s.len; i++) {
		*at++ = s.at[i];
		if (s.at[i] == '"')
			i++;
	}
	return str_of(start, (size_t)(at - start));
}

/* One column; *more: another follows. */
static bool
take_column(struct str *s, struct arena *scratch, struct str *column,
    bool *more)
{
	size_t n = 0;

	if (!str_take_char(s, '"')) {
		n = scan_char(s->at, s->len, ',');
		*column = str_of(s->at, n);
		str_drop(s, n);
		*more = str_take_char(s, ',');
		return scan_char(column->at, column->len, '"') == column->len;
	}
	while ((n += scan_char(s->at + n, s->len - n, '"')) < s->len &&
	    n + 1 < s->len && s->at[n + 1] == '"')
		n += 2;
	if (n >= s->len)
		return false;
	*column = unquoted(str_of(s->at, n), scratch);
	str_drop(s, n + 1);
	*more = str_take_char(s, ',');
	return *more || s->len == 0;
}

static bool
columns_take(struct str s, struct arena *scratch, struct str columns[C_MOST],
    size_t *count)
{
	bool more = true;
	size_t n;

	for (n = 0; more && n < C_MOST; n++)
		if (!take_column(&s, scratch, &columns[n], &more))
			return false;
	*count = n;
	return !more && n >= C_LEAST && take_is_number(columns[C_PID]) &&
	    take_is_number(columns[C_SESSION_LINE]);
}

static enum parsed
csv_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str columns[C_MOST], port;
	struct pgsql_record record;
	size_t count;

	if (!has_stamp(text))
		return PARSED_OTHER;
	if (!csv_begins(str_of(text.at, scan_char(text.at, text.len, '\n'))))
		return PARSED_OTHER;
	str_take_end(&text, STR("\r"));
	if (!columns_take(text, context->scratch, columns, &count))
		return PARSED_BAD;
	record = (struct pgsql_record){
		.time = columns[C_TIME], .user = columns[C_USER],
		.database = columns[C_DATABASE], .pid = columns[C_PID],
		.host = columns[C_PEER], .severity = columns[C_SEVERITY],
		.state = columns[C_STATE], .message = columns[C_MESSAGE],
		.statement = columns[C_STATEMENT], .app = columns[C_APP],
	};
	if (str_take_last_char(&record.host, ':', &port))
		record.port = port;
	return pgsql_record(&record, context, ev);
}

const struct format format_postgresql_csv = {
	.name = "postgresql_csv",
	.about = "PostgreSQL csvlog, with pgaudit's records",
	.versions = "12 to 17",
	.line = csv_line,
	.join = JOIN_OPEN,
	.joins = csv_joins,
	.begins = csv_begins,
};
