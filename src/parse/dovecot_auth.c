/* dovecot_auth: password checks and what the policy server said of them.
 *
 *	passwd-file(bob,198.51.100.9,<4zXy>): Password mismatch	(2.3)
 *	conn unix:auth-worker (pid=8,uid=9): auth-worker<6>: pam(bob,
 *	    198.51.100.9): pam_authenticate() failed: Authentication failure
 *	policy(bob,198.51.100.9,<4zXy>): Authentication failure due to policy
 *	    server refusal: text
 *	auth(bob,198.51.100.9,sasl:plain)<4zXy>: static: Password mismatch (2.4)
 *
 * Hostile at both ends: the name in front is the client's, and with
 * auth_verbose_passwords its password stands behind.  A place where an address
 * closes the parenthesis and a known sentence follows is a possible reading.
 * With one, it is the reading.  With several, the last is, unless a password
 * may have made it up: then nobody is named rather than the wrong one. */
#include "parse/dovecot.h"

#include "parse/take.h"

enum closing {
	CLOSED,		/* Dovecot's words to the end of the line */
	OPEN,		/* something a client typed may follow */
};

/* How Dovecot's sentences begin.  The first that fits counts. */
static const struct sentence {
	struct str   begin;
	enum outcome outcome;
	enum closing closing;
} sentences[] = {
	{ STR_INIT("Password mismatch"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("password mismatch"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("unknown user"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Unknown user"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("pam_authenticate() failed"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("pam_acct_mgmt() failed"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("invalid credentials"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Invalid credentials"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Authentication failed"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Authentication failure"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Policy check action is"), OUTCOME_NONE, CLOSED },
	{ STR_INIT("User is disabled"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("User not found"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Empty password"), OUTCOME_FAILURE, CLOSED },
	{ STR_INIT("Username character disallowed"), OUTCOME_FAILURE, OPEN },
	{ STR_INIT("Username contains disallowed"), OUTCOME_FAILURE, OPEN },
	{ STR_INIT("Attempted login with"), OUTCOME_FAILURE, OPEN },
	{ STR_INIT("Login failed"), OUTCOME_FAILURE, OPEN },
	{ STR_INIT("Failed"), OUTCOME_FAILURE, OPEN },
	{ STR_INIT("failed"), OUTCOME_FAILURE, OPEN },
};

static const struct sentence *
find_sentence(struct str text)
{
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (take_begin(&text, sentences[i].begin))
			return &sentences[i];
	return NULL;
}

struct reading {
	struct str name, address, session, method, text;
	const struct sentence *sentence;
};

/* "plain", "cram-md5": what follows "sasl:", and nothing a name may hold. */
static bool
is_method(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!(s.at[i] >= 'a' && s.at[i] <= 'z') &&
		    !(s.at[i] >= 'A' && s.at[i] <= 'Z') &&
		    !(s.at[i] >= '0' && s.at[i] <= '9') && s.at[i] != '-' &&
		    s.at[i] != '_')
			return false;
	return s.len > 0;
}

/* "bob,198.51.100.9,<4zXy>", "bob,198.51.100.9,sasl:plain", "bob": from the
 * end, since the name may hold commas. */
static void
read_who(struct str s, struct reading *reading)
{
	struct str name = s, part;

	if (str_ends(name, STR(">")) &&
	    str_take_last(&name, STR(",<"), &part)) {
		part.len--;
		reading->session = part;
		s = name;
	} else if (str_take_last_char(&name, ',', &part) &&
	    TAKE(&part, "sasl:") && is_method(part)) {
		reading->method = part;
		s = name;
	}
	name = s;
	if (str_take_last_char(&name, ',', &part) && str_is_ip(part)) {
		reading->address = part;
		s = name;
	}
	reading->name = s;
}

/* The text without a password somebody typed: "(given password: x)",
 * "(SHA1 of given password: 21bd12)". */
static struct str
without_password(struct str text)
{
	struct str head, rest = text;

	if (str_take_until(&rest, STR(" (given password"), &head))
		text = head;
	rest = text;
	if (str_take_until(&rest, STR(" (SHA1 of given password"), &head))
		text = head;
	return text;
}

static bool
is_same(const struct reading *a, const struct reading *b)
{
	return str_eq(a->name, b->name) && str_eq(a->address, b->address);
}

/* May something a client typed follow the sentence? */
static bool
is_open(const struct reading *reading)
{
	return reading->sentence->closing == OPEN ||
	    without_password(reading->text).len != reading->text.len;
}

/* More than these and somebody plays games. */
enum { READINGS_MAX = 16 };

/* All readings of "db(who): sentence"; false if there is none. */
static bool
read_line(struct str text, struct reading *found, bool *doubtful)
{
	struct str who = text, rest, part;
	int readings = 0;

	*doubtful = false;
	found->sentence = NULL;
	for (rest = text; str_take_until(&rest, STR("): "), &part);) {
		struct reading reading = { .text = rest };

		if ((reading.sentence = find_sentence(rest)) == NULL)
			continue;
		if (++readings > READINGS_MAX) {
			*doubtful = true;
			return true;
		}
		who.len = (size_t)(rest.at - 3 - who.at);
		read_who(who, &reading);
		if (found->sentence == NULL) {
			*found = reading;
			if (str_eq(reading.name, STR("?")))
				return true;	/* the name stands behind */
			continue;
		}
		*doubtful = *doubtful ||
		    (is_open(found) && !is_same(found, &reading));
		*found = reading;
	}
	return found->sentence != NULL;
}

/* "Username character disallowed by ...: 0x20 (username: a b)": to the end */
static void
set_typed_name(struct str text, struct event *ev)
{
	struct str head;

	if (str_take_until(&text, STR(" (username: "), &head) &&
	    str_take_end(&text, STR(")")) && text.len > 0)
		event_set(ev, F_USER, text);
}

static enum parsed
set_reading(const struct reading *reading, bool doubtful, struct str backend,
    struct event *ev)
{
	ev->kind = str_eq(backend, STR("policy")) ? K_POLICY : K_AUTH_STEP;
	ev->outcome = (uint8_t)reading->sentence->outcome;
	event_set(ev, F_BACKEND, backend);
	if (reading->sentence->closing == CLOSED && !doubtful)
		event_set(ev, F_STATUS_DETAIL, without_password(reading->text));
	else
		event_set(ev, F_STATUS_DETAIL, reading->sentence->begin);
	if (doubtful)
		return PARSED_EVENT;
	if (str_eq(reading->name, STR("?")))
		set_typed_name(reading->text, ev);
	else if (reading->name.len > 0)
		event_set(ev, F_USER, reading->name);
	if (reading->address.len > 0)
		event_set(ev, F_SRC_IP, reading->address);
	if (reading->session.len > 0)
		event_set(ev, F_SESSION, reading->session);
	if (reading->method.len > 0)
		event_set(ev, F_AUTH_METHOD, reading->method);
	return PARSED_EVENT;
}

/* "passwd-file", "pam", "sql": letters, digits and dashes. */
static bool
take_backend(struct str *s, char end, struct str *backend)
{
	size_t n = 0;

	while (n < s->len && ((s->at[n] >= 'a' && s->at[n] <= 'z') ||
	    (s->at[n] >= '0' && s->at[n] <= '9') || s->at[n] == '-'))
		n++;
	if (n == 0 || n == s->len || s->at[n] != end)
		return false;
	*backend = str_of(s->at, n);
	str_drop(s, n + 1);
	return true;
}

/* What auth-worker puts in front: "conn unix:auth-worker (pid=8,uid=9): ",
 * "auth-worker<6>: ". */
static void
drop_connection(struct str *s)
{
	struct str rest = *s, part;

	if (TAKE(&rest, "conn unix:") && str_take_until(&rest, STR("): "), &part))
		*s = rest;
	rest = *s;
	if (TAKE(&rest, "auth-worker<") && str_take_until(&rest, STR(">: "), &part))
		*s = rest;
}

/* 2.4: the who stands in the prefix, the backend in front of the sentence. */
static bool
read_prefix(struct str text, const struct dovecot *line,
    struct reading *reading, struct str *backend)
{
	struct str rest = text;

	if (line->inside.len == 0 || str_is_digits(line->inside))
		return false;
	if (!take_backend(&rest, ':', backend) || !str_take_char(&rest, ' '))
		return false;
	reading->sentence = find_sentence(rest);
	reading->text = rest;
	read_who(line->inside, reading);
	if (line->session.len > 0)
		reading->session = line->session;
	return reading->sentence != NULL;
}

/* All readings of a prefix; false if the first is none. */
static bool
read_prefixes(struct str text, struct dovecot line, struct reading *found,
    struct str *backend, bool *doubtful)
{
	int readings = 1;

	if (!read_prefix(text, &line, found, backend))
		return false;
	while (!str_eq(found->name, STR("?")) &&
	    dovecot_prefix_again(&text, &line)) {
		struct reading reading = { .sentence = NULL };
		struct str with;

		if (!read_prefix(text, &line, &reading, &with))
			continue;
		*doubtful = *doubtful || ++readings > READINGS_MAX ||
		    (is_open(found) && !is_same(found, &reading));
		if (readings > READINGS_MAX)
			break;
		*found = reading;
		*backend = with;
	}
	return true;
}

enum parsed
dovecot_auth(struct str text, const struct dovecot *line, struct event *ev)
{
	struct reading reading = { .sentence = NULL };
	struct str backend, rest = text;
	bool doubtful = false;

	if (read_prefixes(text, *line, &reading, &backend, &doubtful))
		return set_reading(&reading, doubtful, backend, ev);
	drop_connection(&rest);
	if (!str_eq(line->level, STR("Debug")) &&
	    take_backend(&rest, '(', &backend) &&
	    read_line(rest, &reading, &doubtful))
		return set_reading(&reading, doubtful, backend, ev);
	return dovecot_note(text, ev);
}
