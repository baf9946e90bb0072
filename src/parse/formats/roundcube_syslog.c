/* roundcube_syslog: Roundcube with log_driver = syslog.
 *
 *	Nov 22 04:10:10 web roundcube[212]: <k3jd92ls> Successful login for ... */
#include "parse/roundcube.h"

static enum parsed
roundcube_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	(void)context;
	return roundcube_message(text, ev);
}

static const char *const programs[] = { "roundcube", NULL };

const struct format format_roundcube_syslog = {
	.name = "roundcube_syslog",
	.about = "Roundcube through syslog: sign-ins, errors and sent mails",
	.versions = "1.6",
	.programs = programs,
	.line = roundcube_syslog_line,
};
