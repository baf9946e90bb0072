#include "source/sweep.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/test.h"

static struct str
path_in(struct arena *arena, const char *name)
{
	return arena_printf(arena, "%s/%s", test_folder(), name);
}

static void
file_make(struct arena *arena, const char *name)
{
	int fd = open(path_in(arena, name).at, O_WRONLY | O_CREAT, 0600);

	if (CHECK(fd >= 0)) {
		CHECK(write(fd, "line\n", 5) == 5);
		close(fd);
	}
}

TEST(a_sweep_finds_each_file_once_in_the_order_of_paths)
{
	struct arena arena;
	struct found_list list;
	char *paths[3];

	arena_init(&arena);
	mkdir(path_in(&arena, "sweep").at, 0700);
	mkdir(path_in(&arena, "sweep/b").at, 0700);
	file_make(&arena, "sweep/z");
	file_make(&arena, "sweep/a");
	file_make(&arena, "sweep/b/c");
	CHECK(link(path_in(&arena, "sweep/a").at,
	    path_in(&arena, "sweep/twin").at) == 0);
	CHECK(symlink("a", path_in(&arena, "sweep/known").at) == 0);
	CHECK(symlink("/dev/null", path_in(&arena, "sweep/out").at) == 0);
	CHECK(mkfifo(path_in(&arena, "sweep/pipe").at, 0600) == 0);

	paths[0] = (char *)(uintptr_t)path_in(&arena, "sweep/z").at;
	paths[1] = (char *)(uintptr_t)path_in(&arena, "sweep").at;
	paths[2] = (char *)(uintptr_t)path_in(&arena, "none").at;
	sweep(&list, paths, 3);
	if (CHECK(list.count == 3)) {
		CHECK(str_ends(list.at[0].path, STR("/sweep/a")));
		CHECK(str_ends(list.at[1].path, STR("/sweep/b/c")));
		CHECK(str_ends(list.at[2].path, STR("/sweep/z")));
		CHECK_U64(list.at[2].bytes, 5);
	}
	if (CHECK(list.note_count == 3)) {
		CHECK(str_ends(list.notes[0], STR("none: cannot be looked "
		    "at: No such file or directory")));
		CHECK(str_ends(list.notes[1],
		    STR("sweep/out: a link: not followed")));
		CHECK(str_ends(list.notes[2],
		    STR("sweep/pipe: no regular file: not read")));
	}
	found_list_fini(&list);
	arena_fini(&arena);
}

TEST(a_found_file_that_is_gone_or_another_is_told)
{
	struct arena arena;
	struct found_list list;
	const char *why = "";
	char *paths[1];
	int fd;

	arena_init(&arena);
	file_make(&arena, "gone");
	paths[0] = (char *)(uintptr_t)path_in(&arena, "gone").at;
	sweep(&list, paths, 1);
	MUST_CHECK(list.count == 1);
	fd = found_open(&list.at[0], &why);
	CHECK(fd >= 0);
	close(fd);
	file_make(&arena, "other");
	CHECK(rename(path_in(&arena, "other").at, paths[0]) == 0);
	CHECK(found_open(&list.at[0], &why) < 0);
	CHECK_STR(str_from(why), STR("became another file while it was read"));
	unlink(paths[0]);
	CHECK(found_open(&list.at[0], &why) < 0);
	CHECK_STR(str_from(why), STR("vanished before it was read"));
	found_list_fini(&list);
	arena_fini(&arena);
}
