#include "parse/secrets.h"

#include "base/scan.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- writing ---- */

/* A copy with stars, begun when there is something to hide. */
struct copy {
	struct str    from;
	struct arena *scratch;
	size_t	      done;	/* of from, copied or hidden */
	char	     *start, *at;
};

/* Hide from[begin .. end), if it lies behind what was hidden before. */
static void
hide(struct copy *copy, size_t begin, size_t end)
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

static struct str
copy_end(struct copy *copy)
{
	size_t left = copy->from.len - copy->done;

	if (copy->start == NULL)
		return copy->from;
	memcpy(copy->at, copy->from.at + copy->done, left);
	return str_of(copy->start, (size_t)(copy->at - copy->start) + left);
}

/* ---- names and values ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static bool
holds(struct str s, struct str part)
{
	for (; s.len >= part.len; str_drop(&s, 1))
		if (str_eq_nocase(str_of(s.at, part.len), part))
			return true;
	return false;
}

static bool
ends_nocase(struct str s, struct str end)
{
	return s.len >= end.len && str_eq_nocase(str_of(s.at + s.len -
	    end.len, end.len), end);
}

/* "password", "PGPASSWORD", "--db-pass", "api_key"; but not where it is,
 * "password-file". */
static bool
is_secret_name(struct str name)
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

/* Where a value that begins at `at` ends: at its quote; else at a blank that
 * is not escaped, or at a sign that ends it in lists, objects, queries. */
static size_t
value_end(struct str s, size_t at, bool list)
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
	if (is_secret_name(str_of(before.at + n, before.len - n)))
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

/* NAME=value, "name": "value", name: value. */
static void
hide_pairs(struct copy *copy)
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
		hide(copy, at, value_end(s, at, true));
	}
}

/* ---- commands ---- */

/* Options of programs whose value is a password: a letter each, apart or
 * attached. */
static const struct program {
	struct str  name;
	const char *apart, *attached;
} programs[] = {
	{ STR_INIT("mysql"), "", "p" },		/* and all that begin so */
	{ STR_INIT("mariadb"), "", "p" },
	{ STR_INIT("sshpass"), "p", "p" },
	{ STR_INIT("ldapsearch"), "w", "w" },
	{ STR_INIT("ldapmodify"), "w", "w" },
	{ STR_INIT("ldapadd"), "w", "w" },
	{ STR_INIT("ldapdelete"), "w", "w" },
	{ STR_INIT("ldapwhoami"), "w", "w" },
	{ STR_INIT("ldappasswd"), "wsa", "wsa" },
	{ STR_INIT("redis-cli"), "a", "" },
	{ STR_INIT("zip"), "P", "P" },
	{ STR_INIT("unzip"), "P", "P" },
	{ STR_INIT("7z"), "", "p" },
	{ STR_INIT("7za"), "", "p" },
	{ STR_INIT("rar"), "", "p" },
	{ STR_INIT("openssl"), "kK", "" },
	{ STR_INIT("useradd"), "p", "" },
	{ STR_INIT("usermod"), "p", "" },
	{ STR_INIT("ipmitool"), "P", "P" },
	{ STR_INIT("sqlcmd"), "P", "P" },
	{ STR_INIT("snmpget"), "cAX", "" },
	{ STR_INIT("snmpwalk"), "cAX", "" },
	/* whose -p is no password's */
	{ STR_INIT("mkdir"), "", "" }, { STR_INIT("cp"), "", "" },
	{ STR_INIT("mv"), "", "" }, { STR_INIT("ssh"), "", "" },
	{ STR_INIT("scp"), "", "" }, { STR_INIT("sftp"), "", "" },
	{ STR_INIT("rsync"), "", "" }, { STR_INIT("ps"), "", "" },
	{ STR_INIT("install"), "", "" }, { STR_INIT("tar"), "", "" },
	{ STR_INIT("journalctl"), "", "" }, { STR_INIT("nmap"), "", "" },
	{ STR_INIT("strace"), "", "" }, { STR_INIT("lsof"), "", "" },
	{ STR_INIT("patch"), "", "" }, { STR_INIT("perl"), "", "" },
	{ STR_INIT("psql"), "", "" }, { STR_INIT("pg_dump"), "", "" },
	{ STR_INIT("pgrep"), "", "" }, { STR_INIT("git"), "", "" },
	{ STR_INIT("test"), "", "" }, { STR_INIT("read"), "", "" },
	{ STR_INIT("find"), "", "" }, { STR_INIT("touch"), "", "" },
	{ STR_INIT("systemctl"), "", "" }, { STR_INIT("export"), "", "" },
	{ STR_INIT("iptables"), "", "" }, { STR_INIT("ip6tables"), "", "" },
	{ STR_INIT("ss"), "", "" }, { STR_INIT("netstat"), "", "" },
	{ STR_INIT("ls"), "", "" }, { STR_INIT("sh"), "", "" },
	{ STR_INIT("bash"), "", "" }, { STR_INIT("top"), "", "" },
	{ STR_INIT("logger"), "", "" }, { STR_INIT("cat"), "", "" },
	{ STR_INIT("mount"), "", "" }, { STR_INIT("fdisk"), "", "" },
	{ STR_INIT("doveadm"), "", "" }, { STR_INIT("postqueue"), "", "" },
	{ STR_INIT("auditctl"), "", "" }, { STR_INIT("kill"), "", "" }, { STR_INIT("date"), "", "" },
};

/* Of others a -p is believed to be one. */
static const struct program any_program = { STR_INIT(""), "p", "" };

static const struct program *
program_of(struct str word)
{
	struct str before = word, name = word;

	str_take_last_char(&before, '/', &name);
	for (size_t i = 0; i < COUNT(programs); i++)
		if (str_eq(name, programs[i].name) || (i < 2 &&
		    str_starts(name, programs[i].name)))
			return &programs[i];
	return NULL;
}

struct command {
	struct copy	     *copy;
	const struct program *program;
	size_t		      begin, end;	/* of the word */
};

static bool
word_next(struct command *c)
{
	struct str s = c->copy->from;

	while (c->end < s.len && is_blank(s.at[c->end]))
		c->end++;
	c->begin = c->end;
	while (c->end < s.len && !is_blank(s.at[c->end]))
		c->end++;
	return c->begin < s.len;
}

/* The value behind the word, unless an option follows or nothing. */
static void
hide_next(struct command *c)
{
	struct str s = c->copy->from;
	size_t at = c->end, end;

	while (at < s.len && is_blank(s.at[at]))
		at++;
	if (at == s.len || (s.at[at] == '-' && at + 1 < s.len &&
	    !is_blank(s.at[at + 1])))
		return;
	end = value_end(s, at, false);
	hide(c->copy, at, end);
	c->end = end > c->end ? end : c->end;
}

static bool
is_plain_number(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.at[i] < '0' || s.at[i] > '9') && s.at[i] != ':' &&
		    s.at[i] != '.' && s.at[i] != ',')
			return false;
	return true;
}

/* "bob:secret", "bob%secret": what stands behind the sign. */
static void
hide_behind(struct command *c, size_t begin, size_t end)
{
	struct str s = c->copy->from;

	if (is_plain_number(str_of(s.at + begin, end - begin)))
		return;			/* numbers of user and group */
	for (size_t i = begin; i < end; i++)
		if (s.at[i] == ':' || s.at[i] == '%') {
			end = value_end(s, i + 1, false);
			if (end > i + 1 && is_quote(s.at[end - 1]))
				end--;
			hide(c->copy, i + 1, end);
			return;
		}
}

/* "-u bob:secret", "--user=bob:secret", "-ubob:secret" */
static bool
hide_user(struct command *c, struct str word)
{
	static const struct str options[] = {
		STR_INIT("-u"), STR_INIT("-U"), STR_INIT("--user"),
		STR_INIT("--proxy-user"), STR_INIT("--auth"),
	};
	struct command next = *c;

	for (size_t i = 0; i < COUNT(options); i++) {
		size_t len = options[i].len;

		if (!str_starts(word, options[i]))
			continue;
		if (word.len == len) {
			if (word_next(&next))
				hide_behind(c, next.begin, next.end);
			return true;
		}
		if (len == 2 || word.at[len] == '=') {
			hide_behind(c, c->begin + len, c->end);
			return true;
		}
	}
	return false;
}

static bool
has_letter(const char *letters, char c)
{
	return c != '\0' && strchr(letters, c) != NULL;
}

/* "-p secret", "-psecret", where the program has such an option. */
static bool
hide_letter(struct command *c, struct str word)
{
	const struct program *p = c->program;
	struct command next = *c;
	struct str value;

	if (word.len < 2 || word.at[0] != '-' || word.at[1] == '-')
		return false;
	if (word.len > 2) {
		if (!has_letter(p->attached, word.at[1]))
			return false;
		hide(c->copy, c->begin + 2, value_end(c->copy->from,
		    c->begin + 2, false));
		return true;
	}
	if (!has_letter(p->apart, word.at[1]) || !word_next(&next))
		return false;
	value = str_of(c->copy->from.at + next.begin, next.end - next.begin);
	if (p == &any_program && (value.len < 4 || is_plain_number(value) ||
	    value.at[0] == '/' || value.at[0] == '.'))
		return false;
	hide_next(c);
	return true;
}

/* "postgresql://bob:secret@host/db", wherever in the word. */
static void
hide_url(struct command *c, struct str word)
{
	struct str rest = word, before, authority;
	size_t at, end;

	if (!str_take_until(&rest, STR("://"), &before))
		return;
	authority = rest;
	for (end = 0; end < rest.len && rest.at[end] != '/' &&
	    rest.at[end] != '?' && !is_quote(rest.at[end]); end++)
		;
	authority.len = end;
	before = authority;
	if (str_take_last_char(&before, '@', &rest)) {
		authority.len -= rest.len + 1;
		at = scan_char(authority.at, authority.len, ':');
		if (at < authority.len)
			hide(c->copy, (size_t)(authority.at -
			    c->copy->from.at) + at + 1,
			    (size_t)(authority.at - c->copy->from.at) +
			    authority.len);
	}
}

/* "Authorization: Bearer x", "PASSWORD 'x'", "IDENTIFIED BY 'x'" */
static bool
hide_phrase(struct command *c, struct str word)
{
	static const struct str schemes[] = {
		STR_INIT("basic"), STR_INIT("bearer"), STR_INIT("token"),
		STR_INIT("digest"), STR_INIT("negotiate"),
	};
	struct str s = c->copy->from;
	struct command next = *c;

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (str_eq_nocase(word, schemes[i]) && c->begin > 1) {
			hide_next(c);
			return true;
		}
	if (!word_next(&next) || !is_quote(s.at[next.begin]) ||
	    (!is_secret_name(word) && !str_eq_nocase(word, STR("by"))))
		return false;
	hide_next(c);
	return true;
}

static void
hide_word(struct command *c)
{
	struct str word = str_of(c->copy->from.at + c->begin,
	    c->end - c->begin);
	const struct program *program;

	while (word.len > 0 && (is_quote(word.at[0]) || word.at[0] == '('))
		str_drop(&word, 1);
	program = program_of(word);
	if (program != NULL)
		c->program = program;
	else if (word.len == 1 && (word.at[0] == '|' || word.at[0] == ';'))
		c->program = &any_program;
	hide_url(c, word);
	if (str_starts(word, STR("pass:"))) {	/* openssl's */
		hide(c->copy, c->begin + 5, c->end);
		return;
	}
	if (str_starts(word, STR("/p:"))) {	/* of remote desktops */
		hide(c->copy, c->begin + 3, c->end);
		return;
	}
	if (hide_letter(c, word) || hide_user(c, word))
		return;
	if (word.len > 2 && word.at[0] == '-' &&
	    scan_char(word.at, word.len, '=') == word.len &&
	    is_secret_name(word))
		hide_next(c);
	else
		hide_phrase(c, word);
}

/* "echo bob:secret | chpasswd", "echo secret | sudo -S id": what a program is
 * told on its standard input. */
static void
hide_piped(struct copy *copy)
{
	static const struct str readers[] = {
		STR_INIT("sudo -S"), STR_INIT("stdin"), STR_INIT("cryptsetup"),
	};
	struct command c = { .copy = copy };
	bool accounts = holds(copy->from, STR("chpasswd")), echoed = false;
	bool reads = false;

	for (size_t i = 0; i < COUNT(readers); i++)
		reads |= str_find(copy->from, readers[i]) != STR_NONE;
	while ((accounts || reads) && word_next(&c)) {
		struct str word = str_of(copy->from.at + c.begin,
		    c.end - c.begin);

		if (word.at[0] == '|')
			echoed = false;
		if (accounts)
			hide_behind(&c, c.begin, c.end);
		else if (echoed)
			hide(copy, c.begin, c.end);
		echoed |= ends_nocase(word, STR("echo")) ||
		    ends_nocase(word, STR("printf"));
	}
}

struct str
secrets_of_command(struct str command, struct arena *scratch)
{
	struct copy words = { .from = command, .scratch = scratch }, pairs;
	struct command c = { .copy = &words, .program = &any_program };

	if (scan_char(command.at, command.len, ' ') == command.len &&
	    scan_char(command.at, command.len, '=') == command.len &&
	    scan_char(command.at, command.len, ':') == command.len)
		return command;
	while (word_next(&c))
		hide_word(&c);
	pairs = (struct copy){ .from = copy_end(&words), .scratch = scratch };
	hide_pairs(&pairs);
	words = (struct copy){ .from = copy_end(&pairs), .scratch = scratch };
	hide_piped(&words);
	return copy_end(&words);
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
			hide(&copy, begin, end);
	}
	pairs = (struct copy){ .from = copy_end(&copy), .scratch = scratch };
	hide_pairs(&pairs);
	return copy_end(&pairs);
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
