/* dovecot: IMAP, POP3, LMTP, ManageSieve and submission servers, 2.3 and 2.4.
 *
 *	dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=...
 *	dovecot: imap(bob)<811><4zXy>: Disconnected: Logged out in=1 out=2
 *	Dec 01 10:00:00 imap-login: Info: Login: ...	its own log file
 *
 * This file takes what stands before the text and hands it to the file that
 * knows that process: dovecot_login.c, dovecot_auth.c, dovecot_mail.c; and
 * dovecot_event.c what the exporter writes in between. */
#include "parse/dovecot.h"

#include "parse/take.h"

enum role { ROLE_NOTE, ROLE_LOGIN, ROLE_AUTH, ROLE_SESSION, ROLE_DELIVERY };

static const struct process {
	struct str name;
	enum role  role;
	struct str service;
} processes[] = {
	{ STR_INIT("imap-login"), ROLE_LOGIN, STR_INIT("imap") },
	{ STR_INIT("imap"), ROLE_SESSION, STR_INIT("imap") },
	{ STR_INIT("auth"), ROLE_AUTH, { 0 } },
	{ STR_INIT("auth-worker"), ROLE_AUTH, { 0 } },
	{ STR_INIT("lmtp"), ROLE_DELIVERY, STR_INIT("lmtp") },
	{ STR_INIT("lda"), ROLE_DELIVERY, STR_INIT("lmtp") },
	{ STR_INIT("pop3-login"), ROLE_LOGIN, STR_INIT("pop3") },
	{ STR_INIT("pop3"), ROLE_SESSION, STR_INIT("pop3") },
	{ STR_INIT("managesieve-login"), ROLE_LOGIN, STR_INIT("sieve") },
	{ STR_INIT("managesieve"), ROLE_SESSION, STR_INIT("sieve") },
	{ STR_INIT("sieve-login"), ROLE_LOGIN, STR_INIT("sieve") },	/* 2.4 */
	{ STR_INIT("sieve"), ROLE_SESSION, STR_INIT("sieve") },
	{ STR_INIT("submission-login"), ROLE_LOGIN, STR_INIT("submission") },
	{ STR_INIT("submission"), ROLE_SESSION, STR_INIT("submission") },
	{ STR_INIT("imap-urlauth-login"), ROLE_LOGIN, STR_INIT("imap") },
	{ STR_INIT("imap-urlauth"), ROLE_NOTE, STR_INIT("imap") },
	{ STR_INIT("imap-hibernate"), ROLE_SESSION, STR_INIT("imap") },
	{ STR_INIT("master"), ROLE_NOTE, { 0 } },
	{ STR_INIT("anvil"), ROLE_NOTE, { 0 } },
	{ STR_INIT("config"), ROLE_NOTE, { 0 } },
	{ STR_INIT("log"), ROLE_NOTE, { 0 } },
	{ STR_INIT("stats"), ROLE_NOTE, { 0 } },
	{ STR_INIT("old-stats"), ROLE_NOTE, { 0 } },
	{ STR_INIT("dict"), ROLE_NOTE, { 0 } },
	{ STR_INIT("indexer"), ROLE_NOTE, { 0 } },
	{ STR_INIT("indexer-worker"), ROLE_NOTE, { 0 } },
	{ STR_INIT("doveadm"), ROLE_NOTE, { 0 } },
	{ STR_INIT("doveadm-server"), ROLE_NOTE, { 0 } },
	{ STR_INIT("dsync-server"), ROLE_NOTE, { 0 } },
	{ STR_INIT("dsync-local"), ROLE_NOTE, { 0 } },
	{ STR_INIT("dns-client"), ROLE_NOTE, { 0 } },
	{ STR_INIT("director"), ROLE_NOTE, { 0 } },
	{ STR_INIT("ipc"), ROLE_NOTE, { 0 } },
	{ STR_INIT("replicator"), ROLE_NOTE, { 0 } },
	{ STR_INIT("aggregator"), ROLE_NOTE, { 0 } },
	{ STR_INIT("quota-status"), ROLE_NOTE, { 0 } },
	{ STR_INIT("script"), ROLE_NOTE, { 0 } },
	{ STR_INIT("script-login"), ROLE_NOTE, { 0 } },
	{ STR_INIT("ssl-params"), ROLE_NOTE, { 0 } },
	{ STR_INIT("tcpwrap"), ROLE_NOTE, { 0 } },
	{ STR_INIT("health-check"), ROLE_NOTE, { 0 } },
	{ STR_INIT("welcome"), ROLE_NOTE, { 0 } },
};

enum { PLACES = 256, PROCESSES = sizeof processes / sizeof *processes };

static unsigned
place_of(struct str name)
{
	return ((unsigned)name.len * 16 + (unsigned char)name.at[0] * 5u +
	    (unsigned char)name.at[name.len - 1]) % PLACES;
}

static const struct process *
find_process(struct str name)
{
	static uint8_t index[PLACES];	/* + 1; made at the first use */
	static bool made;
	unsigned at;

	for (size_t i = 0; i < PROCESSES && !made; i++) {
		at = place_of(processes[i].name);
		while (index[at] != 0)
			at = (at + 1) % PLACES;
		index[at] = (uint8_t)(i + 1);
	}
	made = true;
	if (name.len == 0)
		return NULL;
	for (at = place_of(name); index[at] != 0; at = (at + 1) % PLACES)
		if (str_same(processes[index[at] - 1].name, name))
			return &processes[index[at] - 1];
	return NULL;
}

enum {
	BRACKET_MAX = 256,	/* a session id has 16 to 40 bytes */
	BRACKETS_MAX = 4,	/* two are usual; names make up any number */
};

/* Bytes of "<811><4zXy>: " behind the closing parenthesis, 0 if it is none;
 * *session is the last bracket that holds no number. */
static size_t
brackets_length(struct str s, struct str *session)
{
	size_t n = 0, len, most;

	for (int i = 0; n < s.len && s.at[n] == '<'; i++, n += len + 2) {
		const char *inside = s.at + n + 1;

		most = s.len - n - 1 < BRACKET_MAX ? s.len - n - 1 :
		    BRACKET_MAX;
		len = scan_char(inside, most, '>');
		if (i == BRACKETS_MAX || len == most)
			return 0;
		if (len == 0 || scan_digits(inside, len) < len)
			*session = str_of(inside, len);
	}
	str_drop(&s, n);
	return STARTS(s, ": ") ? n + 2 : 0;
}

static inline void
take_level(struct str *s, struct dovecot *line)
{
#define LEVEL(word)                                                            \
	if (TAKE(s, word ": ")) {                                              \
		line->level = STR(word);                                       \
		return;                                                        \
	}
	LEVEL("Info")
	LEVEL("Error")
	LEVEL("Warning")
	LEVEL("Debug")
	LEVEL("Fatal")
	LEVEL("Panic")
#undef LEVEL
}

bool
dovecot_prefix_again(struct str *text, struct dovecot *line)
{
	struct str rest = *text;
	size_t close, n;

	while ((close = scan_char(rest.at, rest.len, ')')) < rest.len) {
		str_drop(&rest, close + 1);
		if ((n = brackets_length(rest, &line->session)) == 0)
			continue;
		line->inside.len = (size_t)(rest.at - 1 - line->inside.at);
		str_drop(&rest, n);
		take_level(&rest, line);
		*text = rest;
		return true;
	}
	return false;
}

/* Bytes of the process's name: up to what may stand behind one. */
static size_t
name_length(struct str s)
{
	size_t n = 0;

	for (; s.len - n >= SCAN_LANE; n += SCAN_LANE) {
		unsigned mask = scan_eq(s.at + n, ':') |
		    scan_eq(s.at + n, '(') | scan_eq(s.at + n, '<');

		if (mask != 0)
			return n + (size_t)__builtin_ctz(mask);
	}
	while (n < s.len && s.at[n] != ':' && s.at[n] != '(' && s.at[n] != '<')
		n++;
	return n;
}

/* "imap(bob)<811><4zXy>: ", "imap-login: Info: "; what it is goes to *line and
 * *process.  Bytes of it, 0 for none. */
static size_t
prefix_length(struct str s, struct dovecot *line,
    const struct process **process)
{
	struct str rest = s;
	size_t n = name_length(s), close;

	*process = find_process(str_of(s.at, n));
	if (*process == NULL)
		return 0;
	str_drop(&rest, n);
	if (STARTS(rest, ": ")) {
		str_drop(&rest, 2);
		take_level(&rest, line);
		return s.len - rest.len;
	}
	if (str_take_char(&rest, '(')) {
		line->inside.at = rest.at;
		do {	/* a name may hold ')': the brackets end it */
			close = scan_char(rest.at, rest.len, ')');
			if (close == rest.len)
				return 0;
			str_drop(&rest, close + 1);
			n = brackets_length(rest, &line->session);
		} while (n == 0);
		line->inside.len = (size_t)(rest.at - 1 - line->inside.at);
	} else if ((n = brackets_length(rest, &line->session)) == 0) {
		return 0;
	}
	str_drop(&rest, n);
	take_level(&rest, line);
	return s.len - rest.len;
}

enum parsed
dovecot_note(struct str text, struct event *ev)
{
	ev->kind = K_NOTE;
	if (!str_has(text, STR("given password")) &&
	    !str_eq(event_get(ev, F_SEVERITY), STR("Debug")))
		event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* Errors of a process and the notes of those that only serve others. */
static enum parsed
note_line(struct str text, const struct dovecot *line, struct event *ev)
{
	if (!str_is_digits(line->inside) && line->inside.len > 0)
		event_set(ev, F_USER, line->inside);
	if (line->session.len > 0)
		event_set(ev, F_SESSION, line->session);
	return dovecot_note(text, ev);
}

static enum parsed
dovecot_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	const struct process *process;
	struct dovecot line = { 0 };
	size_t n = prefix_length(text, &line, &process);

	if (n == 0)
		return PARSED_OTHER;
	str_drop(&text, n);
	if (event_get(ev, F_PROGRAM).at == NULL)
		event_set(ev, F_PROGRAM, STR("dovecot"));
	if (process->service.len > 0)
		event_set(ev, F_SERVICE, process->service);
	if (line.level.len > 0)
		event_set(ev, F_SEVERITY, line.level);
	if (process->role == ROLE_NOTE && dovecot_is_event(text))
		return dovecot_event(text, context, ev);
	if (line.level.len > 0 && !str_eq(line.level, STR("Info")) &&
	    process->role != ROLE_AUTH)
		return note_line(text, &line, ev);
	switch (process->role) {
	case ROLE_LOGIN:
		return dovecot_login(text, ev);
	case ROLE_AUTH:
		return dovecot_auth(text, &line, ev);
	case ROLE_SESSION:
		return dovecot_session(text, &line, ev);
	case ROLE_DELIVERY:
		return dovecot_delivery(text, &line, ev);
	case ROLE_NOTE:
		break;
	}
	return note_line(text, &line, ev);
}

/* Names behind a colon are those of Dovecot's own log file, where the line
 * begins with the process. */
static const char *const programs[] = {
	"dovecot", "dovecot-lda", ":imap*", ":pop3*", ":lmtp", ":lda", ":auth",
	":auth-worker", ":managesieve*", ":sieve*", ":submission*", ":master",
	":anvil", ":config", ":log", ":stats", ":dict", ":indexer*", ":doveadm*",
	":dsync*", ":quota-status", ":script*", ":replicator", ":old-stats",
	":ssl-params", ":dns-client", ":director", ":ipc", NULL
};

const struct format format_dovecot = {
	.name = "dovecot",
	.about = "Dovecot: IMAP, POP3, LMTP, ManageSieve, submission",
	.versions = "2.3, 2.4",
	.programs = programs,
	.line = dovecot_line,
};
