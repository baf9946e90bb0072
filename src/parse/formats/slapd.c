/* slapd: OpenLDAP's server, at loglevel stats.
 *
 *	slapd[811]: conn=1004 fd=14 ACCEPT from IP=198.51.100.9:50100 (IP=0.0.0.0:389)
 *	slapd[811]: conn=1004 op=0 BIND dn="uid=bob,ou=people,dc=a,dc=example" method=128
 *	slapd[811]: conn=1004 op=0 BIND dn="uid=bob,ou=people,dc=a,dc=example" mech=SIMPLE bind_ssf=0 ssf=0
 *	slapd[811]: conn=1004 op=0 RESULT tag=97 err=49 qtime=0.000008 etime=0.000060 text=
 *	slapd[811]: conn=1004 fd=14 closed
 *
 * Its threads write without waiting for each other: of one connection ACCEPT
 * may stand behind BIND, and even behind "closed".
 *
 * The address is in ACCEPT alone, the name in BIND, the verdict in RESULT:
 * what they share is F_SESSION, the connection, and F_OPERATION.  A line says
 * no more than stands in it, so a sign-in here has no address, and a refused
 * one no name: incident/binds.h joins them.
 *
 * Of a password that has expired its policy tells the account, and no
 * connection:
 *
 *	slapd[811]: ppolicy_bind: Entry uid=bob,dc=a,dc=example has an expired
 *	    password: 0 grace logins
 *
 * A BIND with mech= is written once it has succeeded.  The names in quotes
 * were typed; slapd writes a quote in them as \22.  A name that is none stands
 * as it was typed behind "do_bind: invalid dn". */
#include "parse/parse.h"

#include "parse/take.h"

static enum parsed
note(struct event *ev, struct str text)
{
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* "uid=bob,ou=people": bob; of other names the whole. */
static void
set_dn(struct event *ev, struct str dn)
{
	static const struct str attributes[] = {
		STR_INIT("uid="), STR_INIT("cn="), STR_INIT("mail="),
		STR_INIT("samaccountname="),
	};
	struct str rest = dn, name;

	if (dn.len == 0)
		return;			/* anonymous */
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		size_t n = attributes[i].len;

		if (rest.len < n || !str_eq_nocase(str_of(rest.at, n),
		    attributes[i]))
			continue;
		str_drop(&rest, n);
		if (!str_take_until_char(&rest, ',', &name))
			name = rest;
		if (name.len > 0 && memchr(name.at, '\\', name.len) == NULL &&
		    memchr(name.at, '+', name.len) == NULL)
			dn = name;
		break;
	}
	event_set(ev, F_USER, dn);
}

/* IP=198.51.100.9:50100 (IP=0.0.0.0:389), PATH=/run/slapd/ldapi (PATH=...) */
static enum parsed
accept_line(struct str s, struct event *ev)
{
	struct str address, port;

	ev->kind = K_CONNECT;
	if (STARTS(s, "PATH="))
		return PARSED_EVENT;
	if (!TAKE(&s, "IP=") || !str_take_word(&s, &address) ||
	    !str_take_last_char(&address, ':', &port) || !take_is_number(port))
		return PARSED_BAD;
	if (str_take_char(&address, '[') && !str_take_end(&address, STR("]")))
		return PARSED_BAD;
	if (!str_is_ip(address))
		return PARSED_BAD;
	event_set(ev, F_SRC_IP, address);
	event_set(ev, F_SRC_PORT, port);
	return PARSED_EVENT;
}

/* dn="uid=bob" method=128, dn="uid=bob" mech=SIMPLE bind_ssf=0 ssf=0 */
static enum parsed
bind_line(struct str s, struct event *ev)
{
	struct str tail, mech;

	if (STARTS(s, "anonymous") || STARTS(s, "authcid="))
		return note(ev, s);	/* of SASL; dn= follows */
	if (!TAKE(&s, "dn=\"") || !str_take_last(&s, STR("\" "), &tail))
		return PARSED_BAD;
	set_dn(ev, s);
	ev->kind = K_AUTH_STEP;
	if (TAKE(&tail, "mech=") && str_take_word(&tail, &mech)) {
		ev->kind = event_has(ev, F_USER) ? K_LOGIN : K_AUTH_STEP;
		ev->outcome = OUTCOME_SUCCESS;
		event_set(ev, F_AUTH_METHOD, mech);
	}
	return PARSED_EVENT;
}

/* tag=97 err=49 qtime=0.1 etime=0.2 nentries=3 text=words, oid= err=0 ...:
 * an extended operation's */
static enum parsed
result_line(struct str s, bool search, struct event *ev)
{
	struct str tag, code, entries, text;
	bool	   bind;

	tag = (struct str){ 0 };
	if (TAKE(&s, "oid="))
		str_take_until_char(&s, ' ', &tag);
	else if (!TAKE(&s, "tag=") || !str_take_word(&s, &tag))
		return PARSED_BAD;
	if (!TAKE(&s, "err=") || !str_take_word(&s, &code) ||
	    !take_is_number(code))
		return PARSED_BAD;
	event_set(ev, F_STATUS_CODE, code);
	bind = str_eq(tag, STR("97"));
	ev->kind = K_NOTE;
	ev->outcome = str_eq(code, STR("0")) ? OUTCOME_SUCCESS
					     : OUTCOME_FAILURE;
	if (bind && str_eq(code, STR("14"))) {
		ev->outcome = OUTCOME_NONE;	/* SASL goes on */
	} else if (bind) {
		/* of a good one BIND told, with its name */
		ev->kind = ev->outcome == OUTCOME_SUCCESS ? K_NOTE : K_LOGIN;
	}
	if (str_take_until(&s, STR("text="), &text))
		entries = text, text = s;
	else
		entries = s, text = (struct str){ 0 };
	if (text.len > 0)
		event_set(ev, F_STATUS_DETAIL, text);
	if (search && str_take_until(&entries, STR("nentries="), &tag) &&
	    take_digits(&entries, &code))
		event_set(ev, F_ROWS, code);
	return PARSED_EVENT;
}

/* base="dc=a" scope=2 deref=0 filter="(uid=bob)" */
static enum parsed
search_line(struct str s, struct event *ev)
{
	struct str filter, rest = s;

	ev->kind = K_NOTE;
	event_set(ev, F_COMMAND, STR("SRCH"));
	if (STARTS(s, "attr="))
		return PARSED_EVENT;
	if (!TAKE(&rest, "base=\"") ||
	    !str_take_last(&rest, STR(" filter=\""), &filter) ||
	    !str_take_end(&filter, STR("\"")))
		return PARSED_BAD;
	event_set(ev, F_SEARCH, filter);
	return PARSED_EVENT;
}

/* MOD dn="uid=bob,dc=a", PASSMOD id="uid=bob,dc=a" new */
static enum parsed
change_line(struct str command, struct str s, struct event *ev)
{
	struct str target;

	ev->kind = K_NOTE;
	event_set(ev, F_COMMAND, command);
	if ((TAKE(&s, "dn=\"") || TAKE(&s, "id=\"")) &&
	    str_take_last_char(&s, '"', &target) && s.len > 0)
		event_set(ev, F_OBJECT, s);
	return PARSED_EVENT;
}

/* "op=0 BIND ..." */
static enum parsed
operation_line(struct str s, struct event *ev)
{
	struct str number, command;

	if (!TAKE(&s, "op=") || !take_digits(&s, &number) ||
	    !str_take_char(&s, ' '))
		return PARSED_BAD;
	event_set(ev, F_OPERATION, number);
	if (STARTS(s, "do_"))		/* "do_bind: invalid dn (x" */
		return note(ev, s);
	if (!str_take_word(&s, &command))
		return PARSED_BAD;
	if (str_eq(command, STR("BIND")))
		return bind_line(s, ev);
	if (str_eq(command, STR("RESULT")))
		return result_line(s, false, ev);
	if (str_eq(command, STR("SEARCH")) && TAKE(&s, "RESULT "))
		return result_line(s, true, ev);
	if (str_eq(command, STR("SRCH")))
		return search_line(s, ev);
	if (str_eq(command, STR("UNBIND")))
		return note(ev, command);
	return change_line(command, s, ev);
}

/* tls_ssf=256 ssf=256 tls_proto=TLSv1.3 tls_cipher=TLS_AES_256_GCM_SHA384 */
static enum parsed
tls_line(struct str s, struct event *ev)
{
	static const struct {
		struct str    name;
		enum field field;
	} members[] = {
		{ STR_INIT("tls_ssf="), F_TLS_BITS },
		{ STR_INIT("tls_proto="), F_TLS_VERSION },
		{ STR_INIT("tls_cipher="), F_TLS_CIPHER },
	};
	struct str word;

	ev->kind = K_NOTE;
	while (str_take_word(&s, &word))
		for (size_t i = 0; i < sizeof members / sizeof *members; i++)
			if (str_take(&word, members[i].name) && word.len > 0)
				event_set(ev, members[i].field, word);
	return PARSED_EVENT;
}

/* "Entry uid=bob,dc=a has an expired password: 0 grace logins": the password
 * was right, and with the last grace spent it is refused. */
static enum parsed
expired_line(struct str text, struct str s, struct event *ev)
{
	struct str entry, count, rest;

	if (!TAKE(&s, "Entry ") ||
	    !str_take_last(&s, STR(" has an expired password: "), &rest))
		return note(ev, text);
	entry = s;
	if (!take_digits(&rest, &count) || !str_eq(rest, STR(" grace logins")))
		return PARSED_BAD;
	ev->kind = K_POLICY;
	ev->outcome = str_eq(count, STR("0")) ? OUTCOME_FAILURE
					      : OUTCOME_SUCCESS;
	set_dn(ev, entry);
	event_set(ev, F_STATUS_DETAIL, STR("password expired"));
	event_set(ev, F_PASSWORD_STATE, STR("right"));
	return PARSED_EVENT;
}

static enum parsed
slapd_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str s = text, number, why;

	(void)context;
	event_set(ev, F_SERVICE, STR("ldap"));
	if (TAKE(&s, "ppolicy_bind: "))
		return expired_line(text, s, ev);
	if (!TAKE(&s, "conn="))
		return note(ev, text);
	if (!take_digits(&s, &number))		/* conn=-1 is slapd itself */
		return note(ev, text);
	if (!str_take_char(&s, ' '))
		return PARSED_BAD;
	event_set(ev, F_SESSION, number);
	if (!TAKE(&s, "fd="))
		return operation_line(s, ev);
	if (!take_digits(&s, &number) || !str_take_char(&s, ' '))
		return PARSED_BAD;
	if (TAKE(&s, "ACCEPT from "))
		return accept_line(s, ev);
	if (TAKE(&s, "TLS established "))
		return tls_line(s, ev);
	if (TAKE(&s, "closed")) {
		ev->kind = K_DISCONNECT;
		why = str_trim(s);
		if (why.len > 0)
			event_set(ev, F_STATUS_DETAIL, why);
		return PARSED_EVENT;
	}
	return note(ev, s);
}

static const char *const programs[] = { "slapd", NULL };

const struct format format_slapd = {
	.name = "slapd",
	.about = "OpenLDAP server: connections, binds, searches, changes",
	.versions = "2.5, 2.6",
	.programs = programs,
	.line = slapd_line,
};
