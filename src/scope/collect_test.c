/* What a webmail's pages and a mail server's filters say was changed and
 * taken. */
#include "scope/scene_test.h"

#include "test/test.h"

static struct brief
page(enum action action, uint64_t status, uint64_t bytes)
{
	struct brief brief = { .kind = K_PAGE, .service = SERVICE_WEBMAIL };

	brief.n[N_ACTION] = action;
	brief.n[N_HTTP_STATUS] = status;
	brief.n[N_HTTP_BYTES] = bytes;
	return brief;
}

TEST(filters_sent_to_a_webmail_may_have_been_saved)
{
	struct scene b;
	const struct figure *f;

	scene_open(&b, SERVICE_WEBMAIL, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, page(ACTION_RULE, 200, 900));
	feed(&b, page(ACTION_RULE, 403, 100));
	scope_close(b.scope);
	f = figure(&b, "q6.rules_changed:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 0);
	CHECK_U64(f->at_most, 1);
	CHECK(statement(&b, Q6, "q6.rule_page") != NULL);
	CHECK(statement(&b, Q6, "q6.rule") == NULL);
	scene_free(&b);
}

TEST(a_filter_that_the_server_saved_is_certain)
{
	struct scene b;
	struct brief rule = { .kind = K_RULE_CHANGE,
		.service = SERVICE_IMAP };
	const struct figure *f;

	scene_open(&b, SERVICE_IMAP, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	rule.object = intern_add(&b.names, STR("forward"));
	feed(&b, rule);
	scope_close(b.scope);
	f = figure(&b, "q6.rules_changed:alice");
	MUST_CHECK(f != NULL);
	CHECK_U64(f->at_least, 1);
	CHECK_U64(f->at_most, 1);
	CHECK(statement(&b, Q6, "q6.rule") != NULL);
	scene_free(&b);
}

TEST(messages_downloaded_as_one_file_are_told_with_their_bytes)
{
	struct scene b;
	const struct statement *st;

	scene_open(&b, SERVICE_WEBMAIL, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, page(ACTION_EXPORT, 200, 734003));
	scope_close(b.scope);
	st = statement(&b, Q5, "q5.page_export");
	MUST_CHECK(st != NULL);
	CHECK_I64(number_of(st, "bytes"), 734003);
	scene_free(&b);
	scene_open(&b, SERVICE_WEBMAIL, SESSION_SIGNED_IN, GRADE_CONFIRMED);
	feed(&b, page(ACTION_EXPORT, 500, 734003));
	scope_close(b.scope);
	CHECK(statement(&b, Q5, "q5.page_export") == NULL);
	scene_free(&b);
}
