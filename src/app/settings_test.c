#include "app/settings.h"

#include "base/buf.h"
#include "test/test.h"

/* One file of a server, read. */
static void
read_text(struct settings *settings, const char *path, struct str text,
    enum server server)
{
	struct instance instance = { server, STR("etc") };

	settings_init(settings);
	settings->files = mem_zero(sizeof *settings->files);
	settings->file_count = settings->file_cap = 1;
	settings->files[0] = (struct settings_file){ str_from(path),
		STR("etc"), text };
	settings_read(settings, &instance);
}

TEST(a_setting_is_named_by_its_sections)
{
	struct settings settings;

	read_text(&settings, "etc/dovecot.conf", STR("protocol imap {\n"
	    "  a = 1 # x\n  plugins {\n    b = yes\n  }\n}\nc = \\\n 2\n"),
	    SERVER_DOVECOT);
	CHECK_STR(settings_last(&settings, "protocol imap/a"), STR("1"));
	CHECK_STR(settings_last(&settings, "protocol imap/plugins/b"),
	    STR("yes"));
	CHECK_STR(settings_last(&settings, "c"), STR("2"));
	settings_fini(&settings);
}

TEST(the_last_of_a_name_holds)
{
	struct settings settings;

	read_text(&settings, "etc/postgresql.conf",
	    STR("a = 'it''s # one'\nA on # two\na=off\n"), SERVER_POSTGRESQL);
	CHECK_STR(settings_last(&settings, "a"), STR("off"));
	CHECK(settings_on(&settings, "A", false));
	CHECK(settings_last(&settings, "b").at == NULL);
	CHECK(settings_on(&settings, "b", true));
	settings_fini(&settings);
}

TEST(a_remark_of_php_says_nothing)
{
	struct settings settings;

	read_text(&settings, "etc/config.inc.php",
	    STR("<?php $config['a'] = 'x;y'; // $config['a'] = 1;\n"
	    "/* $config['a'] = 2; */ $s = \"$config['a'] = 3;\";"),
	    SERVER_ROUNDCUBE);
	CHECK_STR(settings_last(&settings, "a"), STR("x;y"));
	settings_fini(&settings);
}

TEST(words_in_quotes_do_not_end_a_directive)
{
	struct settings settings;
	static const char *const parts[] = { "$bytes_sent", NULL };

	read_text(&settings, "etc/nginx.conf",
	    STR("http{log_format f 'a;{' \"${b}\" $bytes_sent;# }\n"
	    "server{access_log /x f;}}"), SERVER_NGINX);
	CHECK_STR(settings_last(&settings, "http/log_format"),
	    STR("f a;{ ${b} $bytes_sent"));
	CHECK(nginx_logs_hold(&settings, parts));
	settings_fini(&settings);
}

TEST(a_file_that_includes_itself_comes_to_an_end)
{
	struct settings settings;
	struct buf text = { 0 };

	for (size_t i = 0; i < 1000; i++)
		buf_text(&text, "include 'postgresql.*';\ninclude_dir '.'\n");
	read_text(&settings, "etc/postgresql.conf", buf_str(&text),
	    SERVER_POSTGRESQL);
	CHECK(settings.includes <= SETTINGS_INCLUDES + 1);
	settings_fini(&settings);
	buf_fini(&text);
}
