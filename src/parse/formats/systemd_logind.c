/* systemd_logind: sessions of people on the host.
 *
 *	New session 12 of user bob.
 *	New session '12' of user 'bob' with class 'user' and type 'tty'.	257
 *	Session 12 logged out. Waiting for processes to exit.
 *	Removed session 12.
 *
 * The sign-in itself is told by the program that asked for the session, so
 * these are notes. */
#include "parse/parse.h"

#include "parse/take.h"

/* "12" or "'12'" at the front, up to a byte of its end */
static struct str
take_name(struct str *s)
{
	struct str name = { 0 };
	size_t n = 0;

	if (str_take_char(s, '\'')) {
		str_take_until_char(s, '\'', &name);
		return name;
	}
	while (n < s->len && s->at[n] != ' ' && s->at[n] != '.')
		n++;
	name = str_of(s->at, n);
	str_drop(s, n);
	return name;
}

static void
opened(struct str text, struct event *ev)
{
	struct str session = take_name(&text);

	event_set(ev, F_SESSION, session);
	event_set(ev, F_ACTION, STR("session opened"));
	if (!TAKE(&text, " of user "))
		return;
	if (text.len > 0 && text.at[0] == '\'')
		event_set(ev, F_USER, take_name(&text));
	else if (str_take_end(&text, STR(".")))
		event_set(ev, F_USER, text);
}

static enum parsed
systemd_logind_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = text;

	(void)context;
	ev->kind = K_NOTE;
	event_set(ev, F_SERVICE, STR("local"));
	event_set(ev, F_MESSAGE, text);
	if (TAKE(&rest, "New session ")) {
		opened(rest, ev);
	} else if (TAKE(&rest, "Removed session ") ||
	    TAKE(&rest, "Session ")) {
		event_set(ev, F_SESSION, take_name(&rest));
		event_set(ev, F_ACTION, STARTS(text, "Removed") ?
		    STR("session closed") : STR("logged out"));
	}
	return PARSED_EVENT;
}

static const char *const programs[] = { "systemd-logind", NULL };

const struct format format_systemd_logind = {
	.name = "systemd_logind",
	.about = "systemd-logind: sessions on the host",
	.versions = "252, 257",
	.programs = programs,
	.line = systemd_logind_line,
};
