/* gen: a synthetic mail log, the same bytes for the same seed.
 *
 *	gen BYTES [SEED] >mail.log
 *
 * One busy mail host in RFC 5424-like syslog stamps of Debian: Dovecot (42 of
 * 100 lines: sign-ins, ends of sessions, mail_log, refusals), Postfix (52) and
 * OpenSSH (5.5), over twenty thousand mailboxes of uneven use and two hundred
 * thousand addresses, one in ten IPv6.  About one line in ten speaks of a
 * refusal, as on a host that is on the Internet.  Events take turns as
 * whole stories: a sign-in has its end, a message its queue lines. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	USERS = 20000,
	ADDRESSES = 200000,
	OUT_BYTES = 1 << 20,	/* one write */
	LINE_BYTES = 2048,
	PER_SECOND = 70,	/* lines: six million fill a day */
};

static uint64_t state;
static uint64_t written, limit;
static uint64_t lines;
static char out[OUT_BYTES + LINE_BYTES];
static size_t out_used;

/* SplitMix64 (Vigna, public domain): small, and the same everywhere. */
static uint64_t
draw(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static unsigned
below(unsigned n)
{
	return (unsigned)(draw() % n);
}

/* Few are drawn often, many seldom: the product of three is close to Zipf. */
static unsigned
skewed(unsigned n)
{
	uint64_t a = below(n), b = below(n), c = below(n);

	return (unsigned)(a * b / n * c / n);
}

static void
out_flush(void)
{
	if (fwrite(out, 1, out_used, stdout) != out_used) {
		perror("gen");
		exit(1);
	}
	out_used = 0;
}

/* A line of PROGRAM; the clock goes on with the lines. */
__attribute__((format(printf, 2, 3))) static void
line(const char *program, const char *format, ...)
{
	uint64_t second = lines / PER_SECOND;
	char *at = out + out_used;
	va_list args;
	int n;

	n = snprintf(at, LINE_BYTES,
	    "2025-12-%02u" "T%02u:%02u:%02u.%06u+00:00 mail %s: ",
	    1 + (unsigned)(second / 86400 % 28),
	    (unsigned)(second / 3600 % 24), (unsigned)(second / 60 % 60),
	    (unsigned)(second % 60),
	    (unsigned)(lines % PER_SECOND) * (999999 / PER_SECOND), program);
	va_start(args, format);
	n += vsnprintf(at + n, LINE_BYTES - (size_t)n, format, args);
	va_end(args);
	at[n++] = '\n';
	out_used += (size_t)n;
	written += (size_t)n;
	lines++;
	if (out_used >= OUT_BYTES)
		out_flush();
}

/* ---- names ---- */

static const char *const first[] = {
	"alice", "bruno", "claire", "david", "elise", "farid", "gaelle",
	"hugo", "ines", "jules", "karim", "lea", "marc", "nadia", "olivier",
	"pauline", "quentin", "rose", "samir", "theo",
};
static const char *const last[] = {
	"martin", "bernard", "thomas", "petit", "robert", "richard", "durand",
	"dubois", "moreau", "laurent", "simon", "michel", "lefebvre", "leroy",
	"roux", "david", "bertrand", "morel", "fournier", "girard",
};

struct text { char at[80]; };

static struct text
user_name(unsigned number)
{
	struct text text;

	snprintf(text.at, sizeof text.at, "%s.%s%u@mail.example",
	    first[number % 20], last[number / 20 % 20], number / 400);
	return text;
}

/* The documentation prefixes of IPv4 are small, so this takes the one of
 * benchmarks, 198.18.0.0/15, and IPv6 for what it does not hold.  One number
 * is one address: owners and guessers share none. */
static struct text
address(unsigned number)
{
	struct text text;

	if (number % 10 == 9 || number >= 2 * 65536)
		snprintf(text.at, sizeof text.at, "2001:db8:%x:%x::%x",
		    number / 4096, number % 4096, number % 251 + 1);
	else
		snprintf(text.at, sizeof text.at, "198.%u.%u.%u",
		    18 + number / 65536, number / 256 % 256, number % 256);
	return text;
}

/* A mailbox has two addresses of its own; guessers have any. */
static struct text
own_address(unsigned user)
{
	return address(user * 7 % 100000 + below(2));
}

static struct text
any_address(void)
{
	return address(100000 + skewed(ADDRESSES - 100000));
}

static struct text
letters(size_t n, const char *alphabet, unsigned size)
{
	struct text text = { "" };

	for (size_t i = 0; i < n; i++)
		text.at[i] = alphabet[below(size)];
	return text;
}

static struct text
session_id(void)
{
	return letters(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/", 64);
}

static struct text
queue_id(void)
{
	return letters(10, "0123456789ABCDEF", 16);
}

static struct text
program(const char *name)
{
	struct text text;

	snprintf(text.at, sizeof text.at, "%s[%u]", name, 1000 + below(30000));
	return text;
}

/* ---- stories ---- */

static void
imap_session(void)
{
	unsigned user = skewed(USERS), bodies = below(12);
	struct text name = user_name(user), from = own_address(user),
	    session = session_id();

	line("dovecot", "imap-login: Login: user=<%s>, method=PLAIN, rip=%s, "
	    "lip=192.0.2.10, mpid=%u, TLS, session=<%s>", name.at, from.at,
	    1000 + below(30000), session.at);
	if (below(5) == 0)
		line("dovecot", "imap(%s)<%u><%s>: expunge: box=INBOX, "
		    "uid=%u, msgid=<%s@mx.example>, size=%u", name.at,
		    1000 + below(30000), session.at, below(90000),
		    letters(20, "0123456789abcdef", 16).at, 900 + below(90000));
	line("dovecot", "imap(%s)<%u><%s>: Disconnected: Logged out in=%u "
	    "out=%u deleted=0 expunged=0 trashed=0 hdr_count=%u hdr_bytes=%u "
	    "body_count=%u body_bytes=%u", name.at, 1000 + below(30000),
	    session.at, 200 + below(3000), 900 + below(900000), below(80),
	    below(40000), bodies, bodies * (900 + below(30000)));
}

static void
pop_session(void)
{
	unsigned user = skewed(USERS), mails = below(20);
	struct text name = user_name(user), from = own_address(user),
	    session = session_id();

	line("dovecot", "pop3-login: Login: user=<%s>, method=PLAIN, rip=%s, "
	    "lip=192.0.2.10, mpid=%u, TLS, session=<%s>", name.at, from.at,
	    1000 + below(30000), session.at);
	line("dovecot", "pop3(%s)<%u><%s>: Disconnected: Logged out top=0/0, "
	    "retr=%u/%u, del=%u/%u, size=%u", name.at, 1000 + below(30000),
	    session.at, mails, mails * 9000, mails, mails + below(40),
	    400000 + below(9000000));
}

static void
imap_refused(void)
{
	struct text name = user_name(below(USERS)), from = any_address(),
	    session = session_id();
	unsigned tries = 1 + below(3);

	line("dovecot", "auth-worker(%u): conn unix:auth-worker "
	    "(pid=%u,uid=108): auth-worker<%u>: sql(%s,%s): Password mismatch",
	    1000 + below(30000), 1000 + below(30000), below(9000), name.at,
	    from.at);
	line("dovecot", "imap-login: Disconnected: Connection closed (auth "
	    "failed, %u attempts in %u secs): user=<%s>, method=PLAIN, "
	    "rip=%s, lip=192.0.2.10, TLS, session=<%s>", tries, 2 * tries,
	    name.at, from.at, session.at);
}

static void
sieve_script(void)
{
	struct text name = user_name(skewed(USERS));

	line("dovecot", "managesieve(%s)<%u><%s>: Disconnected: Logged out "
	    "bytes=%u/%u", name.at, 1000 + below(30000), session_id().at,
	    below(900), below(3000));
}

/* From outside to a mailbox: seven lines. */
static void
mail_in(void)
{
	struct text id = queue_id(), from = any_address(),
	    to = user_name(skewed(USERS)), smtpd = program("postfix/smtpd");
	unsigned size = 1200 + below(60000);

	line(smtpd.at, "connect from mx.sender.example[%s]", from.at);
	line(smtpd.at, "%s: client=mx.sender.example[%s]", id.at, from.at);
	line(program("postfix/cleanup").at,
	    "%s: message-id=<%s@mx.sender.example>", id.at,
	    letters(24, "0123456789abcdef", 16).at);
	line(program("postfix/qmgr").at,
	    "%s: from=<news%u@sender.example>, size=%u, nrcpt=1 (queue active)",
	    id.at, below(5000), size);
	line(smtpd.at, "disconnect from mx.sender.example[%s] ehlo=2 "
	    "starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7", from.at);
	line("dovecot", "lmtp(%s)<%u><%s>: msgid=<%s@mx.sender.example>: "
	    "saved mail to INBOX", to.at, 1000 + below(30000), session_id().at,
	    letters(24, "0123456789abcdef", 16).at);
	line(program("postfix/lmtp").at, "%s: to=<%s>, "
	    "relay=mail.example[private/dovecot-lmtp], delay=0.%u, "
	    "delays=0.1/0.01/0.01/0.%u, dsn=2.0.0, status=sent (250 2.0.0 "
	    "<%s> %s Saved)", id.at, to.at, 11 + below(80), below(90), to.at,
	    session_id().at);
	line(program("postfix/qmgr").at, "%s: removed", id.at);
}

/* From a mailbox to outside. */
static void
mail_out(void)
{
	unsigned user = skewed(USERS);
	struct text id = queue_id(), name = user_name(user),
	    from = own_address(user);

	line(program("postfix/submission/smtpd").at,
	    "%s: client=unknown[%s], sasl_method=PLAIN, sasl_username=%s",
	    id.at, from.at, name.at);
	line(program("postfix/cleanup").at, "%s: message-id=<%s@mail.example>",
	    id.at, letters(24, "0123456789abcdef", 16).at);
	line(program("postfix/qmgr").at,
	    "%s: from=<%s>, size=%u, nrcpt=1 (queue active)", id.at, name.at,
	    700 + below(90000));
	line(program("postfix/smtp").at, "%s: to=<contact%u@partner.example>, "
	    "relay=mx.partner.example[198.51.100.25]:25, delay=%u.%u, "
	    "delays=0.2/0.01/0.4/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
	    "queued as %s)", id.at, below(9000), below(4), below(10),
	    queue_id().at);
	line(program("postfix/qmgr").at, "%s: removed", id.at);
}

static void
mail_refused(void)
{
	struct text from = any_address(), smtpd = program("postfix/smtpd");

	line(smtpd.at, "connect from unknown[%s]", from.at);
	if (below(2) == 0)
		line(smtpd.at, "warning: unknown[%s]: SASL LOGIN "
		    "authentication failed: UGFzc3dvcmQ6", from.at);
	else
		line(smtpd.at, "NOQUEUE: reject: RCPT from unknown[%s]: 554 "
		    "5.7.1 <%s>: Relay access denied; from=<a@b.example> "
		    "to=<%s> proto=ESMTP helo=<[%s]>", from.at,
		    user_name(below(USERS)).at, user_name(below(USERS)).at,
		    from.at);
	line(smtpd.at, "disconnect from unknown[%s] ehlo=1 auth=0/1 quit=1 "
	    "commands=2/3", from.at);
}

static void
ssh_refused(void)
{
	struct text from = any_address(), sshd = program("sshd");
	unsigned port = 1024 + below(60000);

	line(sshd.at, "Invalid user %s from %s port %u", first[below(20)],
	    from.at, port);
	line(sshd.at, "Failed password for invalid user %s from %s port %u "
	    "ssh2", first[below(20)], from.at, port);
	line(sshd.at, "Connection closed by invalid user %s %s port %u "
	    "[preauth]", first[below(20)], from.at, port);
}

static void
ssh_session(void)
{
	struct text sshd = program("sshd");

	line(sshd.at, "Accepted publickey for adm from 192.0.2.80 port %u "
	    "ssh2: ED25519 SHA256:%s", 1024 + below(60000),
	    letters(43, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+/", 64).at);
	line(sshd.at, "pam_unix(sshd:session): session opened for user "
	    "adm(uid=1000) by (uid=0)");
}

/* Of a thousand stories; the shares of lines come out as said above. */
static const struct {
	void   (*tell)(void);
	unsigned share;
} stories[] = {
	{ imap_session, 470 }, { pop_session, 60 }, { imap_refused, 70 },
	{ sieve_script, 10 }, { mail_in, 200 }, { mail_out, 80 },
	{ mail_refused, 45 }, { ssh_refused, 57 }, { ssh_session, 8 },
};

int
main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: gen BYTES [SEED] >mail.log\n");
		return 2;
	}
	limit = strtoull(argv[1], NULL, 10);
	state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	while (written < limit) {
		unsigned at = below(1000), story = 0;

		while (at >= stories[story].share)
			at -= stories[story++].share;
		stories[story].tell();
	}
	out_flush();
	return 0;
}
