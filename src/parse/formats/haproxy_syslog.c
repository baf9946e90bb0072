/* haproxy_syslog: the same through syslog, as HAProxy sends it.
 *
 *	Dec 11 21:04:00 lb haproxy[77]: 198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web~ app/s1 ... */
#include "parse/haproxy.h"

static enum parsed
haproxy_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed = haproxy_line(text, context, ev);

	if (parsed != PARSED_OTHER)
		return parsed;
	ev->kind = K_NOTE;	/* "Proxy web started.", "Server app/s1 is DOWN" */
	event_set(ev, F_SERVICE, STR("proxy"));
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static const char *const programs[] = { "haproxy", NULL };

const struct format format_haproxy_syslog = {
	.name = "haproxy_syslog",
	.about = "HAProxy through syslog",
	.programs = programs,
	.line = haproxy_syslog_line,
};
