/* dovecot_event: what Dovecot's event exporter says, as JSON.
 *
 *	{"event":"mail_opened","hostname":"mx","start_time":"2025-12-08T09:00:
 *	    07.776669Z","end_time":"2025-12-08T09:00:07.777385Z","categories":
 *	    ["service:imap", ...],"fields":{"user":"bob","remote_ip":"198.51.
 *	    100.9","session":"4zXy","cmd_name":"UID FETCH","reason_code":
 *	    ["imap:cmd_uid_fetch","imap:fetch_body"],"mailbox":"INBOX","uid":2}}
 *
 * 2.3 and 2.4 differ in the names of a few fields.  A mail is opened for many
 * reasons, and reason_code says for which: only what a FETCH or a RETR opened
 * went to the client.  A search opens mails too and sends none of them; LMTP,
 * Sieve, the indexer and doveadm are the server's own readers.
 *
 * Strings are Dovecot's escapes of what a client typed; a name of ours inside
 * one is no name, because the JSON is read as such. */
#include "parse/dovecot.h"

#include "base/json.h"
#include "parse/take.h"

enum reason {
	REASON_BODY = 1, REASON_HEADER = 2, REASON_TOP = 4,
	REASON_SEARCH = 8,
};

struct told {
	struct str name, host, end, service;
	struct str door;	/* what a sign-in was for */
	struct str user, typed, success, policy, state, error, command;
	unsigned   reasons;
};

/* Fields that go where they belong, whatever the event. */
static const struct place {
	struct str name;
	enum field field;
} places[] = {
	{ STR_INIT("remote_ip"), F_SRC_IP },
	{ STR_INIT("remote_port"), F_SRC_PORT },
	{ STR_INIT("local_ip"), F_DST_IP },
	{ STR_INIT("local_port"), F_DST_PORT },
	{ STR_INIT("session"), F_SESSION },
	{ STR_INIT("mechanism"), F_AUTH_METHOD },
	{ STR_INIT("cmd_args"), F_PARAMETER },
	{ STR_INIT("mailbox"), F_FOLDER },
	{ STR_INIT("uid"), F_MAIL_UID },
	{ STR_INIT("bytes_in"), F_BYTES_IN },		/* 2.3 */
	{ STR_INIT("bytes_out"), F_BYTES_OUT },
	{ STR_INIT("net_in_bytes"), F_BYTES_IN },	/* 2.4 */
	{ STR_INIT("net_out_bytes"), F_BYTES_OUT },
	{ STR_INIT("script_name"), F_SCRIPT },
	{ STR_INIT("message_id"), F_MESSAGE_ID },
	{ STR_INIT("message_subject"), F_SUBJECT },
	{ STR_INIT("message_from"), F_HEADER_FROM },
	{ STR_INIT("message_size"), F_SIZE },
	{ STR_INIT("data_size"), F_SIZE },
	{ STR_INIT("mail_from"), F_MAIL_FROM },
	{ STR_INIT("rcpt_to"), F_MAIL_TO },
	{ STR_INIT("redirect_target"), F_MAIL_TO },
	{ STR_INIT("fileinto_mailbox_name"), F_FOLDER },
	{ STR_INIT("status_code"), F_STATUS_CODE },
	{ STR_INIT("enhanced_code"), F_DSN },
	{ STR_INIT("recipients"), F_NRCPT },
};

static void
set_place(struct str name, enum json token, struct str value,
    struct event *ev)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		enum field_type type = field_infos[places[i].field].type;

		if (!str_eq(name, places[i].name))
			continue;
		if (type == FIELD_NUMBER ? !take_is_number(value) :
		    type == FIELD_ADDRESS ? !str_is_ip(value) :
		    places[i].field == F_MAIL_UID ? !take_is_number(value) :
		    token != JSON_TEXT && token != JSON_NUMBER)
			return;
		if (places[i].field == F_MESSAGE_ID) {
			str_take(&value, STR("<"));
			str_take_end(&value, STR(">"));
		}
		if (value.len > 0)
			event_set(ev, places[i].field, value);
		return;
	}
}

/* Fields whose meaning hangs on the event. */
static bool
set_told(struct str name, struct str value, struct told *told)
{
	const struct { struct str name; struct str *to; } texts[] = {
		{ STR("user"), &told->user },
		{ STR("original_user"), &told->typed },
		{ STR("success"), &told->success },
		{ STR("policy_result"), &told->policy },
		{ STR("tagged_reply_state"), &told->state },
		{ STR("reply_state"), &told->state },
		{ STR("error"), &told->error },
		{ STR("cmd_name"), &told->command },
		{ STR("service"), &told->door },	/* 2.3 */
		{ STR("protocol"), &told->door },	/* 2.4 */
		{ STR("action_name"), &told->command },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_eq(name, texts[i].name)) {
			*texts[i].to = value;
			return true;
		}
	return false;
}

static void
add_reason(struct str code, struct told *told)
{
	static const struct { struct str code; enum reason reason; } codes[] = {
		{ STR_INIT("imap:fetch_body"), REASON_BODY },
		{ STR_INIT("imap:fetch_header"), REASON_HEADER },
		{ STR_INIT("pop3:cmd_retr"), REASON_BODY },
		{ STR_INIT("pop3:cmd_top"), REASON_TOP },
		{ STR_INIT("imap:cmd_search"), REASON_SEARCH },
		{ STR_INIT("imap:cmd_uid_search"), REASON_SEARCH },
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (str_eq(code, codes[i].code))
			told->reasons |= codes[i].reason;
}

/* "service:imap" */
static void
add_category(struct str category, struct told *told)
{
	if (TAKE(&category, "service:"))
		told->service = category;
}

/* What is inside an array of texts, each to be added; false if it is none. */
static bool
read_list(struct json_in *in, struct told *told,
    void (*add)(struct str, struct told *))
{
	struct str text;
	enum json token;

	while ((token = json_next(in, &text)) != JSON_ARRAY_END) {
		if (token == JSON_OBJECT || token == JSON_ARRAY) {
			if (!json_skip(in, &text))
				return false;
		} else if (token == JSON_TEXT) {
			add(text, told);
		} else if (token == JSON_BAD || token == JSON_END) {
			return false;
		}
	}
	return true;
}

static bool
read_fields(struct json_in *in, struct told *told, struct event *ev)
{
	struct str name, value;
	enum json token;

	while ((token = json_next(in, &name)) == JSON_KEY) {
		token = json_next(in, &value);
		if (token == JSON_ARRAY && str_eq(name, STR("reason_code"))) {
			if (!read_list(in, told, add_reason))
				return false;
		} else if (token == JSON_OBJECT || token == JSON_ARRAY) {
			if (!json_skip(in, &value))
				return false;
		} else if (token == JSON_BAD) {
			return false;
		} else if (!set_told(name, value, told)) {
			set_place(name, token, value, ev);
		}
	}
	return token == JSON_OBJECT_END;
}

static bool
read_event(struct json_in *in, struct told *told, struct event *ev)
{
	struct str name, value;
	enum json token;

	if (json_next(in, &name) != JSON_OBJECT)
		return false;
	while ((token = json_next(in, &name)) == JSON_KEY) {
		token = json_next(in, &value);
		if (token == JSON_OBJECT && str_eq(name, STR("fields"))) {
			if (!read_fields(in, told, ev))
				return false;
		} else if (token == JSON_ARRAY &&
		    str_eq(name, STR("categories"))) {
			if (!read_list(in, told, add_category))
				return false;
		} else if (token == JSON_OBJECT || token == JSON_ARRAY) {
			if (!json_skip(in, &value))
				return false;
		} else if (token == JSON_BAD) {
			return false;
		} else if (str_eq(name, STR("event"))) {
			told->name = value;
		} else if (str_eq(name, STR("hostname"))) {
			told->host = value;
		} else if (str_eq(name, STR("end_time"))) {
			told->end = value;
		}
	}
	return token == JSON_OBJECT_END && json_next(in, &name) == JSON_END &&
	    told->name.len > 0;
}

/* --- what each event is ----------------------------------------------------- */

/* The sign-in's own line follows, or not: it is a step. */
static void
auth_event(const struct told *told, struct event *ev)
{
	bool good = str_eq(told->success, STR("yes"));
	bool refused = !good && (str_eq(told->policy, STR("failed")) ||
	    str_eq(told->policy, STR("reject")));

	ev->kind = refused ? K_POLICY : K_AUTH_STEP;
	ev->outcome = good ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
	event_set(ev, F_BACKEND, STR("event"));
	if (told->door.len > 0)
		event_set(ev, F_SERVICE, told->door);
	if (told->user.len == 0 && told->typed.len > 0)
		event_set(ev, F_USER, told->typed);
	if (told->policy.len > 0)
		event_set(ev, F_STATUS_DETAIL, told->policy);
}

static bool
is_users_own(struct str service)
{
	return str_eq(service, STR("imap")) || str_eq(service, STR("pop3"));
}

static void
opened_event(const struct told *told, struct event *ev)
{
	static const struct { enum reason reason; struct str action; } ways[] = {
		{ REASON_BODY, STR_INIT("body") },
		{ REASON_TOP, STR_INIT("top") },
		{ REASON_HEADER, STR_INIT("header") },
		{ REASON_SEARCH, STR_INIT("searched") },
	};

	event_set(ev, F_ACTION, STR("opened by the server"));
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (told->reasons & ways[i].reason) {
			event_set(ev, F_ACTION, ways[i].action);
			ev->outcome = OUTCOME_SUCCESS;
			if (ways[i].reason == REASON_SEARCH)
				return;
			if (is_users_own(told->service) &&
			    event_has(ev, F_MAIL_UID))
				ev->kind = K_MAIL_OPEN;
			return;
		}
}

static void
expunged_event(const struct told *told, struct event *ev)
{
	event_set(ev, F_ACTION, STR("expunge"));
	ev->outcome = OUTCOME_SUCCESS;
	if (is_users_own(told->service))
		ev->kind = K_MAIL_CHANGE;
}

/* Words that somebody looks for, and not flags that every client asks for. */
static bool
has_words(struct str args)
{
	static const struct str keys[] = {
		STR_INIT("TEXT "), STR_INIT("BODY "), STR_INIT("SUBJECT "),
		STR_INIT("FROM "), STR_INIT("TO "), STR_INIT("CC "),
		STR_INIT("BCC "), STR_INIT("X-GM-RAW "),
	};
	struct str head;

	do {
		str_take_char(&args, '(');
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			if (args.len > keys[i].len && str_eq_nocase(
			    str_of(args.at, keys[i].len), keys[i]))
				return true;
	} while (str_take_until_char(&args, ' ', &head));
	return false;
}

/* "3,5:7 (UID BODY.PEEK[])": the set, when it counts UIDs. */
static void
set_uids(struct str command, struct str args, struct event *ev)
{
	struct str set;

	if (STARTS(command, "UID ") && str_take_word(&args, &set))
		event_set(ev, F_MAIL_UID, set);
}

static void
command_event(const struct told *told, struct event *ev)
{
	struct str name = told->command, args = event_get(ev, F_PARAMETER);
	bool good = str_eq(told->state, STR("OK")) || told->state.len == 0;

	ev->outcome = good ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
	event_set(ev, F_COMMAND, name);
	if (!good || !str_eq(told->service, STR("imap")))
		return;
	if (str_eq(name, STR("SELECT")) || str_eq(name, STR("EXAMINE"))) {
		ev->kind = K_FOLDER_OPEN;
	} else if (str_ends(name, STR("FETCH"))) {
		set_uids(name, args, ev);
		if (told->reasons & REASON_BODY)
			ev->kind = K_MAIL_FETCH;
	} else if ((str_ends(name, STR("SEARCH")) ||
	    str_ends(name, STR("SORT"))) && has_words(args)) {
		ev->kind = K_MAIL_SEARCH;
		event_set(ev, F_SEARCH, args);
	}
}

/* A script that was stored, switched on, renamed or removed. */
static void
sieve_command_event(const struct told *told, struct event *ev)
{
	static const struct str changes[] = {
		STR_INIT("PUTSCRIPT"), STR_INIT("SETACTIVE"),
		STR_INIT("DELETESCRIPT"), STR_INIT("RENAMESCRIPT"),
	};

	event_set(ev, F_COMMAND, told->command);
	ev->outcome = told->error.len == 0 ? OUTCOME_SUCCESS :
	    OUTCOME_FAILURE;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (str_eq(told->command, changes[i]) &&
		    told->error.len == 0) {
			ev->kind = K_RULE_CHANGE;
			event_set(ev, F_ACTION, told->command);
		}
}

static void
delivery_event(const struct told *told, struct event *ev)
{
	ev->kind = K_MAIL_LOCAL;
	ev->outcome = told->error.len == 0 ? OUTCOME_SUCCESS :
	    OUTCOME_FAILURE;
	event_set(ev, F_ACTION, STR("deliver"));
}

/* "redirect", "fileinto", "discard", "keep", "reject", ... */
static void
sieve_action_event(const struct told *told, struct event *ev)
{
	ev->kind = K_MAIL_LOCAL;
	ev->outcome = told->error.len == 0 ? OUTCOME_SUCCESS :
	    OUTCOME_FAILURE;
	event_set(ev, F_ACTION, told->command);
}

static const struct sort {
	struct str name;
	void	 (*read)(const struct told *, struct event *);
} sorts[] = {
	{ STR_INIT("mail_opened"), opened_event },
	{ STR_INIT("imap_command_finished"), command_event },
	{ STR_INIT("pop3_command_finished"), command_event },
	{ STR_INIT("auth_request_finished"), auth_event },
	{ STR_INIT("mail_expunged"), expunged_event },
	{ STR_INIT("managesieve_command_finished"), sieve_command_event },
	{ STR_INIT("mail_delivery_finished"), delivery_event },
	{ STR_INIT("sieve_action_finished"), sieve_action_event },
};

static struct str
service_name_of(struct str service)
{
	return str_eq(service, STR("managesieve")) ? STR("sieve") :
	    str_eq(service, STR("lda")) ? STR("lmtp") : service;
}

bool
dovecot_is_event(struct str text)
{
	return STARTS(text, "{\"event\":\"");
}

enum parsed
dovecot_event(struct str json, const struct parse_context *context,
    struct event *ev)
{
	struct told told = { 0 };
	struct json_in in;

	json_open(&in, json, context->scratch);
	if (!read_event(&in, &told, ev))
		return PARSED_BAD;
	ev->kind = K_NOTE;
	event_set(ev, F_AUDIT_TYPE, told.name);
	if (told.host.len > 0 && !event_has(ev, F_HOST))
		event_set(ev, F_HOST, told.host);
	if (told.user.len > 0)
		event_set(ev, F_USER, told.user);
	if (told.service.len > 0 && !str_eq(told.service, STR("auth")))
		event_set(ev, F_SERVICE, service_name_of(told.service));
	if (told.error.len > 0)
		event_set(ev, F_STATUS_DETAIL, told.error);
	if (!(ev->time.flags & STAMP_SET) && (told.end.len == 0 ||
	    (!stamp_take_iso(&told.end, context->zone, &ev->time) &&
	    !stamp_from_epoch(told.end, &ev->time))))
		return PARSED_BAD;
	for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
		if (str_eq(told.name, sorts[i].name))
			sorts[i].read(&told, ev);
	return PARSED_EVENT;
}
