/* The findings about where an account is, with tables of places: what fires,
 * how sure it is, and what travellers, telephones and VPNs do not raise. */
#include "detect/bench_test.h"

#define POINT(north, east) { (north) * (MICRO_DEGREE / 100),	\
	(east) * (MICRO_DEGREE / 100) }
#define COUNTRY(a, b) ((a) << 8 | (b))

enum { CARRIER = 64496, OTHER_CARRIER = 64497, FAR_HOST = 64500 };

static const struct spot lyon = { POINT(4576, 484), CARRIER, 20,
	COUNTRY('F', 'R'), true };
static const struct spot lyon_other = { POINT(4575, 485), OTHER_CARRIER, 50,
	COUNTRY('F', 'R'), true };
static const struct spot brest = { POINT(4839, -449), CARRIER, 100,
	COUNTRY('F', 'R'), true };
static const struct spot berlin = { POINT(5252, 1341), FAR_HOST, 20,
	COUNTRY('D', 'E'), true };
static const struct spot berlin_carrier = { POINT(5252, 1341), CARRIER, 20,
	COUNTRY('D', 'E'), true };
static const struct spot berlin_unknown = { POINT(5252, 1341), 0, 20,
	COUNTRY('D', 'E'), true };
static const struct spot germany = { POINT(5130, 949), FAR_HOST, 500,
	COUNTRY('D', 'E'), true };
static const struct spot nowhere = { .country = COUNTRY('D', 'E'),
	.as = FAR_HOST };

/* An ordinary life at home, then at home once more. */
static void
settle(struct bench *b)
{
	bench_open(b);
	b->spot = &lyon;
	bench_live(b);
	bench_sign_in(b, b->home, SERVICE_WEBMAIL);
}

static void
arrive(struct bench *b, const struct spot *spot, int64_t after_ms)
{
	b->now += after_ms;
	b->spot = spot;
	bench_sign_in(b, b->away, SERVICE_WEBMAIL);
}

static const struct journey_case {
	const char *what;
	const struct spot *to;
	int64_t after_ms;
	size_t found;
	enum finding_basis basis;
} journeys[] = {
	{ "Berlin in half an hour", &berlin, 30 * MINUTE, 1, BASIS_TRAVEL },
	{ "Berlin by air", &berlin, 2 * HOUR, 0, BASIS_TRAVEL },
	{ "somewhere in Germany, so maybe near", &germany, 30 * MINUTE, 0,
	    BASIS_TRAVEL },
	{ "a place that no table has, later", &nowhere, 30 * MINUTE, 0,
	    BASIS_TRAVEL },
	{ "a place that no table has, at once", &nowhere, MINUTE, 1,
	    BASIS_NETWORKS },
	{ "the telephone's other exit", &brest, MINUTE, 0, BASIS_NETWORKS },
	{ "another operator in town, at once", &lyon_other, MINUTE, 1,
	    BASIS_NETWORKS },
	{ "another operator in town, later", &lyon_other, 30 * MINUTE, 0,
	    BASIS_NETWORKS },
	{ "the telephone's operator abroad", &berlin_carrier, 30 * MINUTE, 0,
	    BASIS_TRAVEL },
};

TEST(nobody_travels_faster_than_an_airliner)
{
	for (size_t i = 0; i < sizeof journeys / sizeof *journeys; i++) {
		const struct journey_case *c = &journeys[i];
		const struct finding *f;
		struct bench b;

		settle(&b);
		arrive(&b, c->to, c->after_ms);
		f = bench_last(&b, "two_places");
		if (f != NULL) {
			CHECK_U64(f->basis, c->basis);
			CHECK_U64(f->strength, GRADE_POSSIBLE);
			CHECK_U64(f->other, b.home);
		}
		CHECK_STR(str_from(bench_found(&b, "two_places") == c->found
		    ? c->what : "not as expected"), str_from(c->what));
	}
}

TEST(a_journey_is_told_in_kilometres_and_speed_at_least)
{
	struct bench b;
	const struct finding *f;

	settle(&b);
	arrive(&b, &berlin, 30 * MINUTE);
	f = bench_last(&b, "two_places");
	MUST_CHECK(f != NULL);
	/* 975 km apart on the sphere; 20 and 20 are the tables' radii */
	CHECK(f->km >= 930 && f->km <= 940);
	CHECK(f->kmh >= 1850 && f->kmh <= 1880);
	CHECK_I64(f->last.ms - f->first.ms, 30 * MINUTE);
	bench_found(&b, "");
}

TEST(country_operator_and_client_all_new_make_a_journey_probable)
{
	for (int known = 0; known < 2; known++) {
		struct brief page = { .kind = K_PAGE, .device = 500 };
		struct bench b;

		settle(&b);
		bench_feed(&b, page, b.home);
		b.now += 30 * MINUTE;
		b.spot = &berlin;
		b.number++;
		page.device = known ? 500 : 501;
		bench_feed(&b, page, b.away);
		MUST_CHECK(bench_last(&b, "two_places") != NULL);
		CHECK_U64(bench_last(&b, "two_places")->strength,
		    known ? GRADE_POSSIBLE : GRADE_PROBABLE);
		bench_found(&b, "");
	}
}

TEST(a_vpn_that_the_account_has_used_for_days_is_no_journey)
{
	struct bench b;

	settle(&b);
	arrive(&b, &berlin, DAY);
	b.now += 2 * DAY;
	b.spot = &lyon;
	bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	b.now += 5 * MINUTE;
	b.spot = &berlin;
	bench_sign_in(&b, bench_name(&b, "198.51.100.0/24"), SERVICE_WEBMAIL);
	CHECK_U64(bench_found(&b, "two_places"), 0);
}

static const struct {
	const struct spot *spot;
	size_t found;
	enum finding_basis basis;
} countries[] = {
	{ NULL, 0, BASIS_NETWORKS },
	{ &lyon_other, 0, BASIS_NETWORKS },
	{ &brest, 0, BASIS_NETWORKS },
	{ &berlin, 1, BASIS_COUNTRY_AND_OPERATOR },
	{ &berlin_carrier, 1, BASIS_COUNTRY_ALONE },
	{ &berlin_unknown, 1, BASIS_COUNTRY },
};

TEST(a_telephone_that_changes_networks_within_its_operator_is_one_place)
{
	struct bench b;

	settle(&b);
	for (int day = 0; day < 3; day++, b.now += DAY) {
		char place[32];

		snprintf(place, sizeof place, "198.18.%d.0/24", day);
		b.spot = &lyon_other;
		bench_sign_in(&b, bench_name(&b, place), SERVICE_IMAP);
		b.spot = &lyon;
		bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	}
	/* the first day, when the operator itself was new */
	CHECK_U64(bench_found(&b, "two_places"), 1);
}

TEST(another_country_than_ever_says_whether_the_operator_is_new_too)
{
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
		const struct finding *f;
		struct bench b;

		settle(&b);
		arrive(&b, countries[i].spot, DAY);
		f = bench_last(&b, "first_seen_place");
		if (f != NULL) {
			CHECK_U64(f->basis, countries[i].basis);
			CHECK_U64(f->strength, GRADE_POSSIBLE);
		}
		arrive(&b, countries[i].spot, DAY);
		CHECK_U64(bench_found(&b, "first_seen_place"),
		    countries[i].found);
	}
}

TEST(a_country_that_is_new_after_two_days_is_no_finding)
{
	struct bench b;

	bench_open(&b);
	b.spot = &lyon;
	for (int n = 0; n < 4; n++, b.now += DAY / 2)
		bench_sign_in(&b, b.home, SERVICE_WEBMAIL);
	arrive(&b, &berlin, 0);
	CHECK_U64(bench_found(&b, "first_seen_place"), 0);
}
