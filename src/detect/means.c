#include "detect/means.h"

#include <stdlib.h>

#include "base/arena.h"

void
means_fini(struct means *means)
{
	dense_fini(&means->index);
	free(means->at);
}

static struct mean *
mean_of(struct means *means, uint32_t user)
{
	uint64_t *number = dense_at(&means->index, user);

	if (*number == 0) {
		means->at = mem_room(means->at, means->count, &means->cap,
		    sizeof *means->at);
		means->at[means->count++] = (struct mean){ 0 };
		*number = means->count;
	}
	return &means->at[*number - 1];
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
