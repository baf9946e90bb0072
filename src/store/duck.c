#include "store/duck.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"

enum { MAJOR_LEAST = 1, MINOR_LEAST = 4 };

/* build/duckdb for build/beffroi, where `make duckdb` puts it, and the
 * library's folder for an installed program. */
static const char *const beside[] = {
	"duckdb/libduckdb.so", "../lib/beffroi/libduckdb.so",
	"../duckdb/libduckdb.so",
};

static void *
open_beside(void)
{
	char program[PATH_MAX], path[PATH_MAX + 64];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
	char *slash;
	void *library = NULL;

	if (n <= 0)
		return NULL;
	program[n] = '\0';
	slash = strrchr(program, '/');
	if (slash == NULL)
		return NULL;
	slash[1] = '\0';
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		snprintf(path, sizeof path, "%s%s", program, beside[i]);
		if (library == NULL && access(path, R_OK) == 0)
			library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	}
	return library;
}

static void *
library_open(struct err *err)
{
	const char *named = getenv("BEFFROI_DUCKDB");
	void *library;

	if (named != NULL && *named != '\0') {
		library = dlopen(named, RTLD_NOW | RTLD_LOCAL);
		if (library == NULL)
			err_set(err, "BEFFROI_DUCKDB: %s", dlerror());
		return library;
	}
	library = open_beside();
	if (library == NULL)
		library = dlopen("libduckdb.so", RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		err_set(err, "DuckDB is not installed; `make duckdb` fetches "
		    "it, or let BEFFROI_DUCKDB name a libduckdb.so of version "
		    "%d.%d or later", MAJOR_LEAST, MINOR_LEAST);
	return library;
}

/* "v1.5.5" */
static bool
version_will_do(struct str version)
{
	uint64_t major, minor;

	str_take(&version, STR("v"));
	return str_take_u64(&version, &major) &&
	    str_take_char(&version, '.') && str_take_u64(&version, &minor) &&
	    (major > MAJOR_LEAST ||
		(major == MAJOR_LEAST && minor >= MINOR_LEAST));
}

/* An object pointer becomes a function pointer: POSIX says it may. */
static bool
symbol_load(void *library, const char *name, void *function, struct err *err)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		return err_set(err, "libduckdb.so has no %s; version %d.%d or "
		    "later is needed, `make duckdb` fetches one", name,
		    MAJOR_LEAST, MINOR_LEAST);
	memcpy(function, &symbol, sizeof symbol);
	return true;
}

bool
duck_load(struct duck *duck, struct err *err)
{
	void *library = library_open(err);

	if (library == NULL)
		return false;
#define DUCK(result, name, arguments)                                          \
	if (!symbol_load(library, "duckdb_" #name, &duck->name, err))          \
		return false;
	DUCK_FUNCTIONS(DUCK)
#undef DUCK
	if (!version_will_do(str_from(duck->library_version())))
		return err_set(err, "DuckDB %s is too old; version %d.%d or "
		    "later is needed, `make duckdb` fetches one",
		    duck->library_version(), MAJOR_LEAST, MINOR_LEAST);
	return true;
}
