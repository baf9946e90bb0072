/* nginx: access and error logs of nginx, and of Apache, which writes the
 * same access log; pages of Roundcube are known by their parameters.
 *
 *	192.0.2.7 - - [11/Dec/2025:21:04:00 +0100] "GET /?_task=mail HTTP/1.1" 200 512 "-" "curl" */
#include "parse/web.h"

static enum parsed
nginx_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	return web_line(text, false, context, ev);
}

const struct format format_nginx = {
	.name = "nginx",
	.about = "nginx and Apache: requests, webmail pages, errors",
	.versions = "1.22, 1.26; Apache 2.4",
	.line = nginx_line,
};
