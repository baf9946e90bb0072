#include "app/year.h"

enum year_source
year_find(const struct plan *plan, const struct site *site, bool lines,
    struct event_time *anchor)
{
	/* The owner knows better than a line that anybody may have sent. */
	if (site->year != 0) {
		/* Stamps may be a day behind the anchor, and still must not
		 * leave the year. */
		int64_t next = clock_days(site->year + 1, 1, 1) * DAY_MS;

		if (site->zone != NULL)
			next = zone_utc(site->zone, next);
		anchor->ms = next - DAY_MS - 1;
		return YEAR_FROM_SITE;
	}
	if (lines && plan->has_latest) {
		*anchor = plan->latest;
		return YEAR_FROM_LINES;
	}
	return plan_mtime(plan, anchor) ? YEAR_FROM_MTIME : YEAR_UNKNOWN;
}
