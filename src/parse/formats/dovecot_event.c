/* dovecot_event: Dovecot's event exporter, an event a line, in a file of its
 * own; what it writes among Dovecot's other lines is told there.  See
 * parse/dovecot_event.c. */
#include "parse/dovecot.h"

static enum parsed
dovecot_event_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	return dovecot_is_event(line) ? dovecot_event(line, context, ev) :
	    PARSED_OTHER;
}

const struct format format_dovecot_event = {
	.name = "dovecot_event",
	.about = "Dovecot: events of its exporter, JSON lines",
	.versions = "2.3, 2.4",
	.line = dovecot_event_line,
};
