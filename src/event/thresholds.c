/* thresholds: the numbers of share/thresholds.yml, and those that a site
 * file says instead. */
#include "event/site_parts.h"

#include "base/clock.h"
#include "base/embed.h"
#include "base/must.h"

enum {
	VALUE_MOST = 1000000000,	/* and of times, a year */
	DAYS_MOST = 366,
};

static const struct threshold_info {
	struct str name;
	int64_t	   scale;		/* 1 for counts, else milliseconds */
} infos[TH_COUNT] = {
#define THRESHOLD(id, name, scale) [TH_##id] = { STR_INIT(name), scale },
#include "event/thresholds.def"
#undef THRESHOLD
};

static const struct threshold_info *
info_find(struct str name)
{
	for (size_t i = 0; i < TH_COUNT; i++)
		if (str_eq(infos[i].name, name))
			return &infos[i];
	return NULL;
}

static uint64_t
value_most(const struct threshold_info *info)
{
	return info->scale == 1 ? VALUE_MOST
	    : (uint64_t)(DAYS_MOST * DAY_MS / info->scale);
}

bool
site_read_thresholds(struct config *config, const yaml_node_t *node,
    void *into)
{
	struct site	   *site = into;
	struct config_list  list;
	struct config_pair *pairs;

	if (!config_pairs(config, node, &list))
		return false;
	pairs = list.at;
	for (size_t i = 0; i < list.count; i++) {
		const struct threshold_info *info = info_find(pairs[i].key);
		uint64_t number;

		if (info == NULL)
			return config_refuse_text(config, node,
			    "no threshold of doc/formats.md:", pairs[i].key);
		if (!str_u64(pairs[i].value, &number) || number < 1 ||
		    number > value_most(info))
			return config_refuse_text(config, node, "no number "
			    "from 1 on, or far too large:", pairs[i].value);
		site->thresholds[info - infos] = number *
		    (uint64_t)info->scale;
	}
	return true;
}

void
site_default_thresholds(struct site *site)
{
	static const struct setting settings[] = {
		{ "thresholds", site_read_thresholds, 0 },
		{ 0 }
	};
	struct err err = { 0 };

	must(config_load_text(embedded_find(STR("share/thresholds.yml")),
	    &site->arena, settings, site, NULL, &err));
	for (size_t i = 0; i < TH_COUNT; i++)
		must(site->thresholds[i] > 0);
}
