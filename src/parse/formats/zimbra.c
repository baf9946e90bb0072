/* zimbra: Zimbra's mailbox.log and audit.log.
 *
 *	2025-12-08 09:00:00,123 WARN  [qtp9-3:https://mail.a.example/service/
 *	    soap/AuthRequest] [name=bob@a.example;ip=192.0.2.10;oip=198.51.100.9;
 *	    ua=zclient/8.8;] security - cmd=Auth; account=bob@a.example;
 *	    protocol=soap; error=authentication failed for [bob@a.example],
 *	    invalid password;
 *	2025-12-08 09:00:01,123 INFO  [...] [...oip=198.51.100.9;...] SoapEngine -
 *	    handler exception: authentication failed for [bob], account not found
 *	2025-12-08 09:00:02,123 INFO  [ImapServer-4] [ip=192.0.2.10;oip=...;] imap -
 *	    user bob@a.example authenticated, mechanism=PLAIN [TLS]
 *
 * ip is who connected; oip whom a proxy that the server trusts named, and the
 * server itself decides whom it trusts.  ua stands behind them and is typed:
 * where a mark of the server's comes twice nobody is named. */
#include "parse/parse.h"

#include "parse/take.h"

/* "[name=...;oip=A;ua=...;] ": what is between the brackets. */
static bool
take_context(struct str *s, struct str *inside)
{
	struct str rest = *s;

	if (!str_take_char(&rest, '[') ||
	    !str_take_until(&rest, STR(";] "), inside)) {
		if (!TAKE(s, "[] "))
			return false;
		*inside = (struct str){ 0 };
		return true;
	}
	*s = rest;
	return true;
}

/* "key=value;" of the context when it stands there once. */
static struct str
context_value(struct str line, struct str inside, struct str key)
{
	struct str rest = inside, value = { 0 }, head, first = inside;

	if (str_take(&first, str_of(key.at + 1, key.len - 1))) {
		rest = first;	/* the first has no ';' before it */
		if (take_count(line, key, 1) > 0)
			return value;
	} else if (take_count(line, key, 2) != 1 ||
	    !str_take_until(&rest, key, &head)) {
		return value;
	}
	if (!str_take_until_char(&rest, ';', &value))
		value = rest;
	return value;
}

static void
set_context(struct str line, struct str inside, struct event *ev)
{
	static const struct str ips[] = { STR_INIT(";oip="), STR_INIT(";ip=") };
	static const struct str ports[] = {
		STR_INIT(";oport="), STR_INIT(";port="),
	};
	struct str value;

	for (int i = 0; i < 2; i++) {
		bool told = take_count(line, ips[i], 1) > 0 ||
		    STARTS(inside, "oip=");

		value = context_value(line, inside, ips[i]);
		if (str_is_ip(value)) {
			event_set(ev, F_SRC_IP, take_plain_ip(value));
			value = context_value(line, inside, ports[i]);
			if (take_is_number(value))
				event_set(ev, F_SRC_PORT, value);
			break;
		}
		if (told)
			break;	/* twice: not the proxy's either */
	}
	value = context_value(line, inside, STR(";ua="));
	if (value.len > 0)
		event_set(ev, F_USER_AGENT, value);
	value = context_value(line, inside, STR(";name="));
	if (value.len > 0)
		event_set(ev, F_USER, value);
}

/* "authentication failed for [bob], invalid password" */
static void
set_failure(struct str text, struct event *ev)
{
	struct str name;

	ev->kind = K_AUTH_STEP;		/* audit.log has its own line */
	ev->outcome = OUTCOME_FAILURE;
	str_take_end(&text, STR(";"));
	if (str_take_last(&text, STR("], "), &name)) {
		event_set(ev, F_STATUS_DETAIL, name);
		if (text.len > 0)
			event_set(ev, F_USER, text);
	}
}

/* "cmd=Auth; account=bob@a.example; protocol=soap; error=...;".  The account
 * is what was typed, and may hold words of the line itself; but nobody can
 * type away the error that stands behind it. */
static bool
security_line(struct str text, struct event *ev)
{
	bool refused = str_has(text, STR(" error="));
	struct str account, protocol, error;

	if (!TAKE(&text, "cmd=Auth; ") && !TAKE(&text, "cmd=AdminAuth; "))
		return false;
	if (TAKE(&text, "account=") &&
	    str_take_until(&text, STR("; "), &account) && account.len > 0)
		event_set(ev, F_USER, account);
	ev->kind = K_LOGIN;
	ev->outcome = refused ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
	if (TAKE(&text, "protocol=") &&
	    str_take_until_char(&text, ';', &protocol)) {
		str_take_char(&text, ' ');
		event_set(ev, F_SERVICE, str_eq(protocol, STR("imap")) ||
		    str_eq(protocol, STR("pop3")) ? protocol : STR("webmail"));
	}
	if (TAKE(&text, "error=")) {
		error = text;
		str_take_end(&error, STR(";"));
		event_set(ev, F_STATUS_DETAIL, error);
	}
	return true;
}

/* "user bob@a.example authenticated, mechanism=PLAIN [TLS]" */
static bool
reader_line(struct str text, struct str component, struct event *ev)
{
	struct str method;

	if (!TAKE(&text, "user ") ||
	    !str_take_last(&text, STR(" authenticated, mechanism="), &method))
		return false;
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_SERVICE, component);
	event_set(ev, F_USER, text);
	if (str_take_end(&method, STR(" [TLS]")))
		event_set(ev, F_TLS_VERSION, STR("TLS"));
	event_set(ev, F_AUTH_METHOD, method);
	return true;
}

static enum parsed
zimbra_text(struct str line, struct str text, struct event *ev)
{
	struct str inside, component, failed;

	if (!take_context(&text, &inside))
		return PARSED_OTHER;
	if (take_count(line, STR(";] "), 2) > 1) {
		ev->kind = K_NOTE;	/* an agent that plays games */
		return PARSED_EVENT;
	}
	set_context(line, inside, ev);
	if (!str_take_until(&text, STR(" - "), &component))
		return PARSED_OTHER;
	ev->kind = K_NOTE;
	event_set(ev, F_SERVICE, STR("webmail"));
	failed = text;
	TAKE(&failed, "handler exception: ");
	if (str_eq(component, STR("security"))) {
		if (security_line(text, ev))
			return PARSED_EVENT;
	} else if (reader_line(text, component, ev)) {
		return PARSED_EVENT;
	} else if (TAKE(&failed, "authentication failed for [")) {
		set_failure(failed, ev);
		return PARSED_EVENT;
	}
	event_set(ev, F_BACKEND, component);
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static bool
take_level(struct str *s, struct event *ev)
{
	static const struct str levels[] = {
		STR_INIT("INFO  "), STR_INIT("WARN  "), STR_INIT("ERROR "),
		STR_INIT("FATAL "), STR_INIT("DEBUG "), STR_INIT("TRACE "),
	};

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (take_begin(s, levels[i])) {
			event_set(ev, F_SEVERITY, str_trim(levels[i]));
			return true;
		}
	return false;
}

static enum parsed
zimbra_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = line, thread;
	uint32_t ms;
	enum parsed parsed;

	if (line.len < 40 || line.at[4] != '-' || line.at[10] != ' ' ||
	    line.at[19] != ',')
		return PARSED_OTHER;
	rest.len = 19;
	if (!stamp_take_iso(&rest, context->zone, &ev->time))
		return PARSED_OTHER;
	rest = line;
	str_drop(&rest, 20);
	if (!str_take_digits(&rest, 3, &ms) || !str_take_char(&rest, ' ') ||
	    !take_level(&rest, ev) || !str_take_char(&rest, '[') ||
	    !str_take_until(&rest, STR("] "), &thread)) {
		event_reset(ev);
		return PARSED_OTHER;
	}
	ev->time.at.ms += ms;
	event_set(ev, F_PROGRAM, STR("zimbra"));
	parsed = zimbra_text(rest, rest, ev);
	if (parsed == PARSED_OTHER)
		event_reset(ev);
	return parsed;
}

const struct format format_zimbra = {
	.name = "zimbra",
	.about = "Zimbra: sign-ins of mailbox.log and audit.log",
	.versions = "8, 9, 10",
	.line = zimbra_line,
};
