/* roundcube: sign-ins, refusals and sent mails of the webmail.
 *
 *	<id8> Successful login for U (ID: 1) from A (X-Forwarded-For: F) in session S
 *	<id8> Failed login for U from A (X-Forwarded-For: F) in session S (error: 0)
 *	<id8> IMAP Error: Login failed for U against H from A(X-Real-IP: R). AUTHENTICATE PLAIN: reply in /f.php on line 9 (POST /?_task=login)
 *	<id8> User U [A]; Message <id@h> for R, R; 250: 2.0.0 Ok: queued as 4XYZ
 *
 * A is the address the web server saw.  U, before it, and F, behind it, are
 * what the client typed, " from 10.0.0.1" included; a reply may repeat U.  So
 * all places where an address can stand are tried: what a reply repeats is
 * passed over, then the last wins; and where a typed F makes two readings
 * possible, the line gives no address rather than a wrong one. */
#include "parse/roundcube.h"

#include "parse/take.h"

enum {
	READINGS_MAX = 32,	/* an honest line has one, a hostile few */
	SESSION_BYTES = 8,	/* what all lines of a session show of it */
};

/* One way to read "U from A[ (X-Forwarded-For: F)][. reply]". */
struct reading {
	struct str user, address, forwarded, reply;
	const char *at;		/* of " from " */
	const char *echo;	/* where the reply begins to repeat the user,
				 * its end if it does not */
};

/* " (X-Real-IP: R,X-Forwarded-For: F)" up to the last bracket in s. */
static bool
take_forwarded(struct str *s, struct str *forwarded)
{
	struct str rest = *s, tail;

	str_take_char(&rest, ' ');
	if (!str_take_char(&rest, '(') ||
	    (!STARTS(rest, "X-Real-IP: ") && !STARTS(rest, "X-Forwarded-For: ")))
		return false;
	*forwarded = rest;
	if (!str_take_last_char(forwarded, ')', &tail))
		return false;
	TAKE(forwarded, "X-Forwarded-For: ");
	*s = tail;
	return true;
}

/* Read s, which begins behind " from ".  With `reply`, ". text" must follow. */
static bool
reading_take(struct str s, bool reply, struct reading *reading)
{
	struct str address = s, head;
	size_t	   n = 0;

	while (n < s.len && s.at[n] != ' ' && s.at[n] != '(')
		n++;
	address.len = n;
	if (n > 0 && s.at[n - 1] == '.')
		address.len--;
	if (!str_is_ip(address))
		return false;
	reading->address = address;
	reading->forwarded = reading->reply = (struct str){ 0 };
	str_drop(&s, address.len);
	if (reply) {
		/* the bracket ends before the reply, and not in it */
		if (str_take_until(&s, STR(". "), &head)) {
			reading->reply = s;
			return head.len == 0 ||
			    (take_forwarded(&head, &reading->forwarded) &&
			    head.len == 0);
		}
		return false;
	}
	return s.len == 0 ||
	    (take_forwarded(&s, &reading->forwarded) && s.len == 0);
}

/* Where the reply ends in " user=U", if it does. */
static const char *
echo_of(const struct reading *reading)
{
	struct str rest = reading->reply;

	if (str_take_end(&rest, reading->user) &&
	    str_take_end(&rest, STR(" user=")))
		return rest.at + rest.len;
	return reading->reply.at + reading->reply.len;
}

/* All readings; READINGS_MAX, too, if there are more " from " than that. */
static size_t
readings_take(struct str s, bool reply, struct reading *readings)
{
	struct str whole = s, head;
	size_t	   n = 0, tries = 0;

	while (str_take_until(&s, STR(" from "), &head)) {
		struct reading *reading = &readings[n];

		if (++tries == READINGS_MAX)
			return READINGS_MAX;
		if (!reading_take(s, reply, reading))
			continue;
		reading->at = head.at + head.len;
		reading->user = str_of(whole.at,
		    (size_t)(reading->at - whole.at));
		reading->echo = reply ? echo_of(reading) :
		    whole.at + whole.len;
		n++;
	}
	return n;
}

/* Does it stand in what another reading says is a repetition? */
static bool
is_echoed(const struct reading *readings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (readings[i].echo <= readings[n].at)
			return true;
	return false;
}

/* Read "U from A..." and set user, address and what was forwarded. */
static enum parsed
take_who(struct str s, bool reply, struct event *ev)
{
	struct reading readings[READINGS_MAX];
	size_t	       last = readings_take(s, reply, readings);

	if (last == READINGS_MAX)
		return PARSED_BAD;
	while (last > 0 && is_echoed(readings, last - 1))
		last--;
	if (last == 0)
		return PARSED_BAD;
	last--;
	if (readings[last].reply.len > 0)
		event_set(ev, F_STATUS_DETAIL, readings[last].reply);
	for (size_t i = 0; i < last; i++)
		if (readings[i].forwarded.at != NULL &&
		    !str_eq(readings[i].address, readings[last].address))
			return PARSED_EVENT;	/* either could be it */
	event_set(ev, F_USER, readings[last].user);
	event_set(ev, F_SRC_IP, readings[last].address);
	if (readings[last].forwarded.at != NULL)
		event_set(ev, F_FORWARDED, readings[last].forwarded);
	return PARSED_EVENT;
}

/* "<k3jd92ls> " */
static void
take_session(struct str *s, struct event *ev)
{
	struct str rest = *s, id;

	if (!str_take_char(&rest, '<') ||
	    !str_take_until(&rest, STR("> "), &id) ||
	    id.len > 64 || memchr(id.at, ' ', id.len) != NULL)
		return;
	if (id.len > SESSION_BYTES)
		id.len = SESSION_BYTES;
	if (id.len > 0)
		event_set(ev, F_SESSION, id);
	*s = rest;
}

/* " in session S" and " (error: 0)" at the end. */
static void
take_end_of_login(struct str *s, struct event *ev)
{
	struct str head = *s, error, session;

	if (str_take_end(&head, STR(")")) &&
	    str_take_last(&head, STR(" (error: "), &error) &&
	    error.len <= 8) {
		event_set(ev, F_STATUS_CODE, error);
		*s = head;
	}
	head = *s;
	if (!str_take_last(&head, STR(" in session "), &session) ||
	    memchr(session.at, ' ', session.len) != NULL)
		return;
	if (session.len > SESSION_BYTES)
		session.len = SESSION_BYTES;
	if (!event_has(ev, F_SESSION) && session.len > 0)
		event_set(ev, F_SESSION, session);
	*s = head;
}

/* A sign-in needs an account that exists, so what is typed before "(ID: "
 * is its name, and the first such mark is Roundcube's. */
static enum parsed
login_accepted(struct str s, struct event *ev)
{
	struct reading reading = { 0 };
	struct str     user, id;

	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_SUCCESS;
	take_end_of_login(&s, ev);
	if (!str_take_until(&s, STR(" (ID: "), &user) ||
	    !str_take_until(&s, STR(") from "), &id) || !str_is_digits(id) ||
	    !reading_take(s, false, &reading))
		return PARSED_BAD;
	event_set(ev, F_USER, user);
	event_set(ev, F_SRC_IP, reading.address);
	if (reading.forwarded.at != NULL)
		event_set(ev, F_FORWARDED, reading.forwarded);
	return PARSED_EVENT;
}

static enum parsed
login_failed(struct str s, struct event *ev)
{
	ev->kind = K_LOGIN;
	ev->outcome = OUTCOME_FAILURE;
	take_end_of_login(&s, ev);
	return take_who(s, false, ev);
}

/* " in /usr/share/.../rcube_imap.php on line 205 (POST /?_task=login)" */
static bool
take_place(struct str *s)
{
	struct str rest = *s, request, line, file;

	if (!str_take_end(&rest, STR(")")) ||
	    !str_take_last(&rest, STR(" on line "), &line) ||
	    !str_take_until(&line, STR(" ("), &request) ||
	    !str_is_digits(request) ||
	    !str_take_last(&rest, STR(" in "), &file))
		return false;
	*s = rest;
	return true;
}

/* The same refusal, as the IMAP server told it: not another attempt. */
static enum parsed
imap_refused(struct str s, struct event *ev)
{
	enum parsed parsed;
	struct str  host, user;
	bool	    reply = take_place(&s);

	ev->kind = K_AUTH_STEP;
	ev->outcome = OUTCOME_FAILURE;
	parsed = take_who(s, reply, ev);
	if (parsed == PARSED_BAD && !reply)
		parsed = take_who(s, true, ev);
	user = event_get(ev, F_USER);
	if (str_take_last(&user, STR(" against "), &host)) {
		event_set(ev, F_USER, user);
		event_set(ev, F_DST_HOST, host);
	}
	return parsed;
}

/* User U [A]; Message <id> for R, R; 250: 2.0.0 Ok: queued as 4XYZ */
static enum parsed
mail_sent(struct str s, struct event *ev)
{
	struct str user, address, id = { 0 }, reply, queue;

	if (!str_take_until(&s, STR(" ["), &user) ||
	    !str_take_until(&s, STR("]; Message "), &address) ||
	    (!STARTS(s, "for ") && !str_take_until(&s, STR(" for "), &id)) ||
	    (id.at == NULL && !TAKE(&s, "for ")) ||	/* before 1.4 */
	    !str_take_last(&s, STR("; "), &reply))
		return PARSED_OTHER;
	ev->kind = K_SUBMIT;
	ev->outcome = OUTCOME_SUCCESS;
	event_set(ev, F_USER, user);
	if (str_is_ip(address))
		event_set(ev, F_SRC_IP, address);
	str_take_char(&id, '<');
	str_take_end(&id, STR(">"));
	if (id.len > 0)
		event_set(ev, F_MESSAGE_ID, id);
	event_set(ev, F_MAIL_TO, s);
	event_set(ev, F_STATUS_DETAIL, reply);
	if (str_take_last(&reply, STR("queued as "), &queue) &&
	    memchr(queue.at, ' ', queue.len) == NULL)
		event_set(ev, F_QUEUE_ID, queue);
	return PARSED_EVENT;
}

static const struct {
	struct str  head;
	enum parsed (*line)(struct str s, struct event *ev);
} messages[] = {
	{ STR_INIT("Successful login for "), login_accepted },
	{ STR_INIT("Failed login for "), login_failed },
	{ STR_INIT("FAILED login for "), login_failed },
	{ STR_INIT("IMAP Error: Login failed for "), imap_refused },
	{ STR_INIT("User "), mail_sent },
};

enum parsed
roundcube_message(struct str text, struct event *ev)
{
	enum parsed parsed = PARSED_OTHER;

	event_set(ev, F_SERVICE, STR("webmail"));
	take_session(&text, ev);
	for (size_t i = 0; i < sizeof messages / sizeof *messages &&
	    parsed == PARSED_OTHER; i++) {
		struct str rest = text;

		if (str_take(&rest, messages[i].head))
			parsed = messages[i].line(rest, ev);
	}
	if (parsed != PARSED_OTHER)
		return parsed;
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}
