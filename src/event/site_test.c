#include "event/site.h"

#include "event/event.h"
#include "test/test.h"

/* Load a site file of that text. */
static bool
load(struct site *site, const char *text, struct err *err)
{
	site_init(site);
	return site_load(site, test_file("site.yml", str_from(text)), err);
}

/* What a text is refused for, without the path. */
static struct str
refused(const char *text)
{
	static struct err err;
	struct site	  site;
	struct str	  why = STR("accepted"), folder;

	if (!load(&site, text, &err)) {
		why = str_from(err.text);
		str_take_until(&why, STR("site.yml: "), &folder);
	}
	site_fini(&site);
	return why;
}

static struct str
principal(const struct site *site, struct str user)
{
	static char buf[64];

	return site_principal(site, user, buf, sizeof buf);
}

TEST(the_empty_site_is_valid)
{
	struct site site;
	struct err  err;

	CHECK(load(&site, "", &err));
	CHECK_STR(site.timezone, STR("UTC"));
	CHECK_STR(site.lang, STR("en"));
	CHECK(site.zone == NULL && site.year == 0);
	CHECK_I64(site.idle_ms, 30 * 60 * 1000);
	CHECK_STR(principal(&site, STR("Bob@A.example")), STR("bob@a.example"));
	site_fini(&site);
	CHECK_STR(refused("# nothing\n"), STR("accepted"));
}

TEST(a_whole_site_is_read)
{
	struct site site;
	struct err  err;

	MUST_CHECK(load(&site,
	    "timezone: Europe/Paris\nlang: fr\nyear: 2025\n"
	    "accounts:\n"
	    "  - {name: A.Durand, aliases: [durand, \"7001234\"]}\n"
	    "domains: [Interieur.example]\n"
	    "networks:\n"
	    "  trusted: [192.0.2.80/32]\n"
	    "  webmail: [192.0.2.10, \"2001:db8::/64\"]\n"
	    "sessions: {idle_minutes: 10}\n"
	    "assets:\n"
	    "  - {name: taj, kind: register, records: 19000000,"
	    " unit: person, personal: true}\n"
	    "applications:\n"
	    "  - name: portal\n"
	    "    format: json\n"
	    "    match: {app: portail}\n"
	    "    fields: {time: ts, user.name: user, record.uid: ids}\n",
	    &err));
	CHECK_STR(site.timezone, STR("Europe/Paris"));
	CHECK(site.zone != NULL);
	CHECK_STR(site.lang, STR("fr"));
	CHECK(site.year == 2025);
	CHECK_I64(site.idle_ms, 10 * 60 * 1000);
	CHECK(network_has(&site.trusted, STR("192.0.2.80")));
	CHECK(network_has(&site.webmail, STR("2001:db8::7")));
	MUST_CHECK(site.asset_count == 1 && site.mappings.count == 1);
	CHECK_U64(site.assets[0].records, 19000000);
	CHECK(site.assets[0].personal);
	CHECK_STR(site.mappings.at->matches->values[0], STR("portail"));
	MUST_CHECK(site.mappings.at->field_count == 3);
	CHECK(site.mappings.at->fields[0].target == TARGET_TIME);
	CHECK(site.mappings.at->fields[1].target == F_USER);
	CHECK(site.mappings.at->fields[2].target == F_RECORD);
	site_fini(&site);
}

TEST(one_person_is_one_principal)
{
	struct site site;
	struct err  err;

	MUST_CHECK(load(&site,
	    "accounts:\n"
	    "  - {name: A.Durand@in.example, aliases: [Durand, x@far.example]}\n"
	    "domains: [IN.example]\n", &err));
	CHECK_STR(principal(&site, STR("a.durand")), STR("a.durand"));
	CHECK_STR(principal(&site, STR("A.DURAND@In.Example")),
	    STR("a.durand"));
	CHECK_STR(principal(&site, STR("durand@in.example")), STR("a.durand"));
	CHECK_STR(principal(&site, STR("DURAND")), STR("a.durand"));
	CHECK_STR(principal(&site, STR("X@far.example")), STR("a.durand"));
	CHECK_STR(principal(&site, STR("durand@far.example")),
	    STR("durand@far.example"));
	CHECK_STR(principal(&site, STR("@in.example")), STR("@in.example"));
	CHECK_STR(principal(&site, STR("")), STR(""));
	site_fini(&site);
}

TEST(a_site_is_refused_with_line_and_key)
{
	CHECK_STR(refused("lang: en\ntimzone: UTC\n"),
	    STR("line 2: unknown key 'timzone'"));
	CHECK_STR(refused("year: soon\n"), STR("line 1: year: a number from "
	    "1990 to 2200 was wanted"));
	CHECK_STR(refused("lang: en\nlang: fr\n"),
	    STR("line 2: twice the key 'lang'"));
	CHECK_STR(refused("domains: a.example\n"),
	    STR("line 1: domains: a list was wanted"));
	CHECK_STR(refused("networks:\n  trusted:\n  - 192.0.2.0/99\n"),
	    STR("line 3: trusted: '192.0.2.0/99': a prefix of 0 to 32 bits "
		"was wanted"));
	CHECK_STR(refused("assets:\n  - {kind: register}\n"),
	    STR("line 2: assets: a name is missing"));
	CHECK_STR(refused("- a\n"), STR("line 1: keys and values were wanted"));
	CHECK_STR(refused("a: [\n"),
	    STR("line 2: did not find expected node content"));
	CHECK_STR(refused("lang: en\n---\nlang: fr\n"),
	    STR("line 3: one document was wanted, not two"));
	CHECK(str_starts(refused("timezone: Mars/Olympus\n"),
	    STR("line 1: timezone: ")));
}

TEST(an_alias_of_two_people_is_refused)
{
	CHECK_STR(refused("accounts:\n"
	    "  - {name: a, aliases: [x]}\n"
	    "  - {name: b, aliases: [X]}\n"),
	    STR("line 3: accounts: 'x' is there twice"));
	CHECK_STR(refused("accounts:\n"
	    "  - {name: a, aliases: [x]}\n"
	    "  - {name: b, aliases: [a]}\n"),
	    STR("line 2: accounts: 'x' leads to a name that is an alias "
		"itself"));
}

TEST(a_mapping_names_only_what_its_lines_have)
{
#define APP "applications:\n  - name: p\n    "
	CHECK_STR(refused(APP "fields: {usr: u}\n"),
	    STR("line 3: fields: neither time nor a field of doc/formats.md: 'usr'"));
	CHECK_STR(refused(APP "format: xml\n"),
	    STR("line 3: format: json, csv, kv or template was wanted"));
	CHECK_STR(refused(APP "format: csv\n    fields: {user: u}\n"),
	    STR("line 2: applications: columns go with format csv, and "
		"format csv with columns"));
	CHECK_STR(refused(APP "format: csv\n    columns: [t, v]\n"
	    "    fields: {user: u}\n"),
	    STR("line 2: applications: no column or {member} 'u'"));
	CHECK_STR(refused(APP "format: template\n    template: '{t}{u}'\n"
	    "    fields: {user: u}\n"),
	    STR("line 2: applications: a template is text with {member}s, "
		"and text between them"));
	CHECK_STR(refused(APP "format: template\n    template: '{t} {u}'\n"
	    "    match: {app: x}\n    fields: {user: u}\n"),
	    STR("line 2: applications: no column or {member} 'app'"));
	CHECK_STR(refused(APP "format: kv\n    fields: {user: u}\n"),
	    STR("accepted"));
}

TEST(a_source_has_its_own_clock)
{
	struct site site;
	struct site_clock clock;
	struct err err;

	MUST_CHECK(load(&site, "timezone: Europe/Paris\nyear: 2025\nsources:\n"
	    "  - match: {file: \"*.log.1\"}\n    year: 2024\n"
	    "  - match: {host: Mail1, format: dovecot}\n"
	    "    timezone: UTC\n    clock_offset_seconds: -37\n    year: 2020\n",
	    &err));
	clock = site_clock_of(&site, STR("dovecot@mail1"), STR("/a/mail.log"));
	CHECK(clock.zone == NULL && clock.year == 2020 && clock.has_offset);
	CHECK_I64(clock.offset_ms, -37000);
	clock = site_clock_of(&site, STR("dovecot@mail1"), STR("/a/x.log.1"));
	CHECK(clock.zone == NULL && clock.year == 2024);
	clock = site_clock_of(&site, STR("postfix@mail1"), STR("-"));
	CHECK(clock.zone == site.zone && clock.year == 2025);
	CHECK(!clock.has_offset && clock.sources == 0);
	MUST_CHECK(site_set_clock(&site, "UTC", "2019", &err));
	clock = site_clock_of(&site, STR("portal"), STR(""));
	CHECK(clock.zone == NULL && clock.year == 2019);
	CHECK(!site_set_clock(&site, "Nowhere/At_all", NULL, &err));
	CHECK(!site_set_clock(&site, NULL, "0", &err));
	site_fini(&site);
	CHECK_STR(refused("sources:\n  - {year: 2025}\n"),
	    STR("line 2: sources: a match is missing: host, format or file"));
	CHECK_STR(refused("sources:\n  - {match: {host: a}}\n"),
	    STR("line 2: sources: says nothing: timezone, year or "
		"clock_offset_seconds"));
}

TEST(working_hours_are_read_and_told_from_others)
{
	enum { MONDAY = 4 };		/* 1970-01-05 */
	struct site site;
	struct err err;

	CHECK(load(&site, "timezone: Europe/Paris\n"
	    "hours: {from: 8, to: 19, days: [mon, tue]}", &err));
	/* 07:00 UTC is 08:00 in Paris */
	CHECK(!site_is_odd_hour(&site, (struct event_time){
		MONDAY * DAY_MS + 7 * HOUR_MS }));
	CHECK(site_is_odd_hour(&site, (struct event_time){
		MONDAY * DAY_MS + 7 * HOUR_MS - 1 }));
	CHECK(site_is_odd_hour(&site, (struct event_time){
		MONDAY * DAY_MS + 18 * HOUR_MS }));
	CHECK(!site_is_odd_hour(&site, (struct event_time){
		(MONDAY + 1) * DAY_MS + 12 * HOUR_MS }));
	CHECK(site_is_odd_hour(&site, (struct event_time){
		(MONDAY + 2) * DAY_MS + 12 * HOUR_MS }));
	site_fini(&site);
	CHECK(load(&site, "hours: {}", &err));	/* working days, all hours */
	CHECK(!site_is_odd_hour(&site, (struct event_time){
		(MONDAY + 4) * DAY_MS }));
	CHECK(site_is_odd_hour(&site, (struct event_time){
		(MONDAY + 5) * DAY_MS }));
	site_fini(&site);
	CHECK_STR(refused("hours: {from: 19, to: 8}"),
	    STR("line 1: hours: from must come before to"));
	CHECK(!str_eq(refused("hours: {to: 25}"), STR("accepted")));
	CHECK(!str_eq(refused("hours: {days: [lundi]}"), STR("accepted")));
	CHECK(!str_eq(refused("hours: {days: mon}"), STR("accepted")));
}

TEST(accounts_that_others_name_are_folded_as_the_sites_are)
{
	struct site site;
	struct err err;

	CHECK(load(&site, "domains: [interieur.example]", &err));
	CHECK(site_known(&site, test_file("known.csv",
	    STR("type,value\naccount,A.Durand@Interieur.example\n")), &err));
	CHECK(indicators_of_text(&site.indicators, IND_ACCOUNT,
	    STR("a.durand")) == SAYS_KNOWN);
	CHECK(indicators_of_text(&site.indicators, IND_ACCOUNT,
	    STR("b.durand")) == SAYS_NOTHING);
	CHECK(!site_known(&site, "/nowhere/known.csv", &err));
	site_fini(&site);
}
