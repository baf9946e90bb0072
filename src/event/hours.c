/* hours: the site's working hours, for what is odd outside of them. */
#include "event/site_parts.h"

#include "base/clock.h"

static const struct str day_names[] = {
	STR_INIT("mon"), STR_INIT("tue"), STR_INIT("wed"), STR_INIT("thu"),
	STR_INIT("fri"), STR_INIT("sat"), STR_INIT("sun"),
};
enum { DAYS = sizeof day_names / sizeof *day_names };

static bool
read_day(struct config *config, const yaml_node_t *node, void *into)
{
	for (int i = 0; node->type == YAML_SCALAR_NODE && i < DAYS; i++)
		if (str_eq(config_scalar(node), day_names[i])) {
			*(int *)into = i;
			return true;
		}
	return config_refuse(config, node,
	    "mon, tue, wed, thu, fri, sat or sun was wanted");
}

static bool
read_days(struct config *config, const yaml_node_t *node, void *into)
{
	struct work_hours *hours = into;
	struct config_list list;

	if (!config_sequence(config, node, sizeof(int), read_day, &list))
		return false;
	hours->days = 0;
	for (size_t i = 0; i < list.count; i++)
		hours->days |= (uint8_t)(1 << ((int *)list.at)[i]);
	return true;
}

static bool
read_hour(struct config *config, const yaml_node_t *node, void *into)
{
	uint64_t hour;

	if (!config_number(config, node, 0, 24, &hour))
		return false;
	*(uint8_t *)into = (uint8_t)hour;
	return true;
}

bool
site_read_hours(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "from", read_hour, offsetof(struct work_hours, from) },
		{ "to", read_hour, offsetof(struct work_hours, to) },
		{ "days", read_days, 0 },
		{ 0 }
	};
	struct work_hours *hours = into;

	*hours = (struct work_hours){ .days = 0x1f, .from = 0, .to = 24 };
	if (!config_map(config, node, settings, into))
		return false;
	hours->told = true;
	return hours->from < hours->to ||
	    config_refuse(config, node, "from must come before to");
}

bool
site_is_odd_hour(const struct site *site, struct event_time time)
{
	int64_t local = time.ms + (site->zone == NULL ? 0
	    : zone_offset(site->zone, time.ms));
	int64_t hour = local / HOUR_MS, day = hour / 24;

	if (!site->work.told || local < 0)
		return false;
	/* 1970-01-01 was a Thursday */
	return !(site->work.days >> (day + 3) % DAYS & 1) ||
	    hour % 24 < site->work.from || hour % 24 >= site->work.to;
}
