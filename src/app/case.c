#include "app/case.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/journal.h"
#include "base/file.h"
#include "base/must.h"

enum { NAME_DIGITS = 12 };	/* of the inputs' hash in a case's name */

static int
entry_remove(const char *path, const struct stat *st, int type,
    struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Remove a folder that is ours, links not followed. */
static void
tree_remove(const char *path)
{
	nftw(path, entry_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* The same of what is in it, but for `kept`; and the folder if that is not
 * there. */
static void
tree_empty(const char *path, const char *kept)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	struct arena arena;

	arena_init(&arena);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct str name = str_from(entry->d_name);

		if (!str_eq(name, STR(".")) && !str_eq(name, STR("..")) &&
		    !str_eq(name, str_from(kept)))
			tree_remove(arena_printf(&arena, "%s/%s", path,
			    entry->d_name).at);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
	arena_fini(&arena);
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* Is the open lock still the one of that name?  Whoever is done removes his,
 * and a run may have opened it just before. */
static bool
lock_is_named(int fd, const char *name)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 && lstat(name, &named) == 0 &&
	    open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

/* A lock beside the folder, not in it: what a killed run left can be removed
 * under it.  One that another run holds is not ours to remove. */
static bool
case_lock(struct case_dir *dir, struct err *err)
{
	struct str name = arena_printf(&dir->arena, STR_FMT ".lock",
	    STR_ARG(dir->partial));

	dir->lock = open(name.at, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (dir->lock < 0) {
		err_sys(err, "cannot be made here (--case names another place)");
		return err_in(err, "%s", name.at);
	}
	if (flock(dir->lock, LOCK_EX | LOCK_NB) == 0 &&
	    lock_is_named(dir->lock, name.at))
		return true;
	close(dir->lock);
	dir->lock = -1;
	err_set(err, "another run is writing this case; wait for it, "
	    "or name another with --case");
	return err_in(err, "%s", dir->partial.at);
}

/* What a run makes in a folder; the last begins the names of its own files
 * that have none (file_unnamed()). */
static const char *const made[] = {
	"events", "lines", "report.txt", "report.html", "report.json",
	"findings.json", "marks.yml", "command.json", JOURNAL_FOLDER, "beffroi-",
};
enum { MADE = sizeof made / sizeof *made };

static bool
is_made(struct str name)
{
	for (size_t i = 0; i < MADE - 1; i++)
		if (str_eq(name, str_from(made[i])))
			return true;
	return str_starts(name, str_from(made[MADE - 1])) ||
	    str_eq(name, STR(".")) || str_eq(name, STR(".."));
}

/* Does the folder hold nothing but what a run makes? */
static bool
is_leftover(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool ours = dir != NULL;

	while (ours && (entry = readdir(dir)) != NULL)
		ours = is_made(str_from(entry->d_name));
	if (dir != NULL)
		closedir(dir);
	return ours;
}

/* Remove what a killed run left under a name of ours; somebody else may have
 * had the name first. */
static bool
leftover_remove(const char *path, const char *kept, struct err *err)
{
	if (!is_there(path))
		return true;
	if (!is_leftover(path)) {
		err_set(err, "is nothing that beffroi left; it is in the "
		    "way: move it, or name another case with --case");
		return err_in(err, "%s", path);
	}
	tree_empty(path, kept);
	return true;
}

static bool
refuse_existing(struct case_dir *dir, struct err *err)
{
	if (dir->force || dir->path.len == 0 || !is_there(dir->path.at))
		return true;
	err_set(err, "stands there already; --force replaces a case");
	return err_in(err, "%s", dir->path.at);
}

/* --force replaces cases, not whatever somebody mistyped. */
static bool
refuse_foreign(struct case_dir *dir, struct err *err)
{
	struct str report;

	if (dir->path.len == 0 || !is_there(dir->path.at))
		return true;
	report = arena_printf(&dir->arena, STR_FMT "/report.json",
	    STR_ARG(dir->path));
	if ((is_there(report.at) && is_leftover(dir->path.at)) ||
	    rmdir(dir->path.at) == 0)
		return true;
	err_set(err, "is no case of beffroi, or holds more than one; it is "
	    "left alone");
	return err_in(err, "%s", dir->path.at);
}

static void
lock_end(struct case_dir *dir)
{
	if (dir->lock < 0)
		return;
	unlink(arena_printf(&dir->arena, "%s.lock", dir->partial.at).at);
	close(dir->lock);
	dir->lock = -1;
}

bool
case_open(struct case_dir *dir, const char *path, bool force, struct err *err)
{
	struct str name = str_from(path);

	*dir = (struct case_dir){ .lock = -1, .force = force };
	arena_init(&dir->arena);
	while (name.len > 1 && name.at[name.len - 1] == '/')
		name.len--;
	dir->path = arena_str(&dir->arena, name);
	dir->partial = name.len == 0
	    ? arena_str(&dir->arena, STR("./case.partial"))
	    : arena_printf(&dir->arena, STR_FMT ".partial", STR_ARG(name));
	if (!refuse_existing(dir, err) || !refuse_foreign(dir, err) ||
	    !case_lock(dir, err)) {
		dir->partial.len = 0;	/* not ours */
		return false;
	}
	if (!leftover_remove(dir->partial.at, JOURNAL_FOLDER, err)) {
		lock_end(dir);
		dir->partial.len = 0;	/* not ours */
		return false;
	}
	if (mkdir(dir->partial.at, 0700) == 0 || errno == EEXIST)
		return true;	/* it may hold what a killed run read */
	err_sys(err, "cannot make the folder");
	return err_in(err, "%s", dir->partial.at);
}

int
case_folder(struct case_dir *dir, const char *name, struct err *err)
{
	struct str path = arena_printf(&dir->arena, STR_FMT "/%s",
	    STR_ARG(dir->partial), name);
	int fd = mkdir(path.at, 0700) != 0 ? -1
	    : open(path.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		err_sys(err, "cannot make the folder");
		err_in(err, "%s", path.at);
	}
	return fd;
}

bool
case_write(struct case_dir *dir, const char *name, const struct buf *text,
    struct err *err)
{
	struct str path = arena_printf(&dir->arena, STR_FMT "/%s",
	    STR_ARG(dir->partial), name);
	int fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0) {
		err_sys(err, "cannot create");
		return err_in(err, "%s", path.at);
	}
	ok = file_put(fd, buf_str(text), err);
	if (ok && fsync(fd) != 0)
		ok = err_sys(err, "cannot write");
	if (close(fd) != 0 && ok)
		ok = err_sys(err, "cannot write");
	return ok || err_in(err, "%s", path.at);
}

static void
case_name(struct case_dir *dir, const uint8_t hash[32])
{
	char digits[NAME_DIGITS + 1];

	for (int i = 0; i < NAME_DIGITS / 2; i++)
		snprintf(digits + i * 2, 3, "%02x", hash[i]);
	dir->path = arena_printf(&dir->arena, "./case-%s", digits);
}

struct str
case_path(struct case_dir *dir, const uint8_t hash[32])
{
	if (dir->path.len == 0)
		case_name(dir, hash);
	return dir->path;
}

static void
folder_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Put the new case where the old one stands, in one step where the file
 * system can. */
static bool
case_replace(struct case_dir *dir, struct err *err)
{
	struct str old = arena_printf(&dir->arena, STR_FMT ".replaced",
	    STR_ARG(dir->path));

	if (renameat2(AT_FDCWD, dir->partial.at, AT_FDCWD, dir->path.at,
	    RENAME_EXCHANGE) == 0) {
		tree_remove(dir->partial.at);
		return true;
	}
	if (!leftover_remove(old.at, NULL, err))
		return false;
	if (rename(dir->path.at, old.at) != 0) {
		err_sys(err, "cannot be replaced");
		return err_in(err, "%s", dir->path.at);
	}
	if (rename(dir->partial.at, dir->path.at) != 0) {
		err_sys(err, "cannot be renamed to %s", dir->path.at);
		return err_in(err, "%s", dir->partial.at);
	}
	tree_remove(old.at);
	return true;
}

bool
case_finish(struct case_dir *dir, const uint8_t hash[32], struct err *err)
{
	case_path(dir, hash);
	if (!refuse_existing(dir, err) || !refuse_foreign(dir, err))
		return false;
	tree_remove(arena_printf(&dir->arena, STR_FMT "/" JOURNAL_FOLDER,
	    STR_ARG(dir->partial)).at);
	folder_sync(dir->partial.at);
	if (is_there(dir->path.at)) {
		if (!case_replace(dir, err))
			return false;
	} else if (rename(dir->partial.at, dir->path.at) != 0) {
		err_sys(err, "cannot be renamed to %s", dir->path.at);
		return err_in(err, "%s", dir->partial.at);
	}
	dir->partial.len = 0;
	return true;
}

void
case_close(struct case_dir *dir)
{
	if (dir->partial.len > 0)	/* what was read may be of use yet */
		tree_empty(dir->partial.at, JOURNAL_FOLDER);
	lock_end(dir);
	arena_fini(&dir->arena);
}
