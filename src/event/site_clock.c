/* site_clock: which zone, year and offset the site file gives a source.
 *
 *	sources:
 *	  - match: {host: mail1, format: dovecot}
 *	    timezone: Europe/Paris
 *	    clock_offset_seconds: -37
 *	  - match: {file: "mail.log.2*"}
 *	    year: 2024
 *
 * Of several that match a line the first that says a thing is asked for it. */
#include "event/site_clock.h"

#include <stddef.h>

#include "event/site.h"

enum { OFFSET_SECONDS_MOST = 10 * 366 * 24 * 3600 };

bool
site_read_year(struct config *config, const yaml_node_t *node, void *into)
{
	uint64_t year;

	if (!config_number(config, node, YEAR_LEAST, YEAR_MOST, &year))
		return false;
	*(int *)into = (int)year;
	return true;
}

bool
site_read_timezone(struct config *config, const yaml_node_t *node, void *into)
{
	struct site *site = into;
	struct err   why;

	if (!config_text(config, node, &site->timezone))
		return false;
	if (str_eq(site->timezone, STR("UTC")))
		return true;
	site->zone = zone_open(site->timezone.at, &why);
	return site->zone != NULL || config_refuse(config, node, why.text);
}

static bool
read_offset(struct config *config, const yaml_node_t *node, void *into)
{
	struct clock_rule *source = into;
	struct str text = node->type == YAML_SCALAR_NODE ?
	    config_scalar(node) : (struct str){ 0 };
	bool behind = str_take_char(&text, '-');
	uint64_t seconds;

	if (!behind)
		str_take_char(&text, '+');
	if (!str_u64(text, &seconds) || seconds > OFFSET_SECONDS_MOST)
		return config_refuse(config, node, "whole seconds were "
		    "wanted: how far the clock is ahead, or -37 if behind");
	source->offset_ms = (int64_t)seconds * (behind ? -1000 : 1000);
	source->has_offset = true;
	return true;
}

static bool
read_source_match(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "host", config_text, offsetof(struct clock_rule, host) },
		{ "format", config_text, offsetof(struct clock_rule, format) },
		{ "file", config_text, offsetof(struct clock_rule, file) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

static bool
read_source(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "match", read_source_match, 0 },
		{ "timezone", config_text, offsetof(struct clock_rule, timezone) },
		{ "year", site_read_year, offsetof(struct clock_rule, year) },
		{ "clock_offset_seconds", read_offset, 0 },
		{ 0 }
	};
	struct clock_rule *source = into;

	if (!config_map(config, node, settings, source))
		return false;
	if (source->host.len + source->format.len + source->file.len == 0)
		return config_refuse(config, node,
		    "a match is missing: host, format or file");
	return source->timezone.len > 0 || source->year > 0 ||
	    source->has_offset || config_refuse(config, node,
	    "says nothing: timezone, year or clock_offset_seconds");
}

/* Once they lie in the site, which frees what they own. */
static bool
source_zone_open(struct config *config, const yaml_node_t *node,
    struct site *site, struct clock_rule *source)
{
	struct err why;

	if (source->timezone.len == 0)
		return true;
	site->source_zones = true;
	if (str_eq(source->timezone, STR("UTC")))
		return true;
	source->zone = zone_open(source->timezone.at, &why);
	return source->zone != NULL || config_refuse(config, node, why.text);
}

bool
site_read_sources(struct config *config, const yaml_node_t *node, void *into)
{
	struct site *site = into;
	struct config_list list;

	if (!config_sequence(config, node, sizeof *site->sources, read_source,
	    &list))
		return false;
	if (list.count > SOURCES_MOST)
		return config_refuse(config, node, "more than 64 sources");
	site->sources = list.at;
	site->source_count = list.count;
	for (size_t i = 0; i < list.count; i++)
		if (!source_zone_open(config, node, site, &site->sources[i]))
			return false;
	return true;
}

/* `*` is any bytes, `?` is one. */
static bool
glob_matches(struct str glob, struct str text)
{
	struct str glob_back = { 0 }, text_back = { 0 };

	while (text.len > 0) {
		if (str_take_char(&glob, '*')) {
			glob_back = glob;
			text_back = text;
		} else if (glob.len > 0 &&
		    (glob.at[0] == '?' || glob.at[0] == text.at[0])) {
			str_drop(&glob, 1);
			str_drop(&text, 1);
		} else if (text_back.at != NULL) {
			str_drop(&text_back, 1);
			glob = glob_back;
			text = text_back;
		} else {
			return false;
		}
	}
	while (str_take_char(&glob, '*'))
		;
	return glob.len == 0;
}

/* A glob without a slash is held against the file's name alone. */
static bool
file_matches(struct str glob, struct str path)
{
	struct str head = path, name = path, unused = glob;

	if (!str_take_until_char(&unused, '/', &head)) {
		head = path;
		if (str_take_last_char(&head, '/', &name))
			path = name;
	}
	return glob_matches(glob, path);
}

static bool
source_matches(const struct clock_rule *source, struct str format,
    struct str host, struct str path)
{
	return (source->host.len == 0 || str_eq_nocase(source->host, host)) &&
	    (source->format.len == 0 || str_eq(source->format, format)) &&
	    (source->file.len == 0 || file_matches(source->file, path));
}

struct site_clock
site_clock(const struct site *site, struct str format, struct str host,
    struct str path)
{
	struct site_clock clock = { .zone = site->zone, .year = site->year };
	bool zone = false, year = false;

	for (size_t i = 0; i < site->source_count; i++) {
		const struct clock_rule *source = &site->sources[i];

		if (!source_matches(source, format, host, path))
			continue;
		clock.sources |= (uint64_t)1 << i;
		if (!zone && source->timezone.len > 0) {
			clock.zone = source->zone;
			zone = true;
		}
		if (!year && source->year > 0) {
			clock.year = source->year;
			year = true;
		}
		if (!clock.has_offset && source->has_offset) {
			clock.offset_ms = source->offset_ms;
			clock.has_offset = true;
		}
	}
	return clock;
}

struct site_clock
site_clock_of(const struct site *site, struct str stream, struct str path)
{
	struct str host = stream, format;

	if (!str_take_until_char(&host, '@', &format)) {
		format = stream;
		host = (struct str){ 0 };
	}
	return site_clock(site, format, host, path);
}

bool
site_set_clock(struct site *site, const char *tz, const char *year,
    struct err *err)
{
	uint64_t number;

	if (year != NULL) {
		if (!str_u64(str_from(year), &number) ||
		    number < YEAR_LEAST || number > YEAR_MOST)
			return err_set(err, "--year: a year from %d to %d was "
			    "wanted, not '%s'", YEAR_LEAST, YEAR_MOST, year);
		site->year = (int)number;
	}
	if (tz == NULL)
		return true;
	if (site->zone != NULL)
		zone_free(site->zone);
	site->zone = NULL;
	site->timezone = str_from(tz);
	if (str_eq(site->timezone, STR("UTC")))
		return true;
	site->zone = zone_open(tz, err);
	return site->zone != NULL || err_in(err, "--tz");
}

void
site_clocks_free(struct site *site)
{
	if (site->zone != NULL)
		zone_free(site->zone);
	for (size_t i = 0; i < site->source_count; i++)
		if (site->sources[i].zone != NULL)
			zone_free(site->sources[i].zone);
}
