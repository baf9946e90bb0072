#include "base/err.h"

#include <errno.h>

#include "test/test.h"

TEST(a_sentence_is_built_from_what_to_where)
{
	struct err err;

	CHECK(!err_set(&err, "unknown modifier '%s'", "cotains"));
	CHECK(!err_in(&err, "line %d", 12));
	CHECK(!err_in(&err, "rules/mailbox.yml"));
	CHECK_STR(str_from(err.text),
	    STR("rules/mailbox.yml: line 12: unknown modifier 'cotains'"));
}

/* Not strerror(): its words depend on the locale. */
TEST(the_reason_of_the_system_is_at_the_end)
{
	struct err err;

	errno = ENOENT;
	CHECK(!err_sys(&err, "cannot read %s", "site.yml"));
	CHECK_STR(str_from(err.text),
	    STR("cannot read site.yml: No such file or directory"));
	errno = 99999;
	CHECK(!err_sys(&err, "cannot read"));
	CHECK_STR(str_from(err.text), STR("cannot read: unknown error"));
}

TEST(nothing_from_a_log_reaches_the_terminal_raw)
{
	struct err err;

	err_set(&err, "user \x1b[2J\r\n\t\x7f. is unknown");
	CHECK_STR(str_from(err.text), STR("user ?[2J????. is unknown"));
	err_in(&err, "a\nb");
	CHECK_STR(str_from(err.text),
	    STR("a?b: user ?[2J????. is unknown"));
	err_set(&err, "caf\xc3\xa9");
	CHECK_STR(str_from(err.text), STR("caf\xc3\xa9"));
}

TEST(a_sentence_too_long_is_cut_and_ends)
{
	struct err err;

	err_set(&err, "%*d", ERR_MAX * 2, 1);
	CHECK_U64(strlen(err.text), ERR_MAX - 1);
	errno = ENOENT;
	err_sys(&err, "%*d", ERR_MAX * 2, 1);
	CHECK_U64(strlen(err.text), ERR_MAX - 1);
	err_in(&err, "%*d", ERR_MAX - 4, 1);
	CHECK_U64(strlen(err.text), ERR_MAX - 1);
	err_in(&err, "here");
	CHECK(strncmp(err.text, "here: ", 6) == 0);
	CHECK_U64(strlen(err.text), ERR_MAX - 1);
}
