/* People of the house, and whose a name is. */
#include "event/site.h"

#include "test/test.h"

static bool
load(struct site *site, const char *people, struct err *err)
{
	test_file("people", str_from(people));
	site_init(site);
	return site_load(site, test_file("site.yml",
	    STR("domains: [interieur.example]\n"
	    "accounts: [{name: chef, aliases: [commissaire]}]\n"
	    "directory: people\n")), err);
}

static struct str
principal(const struct site *site, const char *user)
{
	static char buf[256];

	return site_principal(site, str_from(user), buf, sizeof buf);
}

TEST(a_csv_of_people_folds_their_names)
{
	struct site site;
	struct err err;
	const struct person *p;

	CHECK(load(&site, "account,name,unit,mail,logins\r\n"
	    "a.durand,\"DURAND, Anne\",\"Brigade; est\","
	    "Anne.Durand@interieur.example;ad@autre.example,7001234\r\n"
	    "B.Petit@interieur.example,Petit,Nord,commissaire,7005678|7005679\n"
	    "\"broken\n", &err));
	CHECK_STR(principal(&site, "7001234"), STR("a.durand"));
	CHECK_STR(principal(&site, "ANNE.durand"), STR("a.durand"));
	CHECK_STR(principal(&site, "AD@autre.example"), STR("a.durand"));
	CHECK_STR(principal(&site, "7005679"), STR("b.petit"));
	CHECK_STR(principal(&site, "commissaire"), STR("chef"));
	CHECK_STR(principal(&site, "inconnu"), STR("inconnu"));
	p = site_person(&site, STR("a.durand"));
	MUST_CHECK(p != NULL);
	CHECK_STR(p->name, STR("DURAND, Anne"));
	CHECK_STR(p->unit, STR("Brigade; est"));
	CHECK_U64(site.names_bad, 1);
	site_fini(&site);
}

TEST(a_name_of_two_people_is_nobodys)
{
	struct site site;
	struct err err;

	CHECK(load(&site, "uid,logins\n"
	    "bob,1;2\n"
	    "eve,2;bob\n", &err));
	CHECK_STR(principal(&site, "1"), STR("bob"));
	CHECK_STR(principal(&site, "2"), STR("2"));
	CHECK_STR(principal(&site, "bob"), STR("bob"));
	CHECK_U64(site.names_shared, 2);
	site_fini(&site);
}

TEST(ldif_is_read_folded_lines_and_base64_included)
{
	struct site site;
	struct err err;
	const struct person *p;

	CHECK(load(&site, "version: 1\n"
	    "# people\n\n"
	    "dn: uid=cdupont,ou=agents\n"
	    "uid: cdupont\n"
	    "cn:: Q8OpbGluZSBEdXBvbnQ=\n"
	    "mail: celine.du\n"
	    " pont@interieur.example\n"
	    "proxyAddresses: SMTP:cd@interieur.example\n"
	    "employeeNumber: 7009\n"
	    "ou: Nord\n\n"
	    "dn: ou=agents\n"
	    "ou: agents\n", &err));
	CHECK_STR(principal(&site, "celine.dupont"), STR("cdupont"));
	CHECK_STR(principal(&site, "cd@interieur.example"), STR("cdupont"));
	CHECK_STR(principal(&site, "7009"), STR("cdupont"));
	p = site_person(&site, STR("cdupont"));
	MUST_CHECK(p != NULL);
	CHECK_STR(p->name, STR("C\303\251line Dupont"));
	CHECK_STR(p->unit, STR("Nord"));
	CHECK_U64(site.names_bad, 1);	/* the unit is no person */
	site_fini(&site);
}

TEST(a_file_without_accounts_is_refused)
{
	static const char *const texts[] = { "", "name,unit\nx,y\n", "\"" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct site site;
		struct err err;

		CHECK(!load(&site, texts[i], &err));
		site_fini(&site);
	}
}
