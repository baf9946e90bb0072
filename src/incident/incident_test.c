/* Attribution from hand-made sessions: theirs, perhaps, surely not. */
#include "incident/incident.h"
#include "incident/assume.h"

#include <stdlib.h>

#include "test/test.h"

enum { DAY = 24 * 3600 * 1000, SESSIONS = 8 };

struct bench {
	struct site	    site;
	struct intern	    names;
	struct places	   *places;
	struct session	    session[SESSIONS];
	struct session_list sessions;
	struct finding_list findings;
	struct incident	    incident;
	const uint8_t	   *assumed;
	uint32_t	    alice, bob, hostile, neighbour, home, cafe, office;
};

static void
bench_open(struct bench *b)
{
	static struct network office = { .bits = 128 };
	struct err err;

	*b = (struct bench){ 0 };
	site_init(&b->site);
	network_parse(STR("192.0.2.80"), &office, &err);
	b->site.trusted = (struct network_list){ &office, 1 };
	intern_init(&b->names);
	b->alice = intern_add(&b->names, STR("alice"));
	b->bob = intern_add(&b->names, STR("bob"));
	b->hostile = intern_add(&b->names, STR("198.51.100.7"));
	b->neighbour = intern_add(&b->names, STR("198.51.100.9"));
	b->home = intern_add(&b->names, STR("203.0.113.5"));
	b->cafe = intern_add(&b->names, STR("2001:db8::5"));
	b->office = intern_add(&b->names, STR("192.0.2.80"));
	b->places = places_open(&b->site, &b->names);
	b->sessions.at = b->session;
}

static uint32_t
session(struct bench *b, int64_t ms, uint32_t user, uint32_t src)
{
	uint32_t n = (uint32_t)b->sessions.count++;

	b->session[n] = (struct session){ .start = { ms }, .last = { ms + 1 },
		.user = user, .src = src, .visit = n,
		.service = SERVICE_IMAP, .flags = SESSION_SIGNED_IN };
	return n;
}

static void
found(struct bench *b, const char *name, enum grade strength, uint32_t number)
{
	const struct session *s = &b->session[number];
	struct finding *f = finding_add(&b->findings, name);

	f->strength = strength;
	f->first = f->last = s->start;
	f->user = s->user;
	f->src = s->src;
	f->place = places_of(b->places, s->src).name;
	f->session = number + 1;
}

static void
judge(struct bench *b)
{
	struct incident_input input = { .site = &b->site, .names = &b->names,
		.sessions = &b->sessions, .findings = &b->findings,
		.places = b->places, .assumed = b->assumed };

	incident_judge(&input, &b->incident);
}

static enum grade
grade_of(const struct bench *b, uint32_t number)
{
	return (enum grade)b->incident.judged[number].grade;
}

static void
bench_free(struct bench *b)
{
	incident_fini(&b->incident);
	places_close(b->places);
	free(b->findings.at);
	intern_fini(&b->names);
	b->site.trusted = (struct network_list){ 0 };
	site_fini(&b->site);
}

TEST(without_a_strong_finding_there_is_no_incident)
{
	struct bench b;
	uint32_t trip;

	bench_open(&b);
	session(&b, 0, b.alice, b.home);
	trip = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
	found(&b, "first_seen_network", GRADE_POSSIBLE, trip);
	found(&b, "mass_read", GRADE_POSSIBLE, trip);
	judge(&b);
	CHECK(!b.incident.found);
	CHECK_U64(grade_of(&b, trip), GRADE_EXCLUDED);
	bench_free(&b);
}

TEST(brute_force_that_nobody_won_is_no_incident_and_one_before_an_entry_is_part_of_it)
{
	for (int entered = 0; entered <= 1; entered++) {
		struct bench b;
		uint32_t entry;

		bench_open(&b);
		session(&b, 0, b.alice, b.home);
		entry = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
		found(&b, "brute_force", GRADE_PROBABLE, entry);
		b.findings.at[0].first.ms = b.findings.at[0].last.ms =
		    8 * (int64_t)DAY;
		b.findings.at[0].src = b.findings.at[0].session = 0;
		b.findings.at[0].place = 0;
		if (entered)
			found(&b, "guessing", GRADE_PROBABLE, entry);
		judge(&b);
		CHECK(b.incident.found == (bool)entered);
		CHECK(b.incident.relevant[0] == (bool)entered);
		bench_free(&b);
	}
}

TEST(the_owner_keeps_his_office_and_his_home)
{
	struct bench b;
	uint32_t before, break_in, office, home, cafe;

	bench_open(&b);
	before = session(&b, 0, b.alice, b.home);
	break_in = session(&b, 5 * (int64_t)DAY, b.alice, b.hostile);
	office = session(&b, 6 * (int64_t)DAY, b.alice, b.office);
	home = session(&b, 6 * (int64_t)DAY + 5, b.alice, b.home);
	cafe = session(&b, 6 * (int64_t)DAY + 9, b.alice, b.cafe);
	found(&b, "guessing", GRADE_CONFIRMED, break_in);
	judge(&b);
	CHECK(b.incident.found);
	CHECK_U64(grade_of(&b, before), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, break_in), GRADE_CONFIRMED);
	CHECK_U64(grade_of(&b, office), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, cafe), GRADE_POSSIBLE);
	CHECK_U64(b.incident.judged[cafe].why, WHY_NEW_NETWORK);
	bench_free(&b);
}

TEST(before_the_first_known_sign_only_what_is_the_owners_is_excluded)
{
	struct bench b;
	uint32_t home, office, cafe, again, read, known;

	bench_open(&b);
	home = session(&b, 0, b.alice, b.home);
	cafe = session(&b, 3 * (int64_t)DAY, b.alice, b.cafe);
	again = session(&b, 3 * (int64_t)DAY + 5000, b.alice, b.cafe);
	office = session(&b, 3 * (int64_t)DAY + 6000, b.alice, b.office);
	read = session(&b, 4 * (int64_t)DAY, b.alice, b.home);
	known = session(&b, 5 * (int64_t)DAY, b.alice, b.hostile);
	found(&b, "guessing", GRADE_CONFIRMED, known);
	found(&b, "mass_read", GRADE_POSSIBLE, read);
	judge(&b);
	CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
	CHECK_U64(b.incident.judged[home].why, WHY_BEFORE);
	CHECK_U64(grade_of(&b, office), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, cafe), GRADE_POSSIBLE);
	CHECK_U64(grade_of(&b, again), GRADE_POSSIBLE);
	CHECK_U64(b.incident.judged[again].why, WHY_NEW_NETWORK);
	CHECK_U64(grade_of(&b, read), GRADE_POSSIBLE);
	CHECK_U64(b.incident.judged[read].why, WHY_NAMED);
	incident_fini(&b.incident);
	b.findings.at[1].mark = MARK_FALSE;
	judge(&b);
	CHECK_U64(grade_of(&b, read), GRADE_EXCLUDED);
	bench_free(&b);
}

TEST(the_next_account_from_a_hostile_address_is_theirs_too)
{
	struct bench b;
	uint32_t first, second, neighbour;

	bench_open(&b);
	session(&b, 0, b.bob, b.home);
	first = session(&b, 5 * (int64_t)DAY, b.alice, b.hostile);
	second = session(&b, 6 * (int64_t)DAY, b.bob, b.hostile);
	neighbour = session(&b, 7 * (int64_t)DAY, b.bob, b.neighbour);
	found(&b, "guessing", GRADE_CONFIRMED, first);
	judge(&b);
	CHECK_U64(grade_of(&b, second), GRADE_CONFIRMED);
	CHECK_U64(grade_of(&b, neighbour), GRADE_PROBABLE);
	CHECK(table_find(&b.incident.tainted, b.bob) != NULL);
	bench_free(&b);
}

TEST(an_address_the_owner_used_too_is_only_possible)
{
	struct bench b;
	uint32_t before, break_in, later;

	bench_open(&b);
	before = session(&b, 0, b.bob, b.hostile);
	break_in = session(&b, 5 * (int64_t)DAY, b.alice, b.hostile);
	later = session(&b, 6 * (int64_t)DAY, b.bob, b.hostile);
	found(&b, "guessing", GRADE_CONFIRMED, break_in);
	judge(&b);
	CHECK_U64(grade_of(&b, before), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, later), GRADE_POSSIBLE);
	bench_free(&b);
}

TEST(two_weak_signals_from_one_place_make_an_incident)
{
	struct bench b;
	uint32_t one, two;

	bench_open(&b);
	session(&b, 0, b.alice, b.home);
	session(&b, 1, b.bob, b.home);
	one = session(&b, 5 * (int64_t)DAY, b.alice, b.cafe);
	two = session(&b, 5 * (int64_t)DAY + 60000, b.bob, b.cafe);
	found(&b, "first_seen_network", GRADE_POSSIBLE, one);
	found(&b, "first_seen_network", GRADE_POSSIBLE, two);
	found(&b, "mass_read", GRADE_POSSIBLE, two);
	judge(&b);
	CHECK(b.incident.found);
	CHECK_U64(grade_of(&b, one), GRADE_PROBABLE);
	CHECK_U64(grade_of(&b, two), GRADE_PROBABLE);
	bench_free(&b);
}

TEST(a_webmails_session_is_judged_as_its_visit)
{
	struct bench b;
	uint32_t webmail, imap;

	bench_open(&b);
	webmail = session(&b, 5 * (int64_t)DAY, b.alice, b.hostile);
	b.session[webmail].service = SERVICE_WEBMAIL;
	imap = session(&b, 5 * (int64_t)DAY + 1, b.alice, b.office);
	b.session[imap].flags |= SESSION_WEBMAIL_HOST;
	b.session[imap].visit = webmail;
	found(&b, "guessing", GRADE_CONFIRMED, webmail);
	judge(&b);
	CHECK_U64(grade_of(&b, imap), GRADE_CONFIRMED);
	CHECK_U64(b.incident.judged[imap].why, WHY_WEBMAIL_TIE);
	bench_free(&b);
}

TEST(a_session_that_names_no_address_is_not_excluded_for_it)
{
	struct bench b;
	uint32_t before, entry, after;

	bench_open(&b);
	before = session(&b, DAY, b.alice, 0);
	entry = session(&b, 10 * (int64_t)DAY, b.alice, b.hostile);
	after = session(&b, 10 * (int64_t)DAY + 60000, b.alice, 0);
	found(&b, "guessing", GRADE_CONFIRMED, entry);
	judge(&b);
	CHECK_U64(grade_of(&b, before), GRADE_EXCLUDED);
	CHECK_U64(grade_of(&b, entry), GRADE_CONFIRMED);
	CHECK_U64(grade_of(&b, after), GRADE_POSSIBLE);
	bench_free(&b);
}

/* ---- what is assumed ---- */

static void
judge_assuming(struct bench *b, const char *spec)
{
	struct table lines;
	struct err err;
	uint8_t *assumed;

	table_init(&lines);
	CHECK(site_assume(&b->site, str_from(spec), &err));
	assumed = assume_sessions(&b->site, &b->names, &b->sessions, &lines);
	b->assumed = assumed;
	judge(b);
	b->assumed = NULL;
	free(assumed);
	table_fini(&lines);
}

TEST(an_address_assumed_hostile_takes_over_what_it_reaches)
{
	struct bench b;
	uint32_t theirs, other, home;

	bench_open(&b);
	home = session(&b, 0, b.alice, b.home);
	theirs = session(&b, 3 * DAY, b.alice, b.hostile);
	other = session(&b, 4 * DAY, b.alice, b.cafe);
	judge_assuming(&b, "hostile:198.51.100.7");
	CHECK(b.incident.found);
	CHECK_U64(grade_of(&b, theirs), GRADE_CONFIRMED);
	CHECK_U64(b.incident.judged[theirs].why, WHY_ASSUMED_HOSTILE);
	CHECK_U64(grade_of(&b, other), GRADE_POSSIBLE);
	CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
	bench_free(&b);
}

TEST(even_the_owners_network_can_be_assumed_hostile_and_does_not_spread)
{
	struct bench b;
	uint32_t one, two;

	bench_open(&b);
	one = session(&b, 0, b.alice, b.office);
	two = session(&b, DAY, b.bob, b.home);
	judge_assuming(&b, "hostile:address=192.0.2.80");
	CHECK(b.incident.found);
	CHECK_U64(grade_of(&b, one), GRADE_CONFIRMED);
	CHECK_U64(grade_of(&b, two), GRADE_EXCLUDED);
	bench_free(&b);
}

TEST(what_is_assumed_the_owners_starts_nothing)
{
	struct bench b;
	uint32_t guessed;

	bench_open(&b);
	guessed = session(&b, 3 * DAY, b.alice, b.hostile);
	found(&b, "guessing", GRADE_CONFIRMED, guessed);
	judge_assuming(&b, "owner:198.51.100.0/24");
	CHECK(!b.incident.found);
	CHECK_U64(b.incident.judged[guessed].why, WHY_ASSUMED_OWNER);
	bench_free(&b);
}

TEST(a_known_indicator_is_probable_and_weakens_nothing)
{
	struct bench b;
	uint32_t guessed, neighbour;

	bench_open(&b);
	guessed = session(&b, 3 * DAY, b.alice, b.hostile);
	neighbour = session(&b, 4 * DAY, b.bob, b.neighbour);
	found(&b, "guessing", GRADE_CONFIRMED, guessed);
	indicators_add(&b.site.indicators, IND_NETWORK, SAYS_KNOWN,
	    STR("198.51.100.0/28"));
	judge_assuming(&b, "owner:account=nobody");
	CHECK_U64(b.incident.judged[guessed].why, WHY_HOSTILE_ADDRESS);
	CHECK_U64(grade_of(&b, guessed), GRADE_CONFIRMED);
	CHECK_U64(grade_of(&b, neighbour), GRADE_PROBABLE);
	CHECK_U64(b.incident.judged[neighbour].why, WHY_KNOWN_INDICATOR);
	bench_free(&b);
}

TEST(what_people_decided_about_a_finding_stands)
{
	for (int truth = 0; truth <= 1; truth++) {
		struct bench b;
		uint32_t trip;

		bench_open(&b);
		session(&b, 0, b.alice, b.home);
		trip = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
		found(&b, "two_places", truth ? GRADE_CONFIRMED
		    : GRADE_EXCLUDED, trip);
		b.findings.at[0].mark = truth ? MARK_TRUE : MARK_FALSE;
		judge(&b);
		CHECK(b.incident.found == truth);
		CHECK(b.incident.relevant[0] == truth);
		CHECK_U64(grade_of(&b, trip), truth ? GRADE_CONFIRMED
		    : GRADE_EXCLUDED);
		bench_free(&b);
	}
}

TEST(what_a_finding_names_in_a_network_of_the_house_is_possible_until_somebody_decides)
{
	for (int marked = 0; marked <= 1; marked++) {
		struct bench b;
		uint32_t entry, inside, plain;

		bench_open(&b);
		session(&b, 0, b.alice, b.home);
		entry = session(&b, 9 * (int64_t)DAY, b.alice, b.hostile);
		inside = session(&b, 10 * (int64_t)DAY, b.alice, b.office);
		plain = session(&b, 11 * (int64_t)DAY, b.alice, b.office);
		found(&b, "guessing", GRADE_CONFIRMED, entry);
		found(&b, "mass_read", GRADE_POSSIBLE, inside);
		b.findings.at[1].house = 1;
		b.findings.at[1].mark = marked ? MARK_TRUE : MARK_NONE;
		judge(&b);
		CHECK_U64(grade_of(&b, inside), marked ? GRADE_CONFIRMED :
		    GRADE_POSSIBLE);
		CHECK_U64(grade_of(&b, plain), GRADE_EXCLUDED);
		bench_free(&b);
	}
}

TEST(findings_in_a_network_of_the_house_start_no_incident)
{
	struct bench b;
	uint32_t one, other;

	bench_open(&b);
	one = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
	other = session(&b, 9 * (int64_t)DAY + 60000, b.bob, b.cafe);
	found(&b, "first_seen_network", GRADE_POSSIBLE, one);
	found(&b, "first_seen_network", GRADE_POSSIBLE, other);
	found(&b, "mass_read", GRADE_POSSIBLE, other);
	judge(&b);
	CHECK(b.incident.found);	/* two weak signals */
	incident_fini(&b.incident);
	for (size_t i = 0; i < b.findings.count; i++)
		b.findings.at[i].house = 1;
	judge(&b);
	CHECK(!b.incident.found);
	bench_free(&b);
}

TEST(beside_an_intrusion_what_a_finding_names_is_possible_until_somebody_decides)
{
	for (int marked = 0; marked < 2; marked++) {
		struct bench b;
		uint32_t stolen, trip, home, plain;

		bench_open(&b);
		home = session(&b, 0, b.bob, b.home);
		stolen = session(&b, 9 * (int64_t)DAY, b.alice, b.hostile);
		trip = session(&b, 10 * (int64_t)DAY, b.bob, b.cafe);
		plain = session(&b, 11 * (int64_t)DAY, b.bob, b.home);
		found(&b, "guessing", GRADE_CONFIRMED, stolen);
		found(&b, "mailbox_copy", GRADE_POSSIBLE, trip);
		b.findings.at[1].mark = marked ? MARK_FALSE : MARK_NONE;
		found(&b, "mass_read", GRADE_POSSIBLE, plain);
		judge(&b);
		CHECK_U64(grade_of(&b, stolen), GRADE_CONFIRMED);
		CHECK_U64(grade_of(&b, trip), marked ? GRADE_EXCLUDED
		    : GRADE_POSSIBLE);
		CHECK(marked || b.incident.judged[trip].why == WHY_UNDECIDED);
		CHECK(!b.incident.relevant[1]);
		CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
		CHECK_U64(grade_of(&b, plain), GRADE_EXCLUDED);
		bench_free(&b);
	}
}

TEST(an_account_that_many_networks_tried_and_one_more_read_is_taken)
{
	for (int tried = 0; tried < 2; tried++) {
		struct bench b;
		uint32_t in, home;

		bench_open(&b);
		home = session(&b, 0, b.alice, b.home);
		in = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
		if (tried) {
			found(&b, "many_networks", GRADE_CONFIRMED, in);
			b.findings.at[0].first.ms -= DAY;
			b.findings.at[0].src = b.findings.at[0].place = 0;
			b.findings.at[0].session = 0;
		}
		found(&b, "first_seen_network", GRADE_POSSIBLE, in);
		found(&b, "mass_read", GRADE_POSSIBLE, in);
		judge(&b);
		CHECK(b.incident.found == (tried == 1));
		CHECK_U64(grade_of(&b, in), tried ? GRADE_PROBABLE
		    : GRADE_EXCLUDED);
		CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
		bench_free(&b);
	}
}

TEST(a_few_failures_and_a_deed_from_one_new_place_make_an_incident)
{
	static const char *const deeds[] = { "trace_deletion",
		"secret_search", "mass_read" };

	for (int i = 0; i < 3; i++) {
		struct bench b;
		uint32_t in, home;

		bench_open(&b);
		home = session(&b, 0, b.alice, b.home);
		in = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
		found(&b, "guessing", GRADE_POSSIBLE, in);
		found(&b, deeds[i], GRADE_POSSIBLE, in);
		judge(&b);
		CHECK(b.incident.found == (i < 2));
		CHECK_U64(grade_of(&b, in), i < 2 ? GRADE_PROBABLE
		    : GRADE_EXCLUDED);
		CHECK_U64(grade_of(&b, home), GRADE_EXCLUDED);
		bench_free(&b);
	}
}

TEST(an_account_of_the_database_that_travels_and_takes_all_is_taken)
{
	for (int query = 0; query < 2; query++) {
		struct bench b;
		uint32_t in;

		bench_open(&b);
		session(&b, 0, b.alice, b.home);
		in = session(&b, 9 * (int64_t)DAY, b.alice, b.cafe);
		found(&b, "first_seen_network", GRADE_POSSIBLE, in);
		found(&b, "bulk_export", GRADE_POSSIBLE, in);
		b.findings.at[1].kinds = KIND_BIT(query ? K_QUERY : K_RECORD);
		judge(&b);
		CHECK(b.incident.found == (query == 1));
		bench_free(&b);
	}
}
