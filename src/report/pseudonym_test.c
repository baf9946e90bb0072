#include "report/pseudonym.h"

#include <stdio.h>

#include "base/buf.h"
#include "report/report.h"
#include "report/sample_test.h"
#include "test/test.h"

static const uint8_t key[PSEUDONYM_KEY_BYTES] = { 1, 2, 3 };

/* One note whose value has that name and text, replaced. */
static struct str
replaced(struct answers *answers, const char *name, const char *text)
{
	struct pseudonyms *p = pseudonyms_new(key);
	struct statement *st;

	answers_init(answers);
	st = note_add(answers, "note.unread");
	statement_text(answers, st, name, str_from(text));
	pseudonyms_know(p, STR("Luc.Moreau@mail.example"));
	pseudonyms_know(p, STR("adm"));
	pseudonyms_apply(p, answers, NULL, 0);
	pseudonyms_free(p);
	return answers->notes[0].values[0].text;
}

static bool
becomes(const char *name, const char *text, const char *want)
{
	struct answers answers;
	struct str is = replaced(&answers, name, text);
	bool same = str_eq(is, str_from(want));

	if (!same)
		fprintf(stderr, "\t" STR_FMT "\n", STR_ARG(is));
	answers_fini(&answers);
	return same;
}

TEST(what_people_typed_is_replaced_whole)
{
	struct answers answers;
	struct str is = replaced(&answers, "search", "adm and others");

	CHECK(str_starts(is, STR("search-")));
	CHECK_U64(is.len, sizeof "search-" - 1 + 12);
	answers_fini(&answers);
}

TEST(a_handle_is_the_beginning_of_an_hmac)
{
	/* printf adm | openssl dgst -sha256 -mac HMAC -macopt hexkey:0102... */
	CHECK(becomes("account", "ADM", "account-7b6a0f6b5c92"));
	CHECK(becomes("other", "adm", "account-7b6a0f6b5c92"));
}

TEST(accounts_are_found_in_what_is_kept)
{
	CHECK(becomes("path", "/home/adm/x.log", "/home/account-7b6a0f6b5c92/x.log"));
	CHECK(becomes("path", "adm.log", "account-7b6a0f6b5c92.log"));
	CHECK(becomes("path", "INBOX.ADM", "INBOX.account-7b6a0f6b5c92"));
	CHECK(becomes("path", "/administration/madm", "/administration/madm"));
	CHECK(becomes("stream", "adm@mail-adm", "adm@mail-account-7b6a0f6b5c92"));
}

TEST(an_address_of_a_machine_is_kept)
{
	CHECK(becomes("address", "192.0.2.1", "192.0.2.1"));
	CHECK(becomes("network", "2001:db8::/64", "2001:db8::/64"));
	CHECK(!becomes("address", "adm@mail.example", "adm@mail.example"));
}

TEST(no_account_of_the_sample_is_left_anywhere)
{
	struct report_options options = { .lang = STR("fr") };
	struct pseudonyms *p = pseudonyms_new(key);
	struct sample sample;
	struct buf out = { 0 };
	struct str accounts[256];
	size_t count = 0;
	struct err err;

	sample_make(&sample);
	for (size_t i = 0; i < sample.answers.verdict_count && count < 256; i++)
		accounts[count++] = sample.answers.verdicts[i].account;
	pseudonyms_apply(p, &sample.answers, sample.inputs, sample.count);
	report_json(&sample.answers, sample.inputs, sample.count, &out);
	CHECK(report_text(&sample.answers, sample.inputs, sample.count,
	    &options, &out, &err));
	CHECK(report_html(&sample.answers, sample.inputs, sample.count,
	    &options, &out, &err));
	for (size_t i = 0; i < count; i++)
		CHECK(!str_has(buf_str(&out), accounts[i]));
	pseudonyms_free(p);
	buf_fini(&out);
	sample_free(&sample);
}
