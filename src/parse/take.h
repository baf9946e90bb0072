/* take: small takers that several formats share. */
#pragma once

#include "base/str.h"

/* mail.example.org[192.0.2.1]:25, unknown[2001:db8::1], a.example[private/x].
 * Consumes host, bracket and port.  port is empty when there is none. */
struct peer {
	struct str host;
	struct str inside;	/* of the brackets: an address, mostly */
	struct str port;
};
bool take_peer(struct str *s, struct peer *peer);

/* How often mark stands in s, at most `most`: a line that has a mark of the
 * server's once cannot be misread. */
int take_count(struct str s, struct str mark, int most);

/* "::ffff:192.0.2.1" without what stands for IPv4 in IPv6. */
struct str take_plain_ip(struct str s);

/* Does s end in "198.51.100.9 port 4022", as OpenSSH writes it? */
bool take_ends_in_peer(struct str s, struct str *address);

/* <a@b.example>, its angle brackets gone, quotes in the local part obeyed:
 * <"a> to=<b"@c.example> is one address.  Without brackets: up to `end`. */
bool take_address(struct str *s, char end, struct str *address);

/* Digits alone, few enough for 64 bits. */
enum { NUMBER_DIGITS_MAX = 19 };
static inline bool
take_is_number(struct str s)
{
	return s.len <= NUMBER_DIGITS_MAX && str_is_digits(s);
}

/* Digits at the front, as a slice; false if they are too many for a number. */
static inline bool
take_digits(struct str *s, struct str *digits)
{
	size_t n = scan_digits(s->at, s->len);

	if (n == 0 || n > NUMBER_DIGITS_MAX)
		return false;
	*digits = str_of(s->at, n);
	str_drop(s, n);
	return true;
}

/* n/m: two slices of digits. */
bool take_pair(struct str *s, struct str *first, struct str *second);

/* Up to the quote that no backslash escapes, which is consumed too.  What is
 * escaped stays so. */
static inline bool
take_to_quote(struct str *s, struct str *inside)
{
	struct str rest = *s, part;
	size_t slashes;

	do {
		if (!str_take_until_char(&rest, '"', &part))
			return false;
		slashes = 0;
		while (slashes < part.len &&
		    part.at[part.len - 1 - slashes] == '\\')
			slashes++;
	} while (slashes % 2 == 1);
	*inside = str_of(s->at, (size_t)(rest.at - s->at) - 1);
	*s = rest;
	return true;
}

/* "a \"b\"", its quotes gone. */
static inline bool
take_quoted(struct str *s, struct str *inside)
{
	struct str rest = *s;

	if (!str_take_char(&rest, '"') || !take_to_quote(&rest, inside))
		return false;
	*s = rest;
	return true;
}

/* The name of a member at the front: letters, digits, _ - and dots. */
bool take_key(struct str *s, struct str *name);

/* str_take() for a table whose rows mostly begin with another byte: no call
 * is made for those. */
static inline bool
take_begin(struct str *s, struct str begin)
{
	return s->len >= begin.len && s->at[0] == begin.at[0] &&
	    str_take(s, begin);
}

/* Literals behind the head of a longer slice, as in str_starts(). */
#define STARTS(s, literal)                                                     \
	((s).len >= sizeof(literal) - 1 &&                                     \
	    memcmp((s).at, "" literal, sizeof(literal) - 1) == 0)
#define TAKE(s, literal)                                                       \
	(STARTS(*(s), literal) ? (str_drop((s), sizeof(literal) - 1), true)    \
			       : false)
