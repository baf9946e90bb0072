/* pgsql: the prefix of a PostgreSQL line, and where it ends.
 *
 *	2025-12-11 21:04:00.123 UTC [4242] app@records portal LOG:  AUDIT: ...
 *	2025-12-11 21:04:00 CET:192.0.2.7(5432):app@records:[4242]:FATAL:  ...
 *	2025-12-11 21:04:00 UTC [4242]: user=app,db=records,app=portal,client=192.0.2.7 LOG:  ...
 *
 * log_line_prefix is the site's choice, so its parts are taken as they come.
 * User and database are what an unknown client asked for, and the application
 * name is what a signed-in one set, each up to 63 bytes: " LOG:  AUDIT: ..."
 * included.  Therefore
 *  - a refusal that quotes the user in front of it is a refusal, whatever
 *    severities stand inside that name;
 *  - an audit record is one, whatever the application name says before it;
 *  - an address counts only where no typed name stands before it. */
#include "parse/pgsql.h"

#include "base/must.h"
#include "event/site.h"
#include "parse/pgsql_parts.h"

enum {
	/* three names of 63 bytes, stamp, pid, address, separators */
	PREFIX_MAX_BYTES = 320,
	MS_MINUTE = 60 * 1000,
};

/* Abbreviations that mean one offset only; others are the site's zone. */
static const struct { struct str name; int minutes; } zones[] = {
	{ STR_INIT("UTC"), 0 }, { STR_INIT("GMT"), 0 },
	{ STR_INIT("Z"), 0 }, { STR_INIT("WET"), 0 },
	{ STR_INIT("WEST"), 60 }, { STR_INIT("CET"), 60 },
	{ STR_INIT("CEST"), 120 }, { STR_INIT("EET"), 120 },
	{ STR_INIT("EEST"), 180 }, { STR_INIT("MSK"), 180 },
	{ STR_INIT("BST"), 60 }, { STR_INIT("EST"), -300 },
	{ STR_INIT("EDT"), -240 }, { STR_INIT("CDT"), -300 },
	{ STR_INIT("MST"), -420 }, { STR_INIT("MDT"), -360 },
	{ STR_INIT("PST"), -480 }, { STR_INIT("PDT"), -420 },
	{ STR_INIT("JST"), 540 }, { STR_INIT("AEST"), 600 },
	{ STR_INIT("AEDT"), 660 }, { STR_INIT("NZST"), 720 },
	{ STR_INIT("NZDT"), 780 },
};

static const struct str severities[] = {
	STR_INIT("LOG"), STR_INIT("ERROR"), STR_INIT("FATAL"),
	STR_INIT("STATEMENT"), STR_INIT("DETAIL"), STR_INIT("HINT"),
	STR_INIT("WARNING"), STR_INIT("NOTICE"), STR_INIT("INFO"),
	STR_INIT("PANIC"), STR_INIT("CONTEXT"), STR_INIT("QUERY"),
	STR_INIT("LOCATION"), STR_INIT("DEBUG"), STR_INIT("DEBUG1"),
	STR_INIT("DEBUG2"), STR_INIT("DEBUG3"), STR_INIT("DEBUG4"),
	STR_INIT("DEBUG5"),
};

/* ---- stamp ---- */

/* "+01", "-0330", "+05:30" as minutes. */
static bool
take_offset(struct str *s, int *minutes)
{
	struct str rest = *s;
	uint32_t   hours, part = 0;
	bool	   west = str_take_char(&rest, '-');

	if (!west && !str_take_char(&rest, '+'))
		return false;
	if (!str_take_digits(&rest, 2, &hours))
		return false;
	if (str_take_char(&rest, ':') || (rest.len > 1 && rest.at[0] >= '0' &&
	    rest.at[0] <= '9'))
		if (!str_take_digits(&rest, 2, &part))
			return false;
	*minutes = (int)(hours * 60 + part) * (west ? -1 : 1);
	*s = rest;
	return true;
}

static bool
zone_minutes(struct str name, int *minutes)
{
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (str_eq(zones[i].name, name)) {
			*minutes = zones[i].minutes;
			return true;
		}
	return false;
}

bool
pgsql_take_stamp(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = *s, name;
	int	   minutes = 0;

	if (!stamp_take_iso(&rest, NULL, stamp) || !str_take_char(&rest, ' '))
		return false;
	name = rest;
	while (rest.len > 0 && rest.at[0] >= 'A' && rest.at[0] <= 'Z')
		str_drop(&rest, 1);
	name.len -= rest.len;
	if (name.len == 0 ? !take_offset(&rest, &minutes) : name.len > 5)
		return false;
	if (name.len == 0 || zone_minutes(name, &minutes)) {
		stamp->at.ms -= (int64_t)minutes * MS_MINUTE;
		stamp->flags = STAMP_SET;
	} else {
		if (zone != NULL)
			stamp->at.ms = zone_utc(zone, stamp->at.ms);
		stamp->flags = STAMP_SET | STAMP_LOCAL;
	}
	*s = rest;
	return true;
}

/* The same in front of a prefix. */
static bool
take_stamp(struct str *s, const struct zone *zone, struct stamp *stamp)
{
	struct str rest = *s;

	if (!pgsql_take_stamp(&rest, zone, stamp) ||
	    (!str_starts(rest, STR(" ")) && !str_starts(rest, STR(":")))) {
		*stamp = (struct stamp){ 0 };
		return false;
	}
	*s = rest;
	return true;
}

/* ---- severities ---- */

struct marked {
	struct str prefix, severity, message;
};

/* The first severity of text at or after *from that has its place: "LOG:  "
 * after a space, a colon or nothing.  *from goes behind it. */
static bool
marker_next(struct str text, size_t *from, struct marked *mark)
{
	size_t most = text.len < PREFIX_MAX_BYTES ? text.len : PREFIX_MAX_BYTES;

	for (size_t i = *from; i + 3 <= most; i++) {
		const char *hit = memchr(text.at + i, ':', most - i - 2);
		size_t	    start;

		if (hit == NULL)
			return false;
		i = (size_t)(hit - text.at);
		if (hit[1] != ' ' || hit[2] != ' ')
			continue;
		for (start = i; start > 0 && text.at[start - 1] > ' ' &&
		    text.at[start - 1] != ':';)
			start--;
		mark->severity = str_of(text.at + start, i - start);
		mark->prefix = str_of(text.at, start);
		mark->message = str_of(hit + 3, text.len - i - 3);
		for (size_t j = 0; j < sizeof severities / sizeof *severities;
		    j++)
			if (str_eq(severities[j], mark->severity)) {
				*from = i + 3;
				return true;
			}
	}
	return false;
}

bool
pgsql_has_severity(struct str s)
{
	struct marked mark;
	size_t	      from = 0;

	return marker_next(s, &from, &mark);
}

/* Where the server's own words begin.  The first severity, unless a later
 * one in reach of the prefix starts an audit record, or refuses a name that
 * holds the first. */
static bool
marker_find(struct str text, struct marked *mark, struct str *doubt)
{
	struct marked  later;
	struct refusal refusal;
	size_t	       from = 0;
	bool	       audit;

	if (!marker_next(text, &from, mark))
		return false;
	audit = str_starts(mark->message, STR("AUDIT: "));
	while (marker_next(text, &from, &later)) {
		if (pgsql_refusal(later.severity, later.message, &refusal)) {
			*doubt = later.message;
			if (!pgsql_has_severity(refusal.user) ||
			    !str_has(later.prefix, refusal.user))
				continue;
			*mark = later;
			*doubt = (struct str){ 0 };
			return true;
		}
		if (!audit && str_starts(later.message, STR("AUDIT: "))) {
			*mark = later;
			audit = true;
		}
	}
	return true;
}

bool
pgsql_has_marker(struct str line)
{
	return pgsql_has_severity(line);
}

struct str
pgsql_prefix(struct str text)
{
	struct marked mark;
	size_t	      from = 0;

	return marker_next(text, &from, &mark) ? mark.prefix :
	    (struct str){ 0 };
}

bool
pgsql_is_open(struct str line)
{
	struct stamp stamp;
	struct str   rest = line, pid;

	return line.len < PREFIX_MAX_BYTES &&
	    take_stamp(&rest, NULL, &stamp) && str_take(&rest, STR(" [")) &&
	    str_take_until_char(&rest, ']', &pid) && str_is_digits(pid) &&
	    !pgsql_has_severity(line);
}

/* ---- the prefix ---- */

static void
take_separator(struct str *s)
{
	while (s->len > 0 && (s->at[0] == ' ' || s->at[0] == ':'))
		str_drop(s, 1);
}

static void
drop_separators_behind(struct str *s)
{
	while (s->len > 0 && (s->at[s->len - 1] == ' ' ||
	    s->at[s->len - 1] == ':'))
		s->len--;
}

/* "[4242]" or "[4242-7]", and the separator behind it. */
static bool
take_pid(struct str *s, struct event *ev)
{
	struct str rest = *s, pid, number;

	if (!str_take_char(&rest, '[') ||
	    !str_take_until_char(&rest, ']', &number))
		return false;
	pid = number;
	if (str_take_until_char(&number, '-', &pid) && !str_is_digits(number))
		return false;
	if (!str_is_digits(pid))
		return false;
	if (!event_has(ev, F_PID))
		event_set(ev, F_PID, pid);
	take_separator(&rest);
	*s = rest;
	return true;
}

/* "192.0.2.7", "192.0.2.7(5432)" or "[local]", and a separator. */
static bool
take_address(struct str *s, struct event *ev)
{
	struct str rest = *s, ip = *s, port;
	size_t	   n = 0;

	if (str_take(&rest, STR("[local]"))) {
		take_separator(&rest);
		*s = rest;
		return true;
	}
	while (n < rest.len && rest.at[n] != ' ' && rest.at[n] != '(')
		n++;
	ip.len = n;
	if (n < rest.len && rest.at[n] == ' ' && str_ends(ip, STR(":")))
		ip.len--;
	if (!str_is_ip(ip))
		return false;
	str_drop(&rest, n);
	event_set(ev, F_SRC_IP, ip);
	if (str_take_char(&rest, '(') &&
	    str_take_until_char(&rest, ')', &port) && str_is_digits(port))
		event_set(ev, F_SRC_PORT, port);
	take_separator(&rest);
	*s = rest;
	return true;
}

static void
set_name(struct event *ev, enum field field, struct str name)
{
	if (name.len > 0 && !str_eq(name, STR("[unknown]")))
		event_set(ev, field, name);
}

/* Up to a space or colon, which goes too. */
static struct str
take_part(struct str *s)
{
	size_t	   n = 0;
	struct str part;

	while (n < s->len && s->at[n] != ' ' && s->at[n] != ':')
		n++;
	part = str_of(s->at, n);
	str_drop(s, n);
	take_separator(s);
	return part;
}

/* "app@records portal": user, database and application.  `known` is the user
 * where the message names it; else the first word with an @ is both. */
static void
take_names(struct str s, struct str known, struct event *ev)
{
	struct str user = known, database = { 0 };
	const char *at = s.len == 0 ? NULL : memchr(s.at, '@', s.len);

	if (at == NULL) {
		set_name(ev, F_APP, s);
		return;
	}
	if (known.len > 0) {
		str_drop(&s, known.len + 1);
		database = take_part(&s);
	} else {
		user = s;
		str_drop(&s, (size_t)(at - s.at));
		take_part(&s);
		user.len = (size_t)(s.at - user.at);
		drop_separators_behind(&user);
		str_take_last_char(&user, '@', &database);
	}
	set_name(ev, F_USER, user);
	set_name(ev, F_DATABASE, database);
	set_name(ev, F_APP, s);
}

/* "user=app,db=records,app=portal,client=192.0.2.7": pgBadger's prefix.  The
 * client comes last, so that no name typed before it can be taken for it. */
static bool
take_named_parts(struct str s, struct event *ev)
{
	struct str client = { 0 }, app = { 0 }, database = { 0 };

	if (!str_take(&s, STR("user=")))
		return false;
	if ((str_take_last(&s, STR(",client="), &client) ||
	    str_take_last(&s, STR(",host="), &client)) &&
	    !take_address(&client, ev))
		return false;
	if (str_take_last(&s, STR(",app="), &app))
		set_name(ev, F_APP, app);
	if (str_take_last(&s, STR(",db="), &database))
		set_name(ev, F_DATABASE, database);
	set_name(ev, F_USER, s);
	return true;
}

/* The user the message names, if s begins with it; then no address can. */
static struct str
known_user(struct str s, const struct marked *mark)
{
	struct str user = pgsql_message_user(mark->severity, mark->message);

	if (user.len > 0 && str_take(&s, user) && str_starts(s, STR("@")))
		return user;
	return (struct str){ 0 };
}

/* What stands between the stamp and the severity. */
static void
take_prefix(const struct marked *mark, struct event *ev)
{
	struct str s = mark->prefix, pid, known;

	take_separator(&s);
	drop_separators_behind(&s);
	while (take_pid(&s, ev))
		;		/* "[4242]: [7-1]": the second counts lines */
	if (take_named_parts(s, ev))
		return;
	known = known_user(s, mark);
	if (known.len == 0 && take_address(&s, ev)) {
		take_pid(&s, ev);
		known = known_user(s, mark);
	}
	if (!event_has(ev, F_PID) && str_take_end(&s, STR("]")) &&
	    str_take_last_char(&s, '[', &pid) && str_is_digits(pid)) {
		event_set(ev, F_PID, pid);
		drop_separators_behind(&s);
	}
	take_names(s, known, ev);
}

/* "[5-1] " in front of what syslog carries: message and chunk. */
static bool
take_chunk(struct str *s, uint64_t *chunk)
{
	struct str rest = *s, inside, number;

	if (!str_take_char(&rest, '[') ||
	    !str_take_until(&rest, STR("] "), &inside) ||
	    !str_take_until_char(&inside, '-', &number) ||
	    !str_is_digits(number) || !str_u64(inside, chunk))
		return false;
	*s = rest;
	return true;
}

/* The rest of a statement that syslog had to cut, or what belongs to the
 * message of the same number: its STATEMENT, its HINT. */
static enum parsed
chunk_line(struct str text, struct arena *scratch, struct event *ev)
{
	event_set(ev, F_SERVICE, STR("postgresql"));
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, pgsql_sql(text, scratch));
	return PARSED_EVENT;
}

enum parsed
pgsql_message(const struct pgsql *line, struct event *ev)
{
	static enum parsed (*const readers[])(const struct pgsql *line,
	    struct event *ev) = {
		pgsql_audit, pgsql_connection, pgsql_statement,
	};
	enum parsed parsed = PARSED_OTHER;

	for (size_t i = 0; i < sizeof readers / sizeof *readers &&
	    parsed == PARSED_OTHER; i++)
		parsed = readers[i](line, ev);
	/* a backend is one session, and its pid the name all its lines have */
	if (ev->kind != K_NOTE && event_has(ev, F_PID))
		event_set(ev, F_SESSION, event_get(ev, F_PID));
	return parsed;
}

/* A line whose prefix is as the site file says. */
static enum parsed
configured_line(const struct pgsql_prefix_values *values, struct pgsql *line,
    struct event *ev)
{
	struct marked mark;
	size_t	      from = 0;

	must(marker_next(values->rest, &from, &mark));
	if (values->time.flags & STAMP_SET)
		ev->time = values->time;
	event_set(ev, F_SERVICE, STR("postgresql"));
	event_set(ev, F_SEVERITY, mark.severity);
	if (values->pid.len > 0 && !event_has(ev, F_PID))
		event_set(ev, F_PID, values->pid);
	set_name(ev, F_USER, values->user);
	set_name(ev, F_DATABASE, values->database);
	set_name(ev, F_APP, values->app);
	if (str_is_ip(values->host))
		event_set(ev, F_SRC_IP, values->host);
	if (values->port.len > 0)
		event_set(ev, F_SRC_PORT, values->port);
	if (values->state.len > 0 && !str_eq(values->state, STR("00000")))
		event_set(ev, F_STATUS_CODE, values->state);
	line->severity = mark.severity;
	line->message = mark.message;
	return pgsql_message(line, ev);
}

/* Is there a reading of the prefix that the site file gives?  A file of the
 * server's own needs a stamp. */
static bool
is_configured(struct str text, bool syslog,
    const struct parse_context *context, struct pgsql_prefix_values *values)
{
	struct str format = context->site->log_line_prefix;

	return format.len > 0 &&
	    pgsql_prefix_take(format, text, context->zone, values) &&
	    (syslog || (values->time.flags & STAMP_SET) != 0);
}

enum parsed
pgsql_line(struct str text, bool syslog, const struct parse_context *context,
    struct event *ev)
{
	struct pgsql  line = {
		.pieces = syslog, .context = context,
	};
	struct pgsql_prefix_values values;
	struct stamp  stamp = { 0 };
	struct marked mark;
	struct str    rest = text, address, front = { 0 };
	uint64_t      chunk = 1;

	if (scan_char(text.at, text.len, '\n') < text.len)
		rest = text = pgsql_untabbed(text, context->scratch);
	if (syslog && take_chunk(&rest, &chunk) && chunk > 1)
		return chunk_line(rest, context->scratch, ev);
	if (is_configured(rest, syslog, context, &values))
		return configured_line(&values, &line, ev);
	if (rest.len > 0 && !syslog && str_take_word(&rest, &address)) {
		/* Supabase puts the client's address before all else */
		if (str_is_ip(address))
			front = address;
		else
			rest = text;
	}
	if (!take_stamp(&rest, context->zone, &stamp) && !syslog)
		return PARSED_OTHER;
	if (!marker_find(rest, &mark, &line.doubt))
		return syslog || pgsql_is_open(text) ? PARSED_BAD :
		    PARSED_OTHER;
	if (!syslog || (stamp.flags != 0 && !(stamp.flags & STAMP_LOCAL)))
		ev->time = stamp;
	event_set(ev, F_SERVICE, STR("postgresql"));
	event_set(ev, F_SEVERITY, mark.severity);
	take_prefix(&mark, ev);
	if (front.at != NULL)
		event_set(ev, F_SRC_IP, front);
	line.severity = mark.severity;
	line.message = mark.message;
	return pgsql_message(&line, ev);
}
