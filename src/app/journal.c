#include "app/journal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/must.h"

enum {
	NAME_BYTES = 16,
	NUMBER_MAX = 1000000,	/* of six digits */
};

struct record { uint32_t type, length; };

/* The file that an intake's frames go to. */
struct scroll {
	int	      fd;
	uint64_t      at, sealed;	/* bytes written, and up to a seal */
	struct sha256 hash;		/* of those behind the seal */
	bool	      in_unit, fresh;	/* fresh: a new intake's names */
};

struct journal {
	int	       dir;
	uint8_t	       run[SHA256_BYTES];
	unsigned       first;		/* number of this run's first file */
	struct scroll *scrolls;
	unsigned       count;
};

static void
name_of(unsigned number, char name[NAME_BYTES])
{
	snprintf(name, NAME_BYTES, "%06u", number);
}

/* ---- writing ---- */

static bool
bytes_put(struct scroll *scroll, const void *bytes, size_t n)
{
	if (n > 0 && !file_write_at(scroll->fd, bytes, n, scroll->at))
		return false;
	sha256_add(&scroll->hash, str_of(bytes, n));
	scroll->at += n;
	return true;
}

static bool
record_put(struct scroll *scroll, uint32_t type, struct str payload,
    struct err *err)
{
	struct record record = { type, (uint32_t)payload.len };

	return (bytes_put(scroll, &record, sizeof record) &&
	    bytes_put(scroll, payload.at, payload.len)) ||
	    err_sys(err, "what was read cannot be kept");
}

static bool
seal_put(struct scroll *scroll, const uint8_t seal[SHA256_BYTES],
    struct err *err)
{
	if (!record_put(scroll, W_NONE, str_of((const char *)seal,
	    SHA256_BYTES), err))
		return false;
	scroll->sealed = scroll->at;
	scroll->in_unit = false;
	sha256_init(&scroll->hash);
	return true;
}

static bool
scroll_open(struct journal *journal, struct scroll *scroll, unsigned number,
    struct err *err)
{
	char name[NAME_BYTES];

	name_of(number, name);
	*scroll = (struct scroll){ .fd = openat(journal->dir, name,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) };
	if (scroll->fd < 0)
		return err_sys(err, "%s cannot be made", name);
	sha256_init(&scroll->hash);
	return seal_put(scroll, journal->run, err);
}

bool
journal_keep(struct journal *journal, unsigned intake,
    const struct wire_unit *unit, const struct frame *frame, struct err *err)
{
	struct scroll *scroll = &journal->scrolls[intake];
	uint8_t seal[SHA256_BYTES];

	if (frame->type == W_PROGRESS)
		return true;
	if (scroll->fd < 0 && !scroll_open(journal, scroll,
	    journal->first + intake, err))
		return false;
	if (!scroll->in_unit) {
		scroll->in_unit = true;
		if (!record_put(scroll, W_UNIT, str_of((const char *)unit,
		    sizeof *unit), err))
			return false;
		if (scroll->fresh && !record_put(scroll, W_FORGET,
		    (struct str){ 0 }, err))
			return false;
		scroll->fresh = false;
	}
	if (!record_put(scroll, frame->type, frame->payload, err))
		return false;
	if (frame->type != W_DONE)
		return true;
	sha256_end(&scroll->hash, seal);
	return seal_put(scroll, seal, err);
}

/* What is behind the seal is written over; a seal that is then missing behind
 * it is what tells that. */
void
journal_lost(struct journal *journal, unsigned intake)
{
	struct scroll *scroll = &journal->scrolls[intake];

	if (scroll->fd < 0)
		return;
	scroll->at = scroll->sealed;
	scroll->in_unit = false;
	scroll->fresh = true;
	sha256_init(&scroll->hash);
	/* If this fails, the next unit's seal does not fit, and no more. */
	if (ftruncate(scroll->fd, (off_t)scroll->at) != 0)
		return;
}

/* ---- reading ---- */

static bool
record_take(struct str *left, struct record *record, struct str *payload)
{
	if (left->len < sizeof *record)
		return false;
	memcpy(record, left->at, sizeof *record);
	if (record->length > WIRE_MAX_BYTES || record->type >= W_TYPES ||
	    left->len - sizeof *record < record->length)
		return false;
	*payload = str_of(left->at + sizeof *record, record->length);
	str_drop(left, sizeof *record + record->length);
	return true;
}

/* The bytes up to the next seal, if that fits them. */
static bool
sealed_take(struct str *left, struct str *sealed)
{
	struct str at = *left, payload;
	uint8_t seal[SHA256_BYTES];
	struct record record;

	for (;;) {
		struct str before = at;

		if (!record_take(&at, &record, &payload))
			return false;
		if (record.type != W_NONE)
			continue;
		*sealed = str_of(left->at, (size_t)(before.at - left->at));
		*left = at;
		sha256_of(*sealed, seal);
		return payload.len == sizeof seal &&
		    memcmp(seal, payload.at, sizeof seal) == 0;
	}
}

/* A finished unit.  The payloads are copied, to be aligned as frames are. */
static bool
unit_give(struct str sealed, const struct journal_taker *taker,
    struct err *err)
{
	struct wire_unit unit;
	struct record record;
	struct frame frame;
	struct str payload;
	char *copy;
	bool fine;

	if (!record_take(&sealed, &record, &payload) ||
	    record.type != W_UNIT || payload.len != sizeof unit)
		return err_set(err, "what was kept of a unit is no unit");
	memcpy(&unit, payload.at, sizeof unit);
	copy = mem_new(WIRE_MAX_BYTES);
	for (fine = true; fine && record_take(&sealed, &record, &payload);) {
		frame.type = (enum wire_type)record.type;
		if (payload.len > 0)
			memcpy(copy, payload.at, payload.len);
		frame.payload = str_of(copy, payload.len);
		fine = taker->frame(taker->self, &unit, &frame, err);
	}
	free(copy);
	return fine;
}

/* The first record of a file: no run's (cut off), another's, or ours. */
enum whose { NOBODYS, ANOTHERS, OURS };

static enum whose
whose_is(const struct journal *journal, struct str *left)
{
	struct record record;
	struct str payload;

	if (!record_take(left, &record, &payload) ||
	    record.type != W_NONE || payload.len != SHA256_BYTES)
		return NOBODYS;
	return memcmp(payload.at, journal->run, SHA256_BYTES) == 0 ? OURS :
	    ANOTHERS;
}

/* All finished units of one file.  That of another run is emptied. */
static bool
file_give(struct journal *journal, int fd, const struct journal_taker *taker,
    struct err *err)
{
	struct stat st;
	struct str left, sealed;
	enum whose whose;
	void *at;
	bool fine = true;

	if (fstat(fd, &st) != 0 || st.st_size == 0)
		return true;
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return err_sys(err, "what was kept cannot be read");
	left = str_of(at, (size_t)st.st_size);
	whose = whose_is(journal, &left);
	if (whose == OURS)
		taker->begin(taker->self);
	while (fine && whose == OURS && sealed_take(&left, &sealed))
		fine = unit_give(sealed, taker, err);
	munmap(at, (size_t)st.st_size);
	if (whose == ANOTHERS && ftruncate(fd, 0) != 0)
		return err_sys(err, "what another run kept cannot be removed");
	return fine;
}

/* One file of the folder, by its name; what has another is not ours. */
static bool
name_give(struct journal *journal, const char *name,
    const struct journal_taker *taker, struct err *err)
{
	uint64_t number;
	bool fine;
	int fd;

	if (!str_u64(str_from(name), &number) || number >= NUMBER_MAX)
		return true;
	if (number >= journal->first)
		journal->first = (unsigned)number + 1;
	fd = openat(journal->dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_sys(err, "what was kept cannot be read");
	fine = file_give(journal, fd, taker, err);
	close(fd);
	return fine;
}

bool
journal_replay(struct journal *journal, const struct journal_taker *taker,
    struct err *err)
{
	int fd = openat(journal->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool fine = true;

	if (dir == NULL)
		return err_sys(err, "what was kept cannot be listed");
	while (fine && (entry = readdir(dir)) != NULL)
		fine = name_give(journal, entry->d_name, taker, err);
	closedir(dir);
	return fine;
}

/* ---- life ---- */

struct journal *
journal_open(const char *dir, const uint8_t run[SHA256_BYTES],
    unsigned intakes, struct err *err)
{
	struct journal *journal = mem_zero(sizeof *journal);
	int above = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	memcpy(journal->run, run, SHA256_BYTES);
	journal->first = 1;
	journal->count = intakes;
	journal->scrolls = mem_zero(intakes * sizeof *journal->scrolls);
	for (unsigned i = 0; i < intakes; i++)
		journal->scrolls[i].fd = -1;
	if (above >= 0)
		mkdirat(above, JOURNAL_FOLDER, 0700);
	journal->dir = above < 0 ? -1 : openat(above, JOURNAL_FOLDER,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (above >= 0)
		close(above);
	if (journal->dir >= 0)
		return journal;
	err_sys(err, "%s/" JOURNAL_FOLDER ": cannot be made", dir);
	journal_close(journal);
	return NULL;
}

void
journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	for (unsigned i = 0; i < journal->count; i++)
		if (journal->scrolls[i].fd >= 0)
			close(journal->scrolls[i].fd);
	if (journal->dir >= 0)
		close(journal->dir);
	free(journal->scrolls);
	free(journal);
}
