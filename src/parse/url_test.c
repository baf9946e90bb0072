#include "parse/url.h"

#include "test/test.h"

#define CHECK_MASKS(url, want)                                                 \
	do {                                                                   \
		struct arena masks;                                            \
		arena_init(&masks);                                            \
		CHECK_STR(url_mask(STR(url), &masks), STR(want));              \
		arena_fini(&masks);                                            \
	} while (0)

#define CHECK_DECODES(text, want)                                              \
	do {                                                                   \
		struct arena decodes;                                          \
		arena_init(&decodes);                                          \
		CHECK_STR(url_decode(STR(text), &decodes), STR(want));         \
		arena_fini(&decodes);                                          \
	} while (0)

TEST(secrets_in_a_query_are_masked)
{
	CHECK_MASKS("/?_pass=x&a=1", "/?_pass=***&a=1");
	CHECK_MASKS("/a?Password=hunter2", "/a?Password=***");
	CHECK_MASKS("/a?csrf_token=abc&x=", "/a?csrf_token=***&x=");
	CHECK_MASKS("/?key=1&pin=2&otp=3&code=4",
	    "/?key=***&pin=***&otp=***&code=***");
	CHECK_MASKS("/?user[password]=x&login%5Bpass%5D=y&a[]=z&b]=w",
	    "/?user[password]=***&login%5Bpass%5D=***&a[]=z&b]=w");
	CHECK_MASKS("https://u:geheim@a.example/x", "https://u:***@a.example/x");
	CHECK_MASKS("https://u:a@b@a.example/?sid=1",
	    "https://u:***@a.example/?sid=***");
}

TEST(a_url_without_secrets_is_left_as_it_is)
{
	CHECK_MASKS("", "");
	CHECK_MASKS("/", "/");
	CHECK_MASKS("/?", "/?");
	CHECK_MASKS("/?_task=mail&_uid=7&compass=n&_pass=",
	    "/?_task=mail&_uid=7&compass=n&_pass=");
	CHECK_MASKS("https://a.example:443/x@y", "https://a.example:443/x@y");
	CHECK_MASKS("/password=x", "/password=x");
}

TEST(a_masked_query_keeps_its_other_parameters)
{
	CHECK_MASKS("/?&&=&a&pwd=x&&", "/?&&=&a&pwd=***&&");
	CHECK_MASKS("?token", "?token");
}

TEST(session_ids_in_paths_and_fragments_are_masked)
{
	CHECK_MASKS("/a;jsessionid=AB.c1?b=y", "/a;jsessionid=***?b=y");
	CHECK_MASKS("/a;JSESSIONID=AB/b;v=1", "/a;JSESSIONID=***/b;v=1");
	CHECK_MASKS("/cb#access_token=x&state=1",
	    "/cb#access_token=***&state=1");
	CHECK_MASKS("/a;b;c", "/a;b;c");
}

TEST(odd_spellings_of_secrets_are_masked)
{
	CHECK_MASKS("/?p%61ss=x&PASSWD=y&pw=z", "/?p%61ss=***&PASSWD=***&pw=***");
	CHECK_MASKS("/?p%2561ssword=x", "/?p%2561ssword=***");
	CHECK_MASKS("/?login_pass=x&pass2=y&mdp=z&motdepasse=w",
	    "/?login_pass=***&pass2=***&mdp=***&motdepasse=***");
	CHECK_MASKS("/?password=a;b#c&d=1", "/?password=***&d=1");
	CHECK_MASKS("/?a=1;token=x", "/?a=1;token=***");
	CHECK_MASKS("/?zip_code=1&hotkey=2", "/?zip_code=1&hotkey=2");
}

TEST(secrets_in_escaped_urls_are_masked)
{
	CHECK_MASKS("/x%3F_pass=x", "/x%3F_pass=***");
	CHECK_MASKS("/?next=%2Fa%3Ftoken%3Dx&b=1", "/?next=***&b=1");
	CHECK_MASKS("/?next=%252Fa%253Ftoken%253Dx", "/?next=***");
	CHECK_MASKS("/?next=%2Fa%3Fb%3D1", "/?next=%2Fa%3Fb%3D1");
}

TEST(percent_and_plus_are_decoded)
{
	CHECK_DECODES("a%20b+c", "a b c");
	CHECK_DECODES("%41%zz%4", "A%zz%4");
	CHECK_DECODES("%", "%");
	CHECK_DECODES("%00", "\0");
	CHECK_DECODES("plain", "plain");
	CHECK_DECODES("", "");
}
