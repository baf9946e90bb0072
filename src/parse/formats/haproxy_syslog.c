/* haproxy_syslog: the same through syslog, as HAProxy sends it.
 *
 *	Dec 11 21:04:00 lb haproxy[77]: 198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web~ app/s1 ...
 *	Dec 11 21:04:00 lb haproxy[77]: 198.51.100.9 - - [11/Dec/2025:21:04:00 +0000] "GET / HTTP/1.1" 200 98 "" "" 56026 314 "web" ...
 *
 * The second is "httplog clf". */
#include "parse/haproxy.h"

#include "parse/take.h"
#include "parse/web.h"

/* "198.51.100.9 - - [" */
static bool
is_clf(struct str s)
{
	struct str address;

	return str_take_word(&s, &address) && str_is_ip(address) &&
	    STARTS(s, "- - [");
}

static enum parsed
haproxy_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed = is_clf(text) ? web_line(text, false, context, ev)
					  : haproxy_line(text, context, ev);

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
	.versions = "2.6, 3.0",
	.programs = programs,
	.line = haproxy_syslog_line,
};
