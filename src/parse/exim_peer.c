/* exim_peer: who was at the other end, as Exim writes it.
 *
 *	client.a.example (poste) [203.0.113.18]:57666 I=[192.0.2.10]:587
 *	(poste) [203.0.113.18]:57666
 *
 * HELO stands in parentheses and was typed; a line may be read in more than
 * one way, and then its caller must not believe it. */
#include "parse/exim_peer.h"

#include "parse/take.h"

/* "[198.51.100.61]:34344" at the front of s. */
bool
exim_take_bracket(struct str *s, struct exim_peer *peer)
{
	struct str rest = *s;

	peer->port = (struct str){ 0 };
	if (!str_take_char(&rest, '[') ||
	    !str_take_until_char(&rest, ']', &peer->address) ||
	    !str_is_ip(peer->address))
		return false;
	if (rest.len > 1 && rest.at[0] == ':' && scan_digits(rest.at + 1, 1)) {
		str_drop(&rest, 1);
		if (!take_digits(&rest, &peer->port))
			return false;
	}
	if (rest.len > 0 && rest.at[0] != ' ' && rest.at[0] != ':')
		return false;
	*s = rest;
	return true;
}

/* The name and the HELO of "name (helo) ". */
static void
set_names(struct str s, struct exim_peer *peer)
{
	struct str host;

	str_take_end(&s, STR(" "));
	peer->host = peer->helo = (struct str){ 0 };
	if (str_take_end(&s, STR(")")) && str_take_until_char(&s, '(', &host)) {
		peer->helo = s;
		str_take_end(&host, STR(" "));
		peer->host = host;
	} else {
		peer->host = s;
	}
}

/* Is what stands before an address a name, a HELO, or nothing? */
static bool
may_precede(struct str head)
{
	return head.len == 0 || str_ends(head, STR(") ")) ||
	    (head.at[head.len - 1] == ' ' &&
	    scan_char(head.at, head.len, ' ') == head.len - 1);
}

/* How many different peers s can be read as beginning with.  follows says
 * whether Exim goes on so behind the peer. */
int
exim_read_peers(struct str s, bool (*follows)(struct str),
    struct exim_peer *found)
{
	struct str rest = s, head;
	int peers = 0;

	for (; rest.len > 0; ) {
		size_t n = scan_char(rest.at, rest.len, '[');
		struct exim_peer peer;

		if (n == rest.len)
			break;
		str_drop(&rest, n);
		head = str_of(s.at, (size_t)(rest.at - s.at));
		peer.rest = rest;
		if (may_precede(head) && exim_take_bracket(&peer.rest, &peer) &&
		    follows(peer.rest)) {
			if (peers == 0 || !str_eq(found->address, peer.address))
				peers++;
			if (peers == 1) {
				set_names(head, &peer);
				*found = peer;
			}
		}
		str_drop(&rest, 1);
	}
	return peers;
}

void
exim_set_peer(const struct exim_peer *peer, struct event *ev)
{
	event_set(ev, F_SRC_IP, peer->address);
	if (peer->port.len > 0)
		event_set(ev, F_SRC_PORT, peer->port);
	if (peer->host.len > 0)
		event_set(ev, F_SRC_HOST, peer->host);
	if (peer->helo.len > 0)
		event_set(ev, F_HELO, peer->helo);
}

/* " Ci=372": the connection's number, of +connection_id, behind our side. */
void
exim_pass_connection(struct str *s)
{
	struct str rest = *s, number;

	if (TAKE(&rest, " Ci=") && take_digits(&rest, &number))
		*s = rest;
}

/* " I=[192.0.2.10]:587": our own side. */
void
exim_take_interface(struct str *s, struct event *ev)
{
	struct str rest = *s;
	struct exim_peer own;

	if (!TAKE(&rest, " I=") || !exim_take_bracket(&rest, &own)) {
		exim_pass_connection(s);
		return;
	}
	*s = rest;
	exim_pass_connection(s);
	event_set(ev, F_DST_IP, own.address);
	if (own.port.len > 0)
		event_set(ev, F_DST_PORT, own.port);
	if (str_eq(own.port, STR("587")) || str_eq(own.port, STR("465")))
		event_set(ev, F_SERVICE, STR("submission"));
}

bool
exim_anything(struct str rest)
{
	(void)rest;
	return true;
}

/* "KEY=": behind a peer, in lines that list such. */
bool
exim_key(struct str rest)
{
	size_t n = 1;

	if (rest.len < 3 || rest.at[0] != ' ')
		return false;
	if (STARTS(rest, " Ci="))
		return true;
	while (n < rest.len && n < 5 && rest.at[n] >= 'A' && rest.at[n] <= 'Z')
		n++;
	return n > 1 && n < rest.len && rest.at[n] == '=';
}
