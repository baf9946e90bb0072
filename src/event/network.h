/* network: addresses and their prefixes.  IPv4 is held as v4-mapped IPv6. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct network {
	uint8_t address[16];		/* IPv4 as v4-mapped */
	uint8_t bits;			/* 0..128 */
};

struct network_list { struct network *at; size_t count; };

/* "192.0.2.0/24", "2001:db8::/32", or a bare address. */
bool network_parse(struct str text, struct network *network, struct err *err);
bool network_has(const struct network_list *list, struct str address);

/* The prefix an address is grouped by: /24 for IPv4, /64 for IPv6, as text
 * ("198.51.100.0/24") in buf of NETWORK_TEXT bytes; the address itself if it
 * is none. */
enum { NETWORK_TEXT = 64 };
struct str network_prefix(struct str address, char buf[NETWORK_TEXT]);

/* Canonical text of an address (RFC 5952; v4-mapped becomes IPv4); the
 * argument itself if it is none.  buf of NETWORK_TEXT bytes. */
struct str network_canonical(struct str address, char buf[NETWORK_TEXT]);

/* Clear what lies behind the first `bits` of its 128 bits. */
void network_shorten(struct network *network, unsigned bits);
