#include "source/sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"

enum { SWEEP_DEPTH = 64 };	/* folders in folders; a log tree has five */

/* A link met below a folder, judged when all files are known. */
struct link {
	struct str  path;
	struct stat target;
	bool	    reaches;	/* a regular file is behind it */
};

struct walk {
	struct found_list *list;
	struct link	  *links;
	size_t		   link_count, link_cap;
};

static void
note_add(struct found_list *list, struct str path, const char *why)
{
	list->notes = mem_room(list->notes, list->note_count, &list->note_cap,
	    sizeof *list->notes);
	list->notes[list->note_count++] = arena_printf(&list->arena,
	    STR_FMT ": %s", STR_ARG(path), why);
}

static void
note_errno(struct found_list *list, struct str path, const char *what)
{
	const char *why = strerrordesc_np(errno);

	note_add(list, path, arena_printf(&list->arena, "%s: %s", what,
	    why == NULL ? "unknown error" : why).at);
}

static void
found_add(struct found_list *list, struct str path, const struct stat *st)
{
	list->at = mem_room(list->at, list->count, &list->cap,
	    sizeof *list->at);
	list->at[list->count++] = (struct found){
		.path = path,
		.bytes = (uint64_t)st->st_size,
		.mtime_ms = (int64_t)st->st_mtim.tv_sec * 1000 +
		    st->st_mtim.tv_nsec / 1000000,
		.device = st->st_dev,
		.inode = st->st_ino,
	};
}

static void
link_add(struct walk *walk, struct str path, int folder, const char *name)
{
	struct link *link;

	walk->links = mem_room(walk->links, walk->link_count, &walk->link_cap,
	    sizeof *walk->links);
	link = &walk->links[walk->link_count++];
	*link = (struct link){ .path = path };
	link->reaches = fstatat(folder, name, &link->target, 0) == 0 &&
	    S_ISREG(link->target.st_mode);
}

static void walk_folder(struct walk *walk, struct str path, int fd, int depth);

static void
walk_entry(struct walk *walk, struct str folder, int fd, const char *name,
    int depth)
{
	struct found_list *list = walk->list;
	bool slash = str_ends(folder, STR("/"));
	struct str path = arena_printf(&list->arena, STR_FMT "%s%s",
	    STR_ARG(folder), slash ? "" : "/", name);
	struct stat st;
	int below;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		note_errno(list, path, "cannot be looked at");
	} else if (S_ISREG(st.st_mode)) {
		found_add(list, path, &st);
	} else if (S_ISLNK(st.st_mode)) {
		link_add(walk, path, fd, name);
	} else if (!S_ISDIR(st.st_mode)) {
		note_add(list, path, "no regular file: not read");
	} else if (depth == SWEEP_DEPTH) {
		note_add(list, path, "too many folders in folders: not read");
	} else {
		below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
		    O_NOFOLLOW);
		if (below < 0)
			note_errno(list, path, "cannot be opened");
		else
			walk_folder(walk, path, below, depth + 1);
	}
}

/* A case that an earlier run left among the logs is not one of them. */
static bool
is_case(int fd)
{
	return faccessat(fd, "report.json", F_OK, 0) == 0 &&
	    faccessat(fd, "report.html", F_OK, 0) == 0 &&
	    faccessat(fd, "events", F_OK, 0) == 0;
}

/* Takes fd. */
static void
walk_folder(struct walk *walk, struct str path, int fd, int depth)
{
	struct dirent *entry;
	DIR *dir;

	if (is_case(fd)) {
		log_say(STR_FMT ": a case, not logs: passed over",
		    STR_ARG(path));
		close(fd);
		return;
	}
	dir = fdopendir(fd);
	must(dir != NULL);
	while (errno = 0, (entry = readdir(dir)) != NULL)
		if (!str_eq(str_from(entry->d_name), STR(".")) &&
		    !str_eq(str_from(entry->d_name), STR("..")))
			walk_entry(walk, path, dirfd(dir), entry->d_name,
			    depth);
	if (errno != 0)
		note_errno(walk->list, path, "cannot be listed to its end");
	closedir(dir);
}

static void
walk_path(struct walk *walk, const char *name)
{
	struct found_list *list = walk->list;
	struct str path = arena_str(&list->arena, str_from(name));
	struct stat st;
	int fd;

	if (str_eq(path, STR("-"))) {
		found_add(list, path, &(struct stat){ 0 });
		list->at[list->count - 1].is_stdin = true;
	} else if (stat(name, &st) < 0) {
		note_errno(list, path, "cannot be looked at");
	} else if (S_ISREG(st.st_mode)) {
		found_add(list, path, &st);
	} else if (!S_ISDIR(st.st_mode)) {
		note_add(list, path, "no regular file: not read");
	} else {
		fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			note_errno(list, path, "cannot be opened");
		else
			walk_folder(walk, path, fd, 0);
	}
}

static int
by_file(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	if (a->is_stdin != b->is_stdin)
		return a->is_stdin ? 1 : -1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return str_cmp(a->path, b->path);
}

static int
by_path(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	return str_cmp(a->path, b->path);
}

static int
by_text(const void *left, const void *right)
{
	const struct str *a = left, *b = right;

	return str_cmp(*a, *b);
}

static bool
is_same(const struct found *a, const struct found *b)
{
	return a->is_stdin == b->is_stdin && a->device == b->device &&
	    a->inode == b->inode;
}

/* Keep each file once; leaves the list sorted by file. */
static void
drop_twins(struct found_list *list)
{
	size_t kept = 0;

	if (list->count == 0)
		return;
	qsort(list->at, list->count, sizeof *list->at, by_file);
	for (size_t i = 0; i < list->count; i++)
		if (kept == 0 || !is_same(&list->at[kept - 1], &list->at[i]))
			list->at[kept++] = list->at[i];
	list->count = kept;
}

/* Is the file behind the link listed by a name of its own? */
static bool
is_listed(const struct found_list *list, const struct link *link)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct found *found = &list->at[middle];

		if (!found->is_stdin &&
		    found->device == link->target.st_dev &&
		    found->inode == link->target.st_ino)
			return true;
		if (!found->is_stdin &&
		    (found->device < link->target.st_dev ||
		    (found->device == link->target.st_dev &&
		    found->inode < link->target.st_ino)))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

void
sweep(struct found_list *list, char *const *paths, size_t count)
{
	struct walk walk = { .list = list };

	*list = (struct found_list){ 0 };
	for (size_t i = 0; i < count; i++)
		walk_path(&walk, paths[i]);
	drop_twins(list);
	for (size_t i = 0; i < walk.link_count; i++)
		if (!walk.links[i].reaches || !is_listed(list, &walk.links[i]))
			note_add(list, walk.links[i].path,
			    "a link: not followed");
	free(walk.links);
	if (list->count > 0)
		qsort(list->at, list->count, sizeof *list->at, by_path);
	if (list->note_count > 0)
		qsort(list->notes, list->note_count, sizeof *list->notes,
		    by_text);
}

void
found_list_fini(struct found_list *list)
{
	arena_fini(&list->arena);
	free(list->at);
	free(list->notes);
	*list = (struct found_list){ 0 };
}

int
found_open(const struct found *found, const char **why)
{
	struct stat st;
	int fd;

	if (found->is_stdin)
		return fcntl(0, F_DUPFD_CLOEXEC, 3);
	fd = open(found->path.at, O_RDONLY | O_CLOEXEC | O_NONBLOCK |
	    O_NOCTTY);
	if (fd < 0) {
		*why = errno == ENOENT ? "vanished before it was read" :
		    errno == EACCES ? "cannot be read: Permission denied" :
		    "cannot be opened";
		return -1;
	}
	if (fstat(fd, &st) == 0 && st.st_dev == found->device &&
	    st.st_ino == found->inode)
		return fd;
	close(fd);
	*why = "became another file while it was read";
	return -1;
}
