/* rspamd: what the two formats of rspamd share. */
#pragma once

#include "parse/parse.h"

/* What follows the process: "<4a3f2b>; task; function: text". */
enum parsed rspamd_text(struct str text, struct event *ev);
