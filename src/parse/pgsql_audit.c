/* pgsql_audit: what was run, as pgaudit and the server itself tell it.
 *
 *	AUDIT: SESSION,12,1,READ,SELECT,TABLE,public.wanted_person,"select ...",<none>,3
 *
 * nine fields of CSV, a tenth with log_rows, quoted where needed; SQL goes
 * over several lines.  Without
 * pgaudit:
 *
 *	statement: select ...
 *	duration: 0.512 ms  execute <unnamed>: select ... */
#include "parse/pgsql_parts.h"

#include <strings.h>

/* ---- SQL ---- */

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* $$ or $tag$, which begin a literal and end it. */
static bool
take_dollars(struct str *s)
{
	size_t n = 1;

	if (s->len < 2 || s->at[0] != '$')
		return false;
	while (n < s->len && is_name_byte(s->at[n]))
		n++;
	if (n == s->len || s->at[n] != '$')
		return false;
	str_drop(s, n + 1);
	return true;
}

/* Past `PASSWORD '`, as roles and user mappings have it (a column of that
 * name has a = behind it, and is data like any other); false if there is none
 * in s.  *kept is what stands before the secret. */
static bool
take_password_word(struct str *s, struct str *kept)
{
	static const struct str word = STR_INIT("password");
	struct str		from = *s;

	for (size_t i = 0; i + word.len < s->len; i++) {
		if ((s->at[i] | 0x20) != 'p' ||
		    strncasecmp(s->at + i, word.at, word.len) != 0 ||
		    (i > 0 && is_name_byte(s->at[i - 1])))
			continue;
		str_drop(&from, i + word.len);
		while (from.len > 0 && (from.at[0] == ' ' ||
		    from.at[0] == '\n' || from.at[0] == '\t'))
			str_drop(&from, 1);
		if (from.len > 0 && (from.at[0] == 'E' || from.at[0] == 'e'))
			str_drop(&from, 1);
		else if (from.len > 1 && (from.at[0] | 0x20) == 'u' &&
		    from.at[1] == '&')
			str_drop(&from, 2);
		if (take_dollars(&from) || str_take_char(&from, '\'')) {
			*kept = str_of(s->at, (size_t)(from.at - s->at));
			*s = from;
			return true;
		}
		from = *s;
	}
	return false;
}

/* Past the end of a literal; '' and \' do not end it, and where SQL was cut
 * the literal goes to its end. */
static void
drop_literal(struct str *s, struct str kept)
{
	size_t n = kept.len - 1, end;

	if (kept.at[n] == '$') {
		while (n > 0 && kept.at[n - 1] != '$')
			n--;
		/* n is behind the first dollar */
		end = str_find(*s, str_of(kept.at + n - 1, kept.len - n + 1));
		str_drop(s, end == STR_NONE ? s->len : end);
		return;
	}
	while (s->len > 0) {
		if (s->at[0] == '\\' && s->len > 1) {
			str_drop(s, 2);
		} else if (str_starts(*s, STR("''"))) {
			str_drop(s, 2);
		} else if (s->at[0] == '\'') {
			return;
		} else {
			str_drop(s, 1);
		}
	}
}

static char *
append(char *at, struct str s)
{
	memcpy(at, s.at, s.len);
	return at + s.len;
}

/* alter role x password '***' */
static struct str
mask_passwords(struct str sql, struct arena *scratch)
{
	struct str rest = sql, kept;
	char	  *start, *at;

	if (!take_password_word(&rest, &kept))
		return sql;
	/* a secret of no byte grows by three, and takes eleven to say */
	start = at = arena_take(scratch, 2 * sql.len);
	do {
		at = append(append(at, kept), STR("***"));
		drop_literal(&rest, kept);
	} while (take_password_word(&rest, &kept));
	at = append(at, rest);
	return str_of(start, (size_t)(at - start));
}

/* Without `gone` where it follows `mark`. */
static struct str
unfold(struct str s, char mark, char gone, struct arena *scratch)
{
	char *start = arena_take(scratch, s.len), *at = start;

	for (size_t i = 0; i < s.len; i++) {
		*at++ = s.at[i];
		if (s.at[i] == mark && i + 1 < s.len && s.at[i + 1] == gone)
			i++;
	}
	return str_of(start, (size_t)(at - start));
}

struct str
pgsql_untabbed(struct str text, struct arena *scratch)
{
	return unfold(text, '\n', '\t', scratch);
}

struct str
pgsql_sql(struct str sql, struct arena *scratch)
{
	return mask_passwords(sql, scratch);
}

/* ---- pgaudit ---- */

enum {
	AUDIT_TYPE, AUDIT_STATEMENT_ID, AUDIT_SUBSTATEMENT_ID, AUDIT_CLASS,
	AUDIT_COMMAND, AUDIT_OBJECT_TYPE, AUDIT_OBJECT, AUDIT_STATEMENT,
	AUDIT_PARAMETER, AUDIT_ROWS, AUDIT_FIELDS,
	AUDIT_FIELDS_LEAST = AUDIT_ROWS,
};

static const enum field audit_fields[AUDIT_FIELDS] = {
	F_AUDIT_TYPE, F_STATEMENT_ID, F_SUBSTATEMENT_ID, F_AUDIT_CLASS,
	F_COMMAND, F_OBJECT_TYPE, F_OBJECT, F_STATEMENT, F_PARAMETER, F_ROWS,
};

struct cell {
	struct str text;	/* without the outer quotes */
	bool	   quoted, cut;	/* cut: the closing quote is missing */
};

/* One field.  *more: a comma followed, so another field does. */
static bool
take_cell(struct str *s, struct cell *cell, bool *more)
{
	size_t n = 0;

	*cell = (struct cell){ .quoted = str_take_char(s, '"') };
	if (!cell->quoted) {
		*more = str_take_until_char(s, ',', &cell->text);
		if (!*more)
			cell->text = *s;
		return memchr(cell->text.at, '"', cell->text.len) == NULL;
	}
	while (n < s->len && (s->at[n] != '"' ||
	    (n + 1 < s->len && s->at[n + 1] == '"')))
		n += s->at[n] == '"' ? 2 : 1;
	cell->cut = n >= s->len;
	cell->text = str_of(s->at, cell->cut ? s->len : n);
	str_drop(s, cell->cut ? s->len : n + 1);
	*more = str_take_char(s, ',');
	return *more || s->len == 0;
}

/* All fields of a record; how many, 0 if it is none. */
static size_t
take_cells(struct str s, struct cell cells[AUDIT_FIELDS])
{
	bool more = true;

	for (size_t n = 0; n < AUDIT_FIELDS; n++) {
		if (!take_cell(&s, &cells[n], &more))
			return 0;
		if (!more)
			return n + 1;
	}
	return 0;
}

static bool
inside(struct str whole, struct str part)
{
	return part.at != NULL && part.at >= whole.at &&
	    part.at < whole.at + whole.len;
}

static bool
cells_are_sound(const struct cell cells[AUDIT_FIELDS], size_t n,
    const struct pgsql *line)
{
	if (!str_is_digits(cells[AUDIT_STATEMENT_ID].text) ||
	    !str_is_digits(cells[AUDIT_SUBSTATEMENT_ID].text))
		return false;
	if (n > AUDIT_ROWS && !str_is_digits(cells[AUDIT_ROWS].text))
		return false;
	/* what came through syslog in pieces ends where the piece ends */
	if (n < AUDIT_FIELDS_LEAST || cells[n - 1].cut)
		return line->pieces && n >= AUDIT_STATEMENT &&
		    cells[n - 1].cut;
	for (size_t i = 0; i < n; i++)
		if (!cells[i].quoted && inside(cells[i].text, line->doubt))
			return false;
	/* a record without rows ends with whatever stood in the prefix */
	return n > AUDIT_ROWS || cells[AUDIT_PARAMETER].quoted ||
	    !pgsql_has_severity(cells[AUDIT_PARAMETER].text);
}

enum parsed
pgsql_audit(const struct pgsql *line, struct event *ev)
{
	struct arena *scratch = line->context->scratch;
	struct str    s = line->message;
	struct cell   cells[AUDIT_FIELDS];
	size_t	      n;

	if (!str_take(&s, STR("AUDIT: ")))
		return PARSED_OTHER;
	if (!str_starts(s, STR("SESSION,")) && !str_starts(s, STR("OBJECT,")))
		return PARSED_OTHER;
	ev->kind = K_QUERY;
	ev->outcome = OUTCOME_SUCCESS;
	n = take_cells(s, cells);
	if (n < AUDIT_STATEMENT || !cells_are_sound(cells, n, line))
		return PARSED_BAD;
	for (size_t i = 0; i < n; i++) {
		struct str text = cells[i].text;

		if (text.len == 0)
			continue;
		if (cells[i].quoted && memchr(text.at, '"', text.len) != NULL)
			text = unfold(text, '"', '"', scratch);
		event_set(ev, audit_fields[i], text);
	}
	if (event_has(ev, F_STATEMENT))
		event_set(ev, F_STATEMENT, mask_passwords(event_get(ev, F_STATEMENT),
		    scratch));
	return PARSED_EVENT;
}

/* ---- the server's own words ---- */

/* "duration: 0.512 ms" in whole milliseconds. */
static bool
take_duration(struct str *s, struct event *ev)
{
	struct str rest = *s, number, whole;

	if (!str_take(&rest, STR("duration: ")) ||
	    !str_take_until(&rest, STR(" ms"), &number))
		return false;
	whole = number;
	str_take_until_char(&number, '.', &whole);
	if (!str_is_digits(whole))
		return false;
	event_set(ev, F_DURATION_MS, whole);
	str_take(&rest, STR("  "));
	*s = rest;
	return true;
}

/* What ran, if the message says so: "statement: SQL", "execute NAME: SQL". */
static bool
take_run(struct str *s)
{
	struct str rest = *s, name;

	if (!str_take(&rest, STR("statement: ")) &&
	    (!str_take(&rest, STR("execute ")) ||
	    !str_take_until(&rest, STR(": "), &name)))
		return false;
	*s = rest;
	return true;
}

static struct str
first_word(struct str sql)
{
	size_t n = 0;

	sql = str_trim(sql);
	while (n < sql.len && is_name_byte(sql.at[n]))
		n++;
	return str_of(sql.at, n);
}

enum parsed
pgsql_statement(const struct pgsql *line, struct event *ev)
{
	struct arena *scratch = line->context->scratch;
	struct str    s = line->message;
	bool	      error = str_eq(line->severity, STR("ERROR"));

	ev->kind = K_NOTE;
	if (str_eq(line->severity, STR("LOG"))) {
		take_duration(&s, ev);
		if (take_run(&s)) {
			/* a name in the prefix can spell all this */
			if (line->doubt.at != NULL)
				return PARSED_BAD;
			ev->kind = K_QUERY;
			ev->outcome = OUTCOME_SUCCESS;
			event_set(ev, F_STATEMENT, pgsql_sql(s, scratch));
			event_set(ev, F_COMMAND, first_word(s));
			return PARSED_EVENT;
		}
	}
	if (str_eq(line->severity, STR("STATEMENT"))) {
		event_set(ev, F_STATEMENT, pgsql_sql(s, scratch));
		return PARSED_EVENT;
	}
	s = pgsql_sql(s, scratch);
	if (error) {
		ev->kind = K_QUERY_ERROR;
		ev->outcome = OUTCOME_FAILURE;
		event_set(ev, F_STATUS_DETAIL, s);
	} else if (s.len > 0) {
		event_set(ev, F_MESSAGE, s);
	}
	return PARSED_EVENT;
}
