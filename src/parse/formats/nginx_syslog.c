/* nginx_syslog: the same through syslog.
 *
 *	Dec 11 21:04:00 web nginx: 192.0.2.7 - - [11/Dec/2025:21:04:00 +0100] "GET / HTTP/1.1" 200 512 "-" "curl" */
#include "parse/web.h"

static enum parsed
nginx_syslog_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return web_line(text, true, context, ev);
}

static const char *const programs[] = {
	"nginx", "apache2", "apache", "httpd", NULL
};

const struct format format_nginx_syslog = {
	.name = "nginx_syslog",
	.about = "nginx and Apache through syslog",
	.versions = "1.22, 1.26; Apache 2.4",
	.programs = programs,
	.line = nginx_syslog_line,
};
