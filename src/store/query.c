/* query: the user's SQL over a case's Parquet files, by DuckDB.
 *
 * The SQL is the user's own and may be anything; what it can reach is fixed
 * before it runs: the case's event files, read only, and no other file, host
 * or extension.  We go into the folder of the files first, so that no byte of
 * the case's path is ever read as SQL or as a glob. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "store/duck.h"
#include "store/raw.h"
#include "store/store.h"

enum { COLUMNS_MAX = 4096 };	/* more is not an answer */

struct session {
	struct duck		duck;
	struct duck_database   *database;
	struct duck_connection *connection;
	struct arena		arena;
	struct raw	       *raw;
	struct store_column    *columns;
	size_t			column_count;
};

static bool
enter_case(const char *case_path, struct err *err)
{
	if (chdir(case_path) != 0)
		return err_sys(err, "%s", case_path);
	return true;
}

static bool
session_open(struct session *session, struct err *err)
{
	static const char *const settings[][2] = {
		{ "autoinstall_known_extensions", "false" },
		{ "autoload_known_extensions", "false" },
		{ "allow_community_extensions", "false" },
		{ "temp_directory", "" },	/* nothing is left behind */
	};
	const struct duck *duck = &session->duck;
	struct duck_config *config = NULL;
	char *why = NULL;
	bool ok = duck->create_config(&config) == DUCK_OK;

	for (size_t i = 0; ok && i < sizeof settings / sizeof *settings; i++)
		ok = duck->set_config(config, settings[i][0],
		    settings[i][1]) == DUCK_OK;
	ok = ok && duck->open_ext(NULL, &session->database, config, &why) ==
	    DUCK_OK && duck->connect(session->database, &session->connection)
	    == DUCK_OK;
	if (!ok)
		err_set(err, "DuckDB does not start: %s",
		    why == NULL ? "no reason given" : why);
	if (why != NULL)
		duck->free(why);
	duck->destroy_config(&config);
	return ok;
}

static void
session_close(struct session *session)
{
	if (session->connection != NULL)
		session->duck.disconnect(&session->connection);
	if (session->database != NULL)
		session->duck.close(&session->database);
	raw_free(session->raw);
	arena_fini(&session->arena);
}

/* What DuckDB says as one line, without those that quote the SQL. */
static bool
err_duck(struct err *err, const char *why)
{
	struct str text = str_from(why == NULL ? "no reason given" : why);
	struct str head;
	char line[ERR_MAX];
	size_t n;

	if (str_take_until(&text, STR("\n\nLINE "), &head))
		text = head;
	n = text.len < sizeof line ? text.len : sizeof line;
	for (size_t i = 0; i < n; i++)
		line[i] = text.at[i] == '\n' ? ' ' : text.at[i];
	return err_set(err, "%.*s", (int)n, line);
}

/* Run one statement for what it does. */
static bool
session_do(struct session *session, const char *sql, struct err *err)
{
	struct duck_result result = { 0 };
	bool ok = session->duck.query(session->connection, sql, &result) ==
	    DUCK_OK;

	if (!ok)
		err_duck(err, session->duck.result_error(&result));
	session->duck.destroy_result(&result);
	return ok;
}

/* "'events/part-0001.parquet', ...": the names are ours, so there is nothing
 * in them to quote.  NULL with err where one is no file: a pipe would be waited
 * for, and a link may lead anywhere. */
static const char *
parts_list(struct session *session, const char *folder, struct err *err)
{
	struct buf list = { 0 };
	bool fine = true;
	struct str kept;
	struct stat st;
	char name[48];

	for (unsigned part = 1; fine; part++) {
		snprintf(name, sizeof name, "%s/part-%04u.parquet", folder,
		    part);
		if (lstat(name, &st) != 0)
			break;
		fine = S_ISREG(st.st_mode) || err_set(err, "%s: is no regular "
		    "file, and not what beffroi wrote", name);
		buf_printf(&list, "%s'%s'", part == 1 ? "" : ",", name);
	}
	kept = arena_str(&session->arena, buf_str(&list));
	buf_fini(&list);
	return fine ? kept.at : NULL;
}

static bool
is_hex(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.at[i] < '0' || text.at[i] > '9') &&
		    (text.at[i] < 'a' || text.at[i] > 'f'))
			return false;
	return true;
}

/* "'2f76...', ...": names of inputs that are copies of others, whose rows say
 * the same again.  Nothing but digits of theirs comes into the SQL. */
static const char *
copies_list(struct session *session)
{
	static const char path[] = "lines/copies";
	struct buf list = { 0 };
	struct str text, line, kept;
	struct file file;
	struct err ignored;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
	    !file_read(&file, path, &ignored))
		return "";
	text = file.text;
	while (str_take_until_char(&text, '\n', &line))
		if (line.len > 0 && is_hex(line))
			buf_printf(&list, "%s'" STR_FMT "'",
			    list.len == 0 ? "" : ",", STR_ARG(line));
	kept = arena_str(&session->arena, buf_str(&list));
	buf_fini(&list);
	file_free(&file);
	return kept.at;
}

/* The rows that count. */
static const char *
events_view(struct session *session, const char *parts)
{
	const char *copies = copies_list(session);

	return arena_printf(&session->arena, "CREATE VIEW events AS "
	    "FROM read_parquet([%s])%s%s%s", parts, *copies == '\0' ? "" :
	    " WHERE lower(hex(source)) NOT IN (", copies,
	    *copies == '\0' ? "" : ")").at;
}

/* A message's lines joined by its queue id.  Servers use an id again once the
 * message is gone, so its lines are cut behind each that says so; instances of
 * one host have queues of their own. */
static const char messages_view[] =
    "CREATE VIEW messages AS WITH named AS (SELECT *, "
    "split_part(coalesce(\"actor.process.name\", ''), '/', 1) AS instance "
    "FROM events WHERE \"email.uid\" IS NOT NULL AND "
    "format IN ('postfix', 'exim', 'exim_syslog')), "
    "lines AS (SELECT *, coalesce(sum(CASE kind WHEN 'mail_removed' "
    "THEN 1 ELSE 0 END) OVER (PARTITION BY \"device.hostname\", instance, "
    "\"email.uid\" ORDER BY time, kind = 'mail_removed' ROWS BETWEEN "
    "UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS turn FROM named) "
    "SELECT min(time) AS time, max(time) AS last, "
    "\"device.hostname\" AS host, instance, \"email.uid\" AS queue_id, "
    "min(\"user.name\") FILTER (WHERE kind = 'submit') AS \"user\", "
    "min(\"src_endpoint.ip\") FILTER (WHERE kind = 'submit') AS src_ip, "
    "min(\"email.message_uid\") AS message_id, "
    "min(\"email.smtp_from\") FILTER (WHERE kind IN ('submit', 'mail_queued')) "
    "AS mail_from, "
    "max(\"email.size\") FILTER (WHERE kind IN ('submit', 'mail_queued')) "
    "AS size, max(\"unmapped.nrcpt\") AS nrcpt, "
    "string_agg(DISTINCT \"email.smtp_to\", ', ' ORDER BY "
    "\"email.smtp_to\") FILTER (WHERE kind = 'delivery') AS mail_to, "
    "string_agg(DISTINCT \"unmapped.mail_status\", ', ' ORDER BY "
    "\"unmapped.mail_status\") FILTER (WHERE kind = 'delivery') AS mail_status, "
    "string_agg(DISTINCT coalesce(\"dst_endpoint.hostname\", "
    "\"unmapped.relay\"), ', ' ORDER BY coalesce(\"dst_endpoint.hostname\", "
    "\"unmapped.relay\")) FILTER (WHERE kind = 'delivery') AS relay, "
    "count(*) FILTER (WHERE kind = 'mail_reject') AS rejects, "
    "bool_or(kind = 'mail_removed') AS removed "
    "FROM lines GROUP BY \"device.hostname\", instance, \"email.uid\", turn";

/* All lines, events or not, in the order of the files that hold them; what
 * they say is read when it is asked for. */
static const char *
lines_macro(struct session *session, const char *parts, const char *others)
{
	static const char columns[] = "flaws, nullif(format, '') AS format, "
	    "nullif(stream, '') AS stream, time, "
	    "beffroi_text(source, \"offset\", length) AS text, "
	    "beffroi_raw(source, \"offset\", length) AS raw";
	struct str events = arena_printf(&session->arena, "CREATE MACRO "
	    "lines() AS TABLE SELECT source AS input, \"offset\", length, "
	    "'parsed' AS state, %s FROM read_parquet([%s])", columns, parts);

	if (*others == '\0')
		return events.at;
	return arena_printf(&session->arena, STR_FMT " UNION ALL SELECT "
	    "source, \"offset\", length, status, %s FROM read_parquet([%s])",
	    STR_ARG(events), columns, others).at;
}

/* Let the case's files be read, and nothing else any more. */
static bool
session_shut(struct session *session, const char *sql, const char *parts,
    const char *others, struct err *err)
{
	bool has_others = *others != '\0';
	const char *statements[] = {
		events_view(session, parts),
		messages_view,
		lines_macro(session, parts, others),
		arena_printf(&session->arena, "SET allowed_paths = [%s%s%s]",
		    parts, has_others ? "," : "", others).at,
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	};
	struct err ignored;

	/* Lines cost least in the order of their inputs. */
	if (str_has(str_from(sql), STR("lines")))
		session_do(session, "SET threads = 1", &ignored);
	/* Times are shown in UTC; a DuckDB without ICU does that anyway. */
	session_do(session, "SET TimeZone = 'UTC'", &ignored);
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		if (!session_do(session, statements[i], err))
			return err_in(err, "its events cannot be read; make "
			    "the case anew with `beffroi investigate "
			    "--force`");
	return true;
}

static bool
session_begin(struct session *session, const char *sql,
    const struct store_lines *lines, struct err *err)
{
	const char *parts = parts_list(session, "events", err);
	const char *others = parts == NULL ? NULL :
	    parts_list(session, "lines", err);

	return others != NULL && session_open(session, err) &&
	    (session->raw = raw_register(&session->duck, session->connection,
		lines, err)) != NULL &&
	    session_shut(session, sql, parts, others, err);
}

static struct str
first_word(struct str sql)
{
	size_t n = 0;

	sql = str_trim(sql);
	while (n < sql.len && ((sql.at[n] | 0x20) >= 'a' &&
	    (sql.at[n] | 0x20) <= 'z'))
		n++;
	return str_of(sql.at, n);
}

/* A statement that would change something is refused for that, before for
 * what DuckDB finds wrong with it. */
static bool
is_change(const char *sql)
{
	static const char *const words[] = {
		"alter", "analyze", "attach", "begin", "call", "checkpoint",
		"commit", "copy", "create", "delete", "detach", "drop",
		"export", "import", "insert", "install", "load", "merge",
		"pragma", "reset", "rollback", "set", "truncate", "update",
		"use", "vacuum",
	};
	struct str word = first_word(str_from(sql));

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(word, str_from(words[i])))
			return true;
	return false;
}

static bool
refuse_change(struct err *err)
{
	return err_set(err, "a case is only read: what is taken is one "
	    "statement that gives rows, SELECT, FROM, WITH, DESCRIBE or "
	    "SUMMARIZE");
}

/* The only statement of sql, ready to run; NULL with err. */
static struct duck_prepared *
statement_prepare(struct session *session, const char *sql, struct err *err)
{
	const struct duck *duck = &session->duck;
	struct duck_statements *statements = NULL;
	struct duck_prepared *prepared = NULL;
	uint64_t count = duck->extract_statements(session->connection, sql,
	    &statements);
	bool ok = false;

	if (count == 0) {
		const char *why = duck->extract_statements_error(statements);

		err_duck(err, why == NULL ? "no SQL given" : why);
	} else if (count > 1) {
		err_set(err, "one statement at a time");
	} else if (is_change(sql)) {
		refuse_change(err);
	} else if (duck->prepare_extracted_statement(session->connection,
	    statements, 0, &prepared) != DUCK_OK) {
		err_duck(err, duck->prepare_error(prepared));
	} else {
		ok = true;
	}
	duck->destroy_extracted(&statements);
	if (!ok)
		duck->destroy_prepare(&prepared);
	return ok ? prepared : NULL;
}

static enum store_value
value_of(int type)
{
	if (type == DUCK_BOOLEAN)
		return STORE_BOOLEAN;
	if ((type >= DUCK_TINYINT && type <= DUCK_UBIGINT) ||
	    type == DUCK_HUGEINT || type == DUCK_UHUGEINT)
		return STORE_INTEGER;
	return STORE_TEXT;
}

/* Names and types of what the user asked for. */
static bool
columns_learn(struct session *session, const char *sql, struct err *err)
{
	const struct duck *duck = &session->duck;
	struct duck_prepared *prepared = statement_prepare(session, sql, err);
	bool ok;

	if (prepared == NULL)
		return false;
	session->column_count = duck->prepared_statement_column_count(prepared);
	ok = duck->prepared_statement_type(prepared) == DUCK_SELECT &&
	    session->column_count > 0 && session->column_count < COLUMNS_MAX;
	if (!ok)
		refuse_change(err);
	session->columns = arena_zero(&session->arena,
	    (session->column_count + 1) * sizeof *session->columns);
	for (size_t c = 0; ok && c < session->column_count; c++) {
		const char *name =
		    duck->prepared_statement_column_name(prepared, c);

		session->columns[c].name = arena_str(&session->arena,
		    str_from(name));
		session->columns[c].value = value_of(
		    duck->prepared_statement_column_type(prepared, c));
		duck->free((void *)(uintptr_t)name);
	}
	duck->destroy_prepare(&prepared);
	return ok;
}

/* Run the same statement with every column as text.  As a subquery it keeps
 * its order; a comment or a semicolon at its end may stand in the way, and a
 * view does not mind those. */
static bool
run_as_text(struct session *session, const char *sql,
    struct duck_result *result, struct err *err)
{
	const struct duck *duck = &session->duck;
	struct str inner = str_trim(str_from(sql)), direct, view;

	while (str_take_end(&inner, STR(";")))
		inner = str_trim(inner);
	direct = arena_printf(&session->arena,
	    "SELECT COLUMNS(*)::VARCHAR FROM (" STR_FMT "\n)", STR_ARG(inner));
	if (duck->query(session->connection, direct.at, result) == DUCK_OK)
		return true;
	err_duck(err, duck->result_error(result));
	duck->destroy_result(result);
	view = arena_printf(&session->arena,
	    "CREATE TEMP VIEW beffroi_answer AS %s", sql);
	*result = (struct duck_result){ 0 };
	return session_do(session, view.at, &(struct err){ 0 }) &&
	    duck->query(session->connection,
		"SELECT COLUMNS(*)::VARCHAR FROM beffroi_answer", result) ==
	    DUCK_OK;
}

static struct str
text_at(const struct duck_text *text)
{
	if (text->length > DUCK_SHORT)
		return str_of(text->far, text->length);
	return str_of((const char *)text + offsetof(struct duck_text, head),
	    text->length);
}

static bool
chunk_pass(struct session *session, struct duck_chunk *chunk,
    struct str *values, const struct store_sink *sink)
{
	const struct duck *duck = &session->duck;
	uint64_t rows = duck->data_chunk_get_size(chunk);

	for (uint64_t row = 0; row < rows; row++) {
		for (size_t c = 0; c < session->column_count; c++) {
			struct duck_vector *vector =
			    duck->data_chunk_get_vector(chunk, c);
			const struct duck_text *texts =
			    duck->vector_get_data(vector);
			const uint64_t *valid =
			    duck->vector_get_validity(vector);
			bool null = valid != NULL &&
			    (valid[row / 64] >> row % 64 & 1) == 0;

			values[c] = null ? (struct str){ 0 }
					 : text_at(&texts[row]);
		}
		if (!sink->row(sink->self, values, session->column_count))
			return false;
	}
	return true;
}

static enum store_answer
rows_pass(struct session *session, struct duck_result *result,
    const struct store_sink *sink)
{
	const struct duck *duck = &session->duck;
	struct str *values = arena_zero(&session->arena,
	    session->column_count * sizeof *values);
	struct duck_chunk *chunk;
	bool more = sink->columns(sink->self, session->columns,
	    session->column_count);

	while (more && (chunk = duck->fetch_chunk(*result)) != NULL) {
		more = chunk_pass(session, chunk, values, sink);
		duck->destroy_data_chunk(&chunk);
	}
	return more ? STORE_ANSWERED : STORE_STOPPED;
}

static enum store_answer
session_ask(struct session *session, const char *sql,
    const struct store_sink *sink, struct err *err)
{
	const struct duck *duck = &session->duck;
	struct duck_result result = { 0 };
	enum store_answer answer = STORE_REFUSED;

	if (!columns_learn(session, sql, err))
		return STORE_REFUSED;
	if (run_as_text(session, sql, &result, err))
		answer = rows_pass(session, &result, sink);
	duck->destroy_result(&result);
	return answer;
}

enum store_answer
store_query(const char *case_path, const char *sql,
    const struct store_lines *lines, const struct store_sink *sink,
    struct err *err)
{
	struct session session = { 0 };
	enum store_answer answer = STORE_FAILED;

	if (!duck_load(&session.duck, err))
		return STORE_NO_DUCKDB;
	arena_init(&session.arena);
	if (enter_case(case_path, err)) {
		if (session_begin(&session, sql, lines, err))
			answer = session_ask(&session, sql, sink, err);
		else
			err_in(err, "%s", case_path);
	}
	session_close(&session);
	return answer;
}
