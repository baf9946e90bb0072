#include "detect/means.h"

void
means_fini(struct means *means)
{
	shelf_fini(&means->of);
}

static struct mean *
mean_of(struct means *means, uint32_t user)
{
	return shelf_at(&means->of, user, sizeof(struct mean));
}

bool
means_exceeded(struct means *means, uint32_t user, uint64_t now,
    enum threshold floor, const struct site *site)
{
	const struct mean *mean = mean_of(means, user);
	uint64_t times = site_count(site, TH_MASS_TIMES);

	return now >= site_count(site, floor) && (mean->count == 0 ||
	    (mean->sum <= UINT64_MAX / times &&
		now > mean->sum * times / mean->count));
}

void
means_add(struct means *means, uint32_t user, uint64_t now)
{
	struct mean *mean = mean_of(means, user);

	/* Numbers of hostile lines stay at the top instead of wrapping. */
	mean->sum = now > UINT64_MAX - mean->sum ? UINT64_MAX
						 : mean->sum + now;
	mean->count++;
}

bool
means_exceed(struct means *means, uint32_t user, uint64_t now,
    enum threshold floor, const struct site *site)
{
	bool exceeds = means_exceeded(means, user, now, floor, site);

	means_add(means, user, now);
	return exceeds;
}
