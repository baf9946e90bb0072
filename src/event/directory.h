/* directory: the people of the house, from an export of their directory.
 *
 * CSV whose first line names its columns (account, name, unit, mail, logins;
 * several values in a cell are parted by ; or |), or LDIF.  What leads to two
 * people leads to none: nobody is taken for somebody else.  The file is read
 * before any log, with bounds; lines that are not understood are counted. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct person {
	struct str account, name, unit;	/* account folded; others as given */
};

/* A name and whose it is, as far as the file says. */
struct directory_alias {
	struct str alias;
	size_t	   person;
};

enum { PEOPLE_MAX = 2000000, PERSON_NAMES_MAX = 64 };

struct directory {
	struct person	       *people;
	size_t			count, cap;
	struct directory_alias *aliases;
	size_t			alias_count, alias_cap;
	size_t			bad;	/* lines or entries without sense */
};

/* Read a file's text; texts are copied to the arena.  False when it is
 * neither.  directory_fini() in both cases. */
bool directory_read(struct directory *directory, struct str text,
    struct arena *arena, struct err *err);
void directory_fini(struct directory *directory);
