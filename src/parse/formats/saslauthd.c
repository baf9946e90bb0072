/* saslauthd: Cyrus SASL's password checker, asked by Postfix, Cyrus and others.
 *
 *	saslauthd[151]:                 : auth failure: [user=bob] [service=smtp]
 *	    [realm=a.example] [mech=pam] [reason=PAM auth error]
 *	saslauthd[151]: do_auth         : auth success: [user=bob] [service=smtp]
 *	    [realm=] [mech=shadow]
 *
 * Older ones name their function before the colon.  A success is told where
 * -V asks for it.  User and realm were typed; what follows them is its own, so
 * a line is read from its end, and of one that can be read in two ways nobody
 * is named.  No address: who asked knows that. */
#include "parse/parse.h"

#include "parse/take.h"

static enum parsed
note(struct event *ev, struct str text)
{
	ev->kind = K_NOTE;
	if (text.len > 0)
		event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

/* "bob" of the realm "a.example": bob@a.example. */
static void
set_user(struct str user, struct str realm, struct arena *scratch,
    struct event *ev)
{
	if (user.len == 0 || str_has(user, STR("] [")) ||
	    str_has(realm, STR("] [")))
		return;
	event_set(ev, F_USER, realm.len == 0 ? user : arena_printf(scratch,
	    STR_FMT "@" STR_FMT, STR_ARG(user), STR_ARG(realm)));
}

static void
set_service(struct str service, struct event *ev)
{
	if (service.len > 0)
		event_set(ev, F_SERVICE, str_eq(service, STR("pop"))
		    ? STR("pop3") : service);
}

/* "[user=bob] [service=smtp] [realm=] [mech=pam] [reason=words]" */
static enum parsed
verdict_line(struct str s, bool good, struct arena *scratch, struct event *ev)
{
	struct str service, realm, mech, reason = { 0 };

	if (!str_take_end(&s, STR("]")) || !TAKE(&s, "[user=") ||
	    (!good && !str_take_last(&s, STR("] [reason="), &reason)) ||
	    !str_take_last(&s, STR("] [mech="), &mech) ||
	    !str_take_last(&s, STR("] [realm="), &realm) ||
	    !str_take_last(&s, STR("] [service="), &service))
		return PARSED_BAD;
	ev->kind = K_AUTH_STEP;
	ev->outcome = good ? OUTCOME_SUCCESS : OUTCOME_FAILURE;
	set_user(s, realm, scratch, ev);
	set_service(service, ev);
	event_set(ev, F_BACKEND, mech);
	if (reason.len > 0)
		event_set(ev, F_STATUS_DETAIL, reason);
	/* PAM asks for the account once the password was right. */
	if (str_eq(reason, STR("PAM acct error")))
		event_set(ev, F_PASSWORD_STATE, STR("right"));
	return PARSED_EVENT;
}

/* Past "do_auth         : ", "                : ". */
static struct str
past_function(struct str text)
{
	struct str rest = str_trim(text), name;

	if (str_take_until_char(&rest, ':', &name) && str_take_char(&rest, ' ') &&
	    memchr(str_trim(name).at, ' ', str_trim(name).len) == NULL)
		return rest;
	return text;
}

static enum parsed
saslauthd_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str rest;

	if (STARTS(text, "pam_"))
		return PARSED_OTHER;	/* PAM says so itself */
	rest = past_function(text);
	if (TAKE(&rest, "auth failure: "))
		return verdict_line(rest, false, context->scratch, ev);
	if (TAKE(&rest, "auth success: "))
		return verdict_line(rest, true, context->scratch, ev);
	return note(ev, rest);
}

static const char *const programs[] = { "saslauthd", NULL };

const struct format format_saslauthd = {
	.name = "saslauthd",
	.about = "saslauthd: passwords checked for mail servers",
	.versions = "2.1.28",
	.programs = programs,
	.line = saslauthd_line,
};
