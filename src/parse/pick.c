/* pick: which format a line belongs to, by its bytes alone.
 *
 * The head comes first.  A head names the program, and the table of claims,
 * made once from all formats, names the formats of that program.
 *
 *	Dec  1 21:04:00 mail sshd[811]: text		RFC 3164
 *	2025-12-01T21:04:00+01:00 mail sshd[811]: text	the same, ISO stamp
 *	<38>1 2025-12-01T21:04:00Z mail sshd 811 - - text	RFC 5424
 *	Dec 01 21:04:00 imap-login: Info: text		Dovecot's own file
 *
 * Lines without one go to the formats that take such lines, in their order.
 * Everything before the text was written by the logging host; what the text
 * holds may be anybody's, so a head is never looked for further in. */
#include "parse/parse.h"

#include "base/must.h"
#include "event/site.h"
#include "parse/mapping.h"
#include "parse/secrets.h"
#include "parse/take.h"

enum {
	CLAIMS_MAX = 1023,	/* 0 ends a chain */
	CLAIM_FILE = 256,	/* where the chains of ":program" begin */
};

struct claim {
	struct str	     name;
	bool		     prefix;	/* "postfix*" */
	uint16_t	     next;
	const struct format *format;
};

/* The first claim on a program, remembered: a log is written by few. */
enum { MEMOS = 64, MEMO_NAME = 24 };
struct memo {
	char	 name[MEMO_NAME];
	uint8_t	 len;		/* 0: free */
	uint16_t claim;
};

/* Made at the first line, never changed after but for the memos. */
static struct {
	bool		     made;
	size_t		     count;
	struct claim	     claims[CLAIMS_MAX + 1];
	uint16_t	     first[2 * CLAIM_FILE];	/* by first byte */
	struct memo	     memos[MEMOS];	/* of syslog programs */
	const struct format *headless[CLAIMS_MAX];
	size_t		     headless_count;
	const struct format *joined[CLAIMS_MAX];	/* with joins() */
	size_t		     joined_count;
} table;

/* Behind all claims with the same first byte; exact names are entered before
 * those with a star, so they win. */
static void
add_claim(const char *program, const struct format *format, bool prefixes)
{
	struct str name = str_from(program);
	bool file = str_take_char(&name, ':');
	bool prefix = str_take_char(&name, '*') || str_take_end(&name, STR("*"));
	uint16_t *at;

	if (prefix != prefixes)
		return;
	must(name.len > 0 && table.count < CLAIMS_MAX);
	table.claims[++table.count] = (struct claim){
		.name = name, .prefix = prefix, .format = format,
	};
	at = &table.first[(unsigned char)name.at[0] + (file ? CLAIM_FILE : 0)];
	while (*at != 0)
		at = &table.claims[*at].next;
	*at = (uint16_t)table.count;
}

static void
make_table(void)
{
	for (size_t i = 0; i < formats_count; i++) {
		const struct format *format = formats[i];

		if (format->join != JOIN_NONE) {
			must(table.joined_count < CLAIMS_MAX);
			table.joined[table.joined_count++] = format;
		}
		if (format->programs == NULL) {
			must(table.headless_count < CLAIMS_MAX);
			table.headless[table.headless_count++] = format;
		}
	}
	for (int prefixes = 0; prefixes < 2; prefixes++)
		for (size_t i = 0; i < formats_count; i++)
			for (const char *const *program = formats[i]->programs;
			     program != NULL && *program != NULL; program++)
				add_claim(*program, formats[i], prefixes);
	table.made = true;
}

/* --- heads ----------------------------------------------------------------- */

/* What stands before the text, and where the text begins.  Two words, so it
 * is returned in registers. */
struct head {
	enum {
		HEAD_NONE,	/* the whole line is text */
		HEAD_SYSLOG,	/* a host and a program stand before it */
		HEAD_FILE,	/* a stamp only: it begins with the program */
	} kind;
	const char *text;
};

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
	return s.len > 6 && s.at[0] >= '1' && s.at[0] <= '9' &&
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

/* "sshd[811]: text", "kernel: text", "log_tag text" */
static struct head
host_and_tag(struct str host, struct str rest, struct event *ev)
{
	struct str program = str_of(rest.at, tag_length(rest)), after, pid;

	if (program.len == 0)
		return (struct head){ HEAD_NONE, NULL };
	str_drop(&rest, program.len);
	after = rest;
	if (str_take_char(&after, '[') && take_digits(&after, &pid) &&
	    str_take_char(&after, ']')) {
		rest = after;
		event_set(ev, F_PID, pid);
	}
	str_take_char(&rest, ':');
	str_take_char(&rest, ' ');
	event_set(ev, F_HOST, host);
	event_set(ev, F_PROGRAM, program);
	return (struct head){ HEAD_SYSLOG, rest.at };
}

/* What follows the stamp of RFC 3164: "mail sshd[811]: text", or the text of
 * a file that names no host: "imap-login: Info: text", "imap(u)<8><s>: ". */
static struct head
behind_stamp(struct str s, bool file_only, struct event *ev)
{
	struct str host = str_of(s.at, scan_char(s.at, s.len, ' '));
	bool bracket = false;

	if (host.len == 0)
		return (struct head){ HEAD_NONE, NULL };
	for (size_t i = 0; i < host.len; i++)
		bracket |= host.at[i] == '(';
	if (bracket || host.at[host.len - 1] == ':')
		return (struct head){ HEAD_FILE, s.at };
	if (file_only || host.len == s.len)
		return (struct head){ HEAD_NONE, NULL };
	str_drop(&s, host.len + 1);
	return host_and_tag(host, s, ev);
}

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
static struct head
behind_version(struct str rest, const struct zone *zone, struct event *ev)
{
	struct str host, program, pid, message_id;

	if ((!TAKE(&rest, "- ") && (!stamp_take_iso(&rest, zone, &ev->time) ||
	    !str_take_char(&rest, ' '))) ||
	    !take_nilable(&rest, &host) || !take_nilable(&rest, &program) ||
	    !take_nilable(&rest, &pid) || !take_nilable(&rest, &message_id) ||
	    program.len == 0 || !take_structured_data(&rest))
		return (struct head){ HEAD_NONE, NULL };
	str_take_char(&rest, ' ');
	TAKE(&rest, "\xef\xbb\xbf");	/* RFC 5424 marks UTF-8 so */
	event_set(ev, F_HOST, host);
	event_set(ev, F_PROGRAM, program);
	if (take_is_number(pid))
		event_set(ev, F_PID, pid);
	return (struct head){ HEAD_SYSLOG, rest.at };
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

/* On HEAD_NONE the event is as before. */
static inline struct head
head_of(struct str line, const struct zone *zone, struct event *ev)
{
	struct head head = { HEAD_NONE, NULL };
	struct str rest = line;
	size_t n;

	if (rest.len > 0 && (rest.at[0] == '<' || is_counted(rest)))
		rest = without_priority(without_count(rest));
	if (rest.len != line.len && TAKE(&rest, "1 ")) {
		head = behind_version(rest, zone, ev);
	} else if ((n = stamp_any(rest, zone, ev)) > 0) {
		/* "2025-12-01 21:04:00": no syslog writes so */
		bool spaced = rest.at[10] == ' ' && rest.at[4] == '-';

		str_drop(&rest, n);
		if (str_take_char(&rest, ' '))
			head = behind_stamp(rest, spaced, ev);
	}
	if (head.kind == HEAD_NONE) {
		ev->time = (struct stamp){ 0 };
		head.text = line.at;
	}
	return head;
}

static struct str
text_of(struct str line, struct head head)
{
	return str_of(head.text, (size_t)(line.at + line.len - head.text));
}

/* --- formats --------------------------------------------------------------- */

/* The claim on a program among i and those behind it; 0: none. */
static unsigned
claim_find(struct str program, unsigned i)
{
	for (; i != 0; i = table.claims[i].next) {
		const struct claim *claim = &table.claims[i];

		if (claim->prefix ? str_starts(program, claim->name)
				  : str_eq(program, claim->name))
			break;
	}
	return i;
}

/* The first claim on a program of a syslog head. */
static unsigned
claim_first(struct str program)
{
	struct memo *memo;
	unsigned hash, claim;

	if (program.len == 0)
		return 0;
	hash = (unsigned char)program.at[0] +
	    (unsigned char)program.at[program.len - 1] * 3u +
	    (unsigned char)program.at[program.len / 2] * 5u;
	memo = &table.memos[(hash + program.len) % MEMOS];
	if (memo->len > 0 && str_same(str_of(memo->name, memo->len), program))
		return memo->claim;
	claim = claim_find(program,
	    table.first[(unsigned char)program.at[0]]);
	if (program.len <= MEMO_NAME) {
		memcpy(memo->name, program.at, program.len);
		memo->len = (uint8_t)program.len;
		memo->claim = (uint16_t)claim;
	}
	return claim;
}

/* The same for the program that begins the text of a file. */
static unsigned
claim_of_file(struct str program)
{
	return program.len == 0 ? 0 : claim_find(program,
	    table.first[(unsigned char)program.at[0] + CLAIM_FILE]);
}

/* The formats that claim a program, the first that knows the line. */
static void
ask_claims(struct str program, unsigned i, struct str text,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	for (; i != 0; i = claim_find(program, table.claims[i].next)) {
		result->format = table.claims[i].format;
		result->parsed = result->format->line(text, context, ev);
		if (result->parsed != PARSED_OTHER)
			break;
	}
}

/* A carrier: what it holds goes to those that claim the program, then to the
 * applications of the site file.  When none knows it, the line is as foreign
 * as it would be in syslog. */
static void
ask_carried(const struct format *carrier, struct str line,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	struct str text = { 0 };

	result->parsed = carrier->unwrap(line, context, ev, &text);
	result->format = result->carrier = carrier;
	if (result->parsed != PARSED_EVENT)
		return;
	result->parsed = PARSED_OTHER;
	ask_claims(event_get(ev, F_PROGRAM),
	    claim_first(event_get(ev, F_PROGRAM)), text, context, ev, result);
	if (result->parsed != PARSED_OTHER)
		return;
	result->format = NULL;
	result->parsed = mapping_line(text, context, ev, &result->mapping);
	if (result->parsed != PARSED_OTHER)
		return;
	event_reset(ev);
	carrier->unwrap(line, context, ev, &text);
	event_set(ev, F_MESSAGE, text);
}

static void
ask_headless(struct str line, const struct parse_context *context,
    struct event *ev, struct parse_result *result)
{
	for (size_t i = 0; i < table.headless_count &&
	     result->parsed == PARSED_OTHER && result->carrier == NULL; i++) {
		result->format = table.headless[i];
		if (result->format->unwrap == NULL)
			result->parsed = result->format->line(line, context,
			    ev);
		else if (result->format->begins(line))
			ask_carried(result->format, line, context, ev, result);
	}
}

/* The program at the front of a Dovecot file's text. */
static struct str
leading_program(struct str text)
{
	size_t n = 0;

	while (n < text.len && text.at[n] != ':' && text.at[n] != '(')
		n++;
	return str_of(text.at, n);
}

static void
ask_file(struct str text, const struct parse_context *context,
    struct event *ev, struct parse_result *result)
{
	struct str program = leading_program(text);

	ask_claims(program, claim_of_file(program), text, context, ev,
	    result);
}

/* What no format knew: the applications of the site file.  A template of
 * theirs may spell out what looks like a syslog head.  Otherwise the line is
 * foreign, and its head is told. */
static void
ask_mappings(struct str line, struct head head,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	result->format = NULL;
	result->parsed = mapping_line(text_of(line, head), context, ev,
	    &result->mapping);
	if (result->parsed != PARSED_OTHER || head.kind != HEAD_SYSLOG)
		return;
	if (context->site->mappings.count > 0) {
		event_reset(ev);
		result->parsed = mapping_line(line, context, ev,
		    &result->mapping);
		if (result->parsed != PARSED_OTHER)
			return;
		event_reset(ev);
	}
	event_set(ev, F_MESSAGE,
	    text_of(line, head_of(line, context->zone, ev)));
}

void
parse_line(struct str line, const struct parse_context *context,
    struct event *ev, struct parse_result *result)
{
	struct head head;

	if (!table.made)
		make_table();
	event_reset(ev);
	*result = (struct parse_result){ PARSED_OTHER, NULL, NULL, NULL };
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0)
		return;
	head = head_of(line, context->zone, ev);
	if (head.kind == HEAD_SYSLOG)
		ask_claims(ev->v[F_PROGRAM], claim_first(ev->v[F_PROGRAM]),
		    text_of(line, head), context, ev, result);
	else if (head.kind == HEAD_FILE)
		ask_file(text_of(line, head), context, ev, result);
	if (head.kind != HEAD_SYSLOG && result->parsed == PARSED_OTHER) {
		event_reset(ev);
		head.text = line.at;
		ask_headless(line, context, ev, result);
	}
	if (result->parsed == PARSED_OTHER && result->carrier == NULL)
		ask_mappings(line, head, context, ev, result);
	if (secrets_may_be(ev))
		secrets_mask(ev, context->scratch);
}

bool
parse_is_linked(struct str before, struct str line)
{
	if (!table.made)
		make_table();
	for (size_t i = 0; i < table.joined_count; i++) {
		const struct format *format = table.joined[i];
		struct parse_join join = { 0 };

		if (format->join == JOIN_RUN &&
		    format->joins(&join, before, before.len + 1) &&
		    format->joins(&join, line, line.len + 1))
			return true;
	}
	return false;
}

enum join
parse_begins(struct str line)
{
	if (!table.made)
		make_table();
	for (size_t i = 0; i < table.joined_count; i++)
		if (table.joined[i]->begins != NULL &&
		    table.joined[i]->begins(line))
			return table.joined[i]->join;
	return parse_counted(line) > 0 ? JOIN_STREAM : JOIN_NONE;
}
