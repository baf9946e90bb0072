/* roundcube: the webmail's own files: userlogins.log, errors.log,
 * sendmail.log.
 *
 *	[22-Nov-2026 04:10:10 +0000]: <k3jd92ls> Successful login for ...
 *	[22-Nov-2026 04:10:10 UTC] PHP Warning:  Undefined array key 0 in ...
 *
 * The second is PHP's own voice, in the same errors.log. */
#include "parse/roundcube.h"

/* "22-Nov-2026 04:10:10 UTC] PHP Warning: ..."; a zone by another name is
 * the site's own. */
static enum parsed
php_line(struct str text, const struct zone *site, struct event *ev)
{
	struct str   zone;
	struct stamp stamp;

	if (!stamp_take_dmy(&text, NULL, &stamp) ||
	    !str_take_char(&text, ' ') ||
	    !str_take_until(&text, STR("] "), &zone) ||
	    !str_starts(text, STR("PHP ")))
		return PARSED_OTHER;
	if (str_eq(zone, STR("UTC")))
		stamp.flags = STAMP_SET;
	else if (site != NULL)
		stamp.at.ms = zone_utc(site, stamp.at.ms);
	ev->time = stamp;
	ev->kind = K_NOTE;
	event_set(ev, F_SERVICE, STR("webmail"));
	event_set(ev, F_MESSAGE, text);
	return PARSED_EVENT;
}

static enum parsed
roundcube_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct str   rest;
	struct stamp stamp;

	if (!str_take_char(&text, '['))
		return PARSED_OTHER;
	rest = text;
	if (!stamp_take_dmy(&rest, context->zone, &stamp))
		return PARSED_OTHER;
	if (!str_take(&rest, STR("]: ")))
		return php_line(text, context->zone, ev);
	ev->time = stamp;
	return roundcube_message(rest, ev);
}

const struct format format_roundcube = {
	.name = "roundcube",
	.about = "Roundcube: sign-ins, errors and sent mails",
	.versions = "1.6",
	.line = roundcube_line,
};
