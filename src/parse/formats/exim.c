/* exim: Exim's own log files, mainlog and rejectlog; see parse/exim.c.
 *
 *	2025-12-08 09:00:00 [811] 1xV97w-00001r-1D Completed
 *	2025-12-08 09:00:00.123 +0100 1xV97w-00001r-1D Completed
 */
#include "parse/exim.h"

#include "parse/take.h"

/* "+0100 ", of log_timezone: the stamp was taken as UTC. */
static void
take_zone(struct str *s, struct stamp *stamp)
{
	struct str rest = *s;
	bool west = STARTS(rest, "-");
	uint32_t hours, minutes;
	int64_t ms;

	if ((!str_take_char(&rest, '+') && !str_take_char(&rest, '-')) ||
	    !str_take_digits(&rest, 2, &hours) ||
	    !str_take_digits(&rest, 2, &minutes) || !str_take_char(&rest, ' '))
		return;
	ms = ((int64_t)hours * 60 + minutes) * 60 * 1000;
	stamp->at.ms += west ? ms : -ms;
	stamp->flags = STAMP_SET;
	*s = rest;
}

static bool
take_stamp(struct str *s, const struct zone *zone, struct event *ev)
{
	struct str rest = *s;

	if (s->len < 22 || s->at[10] != ' ' || s->at[4] != '-' ||
	    !stamp_take_iso(&rest, zone, &ev->time) ||
	    !str_take_char(&rest, ' '))
		return false;
	if (STARTS(rest, "+") || STARTS(rest, "-")) {
		rest = *s;
		if (!stamp_take_iso(&rest, NULL, &ev->time))
			return false;
		str_drop(&rest, 1);
		take_zone(&rest, &ev->time);
	}
	*s = rest;
	return true;
}

static enum parsed
exim_line(struct str line, const struct parse_context *context,
    struct event *ev)
{
	enum parsed parsed;

	if (!take_stamp(&line, context->zone, ev))
		return PARSED_OTHER;
	exim_take_pid(&line, ev);
	parsed = exim_text(line, false, ev);
	if (parsed == PARSED_OTHER)
		event_reset(ev);
	else
		event_set(ev, F_PROGRAM, STR("exim"));
	return parsed;
}

const struct format format_exim = {
	.name = "exim",
	.about = "Exim: messages, deliveries, refusals, sign-ins",
	.versions = "4.96, 4.98",
	.line = exim_line,
};
