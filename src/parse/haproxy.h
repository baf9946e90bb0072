/* haproxy: the proxy's own logs.
 *
 * formats/haproxy.c reads lines without a head, formats/haproxy_syslog.c what
 * went through syslog. */
#pragma once

#include "parse/parse.h"

enum parsed haproxy_line(struct str text, const struct parse_context *context,
    struct event *ev);
