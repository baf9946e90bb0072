/* exim: what the two formats of Exim share. */
#pragma once

#include "parse/parse.h"

/* What follows stamp and process id.  sure: the line is Exim's by its head;
 * otherwise words that are not known as Exim's give PARSED_OTHER. */
enum parsed exim_text(struct str text, bool sure, struct event *ev);

/* "[811] " */
void exim_take_pid(struct str *text, struct event *ev);
