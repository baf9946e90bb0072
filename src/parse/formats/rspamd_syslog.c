/* rspamd_syslog: rspamd's lines through syslog; see parse/rspamd.c. */
#include "parse/rspamd.h"

static enum parsed
rspamd_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed = rspamd_text(text, ev);

	(void)context;
	if (parsed != PARSED_OTHER)
		return parsed;
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static const char *const programs[] = { "rspamd", NULL };

const struct format format_rspamd_syslog = {
	.name = "rspamd_syslog",
	.about = "rspamd through syslog",
	.versions = "3.4",
	.programs = programs,
	.line = rspamd_syslog_line,
};
