/* haproxy: what HAProxy logs of requests and connections, without a head.
 *
 *	198.51.100.9:50100 [11/Dec/2025:21:04:00.123] web~ app/s1 0/0/1/9/10 200 512 - - ---- 2/1/0/0/0 0/0 "GET / HTTP/1.1" */
#include "parse/haproxy.h"

const struct format format_haproxy = {
	.name = "haproxy",
	.about = "HAProxy: requests, connections, errors",
	.line = haproxy_line,
};
