#include "parse/url.h"

#include "parse/secrets.h"

/* Names whose values are secrets, by their length: lower case, a space
 * between them.  Digits behind a name do not count: pass2. */
static const char *const secrets[] = {
	[2] = "pw",
	[3] = "pwd mdp pin otp jwt sid sig key psw",
	[4] = "pass auth code totp",
	[5] = "passe",
	[6] = "apikey ticket",
	[7] = "api_key api-key",
	[8] = "userpass authcode",
	[9] = "sessionid signature assertion loginpass",
	[10] = "session_id credential access_key",
	[11] = "credentials",
	[12] = "samlresponse",
	[13] = "authorization",
};

/* As well as names that hold one of these: "new_password", "csrf_token". */
static const struct str secret_parts[] = {
	STR_INIT("passw"), STR_INIT("token"), STR_INIT("secret"),
	STR_INIT("passphrase"), STR_INIT("sessid"), STR_INIT("sessionid"),
	STR_INIT("motdepasse"), STR_INIT("mot_de_passe"),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
holds_secret(struct str name)
{
	for (; name.len >= 5; str_drop(&name, 1))
		for (size_t i = 0; i < COUNT(secret_parts); i++)
			if (lower(name.at[0]) == secret_parts[i].at[0] &&
			    name.len >= secret_parts[i].len &&
			    str_eq_nocase(str_of(name.at, secret_parts[i].len),
			    secret_parts[i]))
				return true;
	return false;
}

/* "user[password]", as frameworks nest them, is "password". */
static struct str
innermost(struct str name)
{
	struct str whole = name, inside;

	return str_take_end(&name, STR("]")) &&
	    str_take_last_char(&name, '[', &inside) ? inside : whole;
}

/* "login_pass", "user.pwd": the last word of a name. */
static struct str
last_word(struct str name)
{
	size_t n = name.len;

	while (n > 0 && name.at[n - 1] != '_' && name.at[n - 1] != '-' &&
	    name.at[n - 1] != '.')
		n--;
	return str_of(name.at + n, name.len - n);
}

static bool
is_listed(struct str name)
{
	const char *word;

	if (name.len == 0 || name.len >= COUNT(secrets) ||
	    secrets[name.len] == NULL)
		return false;
	for (word = secrets[name.len];; word += name.len + 1) {
		if (lower(name.at[0]) == word[0] &&
		    str_eq_nocase(name, str_of(word, name.len)))
			return true;
		if (word[name.len] == '\0')
			return false;
	}
}

/* Names can be spelt with escapes, and those with escapes again. */
static bool
is_secret(struct str name, struct arena *scratch)
{
	struct str word;

	for (int i = 0; i < 2 && memchr(name.at, '%', name.len) != NULL; i++)
		name = url_decode(name, scratch);
	name = innermost(str_trim(name));
	while (name.len > 0 && name.at[name.len - 1] >= '0' &&
	    name.at[name.len - 1] <= '9')
		name.len--;
	if (is_listed(name) || holds_secret(name))
		return true;
	word = last_word(name);
	return word.len < name.len && word.len > 2 && is_listed(word) &&
	    !str_eq_nocase(word, STR("code")) && !str_eq_nocase(word, STR("key"));
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

/* Where in a URL the next name may stand. */
struct scan {
	struct str url;
	size_t	   at;
	bool	   query;		/* behind the ? or # */
};

/* Does c end a name or value there? */
static bool
is_stop(const struct scan *scan, char c, bool name)
{
	switch (c) {
	case '&': return scan->query;
	case ';':
	case '#': return true;
	case '=': return name;
	case '/':
	case '?': return !scan->query;
	default: return false;
	}
}

/* A secret goes as far as it may: a ; or # in it would be the secret's. */
static bool
is_secrets_end(const struct scan *scan, char c)
{
	return scan->query ? c == '&' : c == '/' || c == '?' || c == '#';
}

/* In the path only what follows a ; is a name: "/a;jsessionid=x?b=y#c=z". */
static bool
name_reach(struct scan *scan)
{
	if (scan->query)
		return scan->at < scan->url.len;
	for (; scan->at < scan->url.len; scan->at++) {
		char c = scan->url.at[scan->at];

		if (c == ';' || c == '?' || c == '#') {
			scan->at++;
			scan->query = c != ';';
			return scan->at < scan->url.len;
		}
		if (c == '%' && scan->url.len - scan->at > 3 &&
		    str_eq_nocase(str_of(scan->url.at + scan->at, 3),
		    STR("%3f"))) {		/* a ? that was escaped */
			scan->at += 3;
			scan->query = true;
			return true;
		}
	}
	return false;
}

static bool secret_next(struct scan *scan, struct arena *scratch,
    size_t *from, size_t *to);

/* Is the value a URL of its own, escaped, with a secret in it?
 * "next=%2Fa%3Ftoken%3Dx" */
static bool
hides_secret(struct str value, struct arena *scratch)
{
	struct scan inner = { value, 0, false };
	size_t	    from, to;

	for (int i = 0; i < 2 && memchr(inner.url.at, '%', inner.url.len) !=
	    NULL; i++)
		inner.url = url_decode(inner.url, scratch);
	return inner.url.at != value.at &&
	    memchr(inner.url.at, '=', inner.url.len) != NULL &&
	    secret_next(&inner, scratch, &from, &to);
}

/* A search for what looks like a password: somebody's own, maybe. */
static bool
searches_secret(struct str name, struct str value, struct arena *scratch)
{
	static const struct str names[] = {
		STR_INIT("_q"), STR_INIT("q"), STR_INIT("query"),
		STR_INIT("search"), STR_INIT("keyword"), STR_INIT("keywords"),
		STR_INIT("s"), STR_INIT("term"), STR_INIT("text"),
	};
	struct str words;

	for (size_t i = 0; i < COUNT(names); i++)
		if (name.len == names[i].len && str_eq_nocase(name, names[i])) {
			words = url_decode(value, scratch);
			return secrets_of_words(words, scratch).at != words.at;
		}
	return false;
}

/* The next secret: url.at[*from .. *to). */
static bool
secret_next(struct scan *scan, struct arena *scratch, size_t *from, size_t *to)
{
	struct str url = scan->url;

	while (name_reach(scan)) {
		size_t start = scan->at, end = start, value;
		bool   secret;

		while (end < url.len && !is_stop(scan, url.at[end], true))
			end++;
		value = end + 1;
		if (end == url.len || url.at[end] != '=') {
			scan->at = scan->query ? value : end;
			continue;
		}
		secret = end > start && value < url.len &&
		    is_secret(str_of(url.at + start, end - start), scratch);
		for (end = value; end < url.len && !(secret ?
		    is_secrets_end(scan, url.at[end]) :
		    is_stop(scan, url.at[end], false)); end++)
			;
		scan->at = scan->query ? end + 1 : end;
		if (end == value || !(secret || hides_secret(str_of(url.at +
		    value, end - value), scratch) ||
		    searches_secret(str_of(url.at + start, value - 1 - start),
		    str_of(url.at + value, end - value), scratch)))
			continue;
		*from = value;
		*to = end;
		return true;
	}
	return false;
}

static struct str
mask(struct scan scan, struct str password, struct arena *scratch)
{
	struct str url = scan.url, stars = STR("***");
	size_t	   done = 0, from, to;
	bool	   more = secret_next(&scan, scratch, &from, &to);
	char	  *start, *at;

	if (!more && password.len == 0)
		return url;
	/* a name and its = take two bytes at least, a mask is two longer */
	start = at = arena_take(scratch, 2 * url.len + 4);
	if (password.len > 0) {
		done = (size_t)(password.at - url.at);
		at = append(append(at, str_of(url.at, done)), stars);
		done += password.len;
	}
	for (; more; more = secret_next(&scan, scratch, &from, &to)) {
		if (from < done)
			continue;	/* in the password, masked already */
		at = append(append(at, str_of(url.at + done, from - done)),
		    stars);
		done = to;
	}
	at = append(at, str_of(url.at + done, url.len - done));
	return str_of(start, (size_t)(at - start));
}

struct str
url_mask(struct str url, struct arena *scratch)
{
	struct str path = url, password = { 0 };
	size_t	   n = 0;

	if (url.len == 0)
		return url;
	if (url.at[0] != '/') {
		while (n < url.len && url.at[n] != '?')
			n++;
		path.len = n;
		password = url_password(path);
	}
	if (password.len == 0 && memchr(url.at, '=', url.len) == NULL)
		return url;
	return mask((struct scan){ url, 0, false }, password, scratch);
}

struct str
url_mask_query(struct str query, struct arena *scratch)
{
	return mask((struct scan){ query, 0, true }, (struct str){ 0 },
	    scratch);
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
