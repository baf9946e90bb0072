/* site_parts: what the files that read a site file share. */
#pragma once

#include "base/config.h"
#include "event/site.h"

/* thresholds.c: a mapping of names to numbers, into a struct site; and what
 * share/thresholds.yml says. */
config_read site_read_thresholds;
void site_default_thresholds(struct site *site);

/* words.c: lists added to those there are, into a struct site; and those of
 * share/words.yml. */
config_read site_read_words;
void site_default_words(struct site *site);

/* bystanders.c: names of programs, into a struct bystander_list; and those of
 * share/bystanders.yml. */
config_read site_read_bystanders;
void site_default_bystanders(struct site *site);

/* A name in lower case, in place, without the site's own domain; and the
 * alias of that name, or NULL. */
struct str site_name_fold(const struct site *site, struct str name);
const struct alias *site_alias(const struct site *site, struct str name);

/* principals.c: the people of a file, after the site's own aliases. */
bool site_directory(struct site *site, const char *path, struct err *err);

/* hours.c: a struct work_hours. */
config_read site_read_hours;
