/* The numbers that findings turn on. */
#include "event/site.h"

#include "base/clock.h"
#include "test/test.h"

static bool
load(struct site *site, const char *text, struct err *err)
{
	site_init(site);
	return site_load(site, test_file("site.yml", str_from(text)), err);
}

TEST(the_table_in_share_gives_every_threshold)
{
	struct site site;

	site_init(&site);
	for (int i = 0; i < TH_COUNT; i++)
		CHECK(site.thresholds[i] > 0);
	CHECK_U64(site_count(&site, TH_SPRAY_ACCOUNTS), 5);
	CHECK_I64(site_ms(&site, TH_FAILURE_WINDOW), 24 * HOUR_MS);
	site_fini(&site);
}

TEST(a_site_says_another_threshold_and_keeps_the_rest)
{
	struct site site;
	struct err  err;

	CHECK(load(&site, "thresholds: {spray_accounts: 8, chain_days: 2}",
	    &err));
	CHECK_U64(site_count(&site, TH_SPRAY_ACCOUNTS), 8);
	CHECK_I64(site_ms(&site, TH_CHAIN), 2 * DAY_MS);
	CHECK_U64(site_count(&site, TH_SPRAY_NETWORKS), 10);
	site_fini(&site);
}

TEST(a_threshold_that_is_none_is_refused)
{
	static const char *const texts[] = {
		"thresholds: {spray_acounts: 8}",
		"thresholds: {spray_accounts: 0}",
		"thresholds: {spray_accounts: -1}",
		"thresholds: {spray_accounts: many}",
		"thresholds: {chain_days: 4000}",
		"thresholds: [5]",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct site site;
		struct err  err;

		CHECK(!load(&site, texts[i], &err));
		site_fini(&site);
	}
}
