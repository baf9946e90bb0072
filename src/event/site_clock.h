/* site_clock: readers of the site file for what it says of clocks. */
#pragma once

#include "base/config.h"

/* Into an int; into the struct site (timezone); into the struct site
 * (sources). */
config_read site_read_year, site_read_timezone, site_read_sources;
