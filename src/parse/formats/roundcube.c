/* roundcube: the webmail's own files: userlogins.log, errors.log,
 * sendmail.log.
 *
 *	[22-Nov-2026 04:10:10 +0000]: <k3jd92ls> Successful login for ... */
#include "parse/roundcube.h"

static enum parsed
roundcube_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	struct stamp stamp;

	if (!str_take_char(&text, '[') ||
	    !stamp_take_dmy(&text, context->zone, &stamp) ||
	    !str_take(&text, STR("]: ")))
		return PARSED_OTHER;
	ev->time = stamp;
	return roundcube_message(text, ev);
}

const struct format format_roundcube = {
	.name = "roundcube",
	.about = "Roundcube: sign-ins, errors and sent mails",
	.versions = "1.6",
	.line = roundcube_line,
};
