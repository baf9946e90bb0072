/* cyrus: Cyrus IMAP, POP3 and LMTP servers.
 *
 *	cyrus/imap: login: host.example [203.0.113.18] hugo PLAIN+TLS User
 *	    logged in SESSIONID=<cyrus-1795360067-56-1-127652>
 *	cyrus/imap: badlogin: [198.51.100.61] PLAIN (hugo) [SASL(-13):
 *	    authentication failure: Password verification failed]
 *	cyrus/pop3: badlogin: host [198.51.100.61] plaintext bob SASL(-13): ...
 *	cyrus/imap: auditlog: expunge sessionid=<...> mailbox=<user.hugo>
 *	    uniqueid=<...> uid=<1> ...
 *	cyrus/imap: auditlog: traffic sessionid=<...> bytes_in=<5> bytes_out=<9>
 *	cyrus/lmtpunix: Delivered: <d1@b.example> to mailbox: user.hugo
 *
 * The address stands before all that the client typed.  A session that ended
 * without auditlog leaves no line; none counts messages. */
#include "parse/parse.h"

#include "parse/take.h"

/* "host.example [203.0.113.18] ", "[203.0.113.18] ": a resolved name holds
 * neither space nor bracket. */
static bool
take_client(struct str *s, struct event *ev)
{
	struct str rest = *s, host = { 0 }, address;

	if (!STARTS(rest, "[") && !str_take_word(&rest, &host))
		return false;
	if (!str_take_char(&rest, '[') ||
	    !str_take_until_char(&rest, ']', &address) ||
	    !str_take_char(&rest, ' '))
		return false;
	address = take_plain_ip(address);
	if (!str_is_ip(address))
		return false;
	event_set(ev, F_SRC_IP, address);
	if (host.len > 0)
		event_set(ev, F_SRC_HOST, host);
	*s = rest;
	return true;
}

/* "hugo PLAIN+TLS User logged in SESSIONID=<...>", read from the end. */
static enum parsed
login_line(struct str text, struct event *ev)
{
	struct str id, method, what;

	if (!take_client(&text, ev))
		return PARSED_BAD;
	if (str_take_last(&text, STR(" SESSIONID=<"), &id) &&
	    str_take_end(&id, STR(">")))
		event_set(ev, F_SESSION, id);
	if (!str_take_last(&text, STR(" User logged in"), &what) ||
	    !str_take_last_char(&text, ' ', &method))
		return PARSED_BAD;
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_SUCCESS;
	if (str_take_end(&method, STR("+TLS")))
		event_set(ev, F_TLS_VERSION, STR("TLS"));
	event_set(ev, F_AUTH_METHOD, method);
	event_set(ev, F_USER, text);
	return PARSED_EVENT;
}

/* "user not found: user: bob@realm property: cmusaslsecretPLAIN not found" */
static void
set_missing_user(struct str reason, struct event *ev)
{
	struct str head, rest = reason;

	if (str_take_until(&rest, STR(" user: "), &head) &&
	    str_take_until(&rest, STR(" property: "), &head) && head.len > 0)
		event_set(ev, F_USER, head);
}

/* "PLAIN (hugo) [SASL(-13): ...]", "PLAIN [SASL(-13): ...]",
 * "plaintext hugo SASL(-13): ..." */
static enum parsed
badlogin_line(struct str text, struct event *ev)
{
	struct str method, user = { 0 }, head;

	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	if (!take_client(&text, ev) || !str_take_word(&text, &method))
		return PARSED_BAD;
	event_set(ev, F_AUTH_METHOD, method);
	if (str_take_char(&text, '(')) {
		if (!str_take_until(&text, STR(") ["), &user))
			return PARSED_BAD;
		str_take_end(&text, STR("]"));
	} else if (str_take_char(&text, '[')) {
		str_take_end(&text, STR("]"));
	} else {
		size_t n = str_find(text, STR(" SASL("));

		if (n != STR_NONE) {
			user = str_of(text.at, n);
			str_drop(&text, n + 1);
		} else if (str_take_last_char(&text, ' ', &head)) {
			user = text;	/* "bob wrong", of old releases */
			text = head;
		}
	}
	event_set(ev, F_STATUS_DETAIL, text);
	if (user.len > 0 && !str_eq(user, STR("-notset-")))
		event_set(ev, F_USER, user);
	else
		set_missing_user(text, ev);
	return PARSED_EVENT;
}

/* --- auditlog --------------------------------------------------------------- */

/* "key=<value>" of an auditlog line: the first. */
static bool
audit_value(struct str s, struct str key, struct str *value)
{
	struct str head;

	return str_take_until(&s, key, &head) &&
	    str_take_until_char(&s, '>', value);
}

static void
set_audit(struct str s, struct str key, enum field field, struct event *ev)
{
	struct str value;

	if (audit_value(s, key, &value) && value.len > 0 &&
	    (field_infos[field].type != FIELD_NUMBER || take_is_number(value)))
		event_set(ev, field, value);
}

/* "mailbox=<user.hugo> uniqueid=<x> uid=<1> ...": a folder's name is its
 * owner's choice, what follows uniqueid the server's. */
static void
set_mailbox(struct str text, struct event *ev)
{
	struct str tail = text, head;

	if (str_take_last(&text, STR("> uniqueid=<"), &tail) &&
	    str_take_until(&text, STR("mailbox=<"), &head))
		event_set(ev, F_FOLDER, text);
	set_audit(tail, STR(" uid=<"), F_MAIL_UID, ev);
	set_audit(tail, STR(" acl=<"), F_PARAMETER, ev);
	set_audit(tail, STR(" size=<"), F_SIZE, ev);
}

static const struct deed {
	struct str begin, action;
	enum kind  kind;
} deeds[] = {
	{ STR_INIT("expunge "), STR_INIT("expunge"), K_MAIL_CHANGE },
	{ STR_INIT("append "), STR_INIT("save"), K_MAIL_CHANGE },
	{ STR_INIT("copy "), STR_INIT("copy"), K_MAIL_CHANGE },
	{ STR_INIT("touched "), STR_INIT("flag_change"), K_MAIL_CHANGE },
	{ STR_INIT("create "), STR_INIT("created"), K_FOLDER_CHANGE },
	{ STR_INIT("delete "), STR_INIT("deleted"), K_FOLDER_CHANGE },
	{ STR_INIT("rename "), STR_INIT("renamed"), K_FOLDER_CHANGE },
	{ STR_INIT("acl"), STR_INIT("acl"), K_FOLDER_CHANGE },
};

/* Behind "auditlog: ". */
static enum parsed
audit_line(struct str text, struct event *ev)
{
	set_audit(text, STR("sessionid=<"), F_SESSION, ev);
	if (TAKE(&text, "traffic ")) {
		ev->kind = K_LOGOUT;
		ev->outcome = OUTCOME_SUCCESS;
		set_audit(text, STR(" bytes_in=<"), F_BYTES_IN, ev);
		set_audit(text, STR(" bytes_out=<"), F_BYTES_OUT, ev);
		return PARSED_EVENT;
	}
	ev->kind = K_NOTE;
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		if (!take_begin(&text, deeds[i].begin))
			continue;
		ev->kind = (uint8_t)deeds[i].kind;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_ACTION, deeds[i].action);
		set_mailbox(text, ev);
		return PARSED_EVENT;
	}
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* "<d1@b.example> to mailbox: user.hugo" */
static enum parsed
delivered_line(struct str text, struct event *ev)
{
	struct str folder;

	if (!str_take_last(&text, STR(" to mailbox: "), &folder))
		return PARSED_BAD;
	ev->kind = K_MAIL_LOCAL;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_ACTION, STR("store"));
	str_take(&text, STR("<"));
	str_take_end(&text, STR(">"));
	event_set(ev, F_MESSAGE_ID, text);
	event_set(ev, F_FOLDER, folder);
	return PARSED_EVENT;
}

/* "counts: retr=<0> top=<0> dele=<0>" of pop3d, which names no session. */
static enum parsed
counts_line(struct str text, struct event *ev)
{
	ev->kind = K_NOTE;
	set_audit(text, STR("retr=<"), F_RETR_COUNT, ev);
	set_audit(text, STR("top=<"), F_TOP_COUNT, ev);
	set_audit(text, STR("dele=<"), F_DELETED, ev);
	return PARSED_EVENT;
}

/* --- lines ------------------------------------------------------------------- */

static const struct sort {
	struct str    begin;
	enum parsed (*read)(struct str, struct event *);
} sorts[] = {
	{ STR_INIT("login: "), login_line },
	{ STR_INIT("badlogin: "), badlogin_line },
	{ STR_INIT("auditlog: "), audit_line },
	{ STR_INIT("Delivered: "), delivered_line },
	{ STR_INIT("counts: "), counts_line },
};

/* "cyrus/imaps" -> imap */
static struct str
service_of(struct str program)
{
	if (str_has(program, STR("imap")))
		return STR("imap");
	if (str_has(program, STR("pop3")))
		return STR("pop3");
	if (str_has(program, STR("lmtp")))
		return STR("lmtp");
	return str_has(program, STR("sieve")) ? STR("sieve") : STR("");
}

static enum parsed
cyrus_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str program = event_get(ev, F_PROGRAM);
	bool sure = STARTS(program, "cyrus");
	struct str service = service_of(program), rest;

	(void)context;
	if (service.len > 0)
		event_set(ev, F_SERVICE, service);
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
		rest = text;
		if (take_begin(&rest, sorts[i].begin))
			return sorts[i].read(rest, ev);
	}
	if (!sure) {		/* other servers have programs of that name */
		event_set(ev, F_SERVICE, (struct str){ 0 });
		return PARSED_OTHER;
	}
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static const char *const programs[] = {
	"cyrus/*", "imap", "imaps", "imapd", "pop3", "pop3s", "pop3d",
	"lmtpunix", "lmtpd", "sieve", "timsieved", NULL
};

const struct format format_cyrus = {
	.name = "cyrus",
	.about = "Cyrus: IMAP, POP3, LMTP",
	.versions = "3.6",
	.programs = programs,
	.line = cyrus_line,
};
