/* rspamd: rspamd's own log file; see parse/rspamd.c.
 *
 *	2025-12-08 09:00:00 #811(normal) <4a3f2b>; task; function: text
 */
#include "parse/rspamd.h"

#include "parse/take.h"

static enum parsed
rspamd_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	struct str rest = line, pid, role;
	enum parsed parsed;

	if (line.len < 30 || line.at[10] != ' ' || line.at[4] != '-' ||
	    !stamp_take_iso(&rest, context->zone, &ev->time) ||
	    !TAKE(&rest, " #") || !take_digits(&rest, &pid) ||
	    !str_take_char(&rest, '(') ||
	    !str_take_until(&rest, STR(") "), &role)) {
		ev->time = (struct stamp){ 0 };
		return PARSED_OTHER;
	}
	event_set(ev, F_PID, pid);
	parsed = rspamd_text(rest, ev);
	if (parsed == PARSED_OTHER)
		event_reset(ev);
	return parsed;
}

const struct format format_rspamd = {
	.name = "rspamd",
	.about = "rspamd: verdicts on messages, its controller",
	.versions = "3.4",
	.line = rspamd_line,
};
