/* web: access and error logs of web servers.
 *
 * formats/nginx.c reads the servers' own files, formats/nginx_syslog.c what
 * went through syslog. */
#pragma once

#include "event/site.h"
#include "parse/parse.h"

/* A line of nginx or Apache.  `syslog`: the head told the time. */
enum parsed web_line(struct str text, bool syslog,
    const struct parse_context *context, struct event *ev);

/* Its half for access logs, for web_line() alone. */
enum parsed web_access(struct str text, const struct parse_context *context,
    struct event *ev);

/* A line in one of the layouts that the site file gives; it must fit whole. */
enum parsed web_custom(struct str text, bool syslog,
    const struct parse_context *context, struct event *ev);

/* Set the fields of a request "GET /path?query HTTP/1.1", and what kind of
 * page it is; the outcome is that of F_HTTP_STATUS. */
void web_request(struct str request, const struct parse_context *context,
    struct event *ev);

/* The same for a target alone, which is the value of F_URL: "/page?query".
 * It may be a page of a webmail where pages is true. */
void web_target(struct str target, bool pages,
    const struct parse_context *context, struct event *ev);

/* F_SRC_IP is whom the server saw.  Where the site says that this is a proxy
 * of its own, who asked is the last hop of F_FORWARDED that is none; the
 * proxy goes to F_PROXY_IP.  Nobody is left to blame where no hop is told:
 * it was not the proxy. */
void web_peer(const struct site *site, struct event *ev);
