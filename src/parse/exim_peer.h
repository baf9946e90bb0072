/* exim_peer: who was at the other end, as Exim writes it. */
#pragma once

#include "event/event.h"

/* "name (helo) [198.51.100.61]:34344", "(helo) [A]", "name [A]", "[A]:P" */
struct exim_peer {
	struct str host, helo, address, port;
	struct str rest;	/* what follows */
};

/* "[198.51.100.61]:34344" at the front of s: address and port of peer. */
bool exim_take_bracket(struct str *s, struct exim_peer *peer);

/* How many different peers s can be read as beginning with, and the first of
 * them.  follows says whether Exim goes on so behind a peer. */
int exim_read_peers(struct str s, bool (*follows)(struct str rest),
    struct exim_peer *found);

/* Does anything at all follow, or " KEY=..."? */
bool exim_anything(struct str rest);
bool exim_key(struct str rest);

void exim_set_peer(const struct exim_peer *peer, struct event *ev);

/* " I=[192.0.2.10]:587": our own side. */
void exim_take_interface(struct str *s, struct event *ev);

/* " Ci=372": the connection's number, of +connection_id. */
void exim_pass_connection(struct str *s);
