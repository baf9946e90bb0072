#include "parse/take.h"

bool
take_pair(struct str *s, struct str *first, struct str *second)
{
	struct str rest = *s;

	if (!take_digits(&rest, first) || !str_take_char(&rest, '/') ||
	    !take_digits(&rest, second))
		return false;
	*s = rest;
	return true;
}

bool
take_peer(struct str *s, struct peer *peer)
{
	struct str rest = *s, port = rest;

	if (!str_take_until_char(&rest, '[', &peer->host) ||
	    scan_char(peer->host.at, peer->host.len, ' ') < peer->host.len ||
	    !str_take_until_char(&rest, ']', &peer->inside))
		return false;
	peer->port = str_of(rest.at, 0);
	port = rest;
	if (str_take_char(&port, ':') && take_digits(&port, &peer->port))
		rest = port;
	*s = rest;
	return true;
}

bool
take_ends_in_peer(struct str s, struct str *address)
{
	struct str port;

	if (!str_take_last_char(&s, ' ', &port) || !str_is_digits(port) ||
	    !str_take_end(&s, STR(" port")))
		return false;
	if (!str_take_last_char(&s, ' ', address))
		*address = s;
	return str_is_ip(*address);
}

bool
take_address(struct str *s, char end, struct str *address)
{
	struct str rest = *s;
	bool quoted = false;

	if (!str_take_char(&rest, '<')) {
		const char *hit = memchr(rest.at, end, rest.len);

		if (rest.len == 0)
			return false;
		*address = str_of(rest.at,
		    hit == NULL ? rest.len : (size_t)(hit - rest.at));
		str_drop(s, address->len);
		return true;
	}
	if (rest.len == 0)
		return false;
	if (rest.at[0] != '"')		/* nearly always */
		return str_take_until_char(s, '>', address) &&
		    (str_drop(address, 1), true);
	for (size_t i = 0; i < rest.len; i++) {
		if (rest.at[i] == '\\' && quoted)
			i++;
		else if (rest.at[i] == '"')
			quoted = !quoted;
		else if (rest.at[i] == '>' && !quoted) {
			*address = str_of(rest.at, i);
			str_drop(s, i + 2);
			return true;
		}
	}
	/* A quote that never closes: internal form, so take what is there. */
	return str_take_until_char(s, '>', address) &&
	    (str_drop(address, 1), true);
}

int
take_count(struct str s, struct str mark, int most)
{
	struct str head;
	int count = 0;

	while (count < most && str_take_until(&s, mark, &head))
		count++;
	return count;
}

struct str
take_plain_ip(struct str s)
{
	struct str rest = s;

	if (TAKE(&rest, "::ffff:") && memchr(rest.at, '.', rest.len) != NULL)
		return rest;
	return s;
}

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool
take_key(struct str *s, struct str *name)
{
	size_t n = 0;

	while (n < s->len && is_name_byte(s->at[n]))
		n++;
	if (n == 0)
		return false;
	*name = str_of(s->at, n);
	str_drop(s, n);
	return true;
}
