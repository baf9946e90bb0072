#include "parse/head.h"

#include "event/event.h"
#include "parse/parse.h"
#include "parse/take.h"

static const struct head none = { HEAD_NONE, 0, NULL };

/* "<38>" */
static struct str
without_priority(struct str s)
{
	struct str rest = s, digits;

	return str_take_char(&rest, '<') && take_digits(&rest, &digits) &&
	    digits.len <= 3 && str_take_char(&rest, '>') ? rest : s;
}

/* "123 <38>", of RFC 6587?  Its first bytes tell it from a stamp. */
static inline bool
is_counted(struct str s)
{
	return s.len > 6 && s.at[4] != '-' &&
	    s.at[0] >= '1' && s.at[0] <= '9' &&
	    (s.at[2] == ' ' || s.at[3] == ' ' || s.at[4] == ' ' ||
	    s.at[5] == ' ') && parse_counted(s) > 0;
}

static struct str
without_count(struct str s)
{
	struct str rest = s, digits;

	return take_digits(&rest, &digits) && str_take_char(&rest, ' ') ?
	    rest : s;
}

size_t
parse_counted(struct str s)
{
	struct str rest = s, digits;
	uint64_t count;

	if (s.len == 0 || s.at[0] < '1' || s.at[0] > '9' ||
	    !take_digits(&rest, &digits) || !str_take_char(&rest, ' ') ||
	    without_priority(rest).len == rest.len ||
	    !str_u64(digits, &count) ||
	    count > LINE_MAX_BYTES - digits.len - 1)
		return 0;
	return digits.len + 1 + (size_t)count;
}

/* Bytes of the program's name. */
static size_t
tag_length(struct str s)
{
	size_t n = 0;
	static const bool ends[256] = { ['['] = true, [':'] = true,
		[' '] = true };

	if (s.len >= SCAN_LANE) {
		unsigned mask = scan_eq(s.at, '[') | scan_eq(s.at, ':') |
		    scan_eq(s.at, ' ');

		if (mask != 0)
			return (size_t)__builtin_ctz(mask);
		n = SCAN_LANE;
	}
	while (n < s.len && !ends[(unsigned char)s.at[n]])
		n++;
	return n;
}

/* "[811]: text", ": text" behind the program. */
static inline const char *
behind_program(struct str rest, struct event *ev)
{
	struct str after = rest, pid;

	if (str_take_char(&after, '[') && take_digits(&after, &pid) &&
	    str_take_char(&after, ']')) {
		rest = after;
		event_set(ev, F_PID, pid);
	}
	str_take_char(&rest, ':');
	str_take_char(&rest, ' ');
	return rest.at;
}

/* What follows the stamp of RFC 3164: "mail sshd[811]: text", "mail kernel:
 * text", "mail log_tag text", or the text of a file that names no host:
 * "imap-login: Info: text", "imap(u)<8><s>: ". */
static __attribute__((noinline)) struct head
behind_stamp(struct str s, bool file_only, struct event *ev)
{
	struct str host = str_of(s.at, scan_char(s.at, s.len, ' ')), program;

	if (host.len == 0)
		return none;
	if (host.at[host.len - 1] == ':' ||
	    scan_char(host.at, host.len, '(') < host.len)
		return (struct head){ HEAD_FILE, 0, s.at };
	if (file_only || host.len == s.len)
		return none;
	str_drop(&s, host.len + 1);
	program = str_of(s.at, tag_length(s));
	if (program.len == 0)
		return none;
	event_set(ev, F_HOST, host);
	event_set(ev, F_PROGRAM, program);
	str_drop(&s, program.len);
	return (struct head){ HEAD_SYSLOG, 0, behind_program(s, ev) };
}

/* ---- heads seen before ---- */

/* "mail postfix/smtpd" up to the first '[' or ':' and what it came to: a log
 * is written by few programs. */
enum { MEMOS = 256, MEMO_LEAST = 8, MEMO_MOST = 64 };
static struct memo {
	char	 bytes[MEMO_MOST];
	uint8_t	 len;		/* 0: free */
	uint8_t	 host;
	uint16_t claim;
} memos[MEMOS];

/* How many bytes stand before the first '[' or ':'; 0 if there are more than
 * a memo holds, or nearly as many as s has. */
static size_t
memo_length(struct str s)
{
	for (size_t n = 0; n < MEMO_MOST && s.len >= n + SCAN_LANE;
	     n += SCAN_LANE) {
		unsigned mask = scan_eq(s.at + n, '[') |
		    scan_eq(s.at + n, ':');

		if (mask != 0)
			return n + (size_t)__builtin_ctz(mask);
	}
	return 0;
}

static struct memo *
memo_at(const char *at, size_t len)
{
	uint64_t hash = (str_word(at) ^ str_word(at + len - 8) * 3) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return &memos[hash >> 56];
}

/* The same as behind_stamp() of RFC 3164, by a memo where there is one. */
static inline struct head
behind_bsd(struct str s, head_claim *claim, struct event *ev)
{
	size_t len = memo_length(s);
	struct memo *memo;
	struct head head;

	if (len < MEMO_LEAST) {
		head = behind_stamp(s, false, ev);
		if (head.kind == HEAD_SYSLOG)
			head.claim = claim(ev->v[F_PROGRAM]);
		return head;
	}
	memo = memo_at(s.at, len);
	if (!str_same(str_of(memo->bytes, memo->len), str_of(s.at, len))) {
		head = behind_stamp(s, false, ev);
		if (head.kind != HEAD_SYSLOG)
			return head;
		head.claim = claim(ev->v[F_PROGRAM]);
		/* Those bytes alone told it? */
		if (ev->v[F_PROGRAM].at + ev->v[F_PROGRAM].len != s.at + len)
			return head;
		memcpy(memo->bytes, s.at, len);
		memo->len = (uint8_t)len;
		memo->host = (uint8_t)ev->v[F_HOST].len;
		memo->claim = (uint16_t)head.claim;
		return head;
	}
	event_set(ev, F_HOST, str_of(s.at, memo->host));
	event_set(ev, F_PROGRAM,
	    str_of(s.at + memo->host + 1, len - memo->host - 1));
	str_drop(&s, len);
	return (struct head){ HEAD_SYSLOG, memo->claim, behind_program(s, ev) };
}

/* ---- RFC 5424 ---- */

/* [id name="value\"]"][id2], or - */
static bool
take_structured_data(struct str *s)
{
	bool quoted = false, open = false;

	if (str_take_char(s, '-'))
		return true;
	for (size_t i = 0; i < s->len; i++) {
		char c = s->at[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"' && open) {
			quoted = true;
		} else if (c == '[') {
			open = true;
		} else if (c == ']' && open) {
			open = false;
		} else if (!open) {
			str_drop(s, i);
			return i > 0;
		}
	}
	if (open)
		return false;
	str_drop(s, s->len);
	return true;
}

static bool
take_nilable(struct str *s, struct str *value)
{
	if (!str_take_word(s, value))
		return false;
	if (str_eq(*value, STR("-")))
		*value = (struct str){ 0 };
	return true;
}

/* RFC 5424, behind "<38>1 ". */
static __attribute__((noinline)) struct head
behind_version(struct str rest, const struct zone *zone, struct event *ev)
{
	struct str host, program, pid, message_id;

	if ((!TAKE(&rest, "- ") && (!stamp_take_iso(&rest, zone, &ev->time) ||
	    !str_take_char(&rest, ' '))) ||
	    !take_nilable(&rest, &host) || !take_nilable(&rest, &program) ||
	    !take_nilable(&rest, &pid) || !take_nilable(&rest, &message_id) ||
	    program.len == 0 || !take_structured_data(&rest))
		return none;
	str_take_char(&rest, ' ');
	TAKE(&rest, "\xef\xbb\xbf");	/* RFC 5424 marks UTF-8 so */
	event_set(ev, F_HOST, host);
	event_set(ev, F_PROGRAM, program);
	if (take_is_number(pid))
		event_set(ev, F_PID, pid);
	return (struct head){ HEAD_SYSLOG, 0, rest.at };
}

/* Bytes of the stamp in front, 0 if there is none.  RFC 3164 begins with a
 * month, or with the mark of a clock not in step; the other stamps with a
 * digit, and most lines do. */
static size_t
stamp_any(struct str s, const struct zone *zone, struct event *ev)
{
	struct str rest = s;

	if (s.len <= 10)
		return 0;
	if (s.at[0] >= '0' && s.at[0] <= '9')
		return stamp_iso(s, zone, &ev->time);
	return stamp_take_bsd(&rest, zone, &ev->time) ? s.len - rest.len : 0;
}

struct head
head_of(struct str line, const struct zone *zone, head_claim *claim,
    struct event *ev)
{
	struct head head = none;
	struct str rest = line;
	size_t n;

	if (rest.at[0] == '<' || is_counted(rest))
		rest = without_priority(without_count(rest));
	if (rest.len != line.len && TAKE(&rest, "1 ")) {
		head = behind_version(rest, zone, ev);
		if (head.kind == HEAD_SYSLOG)
			head.claim = claim(ev->v[F_PROGRAM]);
	} else if ((n = stamp_any(rest, zone, ev)) > 0) {
		/* "2025-12-01 21:04:00": no syslog writes so */
		bool spaced = rest.at[10] == ' ' && rest.at[4] == '-';

		str_drop(&rest, n);
		if (str_take_char(&rest, ' '))
			head = spaced ? behind_stamp(rest, true, ev) :
			    behind_bsd(rest, claim, ev);
		else if (TAKE(&rest, ": "))	/* syslogd's own words */
			head = (struct head){ .kind = HEAD_FILE,
				.text = rest.at };
	}
	if (head.kind == HEAD_NONE) {
		ev->time = (struct stamp){ 0 };
		head.text = line.at;
	}
	return head;
}
