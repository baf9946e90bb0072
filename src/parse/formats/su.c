/* su: who became whom.
 *
 *	(to root) bob on pts/0				util-linux, Debian 12 and 13
 *	FAILED SU (to root) bob on pts/0
 *	Successful su for root by bob			shadow
 *	FAILED su for root by bob
 *
 * Whom is typed, so that name is what the marks around it leave; who and the
 * terminal are the system's. */
#include "parse/parse.h"

#include "parse/pam.h"
#include "parse/take.h"

/* Sets the command to "su WHOM". */
static enum parsed
became(struct str whom, struct str who, bool failed, struct arena *scratch,
    struct event *ev)
{
	char *at = arena_take(scratch, whom.len + 3);

	memcpy(at, "su ", 3);
	if (whom.len > 0)
		memcpy(at + 3, whom.at, whom.len);
	ev->kind = K_COMMAND;
	ev->outcome = failed ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
	event_set(ev, F_COMMAND, str_of(at, whom.len + 3));
	event_set(ev, F_TARGET, whom);
	event_set(ev, F_USER, who);
	return PARSED_EVENT;
}

static enum parsed
su_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = text, who, terminal;
	bool failed;
	enum parsed parsed;

	event_set(ev, F_SERVICE, STR("su"));
	parsed = pam_line(text, PAM_OTHER, ev);
	if (parsed != PARSED_OTHER)
		return parsed;
	failed = TAKE(&rest, "FAILED SU ") || TAKE(&rest, "FAILED su ");
	if (TAKE(&rest, "(to ") && str_take_last(&rest, STR(" on "), &terminal) &&
	    str_take_last(&rest, STR(") "), &who))
		return became(rest, who, failed, context->scratch, ev);
	if ((failed || TAKE(&rest, "Successful su ")) &&
	    TAKE(&rest, "for ") && str_take_last(&rest, STR(" by "), &who))
		return became(rest, who, failed, context->scratch, ev);
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static const char *const programs[] = { "su", "su-l", NULL };

const struct format format_su = {
	.name = "su",
	.about = "su: who became whom",
	.versions = "util-linux 2.38, 2.41; shadow 4.13",
	.programs = programs,
	.line = su_line,
};
