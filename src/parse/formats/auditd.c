/* auditd: the Linux audit system, raw and enriched.
 *
 *	type=USER_LOGIN msg=audit(1700000000.123:456): pid=811 uid=0 auid=1001 ses=3 msg='op=login acct="bob" exe="/usr/sbin/sshd" hostname=? addr=198.51.100.9 terminal=ssh res=success'
 *	type=SYSCALL msg=audit(1700000001.123:457): arch=c000003e syscall=59 success=yes exit=0 ... auid=1001 uid=0 ... ses=3 comm="id" exe="/usr/bin/id" key="exec"
 *	type=EXECVE msg=audit(1700000001.123:457): argc=2 a0="id" a1="-u"
 *	type=CONFIG_CHANGE msg=audit(1700000002.123:458): op=set audit_enabled=0 old=1 auid=1001 ses=3 res=1
 *
 * One event is a run of records that carry the same stamp and serial.  Where
 * another event's records lie between them, its parts are events of their
 * own with that serial: which records are neighbours is then the same
 * wherever reading begins.  Who did it is the login uid, which no su changes;
 * a name when auditd wrote it, else the number. */
#include "parse/parse.h"

#include "parse/audit.h"
#include "parse/take.h"

/* What is read of an event, the first of a name. */
enum value {
	V_PID, V_UID, V_AUID, V_SES, V_ACCT, V_EXE, V_COMM, V_ADDR, V_HOSTNAME,
	V_RES, V_SUCCESS, V_EXIT, V_SYSCALL, V_CMD, V_OP, V_PROCTITLE, V_ARCH,
	V_GRP, V_ENABLED, V_KEY, V_ID,
	V_ENRICHED,		/* from here on */
	V_ID_NAME = V_ENRICHED, V_AUID_NAME, V_UID_NAME, V_SYSCALL_NAME,
	V_COUNT
};

static const struct str keys[V_COUNT] = {
	[V_PID] = STR_INIT("pid"),
	[V_UID] = STR_INIT("uid"),
	[V_AUID] = STR_INIT("auid"),
	[V_SES] = STR_INIT("ses"),
	[V_ACCT] = STR_INIT("acct"),
	[V_EXE] = STR_INIT("exe"),
	[V_COMM] = STR_INIT("comm"),
	[V_ADDR] = STR_INIT("addr"),
	[V_HOSTNAME] = STR_INIT("hostname"),
	[V_RES] = STR_INIT("res"),
	[V_SUCCESS] = STR_INIT("success"),
	[V_EXIT] = STR_INIT("exit"),
	[V_SYSCALL] = STR_INIT("syscall"),
	[V_CMD] = STR_INIT("cmd"),
	[V_OP] = STR_INIT("op"),
	[V_PROCTITLE] = STR_INIT("proctitle"),
	[V_ARCH] = STR_INIT("arch"),
	[V_GRP] = STR_INIT("grp"),
	[V_ENABLED] = STR_INIT("audit_enabled"),
	[V_KEY] = STR_INIT("key"),
	[V_ID] = STR_INIT("id"),
	[V_ID_NAME] = STR_INIT("ID"),
	[V_AUID_NAME] = STR_INIT("AUID"),
	[V_UID_NAME] = STR_INIT("UID"),
	[V_SYSCALL_NAME] = STR_INIT("SYSCALL"),
};

struct audit {
	struct arena	  *scratch;
	struct audit_value values[V_COUNT];
	struct str	   types;	/* all of the run, blanks between */
	struct str	   command;	/* of EXECVE */
	struct str	   file;	/* of PATH, the last that is no folder */
};

/* ---- what is read ---- */

static void
value_keep(struct audit *audit, struct str key, struct audit_value value,
    bool enriched)
{
	int from = enriched ? V_ENRICHED : 0;
	int to = enriched ? V_COUNT : V_ENRICHED;

	for (int v = from; v < to; v++)
		if (str_eq(keys[v], key)) {
			if (audit->values[v].text.at == NULL)
				audit->values[v] = value;
			return;
		}
}

static void
fields_read(struct audit *audit, struct str body, bool enriched)
{
	struct audit_value value;
	struct str key;

	while (audit_take_field(&body, &key, &value))
		value_keep(audit, key, value, enriched);
}

/* "a0", "a1[2]": an argument, or a piece of a long one */
static bool
is_argument(struct str key, bool *goes_on)
{
	struct str digits;

	*goes_on = false;
	if (!str_take_char(&key, 'a') || !take_digits(&key, &digits))
		return false;
	if (key.len == 0)
		return true;
	*goes_on = !str_eq(key, STR("[0]"));
	return str_take_char(&key, '[') && str_take_end(&key, STR("]"));
}

/* argc=2 a0="id" a1="-u": the arguments with blanks between */
static void
arguments_read(struct audit *audit, struct str body)
{
	char *start, *at;
	struct audit_value value;
	struct str key, text;
	bool goes_on;

	if (audit->command.at != NULL)
		return;
	start = at = arena_take(audit->scratch, body.len + 1);
	while (audit_take_field(&body, &key, &value)) {
		if (!is_argument(key, &goes_on))
			continue;
		text = audit_text(value, audit->scratch);
		if (at > start && !goes_on)
			*at++ = ' ';
		if (text.len > 0)
			memcpy(at, text.at, text.len);
		at += text.len;
	}
	audit->command = str_of(start, (size_t)(at - start));
}

/* item=1 name="/etc/shadow" ... nametype=NORMAL */
static void
path_read(struct audit *audit, struct str body)
{
	struct audit_value value, name = { { 0 }, false };
	struct str key;

	while (audit_take_field(&body, &key, &value)) {
		if (str_eq(key, STR("name")))
			name = value;
		if (str_eq(key, STR("nametype")) &&
		    str_eq(value.text, STR("PARENT")))
			return;
	}
	if (name.text.at != NULL)
		audit->file = audit_text(name, audit->scratch);
}

static void
record_read(struct audit *audit, struct str type, struct str body)
{
	struct str raw;

	if (str_take_until_char(&body, '\x1d', &raw)) {
		fields_read(audit, body, true);
		body = raw;
	}
	if (str_eq(type, STR("EXECVE")))
		arguments_read(audit, body);
	else if (str_eq(type, STR("PATH")))
		path_read(audit, body);
	else
		fields_read(audit, body, false);
}

/* ---- what it means ---- */

static struct str
text_of(const struct audit *audit, enum value value)
{
	struct audit_value v = audit->values[value];

	return v.text.at == NULL ? (struct str){ 0 } :
	    audit_text(v, audit->scratch);
}

/* Is the type one of those of the run? */
static bool
has_type(struct str all, struct str type)
{
	struct str word;

	while (str_take_word(&all, &word))
		if (str_eq(word, type))
			return true;
	return false;
}

/* A number is not decoded. */
static struct str
word_of(const struct audit *audit, enum value value)
{
	return audit->values[value].text;
}

static bool
is_nobody(struct str id)
{
	return id.len == 0 || str_eq(id, STR("4294967295")) ||
	    str_eq(id, STR("-1")) || str_eq(id, STR("unset"));
}

static void
set(struct event *ev, enum field field, struct str value)
{
	if (value.len > 0)
		event_set(ev, field, value);
}

/* The login uid, and where nobody signed in, whom the process runs as. */
static struct str
doer(const struct audit *audit)
{
	static const enum value order[] = {
		V_AUID_NAME, V_AUID, V_UID_NAME, V_UID,
	};

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (!is_nobody(word_of(audit, order[i])))
			return word_of(audit, order[i]);
	return (struct str){ 0 };
}

static enum outcome
outcome_of(const struct audit *audit)
{
	struct str res = word_of(audit, V_RES);

	if (res.at == NULL)
		res = word_of(audit, V_SUCCESS);
	if (str_eq(res, STR("success")) || str_eq(res, STR("yes")) ||
	    str_eq(res, STR("1")))
		return OUTCOME_SUCCESS;
	return res.len > 0 ? OUTCOME_FAILURE : OUTCOME_NONE;
}

/* The account of a program's record, from where somebody came to it. */
static void
set_account(const struct audit *audit, struct event *ev)
{
	struct str acct = text_of(audit, V_ACCT);
	struct str addr = word_of(audit, V_ADDR);
	struct str host = word_of(audit, V_HOSTNAME);

	if (!str_eq(acct, STR("(unknown user)")) &&
	    !str_eq(acct, STR("(invalid user)")))
		set(ev, F_USER, acct);
	if (str_is_ip(addr))
		event_set(ev, F_SRC_IP, addr);
	if (host.len > 0 && !str_eq(host, STR("?")) && !str_is_ip(host))
		event_set(ev, F_SRC_HOST, host);
}

/* Whom a record that names no account is about: id=1001, or who did it. */
static struct str
known_account(const struct audit *audit)
{
	if (!is_nobody(word_of(audit, V_ID_NAME)))
		return word_of(audit, V_ID_NAME);
	if (!is_nobody(word_of(audit, V_ID)))
		return word_of(audit, V_ID);
	return doer(audit);
}

static void
set_session_account(const struct audit *audit, struct event *ev)
{
	set_account(audit, ev);
	if (word_of(audit, V_ACCT).at == NULL)
		set(ev, F_USER, known_account(audit));
}

static enum kind
login(const struct audit *audit, struct event *ev)
{
	set_session_account(audit, ev);
	return K_LOGIN;
}

static enum kind
logout(const struct audit *audit, struct event *ev)
{
	set_session_account(audit, ev);
	return K_LOGOUT;
}

static enum kind
authentication(const struct audit *audit, struct event *ev)
{
	set_account(audit, ev);
	return K_AUTH_STEP;
}

static enum kind
account(const struct audit *audit, struct event *ev)
{
	set_account(audit, ev);
	return K_NOTE;
}

static enum kind
command(const struct audit *audit, struct event *ev)
{
	set(ev, F_USER, doer(audit));
	set(ev, F_COMMAND, text_of(audit, V_CMD));
	return K_COMMAND;
}

static enum kind
change(const struct audit *audit, struct str change, struct str target,
    struct event *ev)
{
	set(ev, F_USER, doer(audit));
	set(ev, F_TARGET, target);
	event_set(ev, F_CHANGE, change);
	return K_CHANGE;
}

/* An account or a group made, changed or removed: by the program's own word
 * for it, which its release spells with blanks or dashes. */
static enum kind
management(const struct audit *audit, struct event *ev)
{
	static const struct { struct str type, word, change; } changes[] = {
		{ STR_INIT("ADD_USER"), STR_INIT("add"),
		    STR_INIT("account_created") },
		{ STR_INIT("DEL_USER"), STR_INIT(""),
		    STR_INIT("account_removal") },
		{ STR_INIT("USER_CHAUTHTOK"), STR_INIT("PAM:chauthtok"),
		    STR_INIT("password_reset") },
		{ STR_INIT("USER_CHAUTHTOK"), STR_INIT("password"),
		    STR_INIT("password_reset") },
	};
	struct str acct = text_of(audit, V_ACCT);
	struct str op = word_of(audit, V_OP);

	set(ev, F_TARGET_TO, text_of(audit, V_GRP));
	if (acct.len == 0)
		acct = known_account(audit);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (has_type(audit->types, changes[i].type) &&
		    str_has(op, changes[i].word))
			return change(audit, changes[i].change, acct, ev);
	return change(audit, STR("other"), acct, ev);
}

/* Rules and switches of the audit system itself. */
static enum kind
configuration(const struct audit *audit, struct event *ev)
{
	struct str enabled = word_of(audit, V_ENABLED);
	bool weaker = ev->outcome == OUTCOME_SUCCESS &&
	    (str_eq(enabled, STR("0")) ||
	    str_eq(word_of(audit, V_OP), STR("remove_rule")));

	set(ev, F_COMMAND, text_of(audit, V_PROCTITLE));
	return change(audit, weaker ? STR("audit_weakened") : STR("other"),
	    enabled.len > 0 ? STR("audit_enabled") : text_of(audit, V_KEY),
	    ev);
}

static enum kind
daemon_record(const struct audit *audit, struct event *ev)
{
	set(ev, F_USER, doer(audit));
	return K_NOTE;
}

/* The daemon ends with every shutdown, then by nobody's hand. */
static enum kind
daemon_end(const struct audit *audit, struct event *ev)
{
	if (is_nobody(word_of(audit, V_AUID)))
		return daemon_record(audit, ev);
	return change(audit, STR("audit_weakened"), STR("auditd"), ev);
}

/* execve and execveat: by name, or by the number that each machine gives them
 * (linux/audit.h, asm/unistd.h). */
static bool
is_execution(const struct audit *audit)
{
	static const struct { struct str arch, number; } calls[] = {
		{ STR_INIT(""), STR_INIT("execve") },
		{ STR_INIT(""), STR_INIT("execveat") },
		{ STR_INIT("c000003e"), STR_INIT("59") },	/* x86_64 */
		{ STR_INIT("c000003e"), STR_INIT("322") },
		{ STR_INIT("40000003"), STR_INIT("11") },	/* i386 */
		{ STR_INIT("40000003"), STR_INIT("358") },
		{ STR_INIT("c00000b7"), STR_INIT("221") },	/* aarch64 */
		{ STR_INIT("c00000b7"), STR_INIT("281") },
	};
	struct str name = word_of(audit, V_SYSCALL_NAME);
	struct str number = word_of(audit, V_SYSCALL);
	struct str arch = word_of(audit, V_ARCH);

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i].arch.len == 0 ?
		    str_eq(calls[i].number, name) ||
		    str_eq(calls[i].number, number) :
		    str_eq(calls[i].arch, arch) &&
		    str_eq(calls[i].number, number))
			return true;
	return false;
}

/* What a process asked of the kernel: a program run, or a file touched. */
static enum kind
system_call(const struct audit *audit, struct event *ev)
{
	struct str call = word_of(audit, V_SYSCALL_NAME);
	struct str title = text_of(audit, V_PROCTITLE);

	set(ev, F_USER, doer(audit));
	set(ev, F_STATUS_CODE, word_of(audit, V_EXIT));
	set(ev, F_ACTION, call.len > 0 ? call : word_of(audit, V_SYSCALL));
	set(ev, F_FILE, audit->file);
	if (audit->command.len == 0 && !is_execution(audit)) {
		set(ev, F_COMMAND, title);	/* that of who touched it */
		return K_NOTE;
	}
	/* one that failed has no arguments, and the title is its parent's */
	set(ev, F_COMMAND, audit->command.len > 0 ? audit->command :
	    ev->outcome == OUTCOME_FAILURE ? audit->file : title);
	return K_COMMAND;
}

/* By what an event is; of several records the first row wins. */
static const struct {
	struct str type;
	enum kind (*told)(const struct audit *audit, struct event *ev);
} types[] = {
	{ STR_INIT("USER_LOGIN"), login },
	{ STR_INIT("USER_LOGOUT"), logout },
	{ STR_INIT("USER_AUTH"), authentication },
	{ STR_INIT("USER_ERR"), authentication },
	{ STR_INIT("USER_CMD"), command },
	{ STR_INIT("USER_ACCT"), account },
	{ STR_INIT("USER_START"), account },
	{ STR_INIT("USER_END"), account },
	{ STR_INIT("CRED_ACQ"), account },
	{ STR_INIT("CRED_REFR"), account },
	{ STR_INIT("CRED_DISP"), account },
	{ STR_INIT("USER_CHAUTHTOK"), management },
	{ STR_INIT("USER_MGMT"), management },
	{ STR_INIT("ACCT_LOCK"), management },
	{ STR_INIT("ACCT_UNLOCK"), management },
	{ STR_INIT("ADD_USER"), management },
	{ STR_INIT("DEL_USER"), management },
	{ STR_INIT("ADD_GROUP"), management },
	{ STR_INIT("DEL_GROUP"), management },
	{ STR_INIT("GRP_MGMT"), management },
	{ STR_INIT("LOGIN"), daemon_record },
	{ STR_INIT("CONFIG_CHANGE"), configuration },
	{ STR_INIT("DAEMON_START"), daemon_record },
	{ STR_INIT("DAEMON_END"), daemon_end },
	{ STR_INIT("SYSCALL"), system_call },
	{ STR_INIT("EXECVE"), system_call },
};

static void
set_service(struct str exe, struct event *ev)
{
	bool ssh = str_has(exe, STR("/sshd"));

	event_set(ev, F_SERVICE, ssh ? STR("ssh") : STR("local"));
}

/* ---- the event ---- */

static enum parsed
event_fill(const struct audit *audit, const struct audit_head *head,
    struct str body, struct event *ev)
{
	struct str exe = text_of(audit, V_EXE);
	enum kind kind = K_NOTE;

	ev->time = head->time;
	ev->outcome = (uint8_t)outcome_of(audit);
	set(ev, F_HOST, head->node);
	set(ev, F_PROGRAM, text_of(audit, V_COMM));
	if (take_is_number(word_of(audit, V_PID)))
		event_set(ev, F_PID, word_of(audit, V_PID));
	set_service(exe, ev);
	set(ev, F_EXE, exe);
	event_set(ev, F_SERIAL, head->serial);
	event_set(ev, F_AUDIT_TYPE, audit->types);
	if (!is_nobody(word_of(audit, V_SES)))
		event_set(ev, F_SESSION, word_of(audit, V_SES));
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (has_type(audit->types, types[i].type)) {
			kind = types[i].told(audit, ev);
			break;
		}
	ev->kind = (uint8_t)kind;
	if (kind == K_NOTE)
		set(ev, F_MESSAGE, body);
	else if (kind != K_COMMAND)
		set(ev, F_ACTION, word_of(audit, V_OP));
	return PARSED_EVENT;
}

/* "SYSCALL EXECVE PATH": each type once */
static void
type_add(struct audit *audit, struct str type, char *all)
{
	if (has_type(audit->types, type))
		return;
	if (audit->types.len > 0)
		all[audit->types.len++] = ' ';
	memcpy(all + audit->types.len, type.at, type.len);
	audit->types = str_of(all, audit->types.len + type.len);
}

enum { TYPES_BYTES = 512 };	/* of a run; no event has so many */

static __attribute__((noinline)) enum parsed
run_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct audit audit = { .scratch = context->scratch };
	struct audit_head head = { 0 }, next;
	struct str line, first = { 0 };
	char *all = NULL;

	while (text.len > 0) {
		if (!str_take_until_char(&text, '\n', &line)) {
			line = text;
			text.len = 0;
		}
		str_take_end(&line, STR("\r"));
		if (!audit_take_head(&line, &next))
			return PARSED_BAD;
		if (all == NULL) {
			all = arena_take(context->scratch, TYPES_BYTES);
			head = next;
			first = line;
		}
		if (audit.types.len + 1 + next.type.len <= TYPES_BYTES)
			type_add(&audit, next.type, all);
		record_read(&audit, next.type, line);
	}
	return event_fill(&audit, &head, first, ev);
}

static enum parsed
auditd_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return audit_begins(text) ? run_line(text, context, ev) : PARSED_OTHER;
}

static bool
auditd_joins(struct parse_join *join, struct str line, uint64_t bytes)
{
	struct audit_head head;
	uint64_t key;

	(void)bytes;
	if (!audit_take_head(&line, &head))
		return false;
	key = str_hash(head.id) ^ str_hash(head.node) * 31;
	if (join->state != 0 && join->key != key)
		return false;
	join->state = 1;
	join->key = key;
	return true;
}

const struct format format_auditd = {
	.name = "auditd",
	.about = "Linux audit: sign-ins, commands, its own switches",
	.versions = "3.0 raw and enriched",
	.line = auditd_line,
	.join = JOIN_RUN,
	.joins = auditd_joins,
};
