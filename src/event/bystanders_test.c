/* Programs whose silence hides nothing. */
#include "event/bystanders.h"

#include <stdio.h>

#include "base/file.h"
#include "event/site.h"
#include "test/test.h"

TEST(the_system_is_a_bystander_and_an_unknown_program_is_not)
{
	struct site site;
	static const struct { const char *name; bool bystander; } cases[] = {
		{ "kernel", true }, { "CRON", true }, { "systemd-udevd", true },
		{ "portal", false }, { "kernel2", false }, { "", false },
		{ "dovecot", false },
	};

	site_init(&site);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(is_bystander(&site, str_from(cases[i].name)) ==
		    cases[i].bystander);
	site_fini(&site);
}

TEST(members_tell_a_bystander_and_what_a_text_says_of_them_does_not)
{
	struct site site;
	static const struct { const char *line; bool bystander; } cases[] = {
		{ "{\"Computer\":\"dc\",\"EventID\":4624}", true },
		{ "{\"Computer\":\"dc\",\"EventId\":4624}", false },
		{ "{\"EventID\":4624}", false },
		{ "{\"q\":\"\\\"EventID\\\":1 \\\"Computer\\\":2\"}", false },
		{ "\"EventID\" \"Computer\"", false }, { "", false },
	};

	site_init(&site);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(is_bystander_line(&site, str_from(cases[i].line)) ==
		    cases[i].bystander);
	site_fini(&site);
}

TEST(a_site_file_adds_its_own)
{
	char path[512];
	struct site site;
	struct err err;

	snprintf(path, sizeof path, "%s/site.yml", test_folder());
	CHECK(file_write(path, STR("bystanders: [puppet-agent]\n"), &err));
	site_init(&site);
	CHECK(!is_bystander(&site, STR("puppet-agent")));
	CHECK(site_load(&site, path, &err));
	CHECK(is_bystander(&site, STR("puppet-agent")));
	CHECK(is_bystander(&site, STR("kernel")));
	site_fini(&site);
}
