/* exim_syslog: Exim's lines through syslog, with its own stamp or without;
 * see parse/exim.c. */
#include "parse/exim.h"

#include "parse/take.h"

static enum parsed
exim_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct stamp own;
	struct str rest = text;

	/* syslog_timestamp is on unless switched off. */
	if (stamp_take_iso(&rest, context->zone, &own) &&
	    str_take_char(&rest, ' '))
		text = rest;
	exim_take_pid(&text, ev);
	return exim_text(text, true, ev);
}

static const char *const programs[] = { "exim", "exim4", NULL };

const struct format format_exim_syslog = {
	.name = "exim_syslog",
	.about = "Exim through syslog",
	.versions = "4.96, 4.98",
	.programs = programs,
	.line = exim_syslog_line,
};
