/* site: what site.yml may say, as tables for base/config.h.
 *
 * Aliases of accounts wait until the whole file is read, because the site's
 * own domains may stand below them. */
#include "event/site.h"

#include <stdlib.h>

#include "base/config.h"
#include "event/event.h"
#include "event/site_clock.h"
#include "event/site_parts.h"

enum {
	IDLE_MINUTES = 30,		/* common in webmail and portals */
	IDLE_MINUTES_MOST = 7 * 24 * 60,
	NAME_MAX_BYTES = 512,		/* longer names stay unfolded */
};

struct alias_line {
	struct alias alias;
	size_t	     line;
};

/* The aliases so far, in the order of the file; config.owner. */
struct alias_list {
	struct alias_line *at;
	size_t		   count, cap;
};

static bool
read_idle(struct config *config, const yaml_node_t *node, void *into)
{
	uint64_t minutes;

	if (!config_number(config, node, 1, IDLE_MINUTES_MOST, &minutes))
		return false;
	*(int64_t *)into = (int64_t)minutes * 60 * 1000;
	return true;
}

static bool
read_lang(struct config *config, const yaml_node_t *node, void *into)
{
	struct str *lang = into;

	if (!config_text(config, node, into))
		return false;
	return str_eq(*lang, STR("en")) || str_eq(*lang, STR("fr")) ||
	    config_refuse(config, node, "en or fr was wanted");
}

static bool
read_network(struct config *config, const yaml_node_t *node, void *into)
{
	struct err why;

	if (node->type != YAML_SCALAR_NODE)
		return config_refuse(config, node,
		    "an address or network was wanted");
	return network_parse(config_scalar(node), into, &why) ||
	    config_refuse(config, node, why.text);
}

static bool
read_network_list(struct config *config, const yaml_node_t *node, void *into)
{
	struct network_list *networks = into;
	struct config_list   list;

	if (!config_sequence(config, node, sizeof *networks->at, read_network,
	    &list))
		return false;
	*networks = (struct network_list){ list.at, list.count };
	return true;
}

static bool
read_networks(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "trusted", read_network_list, offsetof(struct site, trusted) },
		{ "webmail", read_network_list, offsetof(struct site, webmail) },
		{ "proxies", read_network_list, offsetof(struct site, proxies) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

static bool
read_places(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "city", config_text,
		    offsetof(struct location_tables, city_path) },
		{ "asn", config_text,
		    offsetof(struct location_tables, asn_path) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

static bool
read_postgresql(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "log_line_prefix", config_text,
		    offsetof(struct site, log_line_prefix) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

static bool
read_sessions(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "idle_minutes", read_idle, offsetof(struct site, idle_ms) },
		{ 0 }
	};

	return config_map(config, node, settings, into);
}

static bool
read_domains(struct config *config, const yaml_node_t *node, void *into)
{
	struct site *site = into;
	struct config_list list;

	if (!config_sequence(config, node, sizeof *site->domains, config_text,
	    &list))
		return false;
	site->domains = list.at;
	site->domain_count = list.count;
	return true;
}

static bool
read_mailboxes(struct config *config, const yaml_node_t *node, void *into)
{
	struct asset *asset = into;
	struct config_list list;

	if (!config_texts(config, node, &list))
		return false;
	asset->mailboxes = list.at;
	asset->mailbox_count = list.count;
	return true;
}

static bool
read_asset(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "name", config_text, offsetof(struct asset, name) },
		{ "kind", config_text, offsetof(struct asset, kind) },
		{ "unit", config_text, offsetof(struct asset, unit) },
		{ "records", config_count, offsetof(struct asset, records) },
		{ "accounts", config_count, offsetof(struct asset, records) },
		{ "personal", config_bool, offsetof(struct asset, personal) },
		{ "mailboxes", read_mailboxes, 0 },
		{ 0 }
	};
	struct asset *asset = into;

	if (!config_map(config, node, settings, asset))
		return false;
	return asset->name.len > 0 ||
	    config_refuse(config, node, "a name is missing");
}

static bool
read_assets(struct config *config, const yaml_node_t *node, void *into)
{
	struct site *site = into;
	struct config_list list;

	if (!config_sequence(config, node, sizeof *site->assets, read_asset,
	    &list))
		return false;
	site->assets = list.at;
	site->asset_count = list.count;
	return true;
}

/* ---- accounts ---- */

struct account {
	struct str	   name;
	struct config_list aliases;
};

static bool
read_alias_names(struct config *config, const yaml_node_t *node, void *into)
{
	return config_sequence(config, node, sizeof(struct str), config_text,
	    into);
}

static bool
read_account(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "name", config_text, offsetof(struct account, name) },
		{ "aliases", read_alias_names,
		    offsetof(struct account, aliases) },
		{ 0 }
	};
	struct account	  *account = into;
	struct alias_list *list = config->owner;
	struct str	  *names;

	if (!config_map(config, node, settings, account))
		return false;
	if (account->name.len == 0)
		return config_refuse(config, node, "a name is missing");
	names = account->aliases.at;
	for (size_t i = 0; i < account->aliases.count; i++) {
		list->at = mem_room(list->at, list->count, &list->cap,
		    sizeof *list->at);
		list->at[list->count++] = (struct alias_line){
			{ names[i], account->name }, config_line(node) };
	}
	return true;
}

static bool
read_accounts(struct config *config, const yaml_node_t *node, void *into)
{
	struct config_list list;

	(void)into;		/* the aliases wait for the domains */
	return config_sequence(config, node, sizeof(struct account),
	    read_account, &list);
}

/* Lower case in place; the texts are the arena's and ours. */
static void
str_lower(struct str s)
{
	for (char *c = (char *)(uintptr_t)s.at; c < s.at + s.len; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
}

/* "durand@interieur.example" without the site's own domain. */
static struct str
own_domain_drop(const struct site *site, struct str user)
{
	struct str local = user, domain;

	if (!str_take_last_char(&local, '@', &domain) || local.len == 0)
		return user;
	for (size_t i = 0; i < site->domain_count; i++)
		if (str_eq(site->domains[i], domain))
			return local;
	return user;
}

struct str
site_name_fold(const struct site *site, struct str name)
{
	str_lower(name);
	return own_domain_drop(site, name);
}

static int
alias_cmp(const void *a, const void *b)
{
	const struct alias_line *left = a, *right = b;
	int			 order;

	order = str_cmp(left->alias.alias, right->alias.alias);
	if (order == 0)
		order = str_cmp(left->alias.account, right->alias.account);
	return order;
}

const struct alias *
site_alias(const struct site *site, struct str name)
{
	size_t from = 0, to = site->alias_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int    order = str_cmp(site->aliases[middle].alias, name);

		if (order == 0)
			return &site->aliases[middle];
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return NULL;
}

static bool
alias_refuse(const struct alias_line *at, const char *what, struct err *err)
{
	err_set(err, "'" STR_FMT "' %s", STR_ARG(at->alias.alias), what);
	return err_in(err, "line %zu: accounts", at->line);
}

/* Fold and sort the aliases once the domains are known. */
static void
aliases_sort(struct site *site, struct alias_list *list)
{
	for (size_t i = 0; i < site->domain_count; i++)
		str_lower(site->domains[i]);
	for (size_t i = 0; i < list->count; i++) {
		struct alias *alias = &list->at[i].alias;

		str_lower(alias->alias);
		str_lower(alias->account);
		alias->alias = own_domain_drop(site, alias->alias);
		alias->account = own_domain_drop(site, alias->account);
	}
	if (list->count > 0)
		qsort(list->at, list->count, sizeof *list->at, alias_cmp);
}

static bool
aliases_settle(struct site *site, struct alias_list *list, struct err *err)
{
	struct alias_line *at = list->at;

	aliases_sort(site, list);
	site->aliases = arena_take(&site->arena,
	    list->count * sizeof *site->aliases);
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0 && str_eq(at[i].alias.alias, at[i - 1].alias.alias))
			return alias_refuse(&at[i], "is there twice", err);
		site->aliases[site->alias_count++] = at[i].alias;
	}
	for (size_t i = 0; i < list->count; i++)
		if (site_alias(site, at[i].alias.account) != NULL)
			return alias_refuse(&at[i],
			    "leads to a name that is an alias itself", err);
	return true;
}

/* ---- the whole ---- */

static const struct setting site_settings[] = {
	{ "timezone", site_read_timezone, 0 },
	{ "sources", site_read_sources, 0 },
	{ "lang", read_lang, offsetof(struct site, lang) },
	{ "claims", config_text, offsetof(struct site, claims) },
	{ "year", site_read_year, offsetof(struct site, year) },
	{ "domains", read_domains, 0 },
	{ "networks", read_networks, 0 },
	{ "places", read_places, offsetof(struct site, locations) },
	{ "sessions", read_sessions, 0 },
	{ "postgresql", read_postgresql, 0 },
	{ "accounts", read_accounts, 0 },
	{ "directory", config_text, offsetof(struct site, directory) },
	{ "assets", read_assets, 0 },
	{ "access_logs", web_log_list_read,
	    offsetof(struct site, access_logs) },
	{ "formats", config_text, offsetof(struct site, formats) },
	{ "applications", mapping_list_read,
	    offsetof(struct site, mappings) },
	{ "thresholds", site_read_thresholds, 0 },
	{ "words", site_read_words, 0 },
	{ "bystanders", site_read_bystanders,
	    offsetof(struct site, bystanders) },
	{ "hours", site_read_hours, offsetof(struct site, work) },
	{ 0 }
};

void
site_init(struct site *site)
{
	*site = (struct site){
		.timezone = STR("UTC"),
		.lang = STR("en"),
		.idle_ms = IDLE_MINUTES * 60 * 1000,
	};
	arena_init(&site->arena);
	site_default_thresholds(site);
	site->shipped = mapping_shipped(&site->arena);
	site_default_words(site);
	site_default_bystanders(site);
	indicators_init(&site->indicators);
}

void
site_fini(struct site *site)
{
	location_close(&site->locations);
	indicators_fini(&site->indicators);
	site_clocks_free(site);
	arena_fini(&site->arena);
}

/* A path in a site file is from where that file stands. */
static void
path_settle(struct site *site, struct str site_path, struct str *path)
{
	struct str name;

	if (path->len == 0 || path->at[0] == '/' ||
	    !str_take_last_char(&site_path, '/', &name))
		return;
	*path = arena_printf(&site->arena, STR_FMT "/" STR_FMT,
	    STR_ARG(site_path), STR_ARG(*path));
}

bool
site_formats(struct site *site, const char *dir, struct err *err)
{
	return mapping_load_dir(&site->mappings, &site->arena, dir, err);
}

bool
site_load(struct site *site, const char *path, struct err *err)
{
	struct alias_list aliases = { 0 };
	bool		  good;

	good = config_load(path, &site->arena, site_settings, site, &aliases,
	    err);
	if (good && !aliases_settle(site, &aliases, err))
		good = err_in(err, "%s", path);
	free(aliases.at);
	path_settle(site, str_from(path), &site->claims);
	path_settle(site, str_from(path), &site->formats);
	path_settle(site, str_from(path), &site->directory);
	path_settle(site, str_from(path), &site->locations.city_path);
	path_settle(site, str_from(path), &site->locations.asn_path);
	if (good)
		good = location_open(&site->locations, err) ||
		    err_in(err, "%s: places", path);
	if (good && site->directory.len > 0)
		good = site_directory(site, site->directory.at, err) ||
		    err_in(err, "%s: directory", path);
	if (good && site->formats.len > 0)
		good = site_formats(site, site->formats.at, err) ||
		    err_in(err, "%s: formats", path);
	return good;
}

struct str
site_principal(const struct site *site, struct str user, char *buf,
    size_t size)
{
	const struct alias *alias;

	if (user.len == 0 || user.len > size || user.len > NAME_MAX_BYTES)
		return user;
	memcpy(buf, user.at, user.len);
	user.at = buf;
	str_lower(user);
	if ((alias = site_alias(site, user)) != NULL)
		return alias->account;
	user = own_domain_drop(site, user);
	alias = site_alias(site, user);
	return alias != NULL ? alias->account : user;
}
