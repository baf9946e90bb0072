/* What strangers type cannot say who they are: into each value of the plain
 * golden lines that a client chose, pieces of other lines are put, and
 * whoever was to blame must still be, or nobody. */
#include "parse/parse.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "event/site.h"
#include "test/test.h"

#define EVIL	"198.51.100.166"
#define NAME	"mallory166"

/* Where a program's own words would name the peer, the account or numbers. */
static const struct str pieces[] = {
	STR_INIT("x>, rip=" EVIL ", lip=192.0.2.166, session=<mallory>"),
	STR_INIT("x>, method=PLAIN, rip=" EVIL ", lip=192.0.2.166, TLS"),
	STR_INIT(", flags=(), size=1"),
	STR_INIT("x, " EVIL ",<mallory>): unknown user"),
	STR_INIT("x," EVIL ",sasl:plain)<mallory>: Password mismatch"),
	STR_INIT("x)<166><mallory>: Disconnected: Logged out in=1 out=166"),
	STR_INIT(" from " EVIL " port 166 ssh2"),
	STR_INIT(" " EVIL " port 166"),
	STR_INIT(" rhost=" EVIL "  user=" NAME),
	STR_INIT("; rhost=" EVIL "; user=" NAME ";"),
	STR_INIT(" : TTY=pts/1 ; PWD=/ ; USER=" NAME " ; COMMAND=/bin/sh"),
	STR_INIT("x[" EVIL "]: SASL LOGIN authentication failed"),
	STR_INIT("x>, client=x[" EVIL "], sasl_method=PLAIN, sasl_username="
	    NAME),
	STR_INIT(">: Relay access denied; from=<x> to=<y> proto=ESMTP helo=<z>"),
	STR_INIT("> sasl_username=<" NAME "> client=x[" EVIL "]"),
	STR_INIT(" H=x [" EVIL "]:166 A=plain:" NAME " S=166 id=x@x.example"),
	STR_INIT("x) [" EVIL "]:166 (set_id=" NAME ")"),
	STR_INIT(": 535 Incorrect authentication data (set_id=" NAME ")"),
	STR_INIT("\", client: " EVIL ", server: x, request: \"GET / HTTP/1.1\""),
	STR_INIT(", client: " EVIL ", server: x"),
	STR_INIT(" HTTP/1.1\" 200 166 \"-\" \"x\" " EVIL),
	STR_INIT("\"\n" EVIL " - " NAME " [11/Dec/2025:21:00:00 +0000] \"GET /"),
	STR_INIT("\" " EVIL " \""),
	STR_INIT("\",\"src\":\"" EVIL "\",\"ip\":\"" EVIL "\",\"user\":\"" NAME),
	STR_INIT("\",\"remote_ip\":\"" EVIL "\",\"remote_user\":\"" NAME),
	STR_INIT(" (X-Forwarded-For: " EVIL ")"),
	STR_INIT(" from " EVIL " in session x (error: 0)"),
	STR_INIT(" ip=" EVIL " oip=" EVIL "; account=" NAME ";"),
	STR_INIT("; oip=" EVIL ";] authentication failed for [" NAME "]"),
	STR_INIT(" ip=[::ffff:" EVIL "], user=" NAME),
	STR_INIT(" [" EVIL "] " NAME " plaintext User logged in"),
	STR_INIT("' from '" EVIL "' for user '" NAME "'"),
	STR_INIT("\" mech=SIMPLE IP=" EVIL ":166 (IP=0.0.0.0:389)"),
	STR_INIT("; ip: " EVIL "; user: " NAME "; time: 1.000ms"),
	STR_INIT(", ipAddress=\"" EVIL "\", username=\"" NAME "\""),
	STR_INIT(", ipAddress=" EVIL ", userId=" NAME),
	STR_INIT("\\"),
	STR_INIT("\""),
	STR_INIT("]"),
	STR_INIT(")"),
	STR_INIT(">"),
};
enum { PIECES = sizeof pieces / sizeof *pieces };

/* Values that a client chose. */
static const enum field typed[] = {
	F_USER, F_HELO, F_USER_AGENT, F_URL, F_URL_PATH, F_URL_QUERY,
	F_URL_HOST, F_HTTP_REFERRER, F_FORWARDED, F_SUBJECT, F_HEADER_FROM,
	F_MESSAGE_ID, F_MAIL_FROM, F_MAIL_TO, F_ORIG_TO, F_FOLDER, F_SCRIPT,
	F_SEARCH, F_CLIENT, F_REASON,
};

/* What they must not change. */
static const enum field kept[] = {
	F_SRC_IP, F_SRC_PORT, F_SRC_HOST, F_PROXY_IP, F_DST_IP, F_USER,
	F_SESSION, F_FLAGS, F_SIZE, F_BYTES_IN, F_BYTES_OUT, F_BODY_COUNT,
	F_BODY_BYTES, F_ROWS, F_HTTP_STATUS, F_HTTP_BYTES, F_AUTH_METHOD,
	F_MAIL_STATUS, F_QUEUE_ID,
};

/* How a format writes the signs that would end a value. */
static const struct writes {
	const char *format, *quote, *backslash, *newline;
} writers[] = {
	{ "nginx", "\\x22", "\\x5C", "\\x0A" },
	{ "nginx_syslog", "\\x22", "\\x5C", "\\x0A" },
	{ "access_logs", "\\x22", "\\x5C", "\\x0A" },
	{ "apache", "\\\"", "\\\\", "\\n" },
	{ "haproxy", "#22", "\\", "#0A" },
	{ "haproxy_syslog", "#22", "\\", "#0A" },
	{ "dovecot", "\"", "\\", "?" },
	{ "postgresql_csv", "\"\"", "\\", "\n" },
};
static const struct writes json = { NULL, "\\\"", "\\\\", "\\n" };
static const struct writes plain = { NULL, "\"", "\\", "?" };

static const struct writes *
writer_of(const char *format, struct str line)
{
	if (str_has(line, STR("{\"")) || str_has(line, STR("\":")))
		return &json;
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
		if (strcmp(writers[i].format, format) == 0)
			return &writers[i];
	return &plain;
}

struct bench {
	struct site  site;
	struct arena scratch[2];	/* of before, of after */
	struct event before, after;
	struct buf   line;
	size_t	     tried, wrong;
	const char  *said_wrong;	/* the last complaint, to be brief */
	enum field   said_field;
};

static bool
parse(struct bench *b, struct str line, struct arena *scratch,
    struct event *ev)
{
	struct parse_context context = { &b->site, NULL, scratch };
	struct parse_result result;

	arena_reset(scratch);
	parse_line(line, &context, ev, &result);
	return result.parsed == PARSED_EVENT;
}

/* Postfix itself (smtpd.c, NEUTER_CHARACTERS) logs no such sign of a HELO. */
static const char *const neutered = " <>()\\\";@";

static void
piece_write(struct buf *out, struct str piece, const char *never,
    const struct writes *as)
{
	for (size_t i = 0; i < piece.len; i++)
		if (never != NULL && strchr(never, piece.at[i]) != NULL)
			buf_char(out, '?');
		else if (piece.at[i] == '"')
			buf_text(out, as->quote);
		else if (piece.at[i] == '\\')
			buf_text(out, as->backslash);
		else if (piece.at[i] == '\n')
			buf_text(out, as->newline);
		else
			buf_char(out, piece.at[i]);
}

/* A name that the server knows is not whatever a client typed. */
static bool
is_typed(const struct event *ev, enum field field)
{
	return field != F_USER || (ev->outcome == OUTCOME_FAILURE &&
	    (ev->kind == K_LOGIN || ev->kind == K_AUTH_STEP ||
		ev->kind == K_POLICY));
}

/* What stands before an address's @ may hold anything, in quotes. */
static bool
is_address(enum field field)
{
	return field == F_MAIL_FROM || field == F_MAIL_TO || field == F_ORIG_TO;
}

/* The first thing that is another than before; NULL: nothing is. */
static const char *
changed(const struct bench *b, enum field field)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		struct str now = event_get(&b->after, kept[i]);

		if (kept[i] == field ? str_eq(now, STR(NAME))
		    : now.len > 0 && !str_eq(now, event_get(&b->before,
			  kept[i])))
			return field_infos[kept[i]].name;
	}
	if (b->after.kind != K_NOTE && b->after.outcome == OUTCOME_SUCCESS &&
	    b->before.outcome != OUTCOME_SUCCESS)
		return "outcome";
	return NULL;
}

/* The line with a piece at one place of a value: in front, behind, or in its
 * stead. */
static void
inject(struct bench *b, const char *format, struct str line,
    enum field field, struct str piece, int where)
{
	struct str value = event_get(&b->before, field), now;
	size_t at = (size_t)(value.at - line.at);
	const char *wrong;

	buf_reset(&b->line);
	buf_add(&b->line, str_of(line.at, at));
	if (where == 1)
		buf_add(&b->line, value);
	if (is_address(field))
		buf_char(&b->line, '"');
	piece_write(&b->line, piece, is_address(field) ? "\"\\" :
	    field == F_HELO && strcmp(format, "postfix") == 0 ? neutered
	    : NULL, writer_of(format, line));
	if (is_address(field))
		buf_text(&b->line, "\"@x.example");
	if (field == F_FORWARDED)	/* the proxy adds whom it saw */
		buf_text(&b->line, ", ");
	if (where == 0)
		buf_add(&b->line, value);
	at += value.len;
	buf_add(&b->line, str_of(line.at + at, line.len - at));
	now = buf_str(&b->line);
	b->tried++;
	wrong = parse(b, now, &b->scratch[1], &b->after) ? changed(b, field) : NULL;
	if (wrong == NULL)
		return;
	b->wrong++;
	if (b->said_wrong != wrong || b->said_field != field)
		fprintf(stderr, "%s: %s, by its %s:\n\t" STR_FMT "\n", format,
		    wrong, field_infos[field].name, STR_ARG(now));
	b->said_wrong = wrong;
	b->said_field = field;
}

static void
line_try(struct bench *b, const char *format, struct str line)
{
	if (!parse(b, line, &b->scratch[0], &b->before))
		return;
	/* what is decoded lies elsewhere, and is not told apart here */
	for (size_t f = 0; f < sizeof typed / sizeof *typed; f++) {
		struct str value = event_get(&b->before, typed[f]);

		if (value.len == 0 || value.at < line.at ||
		    value.at + value.len > line.at + line.len ||
		    str_has(value, STR(", size=")) ||	/* in doubt already */
		    !is_typed(&b->before, typed[f]))
			continue;
		for (size_t i = 0; i < PIECES * 3; i++)
			if ((typed[f] != F_FORWARDED || i % 3 == 0) &&
			    (!is_address(typed[f]) || i % 3 == 2))
				inject(b, format, line, typed[f],
				    pieces[i / 3], (int)(i % 3));
	}
}

static void
file_try(struct bench *b, const char *path)
{
	struct str format = str_from(path), text = { 0 }, line;
	struct err err = { "" };
	struct file file;
	char name[64], site[256];

	str_take_until(&format, STR("golden/parse/"), &line);
	str_take_until_char(&format, '/', &text);
	snprintf(name, sizeof name, STR_FMT, STR_ARG(text));
	snprintf(site, sizeof site, "%.*s.yml", (int)strlen(path) - 4, path);
	site_init(&b->site);
	if (access(site, F_OK) == 0)
		CHECK(site_load(&b->site, site, &err));
	MUST_CHECK(file_read(&file, path, &err));
	text = file.text;
	while (str_take_until_char(&text, '\n', &line))
		line_try(b, name, line);
	file_free(&file);
	site_fini(&b->site);
}

TEST(what_a_client_types_blames_nobody_else)
{
	static struct bench b;
	glob_t paths = { 0 };

	for (int i = 0; i < 2; i++)
		arena_init(&b.scratch[i]);
	MUST_CHECK(glob("test/golden/parse/*/plain*.log", 0, NULL, &paths) ==
	    0);
	for (size_t i = 0; i < paths.gl_pathc; i++)
		file_try(&b, paths.gl_pathv[i]);
	CHECK(b.tried > 10000);
	CHECK_U64(b.wrong, 0);
	globfree(&paths);
	buf_fini(&b.line);
	for (int i = 0; i < 2; i++)
		arena_fini(&b.scratch[i]);
}
