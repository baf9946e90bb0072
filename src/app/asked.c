#include "app/asked.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"

/* The folder we are in; empty if that cannot be told. */
static struct str
folder_now(char path[PATH_MAX])
{
	return getcwd(path, PATH_MAX) == NULL ? (struct str){ 0 }
	    : str_from(path);
}

static void
texts_put(struct json_out *json, const char *key, char *const *texts,
    size_t count)
{
	json_key(json, key);
	json_array(json);
	for (size_t i = 0; i < count; i++)
		json_text(json, str_from(texts[i]));
	json_array_end(json);
}

void
asked_json(const struct asked_for *asked, struct buf *out)
{
	struct json_out json;
	char path[PATH_MAX];

	json_init(&json);
	json_object(&json);
	json_member(&json, "folder", folder_now(path));
	texts_put(&json, "options", (char *const *)(uintptr_t)asked->options,
	    asked->option_count);
	texts_put(&json, "paths", asked->paths, asked->path_count);
	json_object_end(&json);
	json_plain(&json, STR("\n"));
	buf_add(out, json_str(&json));
	json_fini(&json);
}

/* A word that bash, ksh and zsh take for this text and no terminal obeys: what
 * is not plain stands in quotes, and control bytes and all beyond ASCII by
 * number. */
static void
word_put(struct buf *out, struct str text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
	bool quoted = text.len == 0, numbered = false;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		quoted |= c == '\0' || strchr(plain, c) == NULL;
		numbered |= c < 0x20 || c >= 0x7f;
	}
	if (!quoted) {
		buf_add(out, text);
		return;
	}
	buf_text(out, numbered ? "$'" : "'");
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c < 0x20 || c >= 0x7f)
			buf_printf(out, "\\%03o", c);
		else if (c == '\'')
			buf_text(out, numbered ? "\\'" : "'\\''");
		else if (c == '\\' && numbered)
			buf_text(out, "\\\\");
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '\'');
}

/* The words of a list; true if one is "-". */
static bool
words_put(struct buf *out, struct str list, struct arena *arena)
{
	struct json_walk walk;
	struct str raw;
	bool dash = false;

	if (!json_walk(&walk, list, '['))
		return false;
	while (json_walk_element(&walk, &raw) == JSON_TEXT) {
		buf_char(out, ' ');
		word_put(out, json_plain_text(raw, arena));
		dash |= str_eq(raw, STR("-"));
	}
	return dash;
}

struct kept { struct str folder, options, paths; };

static bool
kept_read(struct kept *kept, struct str text)
{
	struct json_walk walk;
	struct str key, value;
	enum json type;

	*kept = (struct kept){ 0 };
	if (!json_walk(&walk, str_trim(text), '{'))
		return false;
	while ((type = json_walk_member(&walk, &key, &value)) > JSON_END)
		if (str_eq(key, STR("folder")) && type == JSON_TEXT)
			kept->folder = value;
		else if (str_eq(key, STR("options")) && type == JSON_ARRAY)
			kept->options = value;
		else if (str_eq(key, STR("paths")) && type == JSON_ARRAY)
			kept->paths = value;
	return type == JSON_END && kept->options.len > 0 &&
	    kept->paths.len > 0;
}

static bool
kept_load(const char *folder, struct arena *arena, struct kept *kept,
    struct file *file)
{
	struct str path = arena_printf(arena, "%s/command.json", folder);
	struct err err;

	return file_read(file, path.at, &err) && kept_read(kept, file->text);
}

/* This program, wherever it lies. */
static struct str
program_path(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);

	return n <= 0 ? STR("beffroi") : str_of(path, (size_t)n);
}

static bool
command_put(const struct kept *kept, struct str folder, struct arena *arena,
    struct buf *out)
{
	struct str there = json_plain_text(kept->folder, arena);
	char path[PATH_MAX];

	if (there.len > 0 && !str_eq(there, folder_now(path))) {
		buf_text(out, "cd ");
		word_put(out, there);
		buf_text(out, " && ");
	}
	word_put(out, program_path(path));
	buf_text(out, " investigate");
	words_put(out, kept->options, arena);
	buf_text(out, " --case ");
	word_put(out, folder);
	buf_text(out, " --force --");	/* a path may begin with "-" */
	return words_put(out, kept->paths, arena);
}

bool
asked_again(const char *folder, struct buf *out, bool *piped)
{
	char *whole = realpath(folder, NULL);
	struct file file = { 0 };
	struct arena arena;
	struct kept kept;
	bool fine;

	arena_init(&arena);
	fine = whole != NULL && kept_load(folder, &arena, &kept, &file);
	if (fine)
		*piped = command_put(&kept, str_from(whole), &arena, out);
	file_free(&file);
	arena_fini(&arena);
	free(whole);
	return fine;
}
