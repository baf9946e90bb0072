/* dovecot_mail: what signed-in clients did, and what became of mail.
 *
 *	imap(bob)<811><4zXy>: Disconnected: Logged out in=273 out=66324
 *	    deleted=1 expunged=1 trashed=0 hdr_count=30 hdr_bytes=4450
 *	    body_count=30 body_bytes=58450
 *	pop3(bob)<812><4zXz>: Disconnected: Logged out top=0/0, retr=2/4096,
 *	    del=0/7, size=9000
 *	imap(bob)<811><4zXy>: copy from INBOX: box=Archives, uid=1,
 *	    msgid=<a@b.example>, size=1742, from=..., subject=..., flags=()
 *	lmtp(bob)<813><a:1>: sieve: msgid=<a@b.example>: forwarded to <c@d.example>
 *
 * Counters stand at the end and are Dovecot's own.  Message ids, senders and
 * subjects are a stranger's: a size that one of them may have typed is left
 * out. */
#include "parse/dovecot.h"

#include "parse/take.h"

/* Whose line it is. */
static void
set_owner(const struct dovecot *line, struct event *ev)
{
	if (line->inside.len > 0 && !str_is_digits(line->inside))
		event_set(ev, F_USER, line->inside);
	if (line->session.len > 0)
		event_set(ev, F_SESSION, line->session);
}

/* --- the end of a session -------------------------------------------------- */

static const struct counter {
	struct str key;
	char	   text[SCAN_LANE];	/* the same */
	enum field field;
} imap_counters[] = {
#define COUNTER(key, field) { STR_INIT(key), key, field }
	COUNTER("in=", F_BYTES_IN), COUNTER("out=", F_BYTES_OUT),
	COUNTER("deleted=", F_DELETED), COUNTER("expunged=", F_EXPUNGED),
	COUNTER("trashed=", F_TRASHED), COUNTER("hdr_count=", F_HDR_COUNT),
	COUNTER("hdr_bytes=", F_HDR_BYTES),
	COUNTER("body_count=", F_BODY_COUNT),
	COUNTER("body_bytes=", F_BODY_BYTES), COUNTER("appended=", F_APPENDED),
#undef COUNTER
};
enum { IMAP_COUNTERS = sizeof imap_counters / sizeof *imap_counters };

/* The counter that s begins with, looked for from `next` on; IMAP_COUNTERS if
 * it is none. */
static inline size_t
imap_counter(struct str s, size_t next)
{
	struct str key;
	unsigned all = (1u << imap_counters[next].key.len) - 1;

	/* they stand in this order, mostly all */
	if (s.len >= SCAN_LANE &&
	    (scan_same(s.at, imap_counters[next].text) & all) == all)
		return next;
	key = str_of(s.at, scan_char(s.at, s.len < SCAN_LANE ? s.len :
	    SCAN_LANE, '=') + 1);
	for (size_t n = 0; n < IMAP_COUNTERS && key.len <= s.len; n++) {
		size_t i = (next + n) % IMAP_COUNTERS;

		if (str_same(key, imap_counters[i].key))
			return i;
	}
	return IMAP_COUNTERS;
}

/* "in=273 out=66324 deleted=1 ..." */
static bool
take_imap_counters(struct str s, struct event *ev)
{
	struct str word, digits;
	size_t next = 0;

	for (; s.len > 0; str_take_char(&s, ' ')) {
		size_t i = imap_counter(s, next);

		if (i < IMAP_COUNTERS) {
			next = (i + 1) % IMAP_COUNTERS;
			str_drop(&s, imap_counters[i].key.len);
			digits = str_of(s.at, scan_digits(s.at, s.len));
			str_drop(&s, digits.len);
			if (digits.len > 0 && digits.len <= NUMBER_DIGITS_MAX &&
			    (s.len == 0 || s.at[0] == ' '))
				event_set(ev, imap_counters[i].field, digits);
		}
		if (s.len > 0 && s.at[0] != ' ' && !str_take_word(&s, &word))
			break;
	}
	return event_has(ev, F_BYTES_OUT);
}

/* "top=0/0, retr=2/4096, del=0/7, size=9000" */
static bool
take_pop3_counters(struct str s, struct event *ev)
{
	struct str a, b;

	if (!TAKE(&s, "top=") || !take_pair(&s, &a, &b))
		return false;
	event_set(ev, F_TOP_COUNT, a);
	event_set(ev, F_TOP_BYTES, b);
	if (TAKE(&s, ", retr=") && take_pair(&s, &a, &b)) {
		event_set(ev, F_RETR_COUNT, a);
		event_set(ev, F_RETR_BYTES, b);
	}
	if (TAKE(&s, ", del=") && take_pair(&s, &a, &b)) {
		event_set(ev, F_DELETED, a);
		event_set(ev, F_MAILBOX_COUNT, b);
	}
	if (TAKE(&s, ", size=") && take_digits(&s, &a))
		event_set(ev, F_MAILBOX_BYTES, a);
	return true;
}

/* "bytes=12/345" of managesieve, "bytes=345" never. */
static bool
take_byte_pair(struct str s, struct event *ev)
{
	struct str in, out;

	if (!TAKE(&s, "bytes=") || !take_pair(&s, &in, &out))
		return false;
	event_set(ev, F_BYTES_IN, in);
	event_set(ev, F_BYTES_OUT, out);
	return true;
}

/* How the counters of each service begin: looked for from the end. */
static const struct counters {
	struct str mark;
	bool	 (*take)(struct str, struct event *);
} counters[] = {
	{ STR_INIT(" in="), take_imap_counters },
	{ STR_INIT(" top="), take_pop3_counters },
	{ STR_INIT(" bytes="), take_byte_pair },
};

static bool
logout_line(struct str text, struct event *ev)
{
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
		struct str reason = text, tail;

		if (!str_take_last(&reason, counters[i].mark, &tail))
			continue;
		tail.at -= counters[i].mark.len - 1;	/* without its space */
		tail.len += counters[i].mark.len - 1;
		if (!counters[i].take(tail, ev))
			continue;
		ev->kind = K_LOGOUT;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_STATUS_DETAIL, reason);
		return true;
	}
	return false;
}

/* --- mail_log -------------------------------------------------------------- */

/* A later ", size=9, " than the one just taken: a stranger's, or the taken
 * one was. */
static bool
has_another_size(struct str s)
{
	struct str head, digits;

	while (str_take_until(&s, STR(", size="), &head))
		if (take_digits(&s, &digits) &&
		    (s.len == 0 || STARTS(s, ", ")))
			return true;
	return false;
}

/* "<a@b.example>, size=1742, vsize=1947, from=..., subject=..., flags=()" */
static void
take_message(struct str s, struct event *ev)
{
	struct str id, digits, rest, flags, part;

	if (str_take_end(&s, STR(")")) &&
	    str_take_last(&s, STR("flags=("), &flags)) {
		event_set(ev, F_FLAGS, flags);
		str_take_end(&s, STR(", "));
	}
	rest = s;
	if (str_take_until(&rest, STR(", size="), &id) &&
	    take_digits(&rest, &digits)) {
		if (!has_another_size(rest))
			event_set(ev, F_SIZE, digits);
		s = rest;
	} else if (str_take_until(&rest, STR(", from="), &id) ||
	    str_take_until(&rest, STR(", subject="), &id)) {
		str_drop(&s, id.len);
	} else {
		id = s;
		s.len = 0;
	}
	str_take(&id, STR("<"));
	str_take_end(&id, STR(">"));
	if (id.len > 0)
		event_set(ev, F_MESSAGE_ID, id);
	rest = s;
	if (str_take_until(&rest, STR(", from="), &part))
		event_set(ev, F_HEADER_FROM, rest);
	if (str_take_until(&rest, STR(", subject="), &part)) {
		if (event_has(ev, F_HEADER_FROM))
			event_set(ev, F_HEADER_FROM, part);
		event_set(ev, F_SUBJECT, rest);
	}
}

/* "Archives, uid=1, msgid=..." or "Archives" */
static void
take_box(struct str s, struct event *ev)
{
	struct str rest = s, box, uid;

	while (str_take_until(&rest, STR(", uid="), &box)) {
		if (!take_digits(&rest, &uid))
			continue;
		event_set(ev, F_FOLDER, str_of(s.at, (size_t)(box.at + box.len - s.at)));
		event_set(ev, F_MAIL_UID, uid);
		if (TAKE(&rest, ", msgid="))
			take_message(rest, ev);
		return;
	}
	rest = s;
	if (str_take_until(&rest, STR(", msgid="), &box)) {
		event_set(ev, F_FOLDER, box);
		take_message(rest, ev);
	} else {
		event_set(ev, F_FOLDER, s);
	}
}

/* "copy from INBOX: box=...", "flag_change: box=..." */
static bool
mail_log_line(struct str text, struct event *ev)
{
	static const struct str actions[] = {
		STR_INIT("copy"), STR_INIT("save"), STR_INIT("delete"),
		STR_INIT("undelete"), STR_INIT("expunge"),
		STR_INIT("autoexpunge"), STR_INIT("flag_change"),
	};
	struct str rest, from;

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		rest = text;
		if (!take_begin(&rest, actions[i]))
			continue;
		if (!TAKE(&rest, ": box=") && (!STARTS(rest, " from ") ||
		    !str_take_until(&rest, STR(": box="), &from)))
			continue;
		ev->kind = K_MAIL_CHANGE;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_ACTION, actions[i]);
		take_box(rest, ev);
		return true;
	}
	return false;
}

/* "Mailbox created: Archives", "Mailbox renamed: a -> b" */
static bool
folder_line(struct str text, struct event *ev)
{
	static const struct str actions[] = {
		STR_INIT("created"), STR_INIT("deleted"), STR_INIT("renamed"),
		STR_INIT("subscribed"), STR_INIT("unsubscribed"),
	};
	struct str action, name, after;
	size_t i = 0;

	if (!TAKE(&text, "Mailbox ") ||
	    !str_take_until(&text, STR(": "), &action))
		return false;
	while (i < sizeof actions / sizeof *actions &&
	    !str_eq(action, actions[i]))
		i++;
	if (i == sizeof actions / sizeof *actions)
		return false;
	ev->kind = K_FOLDER_CHANGE;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_ACTION, action);
	name = text;
	if (str_eq(action, STR("renamed")) &&
	    str_take_until(&name, STR(" -> "), &after)) {
		event_set(ev, F_OBJECT, after);	/* its old name */
		text = name;
	}
	event_set(ev, F_FOLDER, text);
	return true;
}

/* 2.4 names the folder first: "Mailbox Archives: copy from INBOX: box=...",
 * "Mailbox Archives: Mailbox created".  The name may hold ": ", so the first
 * place counts where words of Dovecot's follow. */
static bool
mailbox_line(struct str text, struct event *ev)
{
	enum { COLONS_MAX = 32 };	/* in a folder's name */
	struct str rest = text, part, name;
	int colons = 0;

	if (!STARTS(text, "Mailbox ") || !str_take_until(&rest, STR(": "), &part))
		return false;
	if (folder_line(text, ev))
		return true;			/* 2.3 */
	do {
		if (mail_log_line(rest, ev))
			return true;
		if (STARTS(rest, "Mailbox renamed: "))
			return folder_line(rest, ev);
		if (!str_eq(rest, STR("Mailbox created")) &&
		    !str_eq(rest, STR("Mailbox deleted")))
			continue;
		name = str_of(text.at + 8, (size_t)(rest.at - text.at) - 10);
		ev->kind = K_FOLDER_CHANGE;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_ACTION, str_of(rest.at + 8, 7));
		event_set(ev, F_FOLDER, name);
		return true;
	} while (++colons < COLONS_MAX &&
	    str_take_until(&rest, STR(": "), &part));
	return false;
}

enum parsed
dovecot_session(struct str text, const struct dovecot *line, struct event *ev)
{
	set_owner(line, ev);
	if (mail_log_line(text, ev) || mailbox_line(text, ev))
		return PARSED_EVENT;
	/* What a client says of itself may look like counters. */
	if (!STARTS(text, "ID sent: ") && logout_line(text, ev))
		return PARSED_EVENT;
	if (STARTS(text, "Killed with signal"))
		event_set(ev, F_ACTION, STR("killed"));
	return dovecot_note(text, ev);
}

/* --- deliveries ------------------------------------------------------------ */

/* What was done with a message, in Dovecot's and Pigeonhole's words.  A
 * message id may hold any of them, so the one nearest to the end counts. */
static const struct deed {
	struct str   mark;
	struct str   action;
	enum field   field;	/* of what follows; F_COUNT: nothing */
	enum outcome outcome;
} deeds[] = {
	{ STR_INIT("saved mail to "), STR_INIT("store"), F_FOLDER,
	    OUTCOME_SUCCESS },
	{ STR_INIT("stored mail into mailbox "), STR_INIT("store"), F_FOLDER,
	    OUTCOME_SUCCESS },
	{ STR_INIT("forwarded to "), STR_INIT("forward"), F_MAIL_TO,
	    OUTCOME_SUCCESS },
	{ STR_INIT("marked message to be discarded"), STR_INIT("discard"),
	    F_COUNT, OUTCOME_SUCCESS },
	{ STR_INIT("Marked message to be discarded"), STR_INIT("discard"),
	    F_COUNT, OUTCOME_SUCCESS },
	{ STR_INIT("discarded message"), STR_INIT("discard"), F_COUNT,
	    OUTCOME_SUCCESS },
	{ STR_INIT("sent vacation response to "), STR_INIT("vacation"),
	    F_MAIL_TO, OUTCOME_SUCCESS },
	{ STR_INIT("sent notification to "), STR_INIT("notify"), F_MAIL_TO,
	    OUTCOME_SUCCESS },
	{ STR_INIT("rejected message from "), STR_INIT("reject"), F_MAIL_FROM,
	    OUTCOME_FAILURE },
	{ STR_INIT("save failed to "), STR_INIT("store"), F_COUNT,
	    OUTCOME_FAILURE },
	{ STR_INIT("failed to store into mailbox "), STR_INIT("store"),
	    F_COUNT, OUTCOME_FAILURE },
};

/* "<a@b.example>: fileinto action: stored mail into mailbox 'X'".  Each deed
 * follows ": ".  Fills id with what stands before the first such ": ". */
static const struct deed *
last_deed(struct str s, struct str *id, struct str *object)
{
	struct str whole = s, part;

	while (str_take_last(&s, STR(": "), &part)) {
		struct str rest = whole;

		str_drop(&rest, (size_t)(part.at - whole.at));
		for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
			if (!take_begin(&rest, deeds[i].mark))
				continue;
			*object = rest;
			*id = s;
			return &deeds[i];
		}
	}
	return NULL;
}

static void
set_object(const struct deed *deed, struct str object, struct event *ev)
{
	struct str part;

	if (deed->field == F_COUNT)
		return;
	if (str_take_char(&object, '<'))
		str_take_last_char(&object, '>', &part);
	else if (str_take_char(&object, '\''))
		str_take_last_char(&object, '\'', &part);
	event_set(ev, deed->field, object);
}

/* "<a@b.example>: fileinto action" -> "a@b.example" */
static void
set_message_id(struct str id, struct event *ev)
{
	struct str part, head = id;

	if (str_take_last(&head, STR(">: "), &part))
		id = str_of(head.at, head.len + 1);
	str_take(&id, STR("<"));
	str_take_end(&id, STR(">"));
	if (id.len > 0 && !str_eq(id, STR("unspecified")))
		event_set(ev, F_MESSAGE_ID, id);
}

static bool
deed_line(struct str text, struct event *ev)
{
	struct str rest = text, id, object;
	const struct deed *deed;

	TAKE(&rest, "sieve: ");
	if (!TAKE(&rest, "msgid="))
		return false;
	if ((deed = last_deed(rest, &id, &object)) == NULL)
		return false;
	ev->kind = K_MAIL_LOCAL;
	ev->outcome = (uint8_t)deed->outcome;
	event_set(ev, F_ACTION, deed->action);
	set_message_id(id, ev);
	set_object(deed, object, ev);
	if (deed->outcome == OUTCOME_FAILURE)
		event_set(ev, F_STATUS_DETAIL, object);
	return true;
}

/* "Connect from 127.0.0.1", "Disconnect from 127.0.0.1: Logged out (...)" */
static bool
connection_line(struct str text, struct event *ev)
{
	struct str address = text, reason = { 0 }, head;
	bool connects = TAKE(&address, "Connect from ");

	if (!connects && !TAKE(&address, "Disconnect from "))
		return false;
	if (!connects) {
		head = address;
		if (str_take_last(&head, STR(": "), &reason))
			address = head;
		event_set(ev, F_STATUS_DETAIL, reason);
	}
	ev->kind = connects ? K_CONNECT : K_DISCONNECT;
	if (str_is_ip(address))
		event_set(ev, F_SRC_IP, address);
	return true;
}

enum parsed
dovecot_delivery(struct str text, const struct dovecot *line, struct event *ev)
{
	set_owner(line, ev);
	if (deed_line(text, ev) || mail_log_line(text, ev) ||
	    mailbox_line(text, ev) || connection_line(text, ev))
		return PARSED_EVENT;
	return dovecot_note(text, ev);
}
