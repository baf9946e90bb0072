#include "parse/url.h"

/* Names whose values are secrets, by their length: lower case, a space
 * between them. */
static const char *const secrets[] = {
	[3] = "pwd mdp pin otp jwt sid sig key",
	[4] = "pass auth code",
	[5] = "_pass",
	[6] = "apikey ticket",
	[7] = "api_key api-key",
	[9] = "phpsessid sessionid signature assertion",
	[10] = "passphrase jsessionid session_id credential",
	[11] = "credentials",
	[12] = "samlresponse",
	[13] = "authorization",
};

/* As well as names that end so: "new_password", "csrf_token". */
static const struct str secret_ends[] = {
	STR_INIT("password"), STR_INIT("passwd"), STR_INIT("token"),
	STR_INIT("secret"),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool
ends_in_secret(struct str name)
{
	for (size_t i = 0; i < COUNT(secret_ends); i++) {
		struct str end = name;

		if (name.len < secret_ends[i].len)
			continue;
		str_drop(&end, name.len - secret_ends[i].len);
		if ((end.at[0] | 0x20) == secret_ends[i].at[0] &&
		    str_eq_nocase(end, secret_ends[i]))
			return true;
	}
	return false;
}

/* "user[password]", as frameworks nest them, is "password". */
static struct str
innermost(struct str name)
{
	struct str whole = name, inside;

	if (!str_take_end(&name, STR("]")) &&
	    !str_take_end(&name, STR("%5D")) && !str_take_end(&name, STR("%5d")))
		return whole;
	if (str_take_last_char(&name, '[', &inside))
		return inside;
	if (!str_take_last(&name, STR("%5B"), &inside) &&
	    !str_take_last(&name, STR("%5b"), &inside))
		return whole;
	return inside;
}

static bool
is_secret(struct str name)
{
	const char *word;

	name = innermost(name);
	if (name.len >= 5 && ends_in_secret(name))
		return true;
	if (name.len >= COUNT(secrets) || secrets[name.len] == NULL)
		return false;
	for (word = secrets[name.len];; word += name.len + 1) {
		if (((word[0] ^ name.at[0]) & ~0x20) == 0 &&
		    str_eq_nocase(name, str_of(word, name.len)))
			return true;
		if (word[name.len] == '\0')
			return false;
	}
}

bool
url_take_param(struct str *query, struct str *name, struct str *value)
{
	const char *at = query->at, *end = at + query->len, *equals = NULL;

	if (query->len == 0)
		return false;
	/* parameters are short: a loop beats two calls of memchr() */
	for (; at < end && *at != '&'; at++)
		if (*at == '=' && equals == NULL)
			equals = at;
	if (equals == NULL)
		equals = at;
	*name = str_of(query->at, (size_t)(equals - query->at));
	*value = equals == at ? str_of(at, 0)
			      : str_of(equals + 1, (size_t)(at - equals) - 1);
	str_drop(query, (size_t)(at - query->at) + (at < end ? 1 : 0));
	return true;
}

/* "https://bob:secret@host/": the secret, if there is one. */
static struct str
url_password(struct str url)
{
	struct str user, secret = { 0 }, scheme, rest = url;
	size_t	   n = 0;

	if (!str_take_until(&rest, STR("://"), &scheme) || scheme.len > 8)
		return secret;
	while (n < rest.len && rest.at[n] != '/' && rest.at[n] != '?')
		n++;
	rest.len = n;
	if (!str_take_last_char(&rest, '@', &secret) ||
	    !str_take_until_char(&rest, ':', &user))
		return (struct str){ 0 };
	return rest;
}

static char *
append(char *at, struct str s)
{
	if (s.len > 0)
		memcpy(at, s.at, s.len);
	return at + s.len;
}

/* Does any parameter hold a secret? */
static bool
has_secret(struct str query)
{
	struct str name, value;

	while (url_take_param(&query, &name, &value))
		if (value.len > 0 && is_secret(name))
			return true;
	return false;
}

struct str
url_mask(struct str url, struct arena *scratch)
{
	struct str query = url, path = url, secret, name, value;
	char	  *start, *at;
	bool	   first = true;

	if (url.len == 0)
		return url;
	if (!str_take_until_char(&query, '?', &path))
		query = str_of(url.at + url.len, 0);
	secret = url.at[0] == '/' ? (struct str){ 0 } : url_password(path);
	if (secret.len == 0 && !has_secret(query))
		return url;
	/* a parameter takes three bytes at least and grows by two at most */
	start = at = arena_take(scratch, 2 * url.len + 4);
	if (secret.len > 0) {
		at = append(at, str_of(path.at, (size_t)(secret.at - path.at)));
		at = append(at, STR("***"));
		str_drop(&path, (size_t)(secret.at + secret.len - path.at));
	}
	at = append(at, path);
	if (path.at + path.len != url.at + url.len)
		*at++ = '?';
	while (url_take_param(&query, &name, &value)) {
		if (!first)
			*at++ = '&';
		first = false;
		at = append(at, name);
		if (value.at != name.at + name.len)
			*at++ = '=';
		at = append(at, value.len > 0 && is_secret(name) ?
		    STR("***") : value);
	}
	return str_of(start, (size_t)(at - start));
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	     : c >= 'a' && c <= 'f' ? c - 'a' + 10
	     : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct str
url_decode(struct str s, struct arena *scratch)
{
	char *start, *at;

	if (s.len == 0 || (memchr(s.at, '%', s.len) == NULL &&
	    memchr(s.at, '+', s.len) == NULL))
		return s;
	start = at = arena_take(scratch, s.len);
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c == '%' && i + 2 < s.len && hex_digit(s.at[i + 1]) >= 0 &&
		    hex_digit(s.at[i + 2]) >= 0) {
			c = (char)(hex_digit(s.at[i + 1]) * 16 +
			    hex_digit(s.at[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		*at++ = c;
	}
	return str_of(start, (size_t)(at - start));
}
