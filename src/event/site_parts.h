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

/* hours.c: a struct work_hours. */
config_read site_read_hours;
