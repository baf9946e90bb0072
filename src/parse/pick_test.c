#include "parse/parse.h"

#include "event/site.h"
#include "test/test.h"

static struct event event;

/* Parse one line with an empty site. */
static struct parse_result
parse(const char *text)
{
	static struct site site;
	static struct arena scratch;
	struct parse_context context = { &site, NULL, &scratch };
	struct parse_result result;

	if (scratch.block == NULL)
		arena_init(&scratch);
	parse_line(str_from(text), &context, &event, &result);
	return result;
}

static struct str
format_of(struct parse_result result)
{
	return result.format == NULL ? STR("none") :
	    str_from(result.format->name);
}

#define ACCEPTED "Accepted password for bob from 198.51.100.9 port 4022 ssh2"

TEST(every_kind_of_head_leads_to_the_same_format)
{
	static const char *const lines[] = {
		"Dec 11 21:04:00 mail sshd[811]: " ACCEPTED,
		"Dec  1 21:04:00 mail sshd: " ACCEPTED,
		"Dec 11 2025 21:04:00 mail sshd[811]: " ACCEPTED,
		"<38>Dec 11 21:04:00 mail sshd[811]: " ACCEPTED,
		"2025-12-11T21:04:00.5+01:00 mail sshd[811]: " ACCEPTED,
		"<38>1 2025-12-11T21:04:00Z mail sshd 811 - - " ACCEPTED,
		"<38>1 2025-12-11T21:04:00Z mail sshd 811 - [a b=\"]\"] "
		    ACCEPTED,
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		CHECK_STR(format_of(parse(lines[i])), STR("sshd"));
		CHECK_U64(event.kind, K_LOGIN);
		CHECK_STR(event_get(&event, F_HOST), STR("mail"));
		CHECK_STR(event_get(&event, F_USER), STR("bob"));
		CHECK(event.time.flags & STAMP_SET);
	}
}

TEST(a_head_inside_the_text_is_only_text)
{
	struct parse_result result = parse("Dec 11 21:04:00 mail app[1]: "
	    "Dec 11 21:04:00 mail sshd[811]: " ACCEPTED);

	CHECK_U64(result.parsed, PARSED_OTHER);
	CHECK_STR(event_get(&event, F_PROGRAM), STR("app"));
	CHECK(!event_has(&event, F_USER));
}

TEST(a_star_claims_what_begins_so_and_a_name_only_itself)
{
	CHECK_STR(format_of(parse("Dec 11 21:04:00 mail postfix-in/smtpd[7]: "
	    "connect from a.example[198.51.100.9]")), STR("postfix"));
	CHECK_STR(format_of(parse("Dec 11 21:04:00 mail sshdx[7]: " ACCEPTED)),
	    STR("none"));
	CHECK_STR(format_of(parse("Dec 11 21:04:00 mail ssh[7]: " ACCEPTED)),
	    STR("none"));
}

TEST(dovecots_own_file_names_no_host)
{
	CHECK_STR(format_of(parse("Dec 11 21:04:00 imap-login: Info: Login: "
	    "user=<bob>, method=PLAIN, rip=198.51.100.9, lip=192.0.2.5, "
	    "session=<s>")), STR("dovecot"));
	CHECK(!event_has(&event, F_HOST));
	CHECK_STR(event_get(&event, F_PROGRAM), STR("dovecot"));
	CHECK_STR(event_get(&event, F_SRC_IP), STR("198.51.100.9"));
	/* the same process behind a host is some other IMAP server */
	CHECK_STR(format_of(parse("Dec 11 21:04:00 mail imap-login: Login: "
	    "user=<bob>, method=PLAIN, rip=198.51.100.9")), STR("none"));
}

TEST(nothing_stays_from_the_line_before)
{
	parse("Dec 11 21:04:00 mail sshd[811]: " ACCEPTED);
	parse("Dec 11 21:04:00 mail app: x");
	CHECK(!event_has(&event, F_USER));
	CHECK(!event_has(&event, F_PID));
	CHECK_U64(event.kind, K_NOTE);
	parse("");
	CHECK(!event_has(&event, F_HOST));
	CHECK_U64(event.time.flags, 0);
}

TEST(every_prefix_of_a_line_is_taken_without_harm)
{
	static const char line[] = "<38>1 2025-12-11T21:04:00Z mail sshd 811 - "
	    "[a b=\"]\\\"\"] " ACCEPTED;
	char *copy;

	for (size_t n = 0; n < sizeof line; n++) {
		copy = mem_new(n + 1);		/* so that asan sees the end */
		memcpy(copy, line, n);
		copy[n] = '\0';
		parse(copy);
		free(copy);
	}
	CHECK(true);
}

TEST(neighbours_tell_whether_they_are_of_one_record)
{
	struct str log = STR("2025-12-11 21:04:00 UTC [1] LOG:  x");
	struct str first = STR("Dec 11 21:04:00 db postgres[1]: [5-1] x");

	CHECK(!parse_is_linked(log, STR("")));
	CHECK(!parse_is_linked(log, STR("Dec 11 21:04:00 mail app: x")));
	CHECK(!parse_is_linked(log, log));
	CHECK(parse_is_linked(log, STR("\tx")));
	CHECK(parse_is_linked(STR("2025-12-11 21:04:00 UTC [1] eve"),
	    STR("@records FATAL:  no")));
	CHECK(parse_is_linked(first,
	    STR("Dec 11 21:04:01 db postgres[1]: [5-2] y")));
	CHECK(!parse_is_linked(first,
	    STR("Dec 11 21:04:01 db postgres[2]: [5-2] y")));
	CHECK(!parse_is_linked(first,
	    STR("Dec 11 21:04:01 db postgres[1]: [5-3] y")));
	CHECK(parse_is_linked(STR("type=A msg=audit(1700000000.123:4): x"),
	    STR("type=B msg=audit(1700000000.123:4): y")));
	CHECK(!parse_is_linked(STR("type=A msg=audit(1700000000.123:4): x"),
	    STR("type=B msg=audit(1700000000.123:5): y")));
}

TEST(the_first_line_of_a_record_is_told_from_what_a_record_holds)
{
	CHECK(parse_begins(STR("__CURSOR=s=1;i=2")) == JOIN_STREAM);
	CHECK(parse_begins(STR("12 <38>x")) == JOIN_STREAM);
	CHECK(parse_begins(STR("2025-12-11 21:04:00.123 UTC,\"app\",\"r\",1,"
	    "\"192.0.2.7:5432\",6a.1,3,\"SELECT\"")) == JOIN_OPEN);
	/* within quotes all quotes are doubled */
	CHECK(parse_begins(STR("2025-12-11 21:04:00.123 UTC,\"\"app\"\",\"\"r"
	    "\"\",1")) == JOIN_NONE);
	CHECK(parse_begins(STR("2025-12-11 21:04:00.123 UTC [1] LOG:  x")) ==
	    JOIN_NONE);
}
