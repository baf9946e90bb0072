/* site_parts: what the files that read a site file share. */
#pragma once

#include "base/config.h"
#include "event/site.h"

/* thresholds.c: a mapping of names to numbers, into a struct site; and what
 * share/thresholds.yml says. */
config_read site_read_thresholds;
void site_default_thresholds(struct site *site);
