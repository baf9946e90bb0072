/* bystanders: programs whose lines no format reads, and whose silence hides
 * nothing.
 *
 * They come from share/bystanders.yml, and a site file adds its own.  A name
 * that ends in '*' stands for all that begin so; "{EventID, Computer}" for
 * lines of JSON that have these members. */
#pragma once

#include "base/str.h"

struct site;

struct bystander_list { struct str *at; size_t count; };

bool is_bystander(const struct site *site, struct str program);

/* The same of a line that names no program. */
bool is_bystander_line(const struct site *site, struct str line);
