#include "app/case_look.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { HEAD_BYTES = 256 };	/* of report.json: what sort of case it is */

static const struct part {
	const char *file;	/* that stands for the part */
	const char *what;	/* what a case without it lacks */
} parts[] = {
	[CASE_REPORT] = { "report.json", "report.json" },
	[CASE_FINDINGS] = { "findings.json", "findings" },
	[CASE_EVENTS] = { "events/part-0001.parquet", "events" },
};

static bool
is_file(struct arena *arena, const char *folder, const char *name)
{
	struct stat st;

	return lstat(arena_printf(arena, "%s/%s", folder, name).at, &st) ==
	    0 && S_ISREG(st.st_mode);
}

/* {"beffroi":{"schema":1,"pseudonymised":true}, at the front */
static bool
is_pseudonymised(struct arena *arena, const char *folder)
{
	char head[HEAD_BYTES];
	int fd = open(arena_printf(arena, "%s/report.json", folder).at,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t got = fd < 0 ? -1 : read(fd, head, sizeof head);
	struct str text = str_of(head, got < 0 ? 0 : (size_t)got), front;

	if (fd >= 0)
		close(fd);
	return str_take_until(&text, STR("\"answers\""), &front) &&
	    str_has(front, STR("\"pseudonymised\":true"));
}

/* Nothing of that name: perhaps it is in the making. */
static bool
absent(struct arena *arena, const char *path, struct err *err)
{
	struct stat st;

	if (stat(arena_printf(arena, "%s.partial", path).at, &st) == 0)
		return err_set(err, "is not finished: a run writes it, or "
		    "was broken off; run `beffroi investigate --case %s` "
		    "again", path);
	return err_set(err, "is not there; name a case, the folder that "
	    "`beffroi investigate` left");
}

static bool
look(struct arena *arena, const char *path, enum case_part wanted,
    struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return absent(arena, path, err);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "is no folder; name a case, the folder "
		    "that `beffroi investigate` left");
	if (access(path, R_OK | X_OK) != 0)
		return err_sys(err, "cannot be opened");
	if (!is_file(arena, path, parts[CASE_REPORT].file))
		return err_set(err, "is no case: no file report.json is in "
		    "it; name the folder that `beffroi investigate` left");
	if (is_file(arena, path, parts[wanted].file))
		return true;
	if (is_pseudonymised(arena, path))
		return err_set(err, "is pseudonymised, and keeps no %s; name "
		    "a case that was made without --pseudonymise",
		    parts[wanted].what);
	return err_set(err, "has lost its %s (%s); make the case anew with "
	    "`beffroi investigate --force`", parts[wanted].what,
	    parts[wanted].file);
}

bool
case_look(const char *path, enum case_part wanted, struct err *err)
{
	struct arena arena;
	bool fine;

	arena_init(&arena);
	fine = look(&arena, path, wanted, err) || err_in(err, "%s", path);
	arena_fini(&arena);
	return fine;
}
