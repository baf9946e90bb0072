#include "parse/take.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four numbers of one to three digits, at most 255, no leading zero. */
static bool
is_ip4(struct str s)
{
	unsigned number = 0, digits = 0, dots = 0;

	if (s.len < 7 || s.len > 15)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned digit = (unsigned char)s.at[i] - (unsigned)'0';

		if (digit <= 9) {
			if (digits > 0 && number == 0)
				return false;
			number = number * 10 + digit;
			digits++;
			if (number > 255)
				return false;
		} else if (s.at[i] == '.' && digits > 0) {
			dots++;
			number = digits = 0;
		} else {
			return false;
		}
	}
	return dots == 3 && digits > 0;
}

bool
take_is_ip(struct str s)
{
	if (s.len < 2 || s.len > 45)
		return false;
	return is_ip4(s) ||
	    (memchr(s.at, ':', s.len) != NULL && str_is_ip(s));
}

bool
take_digits(struct str *s, struct str *digits)
{
	size_t n = 0;

	while (n < s->len && is_digit(s->at[n]))
		n++;
	if (n == 0 || n > NUMBER_DIGITS_MAX)
		return false;
	*digits = str_of(s->at, n);
	str_drop(s, n);
	return true;
}

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
	    memchr(peer->host.at, ' ', peer->host.len) != NULL ||
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
