#include "parse/secrets.h"

#include "base/scan.h"
#include "parse/secrets_parts.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- writing ---- */

void
secrets_hide(struct copy *copy, size_t begin, size_t end)
{
	if (begin < copy->done)
		begin = copy->done;
	if (end <= begin)
		return;
	/* three stars for a byte at least, and what is left */
	if (copy->start == NULL)
		copy->start = copy->at = arena_take(copy->scratch,
		    4 * copy->from.len + 4);
	memcpy(copy->at, copy->from.at + copy->done, begin - copy->done);
	copy->at += begin - copy->done;
	memcpy(copy->at, "***", 3);
	copy->at += 3;
	copy->done = end;
}

struct str
secrets_copy_end(struct copy *copy)
{
	size_t left = copy->from.len - copy->done;

	if (copy->start == NULL)
		return copy->from;
	memcpy(copy->at, copy->from.at + copy->done, left);
	return str_of(copy->start, (size_t)(copy->at - copy->start) + left);
}

/* ---- names and values ---- */

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool
secrets_is_name(struct str name)
{
	static const struct str parts[] = {
		STR_INIT("passw"), STR_INIT("passphrase"), STR_INIT("secret"),
		STR_INIT("token"), STR_INIT("api_key"), STR_INIT("api-key"),
		STR_INIT("apikey"), STR_INIT("credential"),
		STR_INIT("sshpass"), STR_INIT("motdepasse"),
		STR_INIT("access_key"), STR_INIT("access-key"),
		STR_INIT("private_key"), STR_INIT("authorization"),
	};
	static const struct str lasts[] = {
		STR_INIT("pass"), STR_INIT("pwd"), STR_INIT("mdp"),
		STR_INIT("psw"), STR_INIT("passin"), STR_INIT("passout"),
	};
	static const struct str wheres[] = {
		STR_INIT("file"), STR_INIT("path"), STR_INIT("stdin"),
		STR_INIT("fd"), STR_INIT("prompt"), STR_INIT("command"),
		STR_INIT("cmd"), STR_INIT("dir"), STR_INIT("name"),
		STR_INIT("policy"),
	};
	size_t first = 0;

	while (first < name.len && name.at[first] == '-')
		first++;
	str_drop(&name, first);
	if (name.len < 3 || str_eq(name, STR("PWD")) ||
	    str_starts(name, STR("no-")))
		return false;		/* where a shell is; none is wanted */
	for (size_t i = 0; i < COUNT(lasts); i++) {
		size_t at = name.len - lasts[i].len;

		if (ends_nocase(name, lasts[i]) && (at == 0 ||
		    name.at[at - 1] == '_' || name.at[at - 1] == '-' ||
		    name.at[at - 1] == '.'))
			return true;
	}
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!holds(name, parts[i]))
			continue;
		for (size_t w = 0; w < COUNT(wheres); w++)
			if (ends_nocase(name, wheres[w]))
				return false;
		return true;
	}
	return false;
}

size_t
secrets_value_end(struct str s, size_t at, bool list)
{
	char quote = at < s.len && is_quote(s.at[at]) ? s.at[at] : '\0';

	for (at += quote != '\0'; at < s.len; at++) {
		char c = s.at[at];

		if (c == '\\' && at + 1 < s.len)
			at++;
		else if (quote != '\0' ? c == quote : is_blank(c) ||
		    is_quote(c) || (list && (c == ',' || c == '&' ||
		    c == ';' || c == '}' || c == ')')))
			return at + (quote != '\0');
	}
	return s.len;
}

/* Words of which one may stand before a password: "mot de passe : x". */
static bool
is_anchor(struct str before)
{
	static const struct str anchors[] = {
		STR_INIT("mot de passe"), STR_INIT("mots de passe"),
		STR_INIT("code d'acc\xc3\xa8s"), STR_INIT("passe"),
		STR_INIT("passcode"), STR_INIT("code pin"), STR_INIT("pin"),
	};
	size_t n = before.len;

	while (n > 0 && is_name_char(before.at[n - 1]))
		n--;
	if (secrets_is_name(str_of(before.at + n, before.len - n)))
		return true;
	for (size_t i = 0; i < COUNT(anchors); i++)
		if (ends_nocase(before, anchors[i]))
			return true;
	return false;
}

static struct str
trim_end(struct str s)
{
	while (s.len > 0 && (is_blank(s.at[s.len - 1]) ||
	    is_quote(s.at[s.len - 1])))
		s.len--;
	return s;
}

enum { ANCHOR_MAX = 64 };	/* bytes of what stands before a sign */

void
secrets_hide_pairs(struct copy *copy)
{
	struct str s = copy->from;

	for (size_t i = 0; i < s.len; i++) {
		size_t from = i > ANCHOR_MAX ? i - ANCHOR_MAX : 0, at = i + 1;

		if ((s.at[i] != '=' && s.at[i] != ':') ||
		    !is_anchor(trim_end(str_of(s.at + from, i - from))))
			continue;
		while (at < s.len && is_blank(s.at[at]))
			at++;
		if (at + 1 < s.len && s.at[at] == '/' && s.at[at + 1] == '/')
			continue;	/* "secret://" */
		secrets_hide(copy, at, secrets_value_end(s, at, true));
	}
}

/* ---- words searched ---- */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "1-Dec-2025", as IMAP writes a day. */
static bool
is_day(struct str s)
{
	struct str day, month;

	return str_take_until_char(&s, '-', &day) &&
	    str_take_until_char(&s, '-', &month) && str_is_digits(day) &&
	    month.len == 3 && s.len == 4 && str_is_digits(s);
}

/* Made as passwords are: of three sorts of signs out of letters large and
 * small, digits, and signs that no name, date or number has. */
static bool
is_made_up(struct str word)
{
	enum { LEAST = 6, MOST = 64, SORTS = 3 };
	enum { SMALL = 1, LARGE = 2, DIGIT = 4, SIGN = 8 };
	unsigned sorts = 0;

	if (word.len < LEAST || word.len > MOST || is_day(word))
		return false;
	for (size_t i = 0; i < word.len; i++) {
		char c = word.at[i];

		if (c == '@' && i > 0 && scan_char(word.at + i,
		    word.len - i, '.') < word.len - i)
			return false;	/* an address */
		if (c == '/' && i > 0 && word.at[i - 1] == '/')
			return false;	/* a URL */
		sorts |= c >= 'a' && c <= 'z' ? SMALL :
		    c >= 'A' && c <= 'Z' ? LARGE :
		    c >= '0' && c <= '9' ? DIGIT :
		    c < ' ' || strchr(".-_/:+*", c) != NULL ? 0 : SIGN;
	}
	return __builtin_popcount(sorts) >= SORTS;
}

/* Between words, in searches of any service. */
static bool
is_between(char c)
{
	return is_blank(c) || is_quote(c) || c == '(' || c == ')' ||
	    c == ',' || c == '<' || c == '>' || c == '=' || c == '\\';
}

struct str
secrets_of_words(struct str words, struct arena *scratch)
{
	struct copy copy = { .from = words, .scratch = scratch }, pairs;
	size_t end;

	for (size_t at = 0; at < words.len; at = end + 1) {
		size_t begin = at;
		struct str word;

		for (end = at; end < words.len && !is_between(words.at[end]);
		    end++)
			;
		word = str_of(words.at + at, end - at);
		/* "subject:Winter" is a word of its own behind the sign */
		for (size_t i = 0; i + 1 < word.len && is_letter(word.at[i]);
		    i++)
			if (word.at[i + 1] == ':') {
				begin = at + i + 2;
				break;
			}
		if (is_made_up(str_of(words.at + begin, end - begin)))
			secrets_hide(&copy, begin, end);
	}
	pairs = (struct copy){ .from = secrets_copy_end(&copy), .scratch = scratch };
	secrets_hide_pairs(&pairs);
	return secrets_copy_end(&pairs);
}

/* ---- events ---- */

static void
mask_field(struct event *ev, enum field field,
    struct str (*mask)(struct str, struct arena *), struct arena *scratch)
{
	struct str value = event_get(ev, field);

	if (value.len > 0)
		event_set(ev, field, mask(value, scratch));
}

void
secrets_mask(struct event *ev, struct arena *scratch)
{
	mask_field(ev, F_COMMAND, secrets_of_command, scratch);
	if (!event_has(ev, F_SEARCH))
		return;
	mask_field(ev, F_SEARCH, secrets_of_words, scratch);
	if (ev->kind == K_MAIL_SEARCH)	/* the same words, as arguments */
		mask_field(ev, F_PARAMETER, secrets_of_words, scratch);
}
