#include "app/settings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "source/sweep.h"

const char *const server_names[SERVER_COUNT] = {
	[SERVER_DOVECOT] = "dovecot", [SERVER_POSTFIX] = "postfix",
	[SERVER_ROUNDCUBE] = "roundcube", [SERVER_NGINX] = "nginx",
	[SERVER_APACHE] = "apache", [SERVER_POSTGRESQL] = "postgresql",
};

/* The files a server's configuration begins with.  Of one folder they are
 * read in this order. */
static const struct { const char *name; enum server server; } roots[] = {
	{ "dovecot.conf", SERVER_DOVECOT },
	{ "main.cf", SERVER_POSTFIX },
	{ "master.cf", SERVER_POSTFIX },
	{ "config.inc.php", SERVER_ROUNDCUBE },
	{ "nginx.conf", SERVER_NGINX },
	{ "apache2.conf", SERVER_APACHE },
	{ "httpd.conf", SERVER_APACHE },
	{ "postgresql.conf", SERVER_POSTGRESQL },
	{ "postgresql.auto.conf", SERVER_POSTGRESQL },
};
enum { ROOTS = sizeof roots / sizeof *roots };

static settings_grammar *const grammars[SERVER_COUNT] = {
	[SERVER_DOVECOT] = dovecot_settings,
	[SERVER_POSTFIX] = postfix_settings,
	[SERVER_ROUNDCUBE] = roundcube_settings,
	[SERVER_NGINX] = nginx_settings,
	[SERVER_APACHE] = apache_settings,
	[SERVER_POSTGRESQL] = postgresql_settings,
};

void
settings_init(struct settings *settings)
{
	*settings = (struct settings){ 0 };
	arena_init(&settings->arena);
}

void
settings_fini(struct settings *settings)
{
	free(settings->files);
	free(settings->instances);
	free(settings->notes);
	free(settings->left);
	free(settings->said);
	arena_fini(&settings->arena);
}

static struct str
folder_of(struct str path)
{
	struct str name;

	return str_take_last_char(&path, '/', &name) ? path : STR(".");
}

static struct str
name_of(struct str path)
{
	struct str name;

	return str_take_last_char(&path, '/', &name) ? name : path;
}

static int
root_of(struct str path)
{
	struct str name = name_of(path);

	for (int i = 0; i < ROOTS; i++)
		if (str_eq(name, str_from(roots[i].name)))
			return i;
	return -1;
}

/* * stands for any bytes, ? for one; a dot in front only for itself. */
static bool
wild_match(struct str pattern, struct str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	if (text.len > 0 && text.at[0] == '.' &&
	    (pattern.len == 0 || pattern.at[0] != '.'))
		return false;
	while (t < text.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.len && (pattern.at[p] == '?' ||
		    pattern.at[p] == text.at[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}

/* ---- the core gathers ---- */

static void
note(struct settings *settings, struct str text)
{
	settings->notes = mem_room(settings->notes, settings->note_count,
	    &settings->note_cap, sizeof *settings->notes);
	settings->notes[settings->note_count++] = text;
}

static bool
is_noted(const struct str *list, size_t count, struct str text)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i], text))
			return true;
	return false;
}

static void
left_add(struct settings *settings, struct str path)
{
	if (settings->left_count == SETTINGS_LEFT ||
	    is_noted(settings->left, settings->left_count, path))
		return;
	settings->left = mem_room(settings->left, settings->left_count,
	    &settings->left_cap, sizeof *settings->left);
	settings->left[settings->left_count++] = path;
}

/* That a folder is not there is no fault: the include may name no file. */
static void
folder_note(struct settings *settings, struct str folder)
{
	struct err err = { 0 };
	struct str text;

	if (errno == ENOENT || errno == ENOTDIR)
		return;
	err_sys(&err, "cannot be listed");
	text = arena_printf(&settings->arena, STR_FMT ": %s", STR_ARG(folder),
	    err.text);
	if (!is_noted(settings->notes, settings->note_count, text))
		note(settings, text);
}

static bool
is_gathered(const struct settings *settings, struct str path)
{
	for (size_t i = 0; i < settings->file_count; i++)
		if (str_eq(settings->files[i].path, path))
			return true;
	return false;
}

/* What is no regular file is not opened: a pipe would wait for ever. */
static bool
text_read(struct settings *settings, const char *path, struct str *text,
    struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char *at;
	bool ok = false;

	if (fd < 0)
		return err_sys(err, "cannot be opened");
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		err_set(err, "is no file");
	else if (st.st_size > SETTINGS_FILE_BYTES)
		err_set(err, "is too long for a configuration");
	else if (settings->file_bytes + (size_t)st.st_size > SETTINGS_BYTES)
		err_set(err, "is one too many for a configuration");
	else {
		settings->file_bytes += (size_t)st.st_size;
		at = arena_take(&settings->arena, (size_t)st.st_size + 1);
		ok = file_read_at(fd, at, (size_t)st.st_size, 0) ||
		    err_sys(err, "cannot be read");
		*text = str_of(at, (size_t)st.st_size);
	}
	close(fd);
	return ok;
}

/* Is it there, or read before? */
static bool
file_gather(struct settings *settings, struct str path, struct str base)
{
	struct settings_file file = { .base = base };
	struct err err;

	path = arena_str(&settings->arena, path);
	if (is_gathered(settings, path))
		return true;
	if (settings->file_count == SETTINGS_FILES)
		return false;
	if (!text_read(settings, arena_printf(&settings->arena, STR_FMT,
	    STR_ARG(path)).at, &file.text, &err)) {
		note(settings, arena_printf(&settings->arena, STR_FMT ": %s",
		    STR_ARG(path), err.text));
		return false;
	}
	file.path = path;
	settings->files = mem_room(settings->files, settings->file_count,
	    &settings->file_cap, sizeof *settings->files);
	settings->files[settings->file_count++] = file;
	return true;
}

/* The files of a folder that a pattern names, below `base` as the disk has
 * it: no include leads out of what was given. */
static void
folder_gather(struct settings *settings, struct str folder, struct str pattern,
    struct str base)
{
	char *real = realpath(arena_str(&settings->arena, folder).at, NULL);
	char *root;
	struct str inside = str_from(real), outside;
	DIR *dir = NULL;
	const struct dirent *entry;

	if (real == NULL) {
		folder_note(settings, folder);
		return;
	}
	root = realpath(arena_str(&settings->arena, base).at, NULL);
	outside = str_from(root);
	if (root != NULL && str_take(&inside, outside) &&
	    (inside.len == 0 || inside.at[0] == '/') &&
	    (dir = opendir(real)) == NULL)
		folder_note(settings, folder);
	for (size_t n = 0; dir != NULL && n < SETTINGS_FILES &&
	    (entry = readdir(dir)) != NULL; n++) {
		struct str path, below;
		char *file;

		if (entry->d_type == DT_DIR ||
		    !wild_match(pattern, str_from(entry->d_name)))
			continue;
		path = arena_printf(&settings->arena, STR_FMT "/%s",
		    STR_ARG(folder), entry->d_name);
		if (is_gathered(settings, path))
			continue;	/* before what costs: includes are
					 * repeated, and go in circles */
		file = realpath(path.at, NULL);
		below = str_from(file);
		if (file != NULL && str_take(&below, outside) &&
		    str_starts(below, STR("/")))
			file_gather(settings, path, base);
		else
			left_add(settings, path);
		free(file);
	}
	if (dir != NULL)
		closedir(dir);
	free(real);
	free(root);
}

/* "!include a/b*.conf", "include 'x';": the pattern, or nothing. */
static struct str
include_of(struct str line)
{
	static const struct str words[] = {
		STR_INIT("!include_try"), STR_INIT("!include"),
		STR_INIT("include_if_exists"), STR_INIT("include_dir"),
		STR_INIT("includeoptional"), STR_INIT("include"),
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct str word = words[i], rest = line;

		if (rest.len <= word.len ||
		    !str_eq_nocase(str_of(rest.at, word.len), word))
			continue;
		str_drop(&rest, word.len);
		if (rest.at[0] != ' ' && rest.at[0] != '\t' &&
		    rest.at[0] != '=')
			continue;
		rest = str_trim(rest);
		str_take_char(&rest, '=');
		str_take_end(&rest, STR(";"));
		return unquoted(str_trim(rest));
	}
	return (struct str){ 0 };
}

static void
includes_gather(struct settings *settings, size_t number)
{
	struct settings_file file = settings->files[number];
	struct str text = file.text, line, pattern, folder;

	while (settings->includes < SETTINGS_INCLUDES &&
	    line_next(&text, &line)) {
		pattern = include_of(line);
		if (pattern.len == 0 || pattern.len > SETTINGS_NAME)
			continue;
		settings->includes++;
		if (str_starts(line, STR("include_dir")))
			pattern = arena_printf(&settings->arena,
			    STR_FMT "/*.conf", STR_ARG(pattern));
		folder = folder_of(pattern);
		if (pattern.at[0] == '/') {
			folder_gather(settings, folder, name_of(pattern),
			    file.base);
			continue;
		}
		for (int i = 0; i < 2; i++)
			folder_gather(settings, str_eq(folder, STR(".")) ?
			    i == 0 ? folder_of(file.path) : file.base :
			    arena_printf(&settings->arena, STR_FMT "/" STR_FMT,
			    STR_ARG(i == 0 ? folder_of(file.path) : file.base),
			    STR_ARG(folder)), name_of(pattern), file.base);
	}
}

static void
instance_add(struct settings *settings, enum server server, struct str base)
{
	for (size_t i = 0; i < settings->instance_count; i++)
		if (settings->instances[i].server == server &&
		    str_eq(settings->instances[i].base, base))
			return;
	settings->instances = mem_room(settings->instances,
	    settings->instance_count, &settings->instance_cap,
	    sizeof *settings->instances);
	settings->instances[settings->instance_count++] =
	    (struct instance){ server, base };
}

static int
by_path(const void *a, const void *b)
{
	const struct settings_file *left = a, *right = b;

	return str_cmp(left->path, right->path);
}

void
settings_gather(struct settings *settings, char *const *paths, size_t count)
{
	struct found_list found = { 0 };

	sweep(&found, paths, count);
	for (size_t i = 0; i < found.note_count; i++)
		note(settings, arena_str(&settings->arena, found.notes[i]));
	for (size_t i = 0; i < found.count; i++) {
		int root = root_of(found.at[i].path);
		struct str base;

		if (root < 0)
			continue;	/* until something includes it */
		base = arena_str(&settings->arena,
		    folder_of(found.at[i].path));
		if (file_gather(settings, found.at[i].path, base))
			instance_add(settings, roots[root].server, base);
	}
	found_list_fini(&found);
	for (size_t i = 0; i < settings->file_count; i++)
		includes_gather(settings, i);
	settings->includes = 0;
	if (settings->file_count > 0)
		qsort(settings->files, settings->file_count,
		    sizeof *settings->files, by_path);
}

/* ---- the sandbox reads ---- */

/* Includes may go in circles; that there are more is said once. */
static bool
may_follow(struct settings *settings)
{
	if (settings->includes > SETTINGS_INCLUDES)
		return false;
	settings->missing += settings->includes == SETTINGS_INCLUDES;
	return settings->includes++ < SETTINGS_INCLUDES;
}

static void
file_read_as(struct settings_reader *reader, const struct settings_file *file)
{
	const struct settings_file *before = reader->file;

	if (reader->depth == SETTINGS_DEPTH || !may_follow(reader->settings))
		return;
	reader->depth++;
	reader->file = file;
	grammars[reader->settings->server](reader, file->text);
	reader->file = before;
	reader->depth--;
}

void
settings_read(struct settings *settings, const struct instance *instance)
{
	struct settings_reader reader = { .settings = settings };

	settings->server = instance->server;
	settings->said_count = 0;
	settings->new_grammar = false;
	for (int r = 0; r < ROOTS; r++) {
		if (roots[r].server != instance->server)
			continue;
		for (size_t i = 0; i < settings->file_count; i++) {
			const struct settings_file *file = &settings->files[i];

			if (root_of(file->path) != r ||
			    !str_eq(folder_of(file->path), instance->base))
				continue;
			reader.section_count = 0;
			file_read_as(&reader, file);
		}
	}
}

/* Does a file lie where an include says?  A path from the root is that of
 * the server, and the files may be a copy elsewhere. */
static bool
lies_in(struct str path, struct str folder, bool absolute)
{
	struct str is = folder_of(path);

	return str_eq(is, folder) || (absolute && str_ends(is, folder));
}

static size_t
include_from(struct settings_reader *reader, struct str folder,
    struct str name, bool absolute)
{
	struct settings *settings = reader->settings;
	size_t found = 0;

	for (size_t i = 0; i < settings->file_count; i++) {
		const struct settings_file *file = &settings->files[i];

		if (!wild_match(name, name_of(file->path)) ||
		    !lies_in(file->path, folder, absolute) ||
		    file == reader->file)
			continue;
		found++;
		file_read_as(reader, file);
	}
	return found;
}

void
settings_include(struct settings_reader *reader, struct str pattern,
    bool may_miss)
{
	struct settings *settings = reader->settings;
	struct str folder = folder_of(pattern), name = name_of(pattern);
	struct str froms[] = { folder_of(reader->file->path),
		reader->file->base };
	size_t found = 0;

	if (pattern.len == 0 || pattern.len > SETTINGS_NAME)
		return;
	if (!may_follow(settings))
		return;
	if (pattern.at[0] == '/')
		found = include_from(reader, folder, name, true);
	for (size_t i = 0; found == 0 && pattern.at[0] != '/' && i < 2; i++)
		found = include_from(reader, str_eq(folder, STR(".")) ?
		    froms[i] : arena_printf(&settings->arena,
		    STR_FMT "/" STR_FMT, STR_ARG(froms[i]), STR_ARG(folder)),
		    name, false);
	if (found == 0 && (may_miss || str_has(name, STR("*")) ||
	    str_has(name, STR("?"))))
		settings->unmatched++;
	else if (found == 0)
		settings->missing++;
}

void
settings_say(struct settings_reader *reader, struct str key, struct str value)
{
	struct settings *settings = reader->settings;
	struct setting_said *said;
	struct buf name = { 0 };

	if (settings->said_count == SETTINGS_COUNT)
		return;
	for (size_t i = 0; i < reader->section_count && i < SETTINGS_DEPTH; i++) {
		buf_add(&name, reader->sections[i]);
		buf_char(&name, '/');
	}
	buf_add(&name, key);
	if (name.len <= SETTINGS_NAME) {
		settings->said = mem_room(settings->said,
		    settings->said_count, &settings->said_cap,
		    sizeof *settings->said);
		said = &settings->said[settings->said_count++];
		said->name = arena_str(&settings->arena, buf_str(&name));
		said->value = arena_str(&settings->arena, value);
	}
	buf_fini(&name);
}

void
section_open(struct settings_reader *reader, struct str name)
{
	if (reader->section_count < SETTINGS_DEPTH)
		reader->sections[reader->section_count] = arena_str(
		    &reader->settings->arena, name.len < SETTINGS_NAME ? name :
		    str_of(name.at, SETTINGS_NAME));
	reader->section_count++;
}

void
section_close(struct settings_reader *reader)
{
	if (reader->section_count > 0)
		reader->section_count--;
}

bool
line_next(struct str *text, struct str *line)
{
	if (text->len == 0)
		return false;
	if (!str_take_until_char(text, '\n', line)) {
		*line = *text;
		text->len = 0;
	}
	*line = str_trim(*line);
	return true;
}

bool
line_goes_on(struct buf *kept, struct str *line)
{
	bool goes_on = str_take_end(line, STR("\\"));

	if (kept->len == 0 && !goes_on)
		return false;
	buf_add(kept, *line);
	if (goes_on) {
		buf_char(kept, ' ');
		return true;
	}
	*line = str_trim(buf_str(kept));
	buf_reset(kept);
	return false;
}

struct str
unquoted(struct str text)
{
	if (text.len >= 2 && (text.at[0] == '\'' || text.at[0] == '"') &&
	    text.at[text.len - 1] == text.at[0])
		return str_of(text.at + 1, text.len - 2);
	return text;
}
