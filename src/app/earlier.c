#include "app/earlier.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/case_look.h"
#include "app/plan.h"
#include "base/json.h"
#include "base/sha256.h"

enum {
	HASH_BLOCK = 256 * 1024,
	INPUTS_MAX = 1000000,	/* a log a day of a thousand hosts for years */
};

static void
gone_add(struct earlier *earlier, struct str path, const char *what)
{
	earlier->notes = mem_room(earlier->notes, earlier->note_count,
	    &earlier->note_cap, sizeof *earlier->notes);
	earlier->notes[earlier->note_count++] = arena_printf(&earlier->arena,
	    STR_FMT ": %s", STR_ARG(path), what);
}

/* ---- what report.json says ---- */

static bool
digest_read(struct str hex, uint8_t digest[SHA256_BYTES])
{
	static const char digits[] = "0123456789abcdef";

	if (hex.len != SHA256_TEXT)
		return false;
	for (size_t i = 0; i < SHA256_TEXT; i++) {
		const char *hit = memchr(digits, hex.at[i], 16);

		if (hit == NULL)
			return false;
		digest[i / 2] = (uint8_t)(digest[i / 2] << 4 |
		    (hit - digits));
	}
	return true;
}

/* A value of the walk, decoded. */
static struct str
text_of(struct earlier *earlier, struct str raw)
{
	struct json_in in;
	struct str text = { 0 };

	/* the walk leaves the quotes out; they are still there */
	json_open(&in, str_of(raw.at - 1, raw.len + 2), &earlier->arena);
	json_next(&in, &text);
	return arena_str(&earlier->arena, text);
}

static void
input_read(struct earlier *earlier, struct str raw)
{
	struct earlier_file file = { 0 };
	struct str key, value;
	struct json_walk walk;
	bool member = false;
	enum json type;

	if (!json_walk(&walk, raw, '{'))
		return;
	while ((type = json_walk_member(&walk, &key, &value)) != JSON_END &&
	    type != JSON_BAD) {
		if (str_eq(key, STR("path")) && type == JSON_TEXT)
			file.path = text_of(earlier, value);
		else if (str_eq(key, STR("sha256")) && type == JSON_TEXT)
			file.hashed = digest_read(value, file.sha256);
		else if (str_eq(key, STR("bytes")))
			str_u64(value, &file.bytes);
		else if (str_eq(key, STR("member")))
			member = type == JSON_TRUE;
	}
	if (member || file.path.len == 0)
		return;
	earlier->at = mem_room(earlier->at, earlier->count, &earlier->cap,
	    sizeof *earlier->at);
	earlier->at[earlier->count++] = file;
}

static bool
report_read(struct earlier *earlier, struct str text, struct err *err)
{
	struct str key, value;
	struct json_walk walk, inputs;
	bool found = false;

	if (json_walk(&walk, text, '{'))
		while (!found &&
		    json_walk_member(&walk, &key, &value) > JSON_END)
			found = str_eq(key, STR("inputs"));
	if (!found || !json_walk(&inputs, value, '['))
		return err_set(err, "does not say what the case was made from");
	while (json_walk_element(&inputs, &value) == JSON_OBJECT) {
		if (earlier->count == INPUTS_MAX)
			return err_set(err, "names more than %d inputs",
			    INPUTS_MAX);
		input_read(earlier, value);
	}
	return true;
}

static bool
report_map(struct earlier *earlier, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st = { 0 };
	void *at = MAP_FAILED;
	bool fine;

	if (fd < 0 || fstat(fd, &st) != 0)
		err_sys(err, "cannot be read");
	else if (!S_ISREG(st.st_mode) || st.st_size == 0)
		err_set(err, "is empty, or no regular file");
	else if ((at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
	    fd, 0)) == MAP_FAILED)
		err_sys(err, "cannot be read");
	fine = at != MAP_FAILED;
	if (fine) {
		fine = report_read(earlier, str_of(at, (size_t)st.st_size),
		    err);
		munmap(at, (size_t)st.st_size);
	}
	if (fd >= 0)
		close(fd);
	return fine;
}

bool
earlier_load(struct earlier *earlier, struct str case_path,
    char *const *more, size_t more_count, struct err *err)
{
	struct str path;

	arena_init(&earlier->arena);
	if (!case_look(case_path.at, CASE_REPORT, err))
		return false;
	path = arena_printf(&earlier->arena, STR_FMT "/report.json",
	    STR_ARG(case_path));
	if (!report_map(earlier, path.at, err))
		return err_in(err, "%s", path.at);
	earlier->paths = arena_take(&earlier->arena,
	    (earlier->count + more_count) * sizeof *earlier->paths);
	for (size_t i = 0; i < earlier->count; i++) {
		struct str is = earlier->at[i].path;
		struct stat st;

		if (str_eq(is, STR("-")))
			gone_add(earlier, is, "standard input, of which the "
			    "case was made, cannot be read again");
		else if (stat(is.at, &st) != 0 || !S_ISREG(st.st_mode))
			gone_add(earlier, is, "the case was made of it, and "
			    "it is gone");
		else
			earlier->paths[earlier->path_count++] =
			    (char *)(uintptr_t)is.at;
	}
	for (size_t i = 0; i < more_count; i++)
		earlier->paths[earlier->path_count++] = more[i];
	return true;
}

void
earlier_fini(struct earlier *earlier)
{
	arena_fini(&earlier->arena);
	free(earlier->at);
	free(earlier->notes);
	*earlier = (struct earlier){ 0 };
}

/* ---- is it what it was? ---- */

/* A log that is still written has grown: the same bytes, and more. */
static bool
has_grown(const struct earlier_file *file)
{
	int fd = open(file->path.at, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char *block = mem_new(HASH_BLOCK);
	uint8_t digest[SHA256_BYTES];
	uint64_t left = file->bytes;
	struct sha256 hash;

	sha256_init(&hash);
	while (fd >= 0 && left > 0) {
		ssize_t got = read(fd, block, left < HASH_BLOCK ?
		    (size_t)left : HASH_BLOCK);

		if (got <= 0)
			break;
		sha256_add(&hash, str_of(block, (size_t)got));
		left -= (uint64_t)got;
	}
	sha256_end(&hash, digest);
	free(block);
	if (fd >= 0)
		close(fd);
	return left == 0 &&
	    memcmp(digest, file->sha256, sizeof digest) == 0;
}

/* The same file may be listed under another of its names. */
static const struct input *
input_of(const struct ingest *ingest, const struct earlier_file *file)
{
	const struct plan *plan = ingest->plan;
	struct stat st;

	if (stat(file->path.at, &st) != 0)
		return NULL;
	for (size_t i = 0; i < plan->found.count; i++)
		if (!plan->found.at[i].is_stdin &&
		    plan->found.at[i].device == st.st_dev &&
		    plan->found.at[i].inode == st.st_ino)
			return &plan->inputs[plan->firsts[i]];
	return NULL;
}

void
earlier_compare(struct earlier *earlier, const struct ingest *ingest)
{
	for (size_t i = 0; i < earlier->count; i++) {
		const struct earlier_file *file = &earlier->at[i];
		const struct input *input = input_of(ingest, file);

		if (input == NULL || !file->hashed || memcmp(input->sha256,
		    file->sha256, sizeof file->sha256) == 0)
			continue;	/* or gone, which was said */
		if (input->bytes <= file->bytes || !has_grown(file))
			gone_add(earlier, file->path, "it is not what the "
			    "case was made of");
	}
}
