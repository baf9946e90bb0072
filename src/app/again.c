#include "app/again.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/fetch.h"
#include "base/file.h"
#include "base/sha256.h"
#include "parse/parse.h"

enum { HASH_BLOCK = 256 * 1024 };

/* ---- writing ---- */

static void
hex_field(struct buf *out, const char *bytes, size_t n)
{
	buf_hex(out, (const uint8_t *)bytes, n);
	buf_char(out, ' ');
}

/* "BYTES MTIME SHA256 PATH REALPATH\n", names and hash in hexadecimal. */
static void
origin_put(struct buf *out, const struct found *found,
    const struct input *input)
{
	char *real = realpath(found->path.at, NULL);
	struct str absolute = real == NULL ? found->path : str_from(real);

	buf_printf(out, "%llu %lld ", (unsigned long long)found->bytes,
	    (long long)found->mtime_ms);
	hex_field(out, (const char *)input->sha256, sizeof input->sha256);
	hex_field(out, found->path.at, found->path.len);
	buf_hex(out, (const uint8_t *)absolute.at, absolute.len);
	buf_char(out, '\n');
	free(real);
}

bool
again_write(int dir_fd, const struct plan *plan, struct err *err)
{
	struct buf out = { 0 };
	bool ok;
	int fd = openat(dir_fd, "origins", O_WRONLY | O_CREAT | O_EXCL |
	    O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "lines/origins: cannot be made");
	for (size_t i = 0; i < plan->found.count; i++)
		if (!plan->found.at[i].is_stdin)
			origin_put(&out, &plan->found.at[i],
			    &plan->inputs[plan->firsts[i]]);
	ok = file_put(fd, buf_str(&out), err);
	if (ok && fsync(fd) != 0)
		ok = err_sys(err, "cannot be written");
	close(fd);
	buf_fini(&out);
	return ok || err_in(err, "lines/origins");
}

/* ---- reading ---- */

struct origin {
	struct str path, real;	/* each followed by a NUL */
	uint64_t   bytes;
	int64_t	   mtime_ms;
	uint8_t	   sha256[SHA256_BYTES];
	enum { UNKNOWN, SAME, OTHER } state;
};

struct again {
	struct arena   arena;
	struct origin *at;
	size_t	       count, cap;
	int	       home;	/* the folder relative paths are from */
	struct role    role;
	bool	       running;
	struct wire_in in;
	/* where the process stands */
	struct str     source;
	struct buf     source_bytes;
	uint64_t       next;
};

static int
digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : -1;
}

/* What hexadecimal digits spell, and a NUL; false if they spell nothing. */
static bool
hex_read(struct arena *arena, struct str hex, struct str *bytes)
{
	char *at = arena_take(arena, hex.len / 2 + 1);

	for (size_t i = 0; i + 1 < hex.len; i += 2) {
		int high = digit_of(hex.at[i]), low = digit_of(hex.at[i + 1]);

		if (high < 0 || low < 0)
			return false;
		at[i / 2] = (char)(high << 4 | low);
	}
	at[hex.len / 2] = '\0';
	*bytes = str_of(at, hex.len / 2);
	return hex.len > 0 && hex.len % 2 == 0;
}

static bool
origin_read(struct again *again, struct str line)
{
	struct origin origin = { 0 };
	struct str bytes, mtime, hash, path, real = line, raw;
	uint64_t ms;

	if (!str_take_until_char(&real, ' ', &bytes) ||
	    !str_take_until_char(&real, ' ', &mtime) ||
	    !str_take_until_char(&real, ' ', &hash) ||
	    !str_take_until_char(&real, ' ', &path) ||
	    !str_u64(bytes, &origin.bytes) || !str_u64(mtime, &ms) ||
	    !hex_read(&again->arena, hash, &raw) ||
	    raw.len != sizeof origin.sha256 ||
	    !hex_read(&again->arena, path, &origin.path) ||
	    !hex_read(&again->arena, real, &origin.real))
		return false;
	origin.mtime_ms = (int64_t)ms;
	memcpy(origin.sha256, raw.at, sizeof origin.sha256);
	again->at = mem_room(again->at, again->count, &again->cap,
	    sizeof *again->at);
	again->at[again->count++] = origin;
	return true;
}

struct again *
again_open(const char *case_path, struct err *err)
{
	struct again *again = mem_zero(sizeof *again);
	struct str text, line;
	struct file file;
	struct err ignored;

	arena_init(&again->arena);
	again->home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file_read(&file, arena_printf(&again->arena,
	    "%s/lines/origins", case_path).at, &ignored)) {
		text = file.text;
		while (str_take_until_char(&text, '\n', &line))
			origin_read(again, line);
		file_free(&file);
	}
	if (again->count > 0 &&
	    !role_start(&again->role, fetch_main, NULL, err)) {
		again_close(again);
		return NULL;
	}
	again->running = again->count > 0;
	if (again->running)
		wire_open(&again->in, again->role.fd);
	return again;
}

void
again_close(struct again *again)
{
	struct err ignored;

	if (again->running) {
		wire_close(&again->in);
		role_end(&again->role, true, &ignored);
	}
	if (again->home >= 0)
		close(again->home);
	buf_fini(&again->source_bytes);
	free(again->at);
	arena_fini(&again->arena);
	free(again);
}

static bool
hash_is_same(int fd, const struct origin *origin)
{
	char *block = mem_new(HASH_BLOCK);
	uint8_t is[SHA256_BYTES];
	struct sha256 hash;
	uint64_t at = 0;
	ssize_t got;

	sha256_init(&hash);
	while ((got = pread(fd, block, HASH_BLOCK, (off_t)at)) > 0) {
		sha256_add(&hash, str_of(block, (size_t)got));
		at += (uint64_t)got;
	}
	sha256_end(&hash, is);
	free(block);
	return got == 0 && memcmp(is, origin->sha256, sizeof is) == 0;
}

/* The file, if it is what it was; -1 if not. */
static int
origin_file(const struct again *again, struct origin *origin)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(origin->real.at, flags);
	struct stat st;
	int64_t ms;

	if (fd < 0)
		fd = openat(again->home, origin->path.at, flags);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size == origin->bytes) {
		ms = (int64_t)st.st_mtim.tv_sec * 1000 +
		    st.st_mtim.tv_nsec / 1000000;
		if (origin->state == UNKNOWN)
			origin->state = ms == origin->mtime_ms ||
			    hash_is_same(fd, origin) ? SAME : OTHER;
		if (origin->state == SAME)
			return fd;
	}
	close(fd);
	return -1;
}

/* Whose line it is; *member: of what in it, empty: of the file itself. */
static struct origin *
origin_of(struct again *again, struct str source, struct str *member)
{
	struct str head, rest = source;

	*member = (struct str){ 0 };
	for (size_t i = 0; i < again->count; i++)
		if (fetch_is_named(source, again->at[i].path))
			return &again->at[i];
	while (str_take_until_char(&rest, '!', &head)) {
		head = str_of(source.at, (size_t)(rest.at - source.at) - 1);
		for (size_t i = 0; i < again->count; i++)
			if (fetch_is_named(head, again->at[i].path)) {
				*member = rest;
				return &again->at[i];
			}
	}
	return NULL;
}

static bool
line_ask(struct again *again, struct origin *origin, struct str member,
    bool anew, uint64_t offset, uint32_t length)
{
	struct wire_unit unit = { .work = UNIT_WHOLE, .start = offset,
		.end = offset + length, .size = origin->bytes };
	int fd = anew ? origin_file(again, origin) : -1;
	struct err err;
	bool ok = !anew || (fd >= 0 &&
	    wire_send(again->role.fd, W_TEXT, member, -1, &err));

	ok = ok && wire_send(again->role.fd, W_UNIT,
	    str_of((const char *)&unit, sizeof unit), fd, &err);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool
line_take(struct again *again, uint32_t length, struct buf *line)
{
	struct frame frame;
	enum wire_got got;

	while ((got = wire_next(&again->in, &frame)) == WIRE_MORE)
		if (!wire_fill(&again->in))
			return false;
	if (got != WIRE_FRAME || frame.type != W_TEXT ||
	    frame.payload.len != length)
		return false;
	buf_add(line, frame.payload);
	return true;
}

bool
again_line(struct again *again, struct str source, uint64_t offset,
    uint32_t length, struct buf *line)
{
	bool anew = again->source.at == NULL || offset < again->next ||
	    !str_eq(again->source, source);
	struct origin *origin;
	struct str member;

	buf_reset(line);
	if (!again->running || length > LINE_MAX_BYTES ||
	    offset > UINT64_MAX - length ||
	    (origin = origin_of(again, source, &member)) == NULL ||
	    origin->state == OTHER ||
	    !line_ask(again, origin, member, anew, offset, length))
		return false;
	if (anew) {
		buf_reset(&again->source_bytes);
		buf_add(&again->source_bytes, source);
		again->source = buf_str(&again->source_bytes);
	}
	again->next = offset + length;
	return line_take(again, length, line);
}
