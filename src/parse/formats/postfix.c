/* postfix: SMTP servers, queue and delivery agents of Postfix 3.
 *
 *	postfix/smtpd[811]: connect from mx.example.org[198.51.100.9]
 *	postfix/submission/smtpd[811]: 4gXr: client=..., sasl_username=bob
 *	postfix-in/qmgr[812]: 4gXr: from=<a@b.example>, size=380, nrcpt=2 (...)
 *
 * A line is "[level: ][QUEUEID: ][level: ]words"; the words say by their
 * beginning what they are, whichever daemon wrote them. */
#include "parse/postfix.h"

void
postfix_set_client(const struct peer *peer, struct event *ev)
{
	if (peer->host.len > 0 && !str_eq(peer->host, STR("unknown")))
		event_set(ev, F_SRC_HOST, peer->host);
	if (str_is_ip(peer->inside))
		event_set(ev, F_SRC_IP, peer->inside);
	if (peer->port.len > 0)
		event_set(ev, F_SRC_PORT, peer->port);
}

void
postfix_set_server(const struct peer *peer, struct event *ev)
{
	if (peer->host.len > 0 && !str_eq(peer->host, STR("unknown")))
		event_set(ev, F_DST_HOST, peer->host);
	if (str_is_ip(peer->inside))
		event_set(ev, F_DST_IP, peer->inside);
	else if (peer->inside.len > 0 &&
	    !str_eq(peer->inside, STR("unknown")))
		event_set(ev, F_RELAY, peer->inside);	/* private/dovecot-lmtp */
	if (peer->port.len > 0)
		event_set(ev, F_DST_PORT, peer->port);
}

/* What a byte may be in a queue id. */
enum { ID_HEX = 1, ID_LONG = 2, ID_DIGIT = 4 };
static const uint8_t id_bytes[256] = {
	['0' ... '9'] = ID_HEX | ID_LONG | ID_DIGIT,
	['A'] = ID_HEX, ['B' ... 'D'] = ID_HEX | ID_LONG, ['E'] = ID_HEX,
	['F'] = ID_HEX | ID_LONG, ['G' ... 'H'] = ID_LONG,
	['J' ... 'N'] = ID_LONG, ['P' ... 'T'] = ID_LONG,
	['V' ... 'Z'] = ID_LONG, ['b' ... 'd'] = ID_LONG,
	['f' ... 'h'] = ID_LONG, ['j' ... 'n'] = ID_LONG,
	['p' ... 't'] = ID_LONG, ['v' ... 'z'] = ID_LONG,
};

/* How many hexadecimal digits of Postfix's s begins with, if fewer than a lane
 * has; else any number. */
static inline size_t
hex_length(struct str s)
{
	scan_lane lane;
	unsigned hex;

	if (s.len < SCAN_LANE)
		return 0;
	lane = scan_load(s.at);
	hex = lane_digit(lane) | (lane_from(lane, 'A') & ~lane_from(lane, 'G'));
	return (size_t)__builtin_ctz(~hex);
}

/* "0F5383D" or, with enable_long_queue_ids, "48rT2v1hQrz1J0N", then ": ".
 * Short ones are hexadecimal; long ones begin with a digit until the year
 * 2030 and hold no vowels.  NOQUEUE stands for none. */
static bool
take_queue_id(struct str *s, struct str *id)
{
	uint8_t all = ID_HEX | ID_LONG | ID_DIGIT;
	size_t n = hex_length(*s);

	if (n >= 5 && n + 1 < s->len && s->at[n] == ':' &&
	    s->at[n + 1] == ' ') {
		*id = str_of(s->at, n);
		str_drop(s, n + 2);
		return true;
	}
	for (n = 0; n < s->len && n < 25; n++) {
		uint8_t byte = id_bytes[(unsigned char)s->at[n]];

		if ((all & byte & (ID_HEX | ID_LONG)) == 0)
			break;
		all &= byte;
	}
	if (n < 5 || n + 1 >= s->len || s->at[n] != ':' || s->at[n + 1] != ' ')
		return false;
	if (!(all & ID_HEX) &&
	    !(id_bytes[(unsigned char)s->at[0]] & ID_DIGIT))
		return false;
	*id = str_of(s->at, n);
	str_drop(s, n + 2);
	return true;
}

/* "warning: " and its kin; "info" only in front of a header check. */
static bool
take_level(struct str *s, struct str *level)
{
	static const struct str levels[] = {
		STR_INIT("warning"), STR_INIT("fatal"), STR_INIT("error"),
		STR_INIT("panic"), STR_INIT("info"),
	};
	struct str rest = *s;

	switch (rest.len == 0 ? 0 : rest.at[0]) {
	case 'w': case 'f': case 'e': case 'p': case 'i':
		break;
	default:
		return false;
	}
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (take_begin(&rest, levels[i]) && TAKE(&rest, ": ")) {
			*level = levels[i];
			*s = rest;
			return true;
		}
	return false;
}

/* "postfix", "postfix/submission", "postfix-in/smtps" */
static struct str
service_of(struct str program, struct str daemon)
{
	struct str service;

	if (!str_take_last_char(&program, '/', &service))
		return str_eq(daemon, STR("lmtp")) ? STR("lmtp") : STR("smtp");
	if (STARTS(service, "submission") || STARTS(service, "smtps"))
		return STR("submission");
	return STR("smtp");
}

/* Who may know the words, in this order. */
static enum parsed (*const readers[])(struct str, const struct postfix *,
    struct event *) = {
	postfix_client, postfix_action, postfix_server, postfix_note,
};

static enum parsed
read_words(struct str text, const struct postfix *line, struct event *ev)
{
	enum parsed parsed;

	if (line->queued &&
	    (parsed = postfix_queue(text, line, ev)) != PARSED_OTHER)
		return parsed;
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if ((parsed = readers[i](text, line, ev)) != PARSED_OTHER)
			return parsed;
	return PARSED_OTHER;
}

static enum parsed
postfix_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str program = event_get(ev, F_PROGRAM), id = { 0 }, level = { 0 };
	struct postfix line = { .daemon = program };
	enum parsed parsed;

	(void)context;
	if (!str_take_last_char(&program, '/', &line.daemon))
		line.daemon = program;
	event_set(ev, F_SERVICE, service_of(program, line.daemon));
	take_level(&text, &level);
	line.queued = TAKE(&text, "NOQUEUE: ") || take_queue_id(&text, &id);
	if (line.queued && level.len == 0)
		take_level(&text, &level);
	if (id.len > 0)
		event_set(ev, F_QUEUE_ID, id);
	if (level.len > 0)
		event_set(ev, F_SEVERITY, level);
	parsed = read_words(text, &line, ev);
	if (parsed != PARSED_OTHER)
		return parsed;
	if (level.len > 0 || line.queued) {	/* its shape is Postfix's */
		ev->kind = K_NOTE;
		event_set(ev, F_MESSAGE, text);
		return PARSED_EVENT;
	}
	event_set(ev, F_SERVICE, (struct str){ 0 });
	return PARSED_OTHER;
}

static const char *const programs[] = { "postfix*", NULL };

const struct format format_postfix = {
	.name = "postfix",
	.about = "Postfix: SMTP server, queue, delivery agents",
	.versions = "3.7, 3.10",
	.programs = programs,
	.line = postfix_line,
};
