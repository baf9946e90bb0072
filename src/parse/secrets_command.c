/* secrets_command: what command lines give away of passwords. */
#include "parse/secrets.h"

#include "base/scan.h"
#include "parse/secrets_parts.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

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
	end = secrets_value_end(s, at, false);
	secrets_hide(c->copy, at, end);
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
			end = secrets_value_end(s, i + 1, false);
			if (end > i + 1 && is_quote(s.at[end - 1]))
				end--;
			secrets_hide(c->copy, i + 1, end);
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
		secrets_hide(c->copy, c->begin + 2, secrets_value_end(c->copy->from,
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
			secrets_hide(c->copy, (size_t)(authority.at -
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
	    (!secrets_is_name(word) && !str_eq_nocase(word, STR("by"))))
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
		secrets_hide(c->copy, c->begin + 5, c->end);
		return;
	}
	if (str_starts(word, STR("/p:"))) {	/* of remote desktops */
		secrets_hide(c->copy, c->begin + 3, c->end);
		return;
	}
	if (hide_letter(c, word) || hide_user(c, word))
		return;
	if (word.len > 2 && word.at[0] == '-' &&
	    scan_char(word.at, word.len, '=') == word.len &&
	    secrets_is_name(word))
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
			secrets_hide(copy, c.begin, c.end);
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
	pairs = (struct copy){ .from = secrets_copy_end(&words), .scratch = scratch };
	secrets_hide_pairs(&pairs);
	words = (struct copy){ .from = secrets_copy_end(&pairs), .scratch = scratch };
	hide_piped(&words);
	return secrets_copy_end(&words);
}
