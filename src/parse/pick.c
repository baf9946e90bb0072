/* pick: which format a line belongs to, by its bytes alone.
 *
 * The head (head.h) comes first.  It names the program, and the table of
 * claims, made once from all formats, names the formats of that program.
 * Lines without one go to the formats that take such lines, in their order. */
#include "parse/parse.h"

#include "base/must.h"
#include "event/site.h"
#include "parse/head.h"
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

/* Made at the first line, never changed after. */
static struct {
	bool		     made;
	size_t		     count;
	struct claim	     claims[CLAIMS_MAX + 1];
	uint16_t	     first[2 * CLAIM_FILE];	/* by first byte */
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
	return program.len == 0 ? 0 : claim_find(program,
	    table.first[(unsigned char)program.at[0]]);
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

static __attribute__((noinline)) void
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

static __attribute__((noinline)) void
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
static __attribute__((noinline)) void
ask_mappings(struct str line, struct head head,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	result->format = NULL;
	result->parsed = mapping_line(text_of(line, head), context, ev,
	    &result->mapping);
	if (result->parsed != PARSED_OTHER || head.kind == HEAD_NONE)
		return;
	if (head.kind == HEAD_FILE) {		/* its time, and no more */
		head_of(line, context->zone, claim_first, ev);
		return;
	}
	if (context->site->mappings.count > 0) {
		event_reset(ev);
		result->parsed = mapping_line(line, context, ev,
		    &result->mapping);
		if (result->parsed != PARSED_OTHER)
			return;
		event_reset(ev);
	}
	event_set(ev, F_MESSAGE,
	    text_of(line, head_of(line, context->zone, claim_first, ev)));
}

/* rsyslog and syslog-ng sum up what comes again at once:
 *
 *	sshd[811]: message repeated 3 times: [ Failed password for bob from ...]
 */
static bool
take_repeated(struct str *text, struct str *count)
{
	struct str rest = *text;

	if (!TAKE(&rest, "message repeated ") || !take_digits(&rest, count) ||
	    !TAKE(&rest, " times: [ ") || !str_take_end(&rest, STR("]")))
		return false;
	*text = rest;
	return true;
}

/* Of what adds nothing up but attempts a repeated line is one event. */
static bool
is_countless(const struct event *ev)
{
	static const bool kinds[K_COUNT] = { [K_LOGIN] = true,
		[K_AUTH_STEP] = true, [K_POLICY] = true, [K_CONNECT] = true,
		[K_DISCONNECT] = true, [K_MAIL_REJECT] = true, [K_NOTE] = true };

	return kinds[ev->kind];
}

/* A repeated line of anything else, of counters for instance, is asked about as
 * it stands: three messages are not one.  False: it is no such line. */
static __attribute__((noinline)) bool
ask_repeated(struct str line, struct str text, struct head *head,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	struct str count;

	if (!take_repeated(&text, &count))
		return false;
	ask_claims(ev->v[F_PROGRAM], head->claim, text, context, ev, result);
	if (result->parsed == PARSED_EVENT && is_countless(ev)) {
		if ((ev->kind == K_LOGIN || ev->kind == K_AUTH_STEP) &&
		    !event_has(ev, F_ATTEMPTS))
			event_set(ev, F_ATTEMPTS, count);
		return true;
	}
	event_reset(ev);
	*head = head_of(line, context->zone, claim_first, ev);
	return false;
}

static void
ask_syslog(struct str line, struct head head,
    const struct parse_context *context, struct event *ev,
    struct parse_result *result)
{
	struct str text = text_of(line, head);

	if (STARTS(text, "message ") &&
	    ask_repeated(line, text, &head, context, ev, result))
		return;
	ask_claims(ev->v[F_PROGRAM], head.claim, text_of(line, head), context,
	    ev, result);
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
	head = head_of(line, context->zone, claim_first, ev);
	if (head.kind == HEAD_SYSLOG)
		ask_syslog(line, head, context, ev, result);
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

const struct format *
parse_claimant(struct str program)
{
	unsigned claim;

	if (!table.made)
		make_table();
	claim = str_eq(program, STR("java")) ? 0 : claim_first(program);
	return claim == 0 ? NULL : table.claims[claim].format;
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
