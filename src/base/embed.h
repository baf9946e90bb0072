/* embed: the files of share/, carried inside the program.
 *
 * The build makes the table from the listing of share/; names are paths from
 * the top of the project, "share/messages/en.txt".  The bytes are read only,
 * live as long as the program, and are followed by a NUL that is not counted. */
#pragma once

#include "base/str.h"

struct embedded {
	const char *name;
	const char *at, *end;
};

/* By name; made from the listing of share/ into build/. */
extern const struct embedded embedded[];
extern const size_t embedded_count;

/* The file of that name; at is NULL when there is none. */
struct str embedded_find(struct str name);
