/* web_peer: who asked, where a proxy of the owner's stands between.
 *
 *	X-Forwarded-For: 192.0.2.80, 203.0.113.7, 192.0.2.11
 *
 * Each proxy appends whom it saw; what stands further left may have been
 * typed.  So the list is read from its end, over the owner's proxies, to the
 * first address that is none of them. */
#include "parse/take.h"
#include "parse/web.h"

/* "192.0.2.7", "192.0.2.7:5555", "[2001:db8::1]:5555" */
static bool
take_hop(struct str *hop)
{
	struct str rest, port;

	*hop = rest = str_trim(*hop);
	if (str_take_char(&rest, '[') &&
	    !str_take_until_char(&rest, ']', hop))
		return false;
	if (str_is_ip(*hop))
		return true;
	return str_take_last_char(hop, ':', &port) && str_is_ip(*hop) &&
	    take_is_number(port);
}

void
web_peer(const struct site *site, struct event *ev)
{
	struct str peer = event_get(ev, F_SRC_IP);
	struct str left = event_get(ev, F_FORWARDED), hop;
	bool	   more = left.len > 0;

	if (str_eq(event_get(ev, F_PROXY_IP), peer))
		event_set(ev, F_PROXY_IP, (struct str){ 0 });
	if (site->proxies.count == 0 || peer.len == 0 ||
	    !network_has(&site->proxies, peer))
		return;
	event_set(ev, F_PROXY_IP, peer);
	event_set(ev, F_SRC_IP, (struct str){ 0 });
	event_set(ev, F_SRC_PORT, (struct str){ 0 });
	while (more) {
		more = str_take_last_char(&left, ',', &hop);
		if (!more)
			hop = left;
		if (!take_hop(&hop))
			return;
		if (network_has(&site->proxies, hop))
			continue;
		event_set(ev, F_SRC_IP, hop);
		return;
	}
}
