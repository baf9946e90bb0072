#include "app/pseudonymise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dense.h"
#include "base/file.h"
#include "report/pseudonym.h"

enum { DIGITS = 2 * PSEUDONYM_KEY_BYTES };

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
key_parse(const char text[DIGITS], uint8_t key[PSEUDONYM_KEY_BYTES],
    struct err *err)
{
	for (size_t i = 0; i < PSEUDONYM_KEY_BYTES; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return err_set(err, "is no key: 64 hexadecimal "
			    "digits were wanted");
		key[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* A key that nobody can guess, for whoever comes back to this case. */
static bool
key_make(int fd, uint8_t key[PSEUDONYM_KEY_BYTES], struct err *err)
{
	struct buf text = { 0 };
	bool ok = getrandom(key, PSEUDONYM_KEY_BYTES, 0) ==
	    PSEUDONYM_KEY_BYTES || err_sys(err, "no random bytes");

	buf_hex(&text, key, PSEUDONYM_KEY_BYTES);
	buf_char(&text, '\n');
	ok = ok && file_put(fd, buf_str(&text), err) &&
	    (fsync(fd) == 0 || err_sys(err, "cannot write"));
	explicit_bzero(text.at, text.len);
	buf_fini(&text);
	return ok;
}

static bool
key_take(const char *path, uint8_t key[PSEUDONYM_KEY_BYTES], struct err *err)
{
	char text[DIGITS];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool ok;

	if (fd >= 0) {
		ok = file_read_at(fd, text, DIGITS, 0)
		    ? key_parse(text, key, err)
		    : err_sys(err, "cannot be read");
	} else {
		fd = errno == ENOENT ? open(path, O_WRONLY | O_CREAT | O_EXCL |
		    O_CLOEXEC, 0600) : -1;
		ok = fd >= 0 ? key_make(fd, key, err) :
		    err_sys(err, "cannot be opened");
	}
	if (fd >= 0)
		close(fd);
	return ok || err_in(err, "%s", path);
}

/* All names that somebody signed in with, or tried to, and those the site
 * gives its own. */
static void
names_know(struct pseudonyms *pseudonyms, const struct site *site,
    const struct ingest *ingest)
{
	const struct dense *principals = &ingest->resolver.principals;

	for (uint32_t user = 1; user < principals->len; user++)
		if (principals->at[user] != 0) {
			pseudonyms_know(pseudonyms,
			    intern_str(&ingest->names, user));
			pseudonyms_know(pseudonyms, intern_str(&ingest->names,
			    (uint32_t)principals->at[user]));
		}
	for (size_t i = 0; i < site->alias_count; i++) {
		pseudonyms_know(pseudonyms, site->aliases[i].alias);
		pseudonyms_know(pseudonyms, site->aliases[i].account);
	}
}

bool
pseudonymise(struct case_dir *dir, const struct site *site,
    struct ingest *ingest, struct answers *answers, struct err *err)
{
	uint8_t key[PSEUDONYM_KEY_BYTES];
	struct str path = case_path(dir, ingest->inputs_sha256);
	struct pseudonyms *pseudonyms;

	path = arena_printf(&dir->arena, STR_FMT ".key", STR_ARG(path));
	if (!key_take(path.at, key, err))
		return false;
	pseudonyms = pseudonyms_new(key);
	explicit_bzero(key, sizeof key);
	names_know(pseudonyms, site, ingest);
	note_add(answers, "note.pseudonymised");
	pseudonyms_apply(pseudonyms, answers, ingest->inputs,
	    ingest->input_count);
	pseudonyms_free(pseudonyms);
	return true;
}
