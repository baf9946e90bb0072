/* postfix_note: what the SMTP client says of servers, and what daemons say of
 * themselves.
 *
 *	connect to mx.example.org[192.0.2.7]:25: Connection timed out
 *	host mx.example.org[192.0.2.7] said: 450 4.7.1 later (in reply to RCPT
 *	    TO command)
 *	statistics: max connection rate 1/60s for (smtpd:198.51.100.9) at ...
 *	daemon started -- version 3.7.11, configuration /etc/postfix
 */
#include "parse/postfix.h"

static enum parsed
note(struct event *ev)
{
	ev->kind = K_NOTE;
	return PARSED_EVENT;
}

/* --- the SMTP client ------------------------------------------------------- */

/* "450 4.7.1 later (in reply to RCPT TO command)" */
static void
set_said(struct str text, struct event *ev)
{
	struct str head = text, stage, code;

	if (str_take_last(&head, STR(" (in reply to "), &stage) &&
	    str_take_end(&stage, STR(")"))) {
		str_take_end(&stage, STR(" command"));
		event_set(ev, F_COMMAND, stage);
		text = head;
	}
	event_set(ev, F_STATUS_DETAIL, text);
	if (take_digits(&text, &code) && code.len == 3)
		event_set(ev, F_STATUS_CODE, code);
}

/* "host H[A] said: ...", "host H[A] refused to talk to me: ..." */
static enum parsed
host_line(struct str text, struct event *ev)
{
	struct peer peer;

	if (!take_peer(&text, &peer))
		return PARSED_BAD;
	postfix_set_server(&peer, ev);
	if (TAKE(&text, " said: ") || TAKE(&text, " refused to talk to me: "))
		set_said(text, ev);
	else
		event_set(ev, F_MESSAGE, str_trim(text));
	return note(ev);
}

/* How lines begin that name a server next, and what follows it. */
static const struct server_line {
	struct str begin, action;
} server_lines[] = {
	{ STR_INIT("connect to "), STR_INIT("connect") },
	{ STR_INIT("lost connection with "), STR_INIT("lost connection") },
	{ STR_INIT("conversation with "), STR_INIT("timeout") },
	{ STR_INIT("SSL_connect error to "), STR_INIT("SSL_connect error") },
	{ STR_INIT("certificate verification failed for "),
	    STR_INIT("certificate verification failed") },
	{ STR_INIT("SASL authentication failed; server "),
	    STR_INIT("SASL authentication failed") },
	{ STR_INIT("Cannot start TLS: handshake failure"),
	    STR_INIT("Cannot start TLS") },
	{ STR_INIT("setting up TLS connection to "), STR_INIT("TLS") },
};

static enum parsed
server_line(const struct server_line *kind, struct str text, struct event *ev)
{
	struct peer peer;

	event_set(ev, F_ACTION, kind->action);
	if (!take_peer(&text, &peer))
		return note(ev);
	postfix_set_server(&peer, ev);
	if (TAKE(&text, " said: "))
		set_said(text, ev);
	else if (TAKE(&text, ": ") || TAKE(&text, " while ") ||
	    TAKE(&text, " timed out while "))
		event_set(ev, F_STATUS_DETAIL, text);
	return note(ev);
}

/* "disable_esmtp delay_dotcrlf for example.com[192.0.2.7]:25" */
static enum parsed
workaround_line(struct str text, struct event *ev)
{
	struct str names;
	struct peer peer;

	if (!str_take_until(&text, STR(" for "), &names) ||
	    !take_peer(&text, &peer))
		return PARSED_BAD;
	event_set(ev, F_ACTION, STR("PIX workarounds"));
	event_set(ev, F_PARAMETER, names);
	postfix_set_server(&peer, ev);
	return note(ev);
}

enum parsed
postfix_server(struct str text, const struct postfix *line, struct event *ev)
{
	(void)line;
	if (event_get(ev, F_SEVERITY).len > 0)
		return PARSED_OTHER;
	if (TAKE(&text, "host "))
		return host_line(text, ev);
	if (TAKE(&text, "enabling PIX workarounds: "))
		return workaround_line(text, ev);
	for (size_t i = 0; i < sizeof server_lines / sizeof *server_lines; i++)
		if (take_begin(&text, server_lines[i].begin))
			return server_line(&server_lines[i], text, ev);
	return PARSED_OTHER;
}

/* --- daemons --------------------------------------------------------------- */

/* "smtpd:198.51.100.9", "192.0.2.5:25:2001:db8::9", "[2001:db8::5]:25:..." */
static void
set_anvil_client(struct str where, struct event *ev)
{
	struct str address = where, service, port;

	if (STARTS(where, "[") &&
	    !str_take_until(&address, STR("]:"), &service))
		return;
	if (!STARTS(where, "[") && (!str_take_until_char(&address, ':',
	    &service) || !str_is_ip(service)))
		service.len = 0;	/* a name or a port alone */
	if (service.len > 0 && !str_take_until_char(&address, ':', &port))
		return;
	if (address.at == where.at)
		return;			/* no service: not anvil's words */
	if (str_is_ip(address))
		event_set(ev, F_SRC_IP, address);
	else if (!str_eq(address, STR("unknown")))
		return;
	event_set(ev, F_PARAMETER, str_of(where.at,
	    (size_t)(address.at - where.at) - 1));
}

/* anvil: "max connection rate 1/60s for (smtpd:198.51.100.9) at Oct 26 ..." */
static bool
anvil_line(struct str text, struct event *ev)
{
	struct str what, count, where;

	if (!STARTS(text, "max ") ||
	    !str_take_until(&text, STR(" for ("), &what) ||
	    !str_take_last_char(&what, ' ', &count) ||
	    !str_take_until(&text, STR(") at "), &where))
		return false;
	event_set(ev, F_ACTION, what);
	event_set(ev, F_COUNTERS, count);
	event_set(ev, F_MESSAGE, text);	/* when the maximum was reached */
	set_anvil_client(where, ev);
	return true;
}

static enum parsed
statistics_line(struct str text, struct event *ev)
{
	struct str what = text, rest = text, count, at;

	if (anvil_line(text, ev))
		return note(ev);
	if (str_take_until(&rest, STR(" lookup "), &what)) {
		event_set(ev, F_ACTION, str_of(text.at, what.len + 7));
		event_set(ev, F_COUNTERS, rest);
	} else if (TAKE(&rest, "start interval ")) {
		event_set(ev, F_ACTION, STR("start interval"));
		event_set(ev, F_MESSAGE, rest);
	} else if (TAKE(&rest, "max simultaneous ")) {
		event_set(ev, F_ACTION, STR("max simultaneous"));
		event_set(ev, F_COUNTERS, rest);
	} else if (str_take_until(&rest, STR(" at "), &what) &&
	    str_take_last_char(&what, ' ', &count)) {
		at = rest;
		event_set(ev, F_ACTION, what);
		event_set(ev, F_COUNTERS, count);
		event_set(ev, F_MESSAGE, at);
	} else {
		event_set(ev, F_MESSAGE, text);
	}
	return note(ev);
}

/* "cache btree:/x full cleanup: retained=242 dropped=7 entries" */
static bool
cache_line(struct str text, struct event *ev)
{
	struct str head, how;

	if (!TAKE(&text, "cache ") ||
	    !str_take_until(&text, STR(" cleanup: "), &head) ||
	    !str_take_last_char(&head, ' ', &how))
		return false;
	str_take_end(&text, STR(" entries"));
	event_set(ev, F_ACTION, how);
	event_set(ev, F_OBJECT, head);
	event_set(ev, F_COUNTERS, text);
	return true;
}

/* postsuper: "Placed on hold: 67 messages" */
static bool
summary_line(struct str text, struct event *ev)
{
	static const struct str deeds[] = {
		STR_INIT("Deleted"), STR_INIT("Requeued"),
		STR_INIT("Placed on hold"), STR_INIT("Released from hold"),
		STR_INIT("Renamed to match inode number"),
		STR_INIT("Expired"), STR_INIT("Force-expired"),
	};
	struct str rest, count;

	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		rest = text;
		if (!take_begin(&rest, deeds[i]) || !TAKE(&rest, ": ") ||
		    !take_digits(&rest, &count) || !STARTS(rest, " message"))
			continue;
		event_set(ev, F_ACTION, deeds[i]);
		event_set(ev, F_COUNTERS, count);
		return true;
	}
	return false;
}

/* "daemon started -- version 3.7.11, configuration /etc/postfix",
 * "reload -- version ...", "terminating on signal 15": how an instance begins,
 * reads its configuration anew and ends. */
static bool
master_line(struct str text, struct event *ev)
{
	struct str version, signal;

	if (TAKE(&text, "terminating on signal ") &&
	    take_digits(&text, &signal)) {
		event_set(ev, F_ACTION, STR("terminating"));
		event_set(ev, F_STATUS_CODE, signal);
		return true;
	}
	if (TAKE(&text, "daemon started -- version "))
		event_set(ev, F_ACTION, STR("daemon started"));
	else if (TAKE(&text, "reload -- version "))
		event_set(ev, F_ACTION, STR("reload"));
	else
		return false;
	if (str_take_until(&text, STR(", configuration "), &version))
		event_set(ev, F_OBJECT, text);
	else
		version = text;
	event_set(ev, F_PARAMETER, version);
	return true;
}

/* What else Postfix says of itself, by its beginning. */
static const struct str beginnings[] = {
	STR_INIT("daemon started"), STR_INIT("reload "),
	STR_INIT("terminating on signal "), STR_INIT("starting the Postfix"),
	STR_INIT("stopping the Postfix"), STR_INIT("refreshing the Postfix"),
	STR_INIT("stopping "), STR_INIT("using backwards-compatible"),
	STR_INIT("table "), STR_INIT("initializing the "),
	STR_INIT("name service"), STR_INIT("the Postfix mail system"),
	STR_INIT("setting up TLS connection from "),
	STR_INIT("Postfix is "), STR_INIT("To disable backwards"),
	STR_INIT("idle timeout"), STR_INIT("skipped, "),
	STR_INIT("Compatibility level"), STR_INIT("certificate "),
	STR_INIT("postfix-script"), STR_INIT("See "), STR_INIT("to change "),
	STR_INIT("New TLS session"), STR_INIT("mail for "),
};

enum parsed
postfix_note(struct str text, const struct postfix *line, struct event *ev)
{
	(void)line;
	if (event_get(ev, F_SEVERITY).len > 0)
		return PARSED_OTHER;
	if (TAKE(&text, "statistics: "))
		return statistics_line(text, ev);
	if (cache_line(text, ev) || summary_line(text, ev) ||
	    master_line(text, ev))
		return note(ev);
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (str_starts(text, beginnings[i])) {
			event_set(ev, F_MESSAGE, text);
			return note(ev);
		}
	return PARSED_OTHER;
}
