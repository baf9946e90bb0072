/* roundcube: what Roundcube logs, to its own files or through syslog. */
#pragma once

#include "parse/parse.h"

/* text is what follows the stamp or the syslog head.  Every line is
 * Roundcube's; those that say nothing of use become notes. */
enum parsed roundcube_message(struct str text, struct event *ev);
