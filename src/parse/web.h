/* web: access and error logs of web servers.
 *
 * formats/nginx.c reads the servers' own files, formats/nginx_syslog.c what
 * went through syslog. */
#pragma once

#include "parse/parse.h"

/* A line of nginx or Apache.  `syslog`: the head told the time. */
enum parsed web_line(struct str text, bool syslog,
    const struct parse_context *context, struct event *ev);

/* Its half for access logs, for web_line() alone. */
enum parsed web_access(struct str text, const struct parse_context *context,
    struct event *ev);

/* Set the fields of a request "GET /path?query HTTP/1.1", and what kind of
 * page it is; the outcome is that of F_HTTP_STATUS. */
void web_request(struct str request, const struct parse_context *context,
    struct event *ev);
