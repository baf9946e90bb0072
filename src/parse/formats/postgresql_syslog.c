/* postgresql_syslog: the same through syslog (log_destination = syslog).
 *
 *	Dec 11 21:04:00 db postgres[4242]: [5-1] app@records LOG:  AUDIT: SESSION,...
 *	Dec 11 21:04:00 db postgres[4242]: [5-2] #011  from person",<none>
 *
 * [5-1] is the number of the message and of its piece: at each newline, and
 * after 900 bytes, a new one begins.  Pieces that follow each other in the
 * file are one record.  Where other lines lie between them, those after the
 * first are told as notes. */
#include "parse/pgsql.h"

#include "parse/take.h"

struct piece {
	struct str whose;	/* "db postgres[4242" */
	uint64_t   message, number;
	struct str text;
};

/* "[5-1] text" behind the "]: " of the program; what stands in front of that
 * was written by the logging host. */
static bool
piece_take(struct str line, struct piece *piece)
{
	size_t at = str_find(line, STR("]: ["));
	struct str head, host, program, rest, inside, number;

	if (at == STR_NONE)
		return false;
	head = str_of(line.at, at);
	rest = str_of(line.at + at + 4, line.len - at - 4);
	if (!str_take_until(&rest, STR("] "), &inside) ||
	    !str_take_until_char(&inside, '-', &number) ||
	    !str_u64(number, &piece->message) ||
	    !str_u64(inside, &piece->number))
		return false;
	host = head;
	if (!str_take_last_char(&host, ' ', &program) ||
	    !STARTS(program, "postgres"))
		return false;
	str_take_last_char(&host, ' ', &host);
	piece->whose = str_of(host.at, (size_t)(head.at + head.len - host.at));
	piece->text = rest;
	str_take_end(&piece->text, STR("\r"));
	return true;
}

static bool
postgresql_syslog_joins(struct parse_join *join, struct str line,
    uint64_t bytes)
{
	struct piece piece;
	uint64_t key;

	(void)bytes;
	if (!piece_take(line, &piece))
		return false;
	key = str_hash(piece.whose) * 31 + piece.message;
	if (join->state != 0 && (join->key != key ||
	    join->want != piece.number))
		return false;
	join->state = 1;
	join->key = key;
	join->want = piece.number + 1;
	return true;
}

/* A part of the message that the server logs with a prefix of its own, which
 * is that of the message: nobody who typed the rest knows its time. */
static bool
is_part(struct str text, struct str prefix, struct str *severity,
    struct str *rest)
{
	static const struct str parts[] = {
		STR_INIT("STATEMENT:  "), STR_INIT("DETAIL:  "),
		STR_INIT("HINT:  "), STR_INIT("CONTEXT:  "),
		STR_INIT("QUERY:  "), STR_INIT("LOCATION:  "),
	};

	if (!str_take(&text, prefix))
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		*rest = text;
		*severity = str_of(parts[i].at, parts[i].len - 3);
		if (str_take(rest, parts[i]))
			return true;
	}
	return false;
}

/* What has been put together of a record. */
struct whole {
	char	  *at;		/* message, then statement, in one buffer */
	struct str message, statement, *part;
};

static void
whole_add(struct whole *whole, struct str text)
{
	memcpy(whole->at, text.at, text.len);
	whole->at += text.len;
	if (whole->part != NULL)
		whole->part->len += text.len;
}

/* A piece behind the first.  A tab stands where a newline was, and a blank
 * where a long line was cut; a piece that begins otherwise is a part, or goes
 * on in the middle of a word, or in a name of the prefix. */
static void
piece_add(struct whole *whole, struct str text)
{
	struct str severity, rest;
	struct str prefix = pgsql_prefix(whole->message), number;

	if (prefix.at != NULL && str_take_char(&prefix, '['))
		str_take_until(&prefix, STR("] "), &number);

	if (TAKE(&text, "#011") || TAKE(&text, "\t")) {
		whole_add(whole, STR("\n"));
	} else if (prefix.at == NULL) {
		whole_add(whole, STR("\n"));
	} else if (is_part(text, prefix, &severity, &rest)) {
		whole->part = NULL;
		if (!str_eq(severity, STR("STATEMENT")) ||
		    whole->statement.at != NULL)
			return;
		whole->statement.at = whole->at;
		whole->part = &whole->statement;
		text = rest;
	}
	if (whole->part != NULL)
		whole_add(whole, text);
}

static struct whole
whole_of(struct str text, struct arena *scratch)
{
	struct whole whole = { .at = arena_take(scratch, text.len + 1) };
	struct piece piece;
	struct str line, next;

	whole.message.at = whole.at;
	whole.part = &whole.message;
	if (!str_take_until_char(&text, '\n', &line))
		line = text;
	str_take_end(&line, STR("\r"));
	whole_add(&whole, line);
	while (text.len > 0) {
		next = text;
		if (!str_take_until_char(&text, '\n', &next))
			text.len = 0;
		if (piece_take(next, &piece))
			piece_add(&whole, piece.text);
	}
	whole.part = NULL;
	return whole;
}

static enum parsed
postgresql_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct whole whole;
	enum parsed parsed;

	if (scan_char(text.at, text.len, '\n') == text.len)
		return pgsql_line(text, true, context, ev);
	whole = whole_of(text, context->scratch);
	parsed = pgsql_line(whole.message, true, context, ev);
	if (parsed == PARSED_EVENT && whole.statement.len > 0)
		pgsql_add_statement(whole.statement, context, ev);
	return parsed;
}

static const char *const programs[] = { "postgres*", NULL };

const struct format format_postgresql_syslog = {
	.name = "postgresql_syslog",
	.about = "PostgreSQL through syslog, with pgaudit's records",
	.versions = "15, 17",
	.programs = programs,
	.line = postgresql_syslog_line,
	.join = JOIN_RUN,
	.joins = postgresql_syslog_joins,
};
