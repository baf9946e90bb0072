#include "parse/url.h"

/* Names whose values are secrets, lower case; a name that ends in one of the
 * second list as well ("new_password", "csrf_token"). */
static const struct str secrets[] = {
	STR_INIT("pass"), STR_INIT("_pass"), STR_INIT("pwd"),
	STR_INIT("passphrase"), STR_INIT("mdp"), STR_INIT("pin"),
	STR_INIT("otp"), STR_INIT("apikey"), STR_INIT("api_key"),
	STR_INIT("api-key"), STR_INIT("auth"), STR_INIT("authorization"),
	STR_INIT("jwt"), STR_INIT("sid"), STR_INIT("phpsessid"),
	STR_INIT("jsessionid"), STR_INIT("sessionid"), STR_INIT("session_id"),
	STR_INIT("sig"), STR_INIT("signature"), STR_INIT("samlresponse"),
	STR_INIT("assertion"), STR_INIT("code"), STR_INIT("ticket"),
	STR_INIT("key"), STR_INIT("credential"), STR_INIT("credentials"),
};
static const struct str secret_ends[] = {
	STR_INIT("password"), STR_INIT("passwd"), STR_INIT("token"),
	STR_INIT("secret"),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The last letters of all names above: most parameters have another. */
static bool
may_be_secret(struct str name)
{
	static const char letters[] = "sdepnyhtgl";

	return name.len > 2 &&
	    memchr(letters, name.at[name.len - 1] | 0x20, sizeof letters - 1);
}

static bool
is_secret(struct str name)
{
	if (!may_be_secret(name))
		return false;
	for (size_t i = 0; i < COUNT(secret_ends); i++) {
		struct str end = name;

		if (name.len < secret_ends[i].len)
			continue;
		str_drop(&end, name.len - secret_ends[i].len);
		if ((end.at[0] | 0x20) == secret_ends[i].at[0] &&
		    str_eq_nocase(end, secret_ends[i]))
			return true;
	}
	for (size_t i = 0; i < COUNT(secrets); i++)
		if (name.len == secrets[i].len &&
		    (name.at[0] | 0x20) == (secrets[i].at[0] | 0x20) &&
		    str_eq_nocase(name, secrets[i]))
			return true;
	return false;
}

bool
url_take_param(struct str *query, struct str *name, struct str *value)
{
	if (query->len == 0)
		return false;
	if (!str_take_until_char(query, '&', value)) {
		*value = *query;
		str_drop(query, query->len);
	}
	if (!str_take_until_char(value, '=', name)) {
		*name = *value;
		*value = str_of(name->at + name->len, 0);
	}
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
