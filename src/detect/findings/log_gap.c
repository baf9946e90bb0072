/* log_gap: a source is silent in an hour in which it always speaks, and
 * nothing proves that it had nothing to say.
 *
 * "Always" is: in that hour of the day, on every other day of its kind but
 * one, and there are three such days at least; the one forgives a holiday.
 * Working days and week-ends are two kinds, told by the site's zone.
 * Neighbouring silent hours make one gap. */
#include "detect/detect.h"

#include "base/intern.h"

enum { DAY_HOURS = 24 };

static bool
is_weekend(const struct coverage *c, size_t hour, const struct zone *zone)
{
	int64_t ms = c->first_hour.ms + (int64_t)hour * HOUR_MS;
	int64_t local = ms + (zone == NULL ? 0 : zone_offset(zone, ms));
	int64_t days = local / HOUR_MS / DAY_HOURS;

	return (days + 3) % 7 >= 5;	/* 1970-01-01 was a Thursday */
}

static bool
always_speaks(const struct coverage *c, size_t hour, const struct site *site)
{
	uint64_t forgiven = site_count(site, TH_GAP_FORGIVEN);
	bool weekend = is_weekend(c, hour, site->zone);
	size_t days = 0, quiet = 0;

	for (size_t h = hour % DAY_HOURS; h < c->hours && quiet <= forgiven;
	     h += DAY_HOURS) {
		if (h == hour || is_weekend(c, h, site->zone) != weekend)
			continue;
		days++;
		quiet += c->lines[h] < site_count(site, TH_GAP_LINES);
	}
	return days >= site_count(site, TH_GAP_DAYS) && quiet <= forgiven;
}

static void
stream_close(const struct coverage *c, struct detect_context *context)
{
	struct finding *f = NULL;

	for (size_t h = 0; h < c->hours; h++) {
		if (c->lines[h] > 0 || c->cells[h] == COVER_PROVEN || !always_speaks(c, h, context->site)) {
			f = NULL;
			continue;
		}
		if (f == NULL) {
			f = finding_add(context->findings, "log_gap");
			f->strength = GRADE_POSSIBLE;
			f->first.ms = c->first_hour.ms + (int64_t)h * HOUR_MS;
			f->stream = intern_find(context->names, c->stream);
		}
		f->last.ms = c->first_hour.ms + (int64_t)(h + 1) * HOUR_MS - 1;
		f->count++;
	}
}

static void
log_gap_close(void *state, struct detect_context *context)
{
	(void)state;
	for (size_t i = 0; i < context->coverage_count; i++)
		stream_close(&context->coverage[i], context);
}

const struct finding_def finding_log_gap = {
	.name = "log_gap",
	.about = "a source is silent in hours in which it always speaks",
	.attack = "T1070.002",
	.close = log_gap_close,
};
