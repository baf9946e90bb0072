#include "base/clock.h"
#include "test/test.h"

/* What is left of text after an ISO stamp, and its ms. */
static struct str
iso(const char *text, struct stamp *stamp)
{
	struct str s = str_from(text);

	*stamp = (struct stamp){ 0 };
	return stamp_take_iso(&s, NULL, stamp) ? s : STR("no stamp");
}

static struct str
bsd(const char *text, struct stamp *stamp)
{
	struct str s = str_from(text);

	*stamp = (struct stamp){ 0 };
	return stamp_take_bsd(&s, NULL, stamp) ? s : STR("no stamp");
}

static int64_t
ms_of(const char *text)
{
	struct stamp stamp;

	iso(text, &stamp);
	return stamp.at.ms;
}

static struct str
text_of(const char *text, const struct zone *zone)
{
	static char out[CLOCK_TEXT];

	return clock_text((struct event_time){ ms_of(text) }, zone, out);
}

TEST(days_and_dates_are_inverse_over_four_centuries)
{
	int year, month, day;

	CHECK_I64(clock_days(1970, 1, 1), 0);
	CHECK_I64(clock_days(2000, 3, 1), 11017);
	for (int64_t days = -800 * 365; days < 400 * 365; days += 13) {
		clock_date(days, &year, &month, &day);
		MUST_CHECK(clock_days(year, month, day) == days);
	}
}

TEST(an_iso_stamp_is_read_to_the_millisecond)
{
	struct stamp stamp;

	CHECK_STR(iso("2025-12-11T21:04:00.123456+01:00 host", &stamp),
	    STR(" host"));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440123));
	CHECK_U64(stamp.flags, STAMP_SET);
	CHECK_STR(iso("2025-12-11 20:04:00 x", &stamp), STR(" x"));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440000));
	CHECK_U64(stamp.flags, STAMP_SET | STAMP_LOCAL);
	CHECK_STR(iso("2025-12-11T20:04:00Z", &stamp), STR(""));
	CHECK_STR(iso("2025-12-11T20:04:00-0330,", &stamp), STR(","));
	CHECK_I64(stamp.at.ms, INT64_C(1765496040000));
}

TEST(a_date_that_does_not_exist_is_no_stamp)
{
	struct stamp stamp;

	CHECK_STR(iso("2025-02-29T00:00:00Z", &stamp), STR("no stamp"));
	CHECK_STR(iso("2024-02-29T00:00:00Z", &stamp), STR(""));
	CHECK_STR(iso("2025-13-01T00:00:00Z", &stamp), STR("no stamp"));
	CHECK_STR(iso("2025-12-01T24:00:00Z", &stamp), STR("no stamp"));
	CHECK_STR(iso("2025-12-01T00:00:0", &stamp), STR("no stamp"));
	CHECK_STR(bsd("Feb 30 00:00:00 h", &stamp), STR("no stamp"));
	CHECK_STR(bsd("Feb 29 00:00:00 h", &stamp), STR(" h"));
	CHECK_STR(bsd("Foo 29 00:00:00 h", &stamp), STR("no stamp"));
}

TEST(a_bsd_stamp_counts_in_the_leap_year)
{
	struct stamp stamp, padded;

	CHECK_STR(bsd("Dec  1 21:04:00 h", &stamp), STR(" h"));
	CHECK_I64(stamp.at.ms, clock_days(1972, 12, 1) * 86400000 + 75840000);
	CHECK_U64(stamp.flags, STAMP_SET | STAMP_NO_YEAR | STAMP_LOCAL);
	CHECK_STR(bsd("Dec 01 21:04:00 h", &padded), STR(" h"));
	CHECK_I64(padded.at.ms, stamp.at.ms);
	CHECK_STR(bsd("Dec 1 21:04:00 h", &padded), STR(" h"));
	CHECK_I64(padded.at.ms, stamp.at.ms);
}

TEST(a_year_beside_a_bsd_stamp_is_taken)
{
	struct stamp stamp;

	CHECK_STR(bsd("Dec 11 2025 20:04:00 h", &stamp), STR(" h"));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440000));
	CHECK_STR(bsd("Dec 11 20:04:00 2025 h", &stamp), STR(" h"));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440000));
	CHECK_U64(stamp.flags, STAMP_SET | STAMP_LOCAL);
	CHECK_STR(bsd("Dec 11 20:04:00 4711 h", &stamp), STR(" 4711 h"));
}

TEST(web_stamps_name_their_zone)
{
	struct stamp stamp;
	struct str s = STR("11/Dec/2025:21:04:00 +0100] \"GET");

	CHECK(stamp_take_clf(&s, &stamp));
	CHECK_STR(s, STR("] \"GET"));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440000));
	s = STR("22-Nov-2026 04:10:10 +0000]: x");
	CHECK(stamp_take_dmy(&s, NULL, &stamp));
	CHECK_STR(s, STR("]: x"));
	s = STR("22-Nov-2026 04:10:10.250]: x");
	CHECK(stamp_take_dmy(&s, NULL, &stamp));
	CHECK_STR(s, STR("]: x"));
	CHECK_I64(stamp.at.ms % 1000, 250);
}

TEST(an_epoch_is_seconds_or_milliseconds)
{
	struct stamp stamp;

	CHECK(stamp_from_epoch(STR("1765483440"), &stamp));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440000));
	CHECK(stamp_from_epoch(STR("1765483440.5"), &stamp));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440500));
	CHECK(stamp_from_epoch(STR("1765483440123"), &stamp));
	CHECK_I64(stamp.at.ms, INT64_C(1765483440123));
	CHECK(!stamp_from_epoch(STR("99999999999999999999"), &stamp));
	CHECK(!stamp_from_epoch(STR("17x"), &stamp));
	CHECK(!stamp_from_epoch(STR(""), &stamp));
}

TEST(a_yearless_stamp_takes_the_latest_year_not_past_the_anchor)
{
	struct event_time anchor = { ms_of("2026-01-05T12:00:00Z") };
	struct event_time leap = { ms_of("2026-02-01T12:00:00Z") };
	struct stamp stamp;

	bsd("Dec 31 23:00:00", &stamp);
	CHECK_I64(stamp_with_year(stamp, anchor, NULL).ms,
	    ms_of("2025-12-31T23:00:00Z"));
	bsd("Jan  6 11:00:00", &stamp);
	CHECK_I64(stamp_with_year(stamp, anchor, NULL).ms,
	    ms_of("2026-01-06T11:00:00Z"));
	bsd("Jan  6 13:00:00", &stamp);
	CHECK_I64(stamp_with_year(stamp, anchor, NULL).ms,
	    ms_of("2025-01-06T13:00:00Z"));
	bsd("Feb 29 13:00:00", &stamp);
	CHECK_I64(stamp_with_year(stamp, leap, NULL).ms,
	    ms_of("2024-02-29T13:00:00Z"));
}

TEST(a_zone_folds_and_jumps_as_promised)
{
	struct err err;
	struct zone *paris = zone_open("Europe/Paris", &err);

	MUST_CHECK(paris != NULL);
	CHECK_I64(zone_utc(paris, ms_of("2025-12-11T21:04:00Z")),
	    ms_of("2025-12-11T20:04:00Z"));
	CHECK_I64(zone_utc(paris, ms_of("2025-07-11T21:04:00Z")),
	    ms_of("2025-07-11T19:04:00Z"));
	/* 02:30 exists twice on 26 October: the first */
	CHECK_I64(zone_utc(paris, ms_of("2025-10-26T02:30:00Z")),
	    ms_of("2025-10-26T00:30:00Z"));
	/* and not at all on 30 March: the instant of the jump */
	CHECK_I64(zone_utc(paris, ms_of("2025-03-30T02:30:00Z")),
	    ms_of("2025-03-30T01:00:00Z"));
	/* far future: the rule */
	CHECK_I64(zone_utc(paris, ms_of("2150-07-11T21:04:00Z")),
	    ms_of("2150-07-11T19:04:00Z"));
	CHECK_I64(zone_offset(paris, ms_of("2150-01-11T21:04:00Z")), 3600000);
	CHECK_STR(text_of("2025-07-11T19:04:00Z", paris),
	    STR("2025-07-11T21:04:00+02:00"));
	zone_free(paris);
}

TEST(an_hour_is_doubled_from_its_first_to_the_turn)
{
	struct err err;
	struct zone *paris = zone_open("Europe/Paris", &err);
	int64_t from = 0, turn = 0;

	MUST_CHECK(paris != NULL);
	CHECK(!zone_doubled(paris, ms_of("2025-10-25T23:59:59Z"), &from, &turn));
	CHECK(zone_doubled(paris, ms_of("2025-10-26T00:00:00Z"), &from, &turn));
	CHECK_I64(from, ms_of("2025-10-26T00:00:00Z"));
	CHECK_I64(turn, ms_of("2025-10-26T01:00:00Z"));
	CHECK(zone_doubled(paris, ms_of("2025-10-26T00:59:59Z"), &from, &turn));
	CHECK(!zone_doubled(paris, ms_of("2025-10-26T01:00:00Z"), &from, &turn));
	CHECK(!zone_doubled(paris, ms_of("2025-03-30T00:30:00Z"), &from, &turn));
	zone_free(paris);
}

TEST(a_southern_zone_and_one_without_rules_work_too)
{
	struct err err;
	struct zone *zone = zone_open("Australia/Sydney", &err);

	MUST_CHECK(zone != NULL);
	CHECK_I64(zone_offset(zone, ms_of("2100-01-11T00:00:00Z")), 39600000);
	CHECK_I64(zone_offset(zone, ms_of("2100-07-11T00:00:00Z")), 36000000);
	zone_free(zone);
	zone = zone_open("Asia/Tokyo", &err);
	MUST_CHECK(zone != NULL);
	CHECK_I64(zone_offset(zone, ms_of("2100-07-11T00:00:00Z")), 32400000);
	zone_free(zone);
}

TEST(a_zone_name_cannot_leave_its_folder)
{
	struct err err;

	CHECK(zone_open("../../../etc/passwd", &err) == NULL);
	CHECK(zone_open("/etc/localtime", &err) == NULL);
	CHECK(zone_open("", &err) == NULL);
	CHECK(zone_open("Nowhere/Atall", &err) == NULL);
	CHECK(zone_open("Europe", &err) == NULL);
}

TEST(clock_text_is_utc_without_a_zone)
{
	CHECK_STR(text_of("2025-12-11T21:04:05.999Z", NULL),
	    STR("2025-12-11T21:04:05Z"));
	CHECK_STR(text_of("1969-12-31T23:59:59Z", NULL),
	    STR("1969-12-31T23:59:59Z"));
}

/* What was read before makes no difference. */
TEST(an_offset_is_only_what_stands_there)
{
	static const struct { char end[7]; size_t taken; int64_t ms; } ends[] = {
		{ "+00:00", 32, 0 }, { "+01:00", 32, 3600000 },
		{ "-00:00", 32, 0 }, { "+01:0x", 29, 3600000 },
		{ "+00-00", 29, 0 }, { "+0a:00", 26, 0 }, { " mail ", 26, 0 },
		{ "\0\0\0\0\0\0", 26, 0 },
	};
	enum { ENDS = sizeof ends / sizeof *ends };
	char text[] = "2025-12-11T21:04:00.271415+00:00 mail";
	struct stamp stamp;

	for (size_t i = 0; i < 2 * ENDS * ENDS; i++) {
		size_t n = i % 2 == 0 ? i / 2 / ENDS : i / 2 % ENDS;

		memcpy(text + 26, ends[n].end, 6);
		CHECK_U64(stamp_iso(str_of(text, sizeof text - 1), NULL, &stamp),
		    ends[n].taken);
		CHECK_I64(stamp.at.ms, INT64_C(1765487040271) - ends[n].ms);
		CHECK(((stamp.flags & STAMP_LOCAL) != 0) ==
		    (ends[n].taken < 29));
	}
}
