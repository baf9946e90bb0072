/* postfix_queue: the way of a message through the queue.
 *
 *	client=mx.example.org[198.51.100.9], sasl_method=PLAIN, sasl_username=u
 *	uid=33 from=<www-data>
 *	message-id=<a@b.example>
 *	from=<a@b.example>, size=380, nrcpt=2 (queue active)
 *	to=<c@d.example>, orig_to=<e>, relay=mx.d.example[192.0.2.7]:25,
 *	    delay=11, delays=5.4/0.06/5.1/0.03, dsn=2.0.0, status=sent (250 Ok)
 *	removed
 *
 * Addresses are a stranger's, but Postfix quotes what could end one; the
 * remote server's words stand last, in parentheses. */
#include "parse/postfix.h"

/* "client=H[A], sasl_method=PLAIN, sasl_username=u, orig_client=..." */
static enum parsed
submit_line(struct str text, struct event *ev)
{
	struct str value, rest;
	struct peer peer;

	if (!take_peer(&text, &peer))
		return PARSED_BAD;
	ev->kind = K_SUBMIT;
	ev->outcome = OUTCOME_SUCCESS;
	postfix_set_client(&peer, ev);
	if (TAKE(&text, ", sasl_method=")) {
		rest = text;
		if (str_take_until(&rest, STR(", "), &value))
			str_drop(&text, value.len);
		else
			value = text;
		event_set(ev, F_AUTH_METHOD, value);
	}
	if (TAKE(&text, ", sasl_username=")) {
		value = text;
		if (str_take_until(&text, STR(", sasl_sender="), &rest) ||
		    str_take_until(&text, STR(", orig_queue_id="), &rest) ||
		    str_take_until(&text, STR(", orig_client="), &rest))
			value = rest;
		event_set(ev, F_USER, value);
	}
	return PARSED_EVENT;
}

/* "uid=33 from=<www-data>": the sendmail command */
static enum parsed
pickup_line(struct str text, struct event *ev)
{
	struct str uid, from;

	if (!take_digits(&text, &uid) || !TAKE(&text, " from=") ||
	    !take_address(&text, ' ', &from))
		return PARSED_BAD;
	ev->kind = K_SUBMIT;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_SERVICE, STR("local"));
	event_set(ev, F_PARAMETER, uid);
	event_set(ev, F_MAIL_FROM, from);
	return PARSED_EVENT;
}

static enum parsed
message_id_line(struct str text, struct event *ev)
{
	ev->kind = K_MAIL_HEADER;
	ev->outcome = OUTCOME_SUCCESS;
	if (str_take_char(&text, '<'))
		str_take_end(&text, STR(">"));
	event_set(ev, F_MESSAGE_ID, text);
	return PARSED_EVENT;
}

/* "from=<a@b.example>, size=380, nrcpt=2 (queue active)",
 * "from=<>, status=expired, returned to sender" */
static enum parsed
queued_line(struct str text, struct event *ev)
{
	struct str from, value;

	if (!take_address(&text, ',', &from))
		return PARSED_BAD;
	ev->kind = K_MAIL_QUEUED;
	event_set(ev, F_MAIL_FROM, from);
	if (TAKE(&text, ", size=") && take_digits(&text, &value)) {
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_SIZE, value);
		if (TAKE(&text, ", nrcpt=") && take_digits(&text, &value))
			event_set(ev, F_NRCPT, value);
		return PARSED_EVENT;
	}
	if (!TAKE(&text, ", status="))
		return PARSED_BAD;
	ev->kind = K_NOTE;		/* the bounce has its own line */
	ev->outcome = OUTCOME_FAILURE;
	if (str_take_until(&text, STR(", "), &value))
		event_set(ev, F_STATUS_DETAIL, text);
	else
		value = text;
	event_set(ev, F_MAIL_STATUS, value);
	return PARSED_EVENT;
}

/* "none", "local", "mx.d.example[192.0.2.7]:25" */
static void
set_relay(struct str relay, struct event *ev)
{
	struct str rest = relay;
	struct peer peer;

	if (take_peer(&rest, &peer))
		postfix_set_server(&peer, ev);
	else
		event_set(ev, F_RELAY, relay);
}

/* "250 2.0.0 Ok", "host mx[192.0.2.7] said: 550 5.1.1 no (in reply to ...)" */
static void
set_response(struct str text, struct event *ev)
{
	struct str head, digits;

	event_set(ev, F_STATUS_DETAIL, text);
	if (STARTS(text, "host ") &&
	    !str_take_until(&text, STR(" said: "), &head))
		return;
	if (take_digits(&text, &digits) && digits.len == 3 &&
	    (text.len == 0 || text.at[0] == ' ' || text.at[0] == '-'))
		event_set(ev, F_STATUS_CODE, digits);
}

/* The next ", key=value" of a delivery. */
static bool
take_value(struct str *s, struct str key, struct str *value)
{
	struct str rest = *s;

	if (!str_take(&rest, key))
		return false;
	*s = rest;
	if (!str_take_until_char(&rest, ',', value))
		return false;
	str_drop(s, value->len);
	return true;
}

static enum parsed
delivery_line(struct str text, struct event *ev)
{
	struct str value, status;

	if (!take_address(&text, ',', &value))
		return PARSED_BAD;
	event_set(ev, F_MAIL_TO, value);
	if (TAKE(&text, ", orig_to=")) {
		if (!take_address(&text, ',', &value))
			return PARSED_BAD;
		event_set(ev, F_ORIG_TO, value);
	}
	if (!take_value(&text, STR(", relay="), &value))
		return PARSED_BAD;
	ev->kind = K_DELIVERY;
	set_relay(value, ev);
	take_value(&text, STR(", conn_use="), &value);
	if (take_value(&text, STR(", delay="), &value))
		event_set(ev, F_DELAY, value);
	if (take_value(&text, STR(", delays="), &value))
		event_set(ev, F_DELAYS, value);
	if (take_value(&text, STR(", tls="), &value))
		event_set(ev, F_PARAMETER, value);	/* the TLS policy, 3.11 */
	if (take_value(&text, STR(", dsn="), &value))
		event_set(ev, F_DSN, value);
	if (!TAKE(&text, ", status="))
		return PARSED_BAD;
	if (!str_take_word(&text, &status))
		return PARSED_BAD;
	event_set(ev, F_MAIL_STATUS, status);
	ev->outcome = str_eq(status, STR("sent")) ||
	    str_eq(status, STR("deliverable")) ? OUTCOME_SUCCESS :
	    OUTCOME_FAILURE;
	if (str_take_char(&text, '(')) {
		str_take_end(&text, STR(")"));
		set_response(text, ev);
	}
	return PARSED_EVENT;
}

/* "sender non-delivery notification: ADD2F8052": a new message.  The action
 * says whom it goes to and why. */
static bool
bounce_line(struct str text, struct event *ev)
{
	static const struct str notices[] = {
		STR_INIT("sender non-delivery notification"),
		STR_INIT("sender delivery status notification"),
		STR_INIT("sender delay notification"),
		STR_INIT("postmaster non-delivery notification"),
		STR_INIT("postmaster delay notification"),
	};

	for (size_t i = 0; i < sizeof notices / sizeof *notices; i++) {
		struct str rest = text;

		if (!take_begin(&rest, notices[i]) || !TAKE(&rest, ": "))
			continue;
		ev->kind = K_NOTE;
		event_set(ev, F_ACTION, notices[i]);
		event_set(ev, F_PARAMETER, rest);
		return true;
	}
	return false;
}

/* What qmgr and postsuper say of a message in a word or two. */
static bool
state_line(struct str text, struct event *ev)
{
	static const struct str states[] = {
		STR_INIT("requeued"), STR_INIT("placed on hold"),
		STR_INIT("released from hold"), STR_INIT("expired"),
	};

	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (str_eq(text, states[i])) {
			ev->kind = K_NOTE;
			event_set(ev, F_ACTION, text);
			return true;
		}
	return false;
}

enum parsed
postfix_queue(struct str text, const struct postfix *line, struct event *ev)
{
	(void)line;
	if (text.len == 0)
		return PARSED_BAD;
	switch (text.at[0]) {
	case 't':
		if (TAKE(&text, "to="))
			return delivery_line(text, ev);
		break;
	case 'f':
		if (TAKE(&text, "from="))
			return queued_line(text, ev);
		break;
	case 'm':
		if (TAKE(&text, "message-id="))
			return message_id_line(text, ev);
		break;
	case 'c':
		if (TAKE(&text, "client="))
			return submit_line(text, ev);
		break;
	case 'u':
		if (TAKE(&text, "uid="))
			return pickup_line(text, ev);
		break;
	case 'r':
		if (str_eq(text, STR("removed"))) {
			ev->kind = K_MAIL_REMOVED;
			ev->outcome = OUTCOME_SUCCESS;
			event_set(ev, F_ACTION, text);
			return PARSED_EVENT;
		}
		break;
	}
	if (bounce_line(text, ev) || state_line(text, ev))
		return PARSED_EVENT;
	return PARSED_OTHER;
}
